/* SPDX-License-Identifier: MIT */
/*
 * Listening (--listen): the peer connects and shows its certificate to us. Here are the ports:
 * binding them, letting peers in while there is room, and one clock for all of them; peer.c is
 * one connection from its first byte to its result, lists.c the orders in which peers stand. A
 * peer talks through a talker (talkers/), as a connection of our own does, after the dialogue
 * of its port where one comes before TLS; the driver's loop (driver/run.c) is shared.
 */
#include "listener.h"

#include "talkers/dialogue_talker.h"
#include "net/sock.h"

#include <base/text.h>
#include <os/error.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool
probe_listen_plays(enum probe_dialogue_id id)
{
    return id == PROBE_DIALOGUE_NONE || dialogue_server_script(id) != NULL;
}

/* ---- letting in ---- */

/* Has the peer made no progress for that long, or for a quarter of its time? */
static bool
has_waited(const struct listen_peer *g, uint64_t ms)
{
    uint64_t quarter = g->port->listener->run->options.timeout_ms / 4;

    return (uint64_t)probe_since_us(g->stepped_us) >= (quarter < ms ? quarter : ms) * 1000;
}

/* Is there room for one more peer, or can room be made? */
static bool
make_room(struct probe_listener *listener)
{
    if (listener->here.n < listener->connections)
        return true;
    if (!has_waited(listener->here.first, PROBE_LISTEN_GRACE_MS))
        return false;
    listen_peer_cut_off(listener->here.first);
    return true;
}

static void on_tick(uv_timer_t *timer);

/* Start the clock that peers are watched by, unless it runs. */
static void
tick(struct probe_listener *listener)
{
    if (listener->ticking)
        return;
    listener->ticking = true;
    (void)uv_timer_start(&listener->tick, on_tick, LISTEN_TICK_MS, LISTEN_TICK_MS);
}

/* May it come in? An address that has used its share makes room by dropping its own peers, and
 * sooner. */
static bool
let_in(struct listen_port *port, int fd, const struct probe_address *peer)
{
    struct probe_listener *listener = port->listener;
    unsigned n;
    struct listen_peer *oldest;

    if (!make_room(listener))
        return false;
    oldest = listen_address_oldest(listener, peer, &n);
    if (n >= listener->per_address && !has_waited(oldest, LISTEN_OWN_GRACE_MS))
        return false;
    if (n >= listener->per_address)
        listen_peer_cut_off(oldest);
    listen_peer_arrive(port, fd, peer);
    tick(listener);
    return true;
}

/* Let it wait, connected but not served, where it costs next to nothing. False: there is no room
 * even for that. */
static bool
park(struct listen_port *port, int fd, const struct probe_address *peer)
{
    struct probe_listener *listener = port->listener;
    struct listen_parked *one =
        listener->parked_n < listener->connections ? malloc(sizeof *one) : NULL;

    if (one == NULL)
        return false;
    *one = (struct listen_parked){ .port = port, .fd = fd, .peer = *peer };
    *listener->parked_end = one;
    listener->parked_end = &one->next;
    listener->parked_n++;
    tick(listener);
    return true;
}

static void
let_parked_in(struct probe_listener *listener)
{
    struct listen_parked **at = &listener->parked, *one;

    while ((one = *at) != NULL) {
        if (!let_in(one->port, one->fd, &one->peer)) {
            at = &one->next;
            continue;
        }
        *at = one->next;
        listener->parked_n--;
        free(one);
    }
    listener->parked_end = at;
}

static void
drop_parked(struct probe_listener *listener)
{
    struct listen_parked *one;

    while ((one = listener->parked) != NULL) {
        listener->parked = one->next;
        probe_sock_close(one->fd);
        free(one);
    }
    listener->parked_end = &listener->parked;
    listener->parked_n = 0;
}

static bool
is_short(int err)
{
    return err == EMFILE || err == ENFILE || err == ENOBUFS || err == ENOMEM;
}

static void on_port(uv_poll_t *poll, int status, int events);

static void
set_paused(struct probe_listener *listener, bool paused)
{
    if (listener->paused == paused)
        return;
    listener->paused = paused;
    for (size_t i = 0; i < listener->ports_n; i++)
        if (paused)
            (void)uv_poll_stop(&listener->ports[i].poll);
        else
            (void)uv_poll_start(&listener->ports[i].poll, UV_READABLE, on_port);
    if (paused)
        tick(listener);
}

/* Accept few at a time, so that present peers are served in between. Peers for which there is no
 * place, or no descriptor, stay in the system's queue for a while. */
static void
on_port(uv_poll_t *poll, int status, int events)
{
    struct listen_port *port = poll->data;
    struct probe_listener *listener = port->listener;

    (void)status;
    (void)events;
    for (int i = 0; i < LISTEN_ACCEPTS_PER_TURN && !listener->run->stopping; i++) {
        struct probe_address peer;
        int fd = -1, err;

        if (listener->parked_n == listener->connections) {
            set_paused(listener, true);
            return;
        }
        err = probe_sock_accept(port->fd, &fd, &peer);
        if (err == EAGAIN)
            return;
        if (is_short(err)) {
            set_paused(listener, true);
            return;
        }
        if (err == 0 && !let_in(port, fd, &peer) && !park(port, fd, &peer))
            probe_sock_close(fd);
    }
}

/* ---- the clock ---- */

/* Budgets end in order of arrival, but the list has another order: look at all. */
static void
end_budgets(struct probe_listener *listener)
{
    uint64_t now = probe_now_us(), budget = (uint64_t)listener->run->options.timeout_ms * 1000;

    for (struct listen_peer *g = listener->here.first, *next; g != NULL; g = next) {
        next = g->next;
        if (now - g->began_us >= budget)
            listen_peer_time_out(g);
    }
    while (listener->leaving.first != NULL && listener->leaving.first->leave_us <= now)
        listen_peer_drop(listener->leaving.first);
}

static void
on_tick(uv_timer_t *timer)
{
    struct probe_listener *listener = timer->data;

    end_budgets(listener);
    let_parked_in(listener);
    set_paused(listener, false); /* accepting shows whether there is room */
    if (listener->here.n + listener->leaving.n + listener->parked_n > 0)
        return;
    uv_timer_stop(&listener->tick);
    listener->ticking = false;
}

/* ---- ports ---- */

static void
name_port(struct base_text *why, const struct probe_listen_port *port)
{
    bool v6 = strchr(port->address, ':') != NULL;

    base_text_str(why, "cannot listen on ");
    base_text_str(why, v6 ? "[" : "");
    base_text_safe(why, base_slice_str(port->address));
    base_text_str(why, v6 ? "]:" : ":");
    base_text_u64(why, port->port);
    base_text_str(why, ": ");
}

static bool
complain(struct base_text *why, const struct probe_listen_port *port, int err)
{
    name_port(why, port);
    if (err == EADDRINUSE) {
        base_text_str(why, "the port is in use");
    } else if (err == EACCES) {
        base_text_str(why,
                      "permission denied (ports below 1024 need root or CAP_NET_BIND_SERVICE)");
    } else if (err == EADDRNOTAVAIL) {
        base_text_str(why, "this machine does not have the address");
    } else {
        base_text_str(why, os_error_text(err));
    }
    return false;
}

static bool
open_port(struct probe_listener *listener, struct probe_listen_port *port, struct base_text *why)
{
    struct listen_port *d = &listener->ports[listener->ports_n];
    struct probe_address a;
    int err;

    if (!probe_address_parse(port->address, &a)) {
        name_port(why, port);
        base_text_str(why, "not an IPv4 or IPv6 address");
        return false;
    }
    err = probe_sock_listen(&a, port->port, &d->fd);
    if (err != 0)
        return complain(why, port, err);
    if (uv_poll_init_socket(&listener->run->loop, &d->poll, (uv_os_sock_t)d->fd) != 0) {
        probe_sock_close(d->fd);
        return complain(why, port, ENOMEM);
    }
    d->listener = listener;
    d->poll.data = d;
    d->dialogue = port->dialogue;
    d->number = listener->ports_n++;
    probe_address_format(&a, d->address);
    port->port = probe_sock_port(d->fd);
    return true;
}

static struct probe_listener *
listener_new(struct probe *p, const struct probe_listen_options *o)
{
    struct probe_listener *listener = calloc(1, sizeof *listener);

    if (listener == NULL ||
        (listener->ports = calloc(o->ports_n, sizeof *listener->ports)) == NULL) {
        free(listener);
        return NULL;
    }
    listener->run = p;
    listener->parked_end = &listener->parked;
    listener->connections = o->connections != 0 ? o->connections : PROBE_LISTEN_CONNECTIONS;
    listener->per_address = o->per_address != 0 ? o->per_address : (listener->connections + 1) / 2;
    (void)uv_timer_init(&p->loop, &listener->tick); /* cannot fail */
    listener->tick.data = listener;
    return listener;
}

bool
probe_listen_open(struct probe *p, struct probe_listen_options *o, struct base_text *why)
{
    o->failed = o->ports_n;
    p->listener = listener_new(p, o);
    if (p->listener == NULL) {
        base_text_str(why, "out of memory");
        return false;
    }
    for (size_t i = 0; i < o->ports_n; i++)
        if (!open_port(p->listener, &o->ports[i], why)) {
            o->failed = i;
            return false;
        }
    probe_openssl_serve(p->openssl, o->ca_names, o->ca_names_n);
    if (!probe_openssl_has_identity(p->openssl, &p->options))
        probe_openssl_make_identity(p->openssl);
    return true;
}

void
probe_listen_run(struct probe *p, probe_caller_fn *done, void *ctx)
{
    struct probe_listener *listener = p->listener;

    listener->done = done;
    listener->ctx = ctx;
    p->stopping = false;
    p->exhausted = true;
    listener->paused = true;
    set_paused(listener, false);
    while (!p->stopping)
        (void)uv_run(&p->loop, UV_RUN_DEFAULT);
    set_paused(listener, true);
    drop_parked(listener);
    while (listener->here.first != NULL)
        listen_peer_drop(listener->here.first);
    while (listener->leaving.first != NULL)
        listen_peer_drop(listener->leaving.first);
    (void)uv_run(&p->loop, UV_RUN_NOWAIT);
}

size_t
probe_listen_open_n(const struct probe *p)
{
    return p->listener == NULL ? 0 : p->listener->here.n;
}

/* ---- the end ---- */

void
listen_close(struct probe_listener *listener)
{
    if (listener == NULL)
        return;
    for (size_t i = 0; i < listener->ports_n; i++)
        uv_close((uv_handle_t *)&listener->ports[i].poll, NULL);
    uv_close((uv_handle_t *)&listener->tick, NULL);
}

void
listen_free(struct probe_listener *listener)
{
    if (listener == NULL)
        return;
    for (size_t i = 0; i < listener->ports_n; i++)
        probe_sock_close(listener->ports[i].fd);
    free(listener->ports);
    free(listener);
}
