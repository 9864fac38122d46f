/* SPDX-License-Identifier: MIT */
/* What listens on loopback, and peers that have come before it is opened. */
#ifndef TEST_PEERS_H
#define TEST_PEERS_H

#include <probe/listen.h>

#define PEERS_MAX 16

struct listening {
    struct probe *probe;
    struct probe_listen_port port;
    unsigned n, stop_after;
    enum probe_class kinds[PEERS_MAX];
    char texts[PEERS_MAX][160];
};

/* Listens on 127.0.0.1; connections and per_address: 0 for the default. */
void listening_open(struct listening *r, enum probe_dialogue_id dialogue, unsigned timeout_ms,
                    unsigned connections, unsigned per_address);
/* A connection that has said this. */
int listening_peer(const struct listening *r, const void *bytes, size_t n);
/* Serves until so many peers had a result. */
void listening_serve(struct listening *r, unsigned results);
void listening_close(struct listening *r);

#endif
