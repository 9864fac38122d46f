/* SPDX-License-Identifier: MIT */
#include "deadline.h"

#include <os/socket.h>

static bool
is_over(const struct watch *w)
{
    struct timespec now;

    if (w->deadline.tv_sec == 0)
        return false;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec > w->deadline.tv_sec ||
           (now.tv_sec == w->deadline.tv_sec && now.tv_nsec >= w->deadline.tv_nsec);
}

static void *
keep_watch(void *ctx)
{
    struct watch *w = ctx;

    pthread_mutex_lock(&w->lock);
    while (!w->end) {
        if (!w->expired && is_over(w))
            w->expired = true;
        if (w->expired && w->fd >= 0) {
            os_socket_break(w->fd);
            w->fd = -1;
        }
        if (w->deadline.tv_sec == 0 || w->expired)
            pthread_cond_wait(&w->changed, &w->lock);
        else
            pthread_cond_timedwait(&w->changed, &w->lock, &w->deadline);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

bool
watch_open(struct watch *w)
{
    pthread_condattr_t clock;

    *w = (struct watch){ .fd = -1 };
    clock_gettime(CLOCK_MONOTONIC, &w->opened);
    if (pthread_mutex_init(&w->lock, NULL) != 0)
        return false;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    if (pthread_cond_init(&w->changed, &clock) == 0) {
        pthread_condattr_destroy(&clock);
        if (pthread_create(&w->thread, NULL, keep_watch, w) == 0)
            return true;
        pthread_cond_destroy(&w->changed);
    }
    pthread_mutex_destroy(&w->lock);
    return false;
}

void
watch_socket(struct watch *w, int fd)
{
    pthread_mutex_lock(&w->lock);
    w->fd = fd;
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
}

void
watch_begin(struct watch *w, unsigned timeout_ms)
{
    pthread_mutex_lock(&w->lock);
    clock_gettime(CLOCK_MONOTONIC, &w->begun);
    w->deadline = w->begun;
    w->deadline.tv_sec += timeout_ms / 1000;
    w->deadline.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (w->deadline.tv_nsec >= 1000000000) {
        w->deadline.tv_sec++;
        w->deadline.tv_nsec -= 1000000000;
    }
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
}

bool
watch_expired(struct watch *w)
{
    bool expired;

    pthread_mutex_lock(&w->lock);
    expired = w->expired;
    pthread_mutex_unlock(&w->lock);
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
watch_elapsed_ms(const struct watch *w)
{
    return ms_since(w->begun);
}

unsigned
watch_total_ms(const struct watch *w)
{
    return ms_since(w->opened);
}

void
watch_close(struct watch *w)
{
    pthread_mutex_lock(&w->lock);
    w->end = true;
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->changed);
    pthread_mutex_destroy(&w->lock);
}
