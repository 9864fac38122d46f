/* SPDX-License-Identifier: MIT */
/*
 * The OpenSSL engine: TLS 1.0 to 1.3 in both roles, nothing verified. Contexts
 * and the throw-away identity are made when the first talker needs them.
 */
#ifndef PROBE_OPENSSL_ENGINE_H
#define PROBE_OPENSSL_ENGINE_H

#include <probe/probe.h>

#include "hello/hello.h"
#include "talkers/talker.h"

struct probe_openssl;

/* Reads cert_file and key_file, or keystore, if given; NULL: why says what is wrong. */
struct probe_openssl *probe_openssl_new(const struct probe_options *o, struct base_text *why);
void probe_openssl_free(struct probe_openssl *e);

/*
 * A talker, or NULL when memory is out. sni: a name without a trailing dot, or
 * NULL for none; it is copied. offer is TLS12 or TLS13.
 */
struct probe_talker *probe_openssl_client(struct probe_openssl *e, enum probe_offer offer,
                                          enum probe_key key, const char *sni);
struct probe_talker *probe_openssl_server(struct probe_openssl *e);

/* For a talker of either kind, before it is fed: present id instead, and hear whether the peer
 * accepts it. False: no memory. id is borrowed. */
bool probe_openssl_present(struct probe_talker *t, const struct probe_identity *id);

/* Its servers are left as soon as the certificate is here, whatever the peer thinks of ours, and
 * ask for one of these CAs (DER Names; borrowed as long as e is used). Before the first talker. */
void probe_openssl_serve(struct probe_openssl *e, const struct base_slice *ca_names,
                         size_t ca_names_n);

/* The identity of the hello engine as a server: the user's chain, with or without its key, or the
 * throw-away one. Borrowed; NULL: no memory. */
const struct probe_hello_identity *probe_openssl_hello_identity(struct probe_openssl *e);

/* Is there a certificate to show as a server? If not, make one: that takes some
 * 145 ms and may be done on another thread, as it touches nothing else of e. */
bool probe_openssl_has_identity(const struct probe_openssl *e, const struct probe_options *o);
void probe_openssl_make_identity(struct probe_openssl *e);

/* Is the user's chain, if any, one whose key is RSA? */
bool probe_openssl_is_rsa(const struct probe_openssl *e);

#endif
