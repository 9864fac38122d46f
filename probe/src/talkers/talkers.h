/* SPDX-License-Identifier: MIT */
/* Which engine talks to a peer, and who we are towards it. */
#ifndef PROBE_TALKERS_H
#define PROBE_TALKERS_H

#include <probe/probe.h>

#include "hello/hello.h"
#include "openssl/openssl_engine.h"
#include "talker.h"

/*
 * Talkers in the two roles; NULL: no memory (or no random numbers). sni is a
 * name or NULL and is copied. may_hand_over: a ClientHello that the hello engine
 * cannot answer goes to OpenSSL, on the same connection.
 */
struct probe_talker *probe_hello_talker_client(enum probe_offer offer, enum probe_key key,
                                               const char *sni);
struct probe_talker *probe_hello_talker_server(struct probe_openssl *e, bool may_hand_over);

/* By options and offer. */
struct probe_talker *probe_talker_client(struct probe_openssl *e, const struct probe_options *o,
                                         enum probe_offer offer, enum probe_key key,
                                         const char *sni);
struct probe_talker *probe_talker_server(struct probe_openssl *e, const struct probe_options *o);

#endif
