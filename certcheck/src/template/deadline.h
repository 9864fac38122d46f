/* SPDX-License-Identifier: MIT */
/*
 * A deadline for a library that blocks: when it passes, the socket is shut
 * down from another thread, and the blocked read ends. The OpenLDAP library
 * honours its own timeouts everywhere but in a TLS handshake.
 */
#ifndef CERTCHECK_DEADLINE_H
#define CERTCHECK_DEADLINE_H

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

struct deadline {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t thread;
    int fd;                                 /* -1: none yet */
    struct timespec opened, begun, expires; /* of the monotonic clock; 0: none */
    bool end, expired;
};

bool deadline_open(struct deadline *d);
void deadline_socket(struct deadline *d, int fd); /* -1: it is gone */
void deadline_begin(struct deadline *d, unsigned timeout_ms);
bool deadline_expired(struct deadline *d);
unsigned deadline_elapsed_ms(const struct deadline *d); /* since deadline_begin */
unsigned deadline_total_ms(const struct deadline *d);   /* since deadline_open */
void deadline_close(struct deadline *d);

#endif
