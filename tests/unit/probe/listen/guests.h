/* SPDX-License-Identifier: MIT */
/* A room with doors on loopback, and guests that have come before it is opened. */
#ifndef TEST_GUESTS_H
#define TEST_GUESTS_H

#include <probe/listen.h>

#define GUESTS_MAX 16

struct room {
    struct probe *probe;
    struct probe_door door;
    unsigned n, stop_after;
    enum probe_class kinds[GUESTS_MAX];
    char texts[GUESTS_MAX][160];
};

/* Listens on 127.0.0.1; connections and per_address: 0 for the default. */
void room_open(struct room *r, enum probe_dialogue_id dialogue, unsigned timeout_ms,
               unsigned connections, unsigned per_address);
/* A connection that has said this. */
int room_guest(const struct room *r, const void *bytes, size_t n);
/* Serves until so many guests had a result. */
void room_serve(struct room *r, unsigned results);
void room_close(struct room *r);

#endif
