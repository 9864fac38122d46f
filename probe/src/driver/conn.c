/* SPDX-License-Identifier: MIT */
/*
 * Connections. Leaving politely means: no more from us, then take what the peer
 * still sends until its end of stream or a short limit; closing with bytes
 * unread would make the kernel send a reset.
 */
#include "run.h"

#include "net/sock.h"

#include <errno.h>
#include <stdlib.h>

void
probe_conn_reap(struct probe *p)
{
    while (p->closed != NULL) {
        struct probe_conn *c = p->closed;

        p->closed = c->next;
        free(c);
    }
}

/* Events that the kernel reported already may still point to it. */
static void
close_now(struct probe_conn *c)
{
    struct probe *p = c->run;

    probe_readiness_end(c);
    probe_admission_closed(c);
    probe_sock_close(c->fd);
    c->fd = -1;
    c->next = p->closed;
    p->closed = c;
    if (!p->serving)
        probe_conn_reap(p);
    probe_admission_freed(p);
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
        probe_run_later(p); /* the run may have been waiting only for this */
}

static void
linger_read(struct probe_conn *c)
{
    size_t n = 0;
    int err = probe_sock_recv(c->fd, c->run->scratch, PROBE_SCRATCH, &n);

    if (err == EAGAIN)
        return;
    c->taken += n;
    if (err == 0 && n > 0 && c->taken <= PROBE_BYTES_MAX)
        return;
    if (c->host != NULL) /* the next look is after the whole time: the peer may be slow */
        probe_conn_pause(c);
    else
        end_lingering(c);
}

void
probe_conn_ready(struct probe_conn *c, bool readable, bool writable)
{
    if (c->fd < 0)
        return;
    if (c->lingering)
        linger_read(c);
    else if (c->job != NULL)
        probe_talk_io(c->job, readable, writable);
}

int
probe_conn_open(struct probe_job *job, const struct probe_address *a, struct probe_conn **out)
{
    struct probe *p = job->run;
    struct probe_conn *c = malloc(sizeof *c);
    int err, fd = -1;

    if (c == NULL)
        return ENOMEM;
    err = probe_sock_connect(a, job->proxied ? p->options.proxy.port : job->target.port, &fd);
    if (err != 0 && err != EINPROGRESS) {
        free(c);
        return err;
    }
    *c = (struct probe_conn){ .run = p, .job = job, .fd = fd };
    if (probe_readiness_set(c, PROBE_WRITABLE) != 0) {
        close_now(c);
        return ENOMEM;
    }
    *out = c;
    return 0;
}

void
probe_conn_watch(struct probe_conn *c, bool write)
{
    (void)probe_readiness_set(c, write ? PROBE_READABLE | PROBE_WRITABLE : PROBE_READABLE);
}

void
probe_conn_pause(struct probe_conn *c)
{
    (void)probe_readiness_set(c, PROBE_NOTHING);
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
    if ((politely || (c->taken > 0 && c->run->options.exclusive)) && !c->run->stopping) {
        probe_admission_keep(c, c->job);
        c->job = NULL;
        linger(c);
    } else {
        c->job = NULL;
        close_now(c);
    }
}

/* Oldest first: all linger equally long. */
void
probe_conn_drop_lingering(struct probe *p, uint64_t now_us)
{
    while (p->lingering != NULL && p->lingering->linger_until_us <= now_us)
        end_lingering(p->lingering);
}
