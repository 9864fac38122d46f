/* SPDX-License-Identifier: MIT */
/* Which connections are ready: libuv's uv_poll, which asks the socket driver itself and has none
 * of select's limits. One more allocation a connection, freed when the loop lets go of it. */
#include "../run.h"

#include <errno.h>
#include <stdlib.h>

struct readiness {
    uv_poll_t poll; /* first: the loop gives it back */
    struct probe_conn *conn;
};

static void
on_ready(uv_poll_t *poll, int status, int events)
{
    struct readiness *w = (struct readiness *)(void *)poll;
    struct probe *p = w->conn->run;
    bool broken = status < 0 || (events & UV_DISCONNECT) != 0; /* the calls say how */

    p->serving = true;
    probe_conn_ready(w->conn, broken || (events & UV_READABLE) != 0,
                     broken || (events & UV_WRITABLE) != 0);
    p->serving = false;
    probe_conn_reap(p);
    probe_hand_over_some(p);
}

bool
probe_readiness_init(struct probe *p, struct base_text *why)
{
    (void)why;
    p->ready_set = -1;
    return true;
}

void
probe_readiness_close(struct probe *p)
{
    (void)p;
}

static void
on_closed(uv_handle_t *handle)
{
    free(handle);
}

void
probe_readiness_end(struct probe_conn *c)
{
    struct readiness *w = c->readiness;

    c->readiness = NULL;
    if (w == NULL)
        return;
    (void)uv_poll_stop(&w->poll);
    uv_close((uv_handle_t *)&w->poll, on_closed);
}

static struct readiness *
readiness_new(struct probe_conn *c)
{
    struct readiness *w = malloc(sizeof *w);

    if (w == NULL)
        return NULL;
    if (uv_poll_init_socket(&c->run->loop, &w->poll, (uv_os_sock_t)c->fd) != 0) {
        free(w);
        return NULL;
    }
    w->conn = c;
    uv_unref((uv_handle_t *)&w->poll); /* every connection has a timer that keeps the loop */
    return w;
}

int
probe_readiness_set(struct probe_conn *c, enum probe_ready events)
{
    struct readiness *w = c->readiness;
    int wanted = ((events & PROBE_READABLE) != 0 ? UV_READABLE | UV_DISCONNECT : 0) |
                 ((events & PROBE_WRITABLE) != 0 ? UV_WRITABLE : 0);

    if (c->events == events)
        return 0;
    if (w == NULL)
        c->readiness = w = readiness_new(c);
    if (w == NULL)
        return ENOMEM;
    c->events = events;
    if (wanted == 0)
        return uv_poll_stop(&w->poll) == 0 ? 0 : EIO;
    return uv_poll_start(&w->poll, wanted, on_ready) == 0 ? 0 : EIO;
}
