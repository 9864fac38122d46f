/* SPDX-License-Identifier: MIT */
/*
 * Listening: peers connect to us. We play the server of what they speak, as far as TLS, ask for
 * a certificate, take what they present as TLS clients, and leave. Nothing is verified here.
 *
 * It runs on the loop, with the identity and the time budget (timeout_ms, of each connection) of
 * a struct probe; one that listens probes nothing.
 *
 *     struct probe_listen_port port = { .address = "127.0.0.1", .port = 5061 };
 *     struct probe_listen_options o = { .ports = &port, .ports_n = 1, ... };
 *
 *     if (probe_listen_open(p, &o, why))
 *         probe_listen_run(p, on_caller, ctx);     until probe_stop
 *
 * Hostile peers: connections at once are bounded, in all and from one address. When all places
 * are taken, who has made no step forward for PROBE_LISTEN_GRACE_MS makes room; an address that
 * has its share makes it among its own, after half a second. Until then new ones wait unserved,
 * as many again, and after these in the system's queue.
 */
#ifndef PROBE_LISTEN_H
#define PROBE_LISTEN_H

#include <probe/probe.h>

BASE_BEGIN_DECLS

#define PROBE_LISTEN_CONNECTIONS 1024u
#define PROBE_LISTEN_GRACE_MS 2000u

struct probe_listen_port {
    const char *address;             /* numeric; borrowed until probe_free */
    uint16_t port;                   /* 0: the system chooses, and probe_listen_open fills it in */
    enum probe_dialogue_id dialogue; /* one that a server can play (probe_listen_plays) */
};

struct probe_listen_options {
    struct probe_listen_port *ports;
    size_t ports_n;
    unsigned connections;              /* at once; 0: PROBE_LISTEN_CONNECTIONS */
    unsigned per_address;              /* of these from one address; 0: half */
    const struct base_slice *ca_names; /* DER Names for the CertificateRequest; borrowed */
    size_t ca_names_n;
    size_t failed; /* out: the port that cannot be had */
};

/* One connection that has ended. result->client_hello is NULL where none came. */
struct probe_caller {
    size_t port;                       /* which of the ports: its index */
    char address[64];                  /* of the peer */
    const struct probe_result *result; /* result->address is the port's */
};

/* Borrowed for the call. It may call probe_stop. */
typedef void probe_caller_fn(void *ctx, const struct probe_caller *caller);

/* Is there a server's part of this dialogue? Of PROBE_DIALOGUE_NONE: yes. */
bool probe_listen_plays(enum probe_dialogue_id id);

/* Bind all ports, once. False: why names the one that cannot be had, or that memory ran out
 * (failed is ports_n). */
bool probe_listen_open(struct probe *p, struct probe_listen_options *o, struct base_text *why);

/* Serve until probe_stop; connections under way then are dropped without a result. */
void probe_listen_run(struct probe *p, probe_caller_fn *done, void *ctx);

size_t probe_listen_open_n(const struct probe *p); /* connections under way */

BASE_END_DECLS

#endif
