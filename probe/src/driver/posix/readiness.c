/* SPDX-License-Identifier: MIT */
/*
 * Which connections are ready. libuv's uv_poll takes a descriptor out of the
 * kernel's set and puts it in again at every change of mind, seven calls an
 * endpoint; a set of our own, itself watched by the loop, needs two.
 */
#include "../run.h"

#include <base/error.h>
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define READY_MAX 256 /* events a turn; the rest come on the next */

static void
on_ready(uv_poll_t *poll, int status, int events)
{
    struct probe *p = poll->data;
    struct epoll_event ready[READY_MAX];
    int n = epoll_wait(p->ready_set, ready, READY_MAX, 0);

    (void)status;
    (void)events;
    p->serving = true;
    for (int i = 0; i < n; i++) {
        bool broken = (ready[i].events & (EPOLLERR | EPOLLHUP)) != 0; /* the calls say how */

        probe_conn_ready(ready[i].data.ptr, broken || (ready[i].events & EPOLLIN) != 0,
                         broken || (ready[i].events & EPOLLOUT) != 0);
    }
    p->serving = false;
    probe_conn_reap(p);
    probe_hand_over_some(p);
}

bool
probe_readiness_init(struct probe *p, struct base_text *why)
{
    p->ready_set = epoll_create1(EPOLL_CLOEXEC);
    if (p->ready_set < 0 || uv_poll_init(&p->loop, &p->ready_poll, p->ready_set) != 0) {
        (void)base_complain(why, "cannot watch connections", strerror(errno));
        return false;
    }
    p->ready_poll.data = p;
    (void)uv_poll_start(&p->ready_poll, UV_READABLE, on_ready);
    uv_unref(
        (uv_handle_t *)&p->ready_poll); /* the loop is kept running by the connections' timers */
    return true;
}

void
probe_readiness_close(struct probe *p)
{
    if (p->ready_poll.data != NULL)
        uv_close((uv_handle_t *)&p->ready_poll, NULL);
    if (p->ready_set >= 0)
        (void)close(p->ready_set);
}

/* Closing takes the descriptor out of the set. */
void
probe_readiness_end(struct probe_conn *c)
{
    (void)c;
}

int
probe_readiness_set(struct probe_conn *c, enum probe_ready events)
{
    struct epoll_event e = { .events = ((events & PROBE_READABLE) != 0 ? EPOLLIN : 0) |
                                       ((events & PROBE_WRITABLE) != 0 ? EPOLLOUT : 0),
                             .data.ptr = c };
    int op = c->events == PROBE_NOTHING ? EPOLL_CTL_ADD
             : events == PROBE_NOTHING
                 ? EPOLL_CTL_DEL /* a hang-up is reported even if not asked for */
                 : EPOLL_CTL_MOD;

    if (c->events == events)
        return 0;
    if (epoll_ctl(c->run->ready_set, op, c->fd, &e) != 0)
        return errno;
    c->events = events;
    return 0;
}
