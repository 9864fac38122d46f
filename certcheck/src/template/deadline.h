/* SPDX-License-Identifier: MIT */
/*
 * A deadline for a library that blocks: when it passes, the socket is shut
 * down from another thread, and the blocked read ends. The OpenLDAP library
 * honours its own timeouts everywhere but in a TLS handshake.
 */
#ifndef CERTCHECK_WATCH_H
#define CERTCHECK_WATCH_H

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

struct watch {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t thread;
    int fd;                                  /* -1: none yet */
    struct timespec opened, begun, deadline; /* of the monotonic clock; 0: none */
    bool end, expired;
};

bool watch_open(struct watch *w);
void watch_socket(struct watch *w, int fd); /* -1: it is gone */
void watch_begin(struct watch *w, unsigned timeout_ms);
bool watch_expired(struct watch *w);
unsigned watch_elapsed_ms(const struct watch *w); /* since watch_begin */
unsigned watch_total_ms(const struct watch *w);   /* since watch_open */
void watch_close(struct watch *w);

#endif
