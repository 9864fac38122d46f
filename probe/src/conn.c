/* SPDX-License-Identifier: MIT */
/*
 * Connections. Leaving politely means: no more from us, then take what the peer
 * still sends until its end of stream or a short limit; closing with bytes
 * unread would make the kernel send a reset.
 */
#include "run.h"

#include "sock.h"

#include <errno.h>
#include <stdlib.h>

static void
on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void
close_now(struct probe_conn *c)
{
    struct probe *p = c->run;

    uv_close((uv_handle_t *)&c->poll, on_closed);
    probe_sock_close(c->fd);
    c->fd = -1;
    probe_gate_freed(p);
}

static void
unlink_lingering(struct probe_conn *c)
{
    struct probe *p = c->run;

    *(c->prev != NULL ? &c->prev->next : &p->lingering) = c->next;
    *(c->next != NULL ? &c->next->prev : &p->lingering_tail) = c->prev;
    p->lingering_n--;
    c->lingering = false;
    if (p->lingering_n == 0)
        uv_timer_stop(&p->linger_timer);
}

static void
end_lingering(struct probe_conn *c)
{
    struct probe *p = c->run;

    unlink_lingering(c);
    close_now(c);
    if (p->lingering_n == 0)
        probe_run_later(p); /* it may have been the last thing waited for */
}

static void
linger_read(struct probe_conn *c)
{
    size_t n = 0;
    int err = probe_sock_recv(c->fd, c->run->scratch, PROBE_SCRATCH, &n);

    if (err == EAGAIN)
        return;
    c->taken += n;
    if (err != 0 || n == 0 || c->taken > PROBE_BYTES_MAX)
        end_lingering(c);
}

static void
on_poll(uv_poll_t *poll, int status, int events)
{
    struct probe_conn *c = poll->data;

    if (c->lingering)
        linger_read(c);
    else if (c->job != NULL) /* on an error the calls themselves say which */
        probe_talk_io(c->job, status < 0 || (events & UV_READABLE) != 0,
                      status < 0 || (events & UV_WRITABLE) != 0);
}

int
probe_conn_open(struct probe_job *job, const struct probe_address *a, struct probe_conn **out)
{
    struct probe *p = job->run;
    struct probe_conn *c = malloc(sizeof *c);
    int err, fd = -1;

    if (c == NULL)
        return ENOMEM;
    err = probe_sock_connect(a, job->target.port, &fd);
    if (err != 0 && err != EINPROGRESS) {
        free(c);
        return err;
    }
    *c = (struct probe_conn){ .run = p, .job = job, .fd = fd, .events = UV_WRITABLE };
    if (uv_poll_init(&p->loop, &c->poll, fd) != 0) {
        probe_sock_close(fd);
        free(c);
        return ENOMEM;
    }
    c->poll.data = c;
    if (uv_poll_start(&c->poll, UV_WRITABLE, on_poll) != 0) {
        close_now(c);
        return ENOMEM;
    }
    *out = c;
    return 0;
}

void
probe_conn_watch(struct probe_conn *c, bool write)
{
    int events = write ? UV_READABLE | UV_WRITABLE : UV_READABLE;

    if (c->events == events)
        return; /* libuv would take the descriptor out of epoll and put it in again */
    c->events = events;
    (void)uv_poll_start(&c->poll, events, on_poll);
}

void
probe_conn_pause(struct probe_conn *c)
{
    c->events = 0;
    (void)uv_poll_stop(&c->poll);
}

static void
on_linger_timer(uv_timer_t *timer)
{
    probe_conn_drop_lingering(timer->data, probe_now_us());
}

static void
linger(struct probe_conn *c)
{
    struct probe *p = c->run;

    if (p->lingering_n == PROBE_LINGERING_MAX)
        end_lingering(p->lingering);
    probe_sock_end(c->fd);
    probe_conn_watch(c, false);
    c->lingering = true;
    c->linger_until_us = probe_now_us() + PROBE_LINGER_US;
    c->next = NULL;
    c->prev = p->lingering_tail;
    *(c->prev != NULL ? &c->prev->next : &p->lingering) = c;
    p->lingering_tail = c;
    p->lingering_n++;
    if (p->lingering_n == 1)
        (void)uv_timer_start(&p->linger_timer, on_linger_timer, PROBE_LINGER_US / 2000,
                             PROBE_LINGER_US / 2000);
}

void
probe_conn_leave(struct probe_conn *c, bool politely)
{
    c->job = NULL;
    if (politely && !c->run->stopping)
        linger(c);
    else
        close_now(c);
}

/* Oldest first: all linger equally long. */
void
probe_conn_drop_lingering(struct probe *p, uint64_t now_us)
{
    while (p->lingering != NULL && p->lingering->linger_until_us <= now_us)
        end_lingering(p->lingering);
}
