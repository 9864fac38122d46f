/* SPDX-License-Identifier: MIT */
/*
 * The other direction: peers connect, and what each presents as a TLS client is judged. One
 * result for each peer (its address) and certificate, however often it connects; of those that
 * show none, one for each reason.
 *
 *     struct assess_listen_port port = { .at = { .address = "127.0.0.1", .port = 5061 } };
 *     struct assess_listening l = { .ports = &port, .ports_n = 1, .count = 1 };
 *
 *     assess_listen_port_guess(&port);            or its profile is set
 *     a = assess_new(...);
 *     if (assess_listen_open(a, &l, &why))        the port is bound: tell whoever waits
 *         assess_listen(a);                       until count, or assess_stop
 *     assess_free(a);
 *
 * Ownership, threads and errors are those of assess/assess.h; a run that listens probes nothing.
 */
#ifndef ASSESS_INBOUND_H
#define ASSESS_INBOUND_H

#include <assess/assess.h>
#include <probe/listen.h>

BASE_BEGIN_DECLS

struct assess_listen_port {
    struct probe_listen_port at;
    const struct base_profile *profile;
    bool guessed; /* nobody named the profile: Client Authentication alone is required */
};

struct assess_listening {
    struct assess_listen_port *ports; /* their ports are filled in where they were 0 */
    size_t ports_n;
    unsigned connections, per_address; /* as in struct probe_listen_options */
    const struct base_slice *ca_names; /* DER Names; borrowed */
    size_t ca_names_n;
    size_t count;  /* end after so many peers that showed what they have; 0: never */
    size_t failed; /* out: the port that cannot be had; ports_n: none */
};

/* The profile of a port that nobody named one for, which requires Client Authentication
 * where the port's own profile does not. */
void assess_listen_port_guess(struct assess_listen_port *d);

/* l is borrowed until assess_free. False: why. */
bool assess_listen_open(struct assess *a, struct assess_listening *l, struct base_text *why);

/* A result of an earlier run: the same peer and certificate are not told again, and it counts. */
void assess_listen_known(struct assess *a, const struct assess_result *r);

/* Until the count is reached or assess_stop. */
void assess_listen(struct assess *a);

size_t assess_listen_shown(const struct assess *a); /* peers that count */

BASE_END_DECLS

#endif
