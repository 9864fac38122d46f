/* SPDX-License-Identifier: MIT */
/*
 * Listening (--listen): the peer connects and shows its certificate to us. Here are the doors:
 * binding them, letting guests in while there is room, and one clock for all of them; guest.c is
 * one connection from its first byte to its result, lists.c the orders in which guests stand. A
 * guest talks through a talker (talkers/), as a connection of our own does, after the dialogue
 * of its door where one comes before TLS; the driver's loop (driver/run.c) is shared.
 */
#include "room.h"

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

/* Has the guest made no progress for that long, or for a quarter of its time? */
static bool
has_waited(const struct listen_guest *g, uint64_t ms)
{
    uint64_t quarter = g->door->room->run->options.timeout_ms / 4;

    return (uint64_t)probe_since_us(g->stepped_us) >= (quarter < ms ? quarter : ms) * 1000;
}

/* Is there room for one more guest, or can room be made? */
static bool
make_room(struct probe_listener *room)
{
    if (room->here.n < room->connections)
        return true;
    if (!has_waited(room->here.first, PROBE_LISTEN_GRACE_MS))
        return false;
    listen_guest_cut_off(room->here.first);
    return true;
}

static void on_tick(uv_timer_t *timer);

/* Start the clock that guests are watched by, unless it runs. */
static void
tick(struct probe_listener *room)
{
    if (room->ticking)
        return;
    room->ticking = true;
    (void)uv_timer_start(&room->tick, on_tick, LISTEN_TICK_MS, LISTEN_TICK_MS);
}

/* May it come in? An address that has used its share makes room by dropping its own guests, and
 * sooner. */
static bool
let_in(struct listen_door *door, int fd, const struct probe_address *peer)
{
    struct probe_listener *room = door->room;
    unsigned n;
    struct listen_guest *oldest;

    if (!make_room(room))
        return false;
    oldest = listen_address_oldest(room, peer, &n);
    if (n >= room->per_address && !has_waited(oldest, LISTEN_OWN_GRACE_MS))
        return false;
    if (n >= room->per_address)
        listen_guest_cut_off(oldest);
    listen_guest_arrive(door, fd, peer);
    tick(room);
    return true;
}

/* Let it wait, connected but not served, where it costs next to nothing. False: there is no room
 * even for that. */
static bool
park(struct listen_door *door, int fd, const struct probe_address *peer)
{
    struct probe_listener *room = door->room;
    struct listen_parked *one = room->parked_n < room->connections ? malloc(sizeof *one) : NULL;

    if (one == NULL)
        return false;
    *one = (struct listen_parked){ .door = door, .fd = fd, .peer = *peer };
    *room->parked_end = one;
    room->parked_end = &one->next;
    room->parked_n++;
    tick(room);
    return true;
}

static void
let_parked_in(struct probe_listener *room)
{
    struct listen_parked **at = &room->parked, *one;

    while ((one = *at) != NULL) {
        if (!let_in(one->door, one->fd, &one->peer)) {
            at = &one->next;
            continue;
        }
        *at = one->next;
        room->parked_n--;
        free(one);
    }
    room->parked_end = at;
}

static void
drop_parked(struct probe_listener *room)
{
    struct listen_parked *one;

    while ((one = room->parked) != NULL) {
        room->parked = one->next;
        probe_sock_close(one->fd);
        free(one);
    }
    room->parked_end = &room->parked;
    room->parked_n = 0;
}

static bool
is_short(int err)
{
    return err == EMFILE || err == ENFILE || err == ENOBUFS || err == ENOMEM;
}

static void on_door(uv_poll_t *poll, int status, int events);

static void
set_paused(struct probe_listener *room, bool paused)
{
    if (room->paused == paused)
        return;
    room->paused = paused;
    for (size_t i = 0; i < room->doors_n; i++)
        if (paused)
            (void)uv_poll_stop(&room->doors[i].poll);
        else
            (void)uv_poll_start(&room->doors[i].poll, UV_READABLE, on_door);
    if (paused)
        tick(room);
}

/* Accept few at a time, so that present guests are served in between. Peers for which there is no
 * place, or no descriptor, stay in the system's queue for a while. */
static void
on_door(uv_poll_t *poll, int status, int events)
{
    struct listen_door *door = poll->data;
    struct probe_listener *room = door->room;

    (void)status;
    (void)events;
    for (int i = 0; i < LISTEN_ACCEPTS_PER_TURN && !room->run->stopping; i++) {
        struct probe_address peer;
        int fd = -1, err;

        if (room->parked_n == room->connections) {
            set_paused(room, true);
            return;
        }
        err = probe_sock_accept(door->fd, &fd, &peer);
        if (err == EAGAIN)
            return;
        if (is_short(err)) {
            set_paused(room, true);
            return;
        }
        if (err == 0 && !let_in(door, fd, &peer) && !park(door, fd, &peer))
            probe_sock_close(fd);
    }
}

/* ---- the clock ---- */

/* Budgets end in order of arrival, but the list has another order: look at all. */
static void
end_budgets(struct probe_listener *room)
{
    uint64_t now = probe_now_us(), budget = (uint64_t)room->run->options.timeout_ms * 1000;

    for (struct listen_guest *g = room->here.first, *next; g != NULL; g = next) {
        next = g->next;
        if (now - g->began_us >= budget)
            listen_guest_time_out(g);
    }
    while (room->leaving.first != NULL && room->leaving.first->leave_us <= now)
        listen_guest_drop(room->leaving.first);
}

static void
on_tick(uv_timer_t *timer)
{
    struct probe_listener *room = timer->data;

    end_budgets(room);
    let_parked_in(room);
    set_paused(room, false); /* accepting shows whether there is room */
    if (room->here.n + room->leaving.n + room->parked_n > 0)
        return;
    uv_timer_stop(&room->tick);
    room->ticking = false;
}

/* ---- doors ---- */

static void
name_door(struct base_text *why, const struct probe_door *door)
{
    bool v6 = strchr(door->address, ':') != NULL;

    base_text_str(why, "cannot listen on ");
    base_text_str(why, v6 ? "[" : "");
    base_text_safe(why, base_slice_str(door->address));
    base_text_str(why, v6 ? "]:" : ":");
    base_text_u64(why, door->port);
    base_text_str(why, ": ");
}

static bool
complain(struct base_text *why, const struct probe_door *door, int err)
{
    name_door(why, door);
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
open_door(struct probe_listener *room, struct probe_door *door, struct base_text *why)
{
    struct listen_door *d = &room->doors[room->doors_n];
    struct probe_address a;
    int err;

    if (!probe_address_parse(door->address, &a)) {
        name_door(why, door);
        base_text_str(why, "not an IPv4 or IPv6 address");
        return false;
    }
    err = probe_sock_listen(&a, door->port, &d->fd);
    if (err != 0)
        return complain(why, door, err);
    if (uv_poll_init_socket(&room->run->loop, &d->poll, (uv_os_sock_t)d->fd) != 0) {
        probe_sock_close(d->fd);
        return complain(why, door, ENOMEM);
    }
    d->room = room;
    d->poll.data = d;
    d->dialogue = door->dialogue;
    d->number = room->doors_n++;
    probe_address_format(&a, d->address);
    door->port = probe_sock_port(d->fd);
    return true;
}

static struct probe_listener *
listener_new(struct probe *p, const struct probe_listen_options *o)
{
    struct probe_listener *room = calloc(1, sizeof *room);

    if (room == NULL || (room->doors = calloc(o->doors_n, sizeof *room->doors)) == NULL) {
        free(room);
        return NULL;
    }
    room->run = p;
    room->parked_end = &room->parked;
    room->connections = o->connections != 0 ? o->connections : PROBE_LISTEN_CONNECTIONS;
    room->per_address = o->per_address != 0 ? o->per_address : (room->connections + 1) / 2;
    (void)uv_timer_init(&p->loop, &room->tick); /* cannot fail */
    room->tick.data = room;
    return room;
}

bool
probe_listen_open(struct probe *p, struct probe_listen_options *o, struct base_text *why)
{
    o->failed = o->doors_n;
    p->listener = listener_new(p, o);
    if (p->listener == NULL) {
        base_text_str(why, "out of memory");
        return false;
    }
    for (size_t i = 0; i < o->doors_n; i++)
        if (!open_door(p->listener, &o->doors[i], why)) {
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
    struct probe_listener *room = p->listener;

    room->done = done;
    room->ctx = ctx;
    p->stopping = false;
    p->exhausted = true;
    room->paused = true;
    set_paused(room, false);
    while (!p->stopping)
        (void)uv_run(&p->loop, UV_RUN_DEFAULT);
    set_paused(room, true);
    drop_parked(room);
    while (room->here.first != NULL)
        listen_guest_drop(room->here.first);
    while (room->leaving.first != NULL)
        listen_guest_drop(room->leaving.first);
    (void)uv_run(&p->loop, UV_RUN_NOWAIT);
}

size_t
probe_listen_open_n(const struct probe *p)
{
    return p->listener == NULL ? 0 : p->listener->here.n;
}

/* ---- the end ---- */

void
listen_close(struct probe_listener *room)
{
    if (room == NULL)
        return;
    for (size_t i = 0; i < room->doors_n; i++)
        uv_close((uv_handle_t *)&room->doors[i].poll, NULL);
    uv_close((uv_handle_t *)&room->tick, NULL);
}

void
listen_free(struct probe_listener *room)
{
    if (room == NULL)
        return;
    for (size_t i = 0; i < room->doors_n; i++)
        probe_sock_close(room->doors[i].fd);
    free(room->doors);
    free(room);
}
