/* SPDX-License-Identifier: MIT */
#include "deadline.h"

#include <os/socket.h>

static bool
is_over(const struct deadline *d)
{
    struct timespec now;

    if (d->expires.tv_sec == 0)
        return false;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec > d->expires.tv_sec ||
           (now.tv_sec == d->expires.tv_sec && now.tv_nsec >= d->expires.tv_nsec);
}

static void *
keep(void *ctx)
{
    struct deadline *d = ctx;

    pthread_mutex_lock(&d->lock);
    while (!d->end) {
        if (!d->expired && is_over(d))
            d->expired = true;
        if (d->expired && d->fd >= 0) {
            os_socket_break(d->fd);
            d->fd = -1;
        }
        if (d->expires.tv_sec == 0 || d->expired)
            pthread_cond_wait(&d->changed, &d->lock);
        else
            pthread_cond_timedwait(&d->changed, &d->lock, &d->expires);
    }
    pthread_mutex_unlock(&d->lock);
    return NULL;
}

bool
deadline_open(struct deadline *d)
{
    pthread_condattr_t clock;

    *d = (struct deadline){ .fd = -1 };
    clock_gettime(CLOCK_MONOTONIC, &d->opened);
    if (pthread_mutex_init(&d->lock, NULL) != 0)
        return false;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    if (pthread_cond_init(&d->changed, &clock) == 0) {
        pthread_condattr_destroy(&clock);
        if (pthread_create(&d->thread, NULL, keep, d) == 0)
            return true;
        pthread_cond_destroy(&d->changed);
    }
    pthread_mutex_destroy(&d->lock);
    return false;
}

void
deadline_socket(struct deadline *d, int fd)
{
    pthread_mutex_lock(&d->lock);
    d->fd = fd;
    pthread_cond_signal(&d->changed);
    pthread_mutex_unlock(&d->lock);
}

void
deadline_begin(struct deadline *d, unsigned timeout_ms)
{
    pthread_mutex_lock(&d->lock);
    clock_gettime(CLOCK_MONOTONIC, &d->begun);
    d->expires = d->begun;
    d->expires.tv_sec += timeout_ms / 1000;
    d->expires.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (d->expires.tv_nsec >= 1000000000) {
        d->expires.tv_sec++;
        d->expires.tv_nsec -= 1000000000;
    }
    pthread_cond_signal(&d->changed);
    pthread_mutex_unlock(&d->lock);
}

bool
deadline_expired(struct deadline *d)
{
    bool expired;

    pthread_mutex_lock(&d->lock);
    expired = d->expired;
    pthread_mutex_unlock(&d->lock);
    return expired;
}

static unsigned
ms_since(struct timespec then)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (unsigned)((now.tv_sec - then.tv_sec) * 1000 + (now.tv_nsec - then.tv_nsec) / 1000000);
}

unsigned
deadline_elapsed_ms(const struct deadline *d)
{
    return ms_since(d->begun);
}

unsigned
deadline_total_ms(const struct deadline *d)
{
    return ms_since(d->opened);
}

void
deadline_close(struct deadline *d)
{
    pthread_mutex_lock(&d->lock);
    d->end = true;
    pthread_cond_signal(&d->changed);
    pthread_mutex_unlock(&d->lock);
    pthread_join(d->thread, NULL);
    pthread_cond_destroy(&d->changed);
    pthread_mutex_destroy(&d->lock);
}
