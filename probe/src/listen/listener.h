/* SPDX-License-Identifier: MIT */
/*
 * The insides of listening. A port is a listening socket, a peer one connection to it. Peers
 * under way stand in the order of their last step forward, so that the first is the one to cut
 * off; those that are left politely stand in another list until their end.
 */
#ifndef LISTEN_LISTENER_H
#define LISTEN_LISTENER_H

#include <base/text.h>
#include <probe/listen.h>

#include "driver/run.h"
#include "plan/sniff.h"
#include "talkers/talker.h"

#define LISTEN_BUCKETS 1024u /* of peers by address */
#define LISTEN_LEAVING_MAX 512u
#define LISTEN_ACCEPTS_PER_TURN 16
#define LISTEN_OWN_GRACE_MS 500u /* within one address that has its share */
#define LISTEN_TICK_MS 50

struct listen_peer;

struct listen_port {
    struct probe_listener *listener;
    uv_poll_t poll;
    int fd;
    enum probe_dialogue_id dialogue;
    size_t number;
    char address[PROBE_ADDRESS_TEXT];
};

/* Accepted, and waiting for room. */
struct listen_parked {
    struct listen_port *port;
    struct listen_parked *next;
    struct probe_address peer;
    int fd;
};

struct listen_list {
    struct listen_peer *first, *last;
    unsigned n;
};

struct listen_peer {
    struct listen_port *port;
    struct listen_peer *prev, *next;       /* in one of the lists */
    struct listen_peer **same, *next_same; /* others of its bucket */
    uv_poll_t poll;
    int fd;
    int watched; /* UV_READABLE and UV_WRITABLE */
    struct probe_talker *talker;
    struct probe_address peer;
    uint64_t began_us, stepped_us, leave_us; /* leave_us: no longer waited for, once it is left */
    size_t taken;
    uint8_t head[PROBE_SNIFF_MAX]; /* first bytes that did not settle what they are */
    uint8_t head_n;
    bool mute, gone, left;
};

struct probe_listener {
    struct probe *run;
    struct listen_port *ports;
    size_t ports_n;
    unsigned connections, per_address;
    probe_caller_fn *done;
    void *ctx;
    uv_timer_t tick;
    bool ticking, paused; /* paused: nobody is let in until there is room */
    struct listen_list here, leaving;
    struct listen_parked *parked, **parked_end; /* at most as many as connections */
    unsigned parked_n;
    struct listen_peer *by_address[LISTEN_BUCKETS];
};

/* peer.c: after any of these the peer may be gone */
void listen_peer_arrive(struct listen_port *port, int fd, const struct probe_address *peer);
void listen_peer_time_out(struct listen_peer *g);
void listen_peer_cut_off(struct listen_peer *g); /* others need the room */
void listen_peer_drop(struct listen_peer *g);    /* without a result */

/* lists.c */
void listen_list_add(struct listen_list *l, struct listen_peer *g);
void listen_list_remove(struct listen_list *l, struct listen_peer *g);
void listen_address_add(struct probe_listener *listener, struct listen_peer *g);
void listen_address_remove(struct listen_peer *g);
/* The peer from this address that stepped forward longest ago, and how many there are. */
struct listen_peer *listen_address_oldest(const struct probe_listener *listener,
                                          const struct probe_address *a, unsigned *n);

/* listen.c */
void listen_close(struct probe_listener *listener); /* its handles; NULL is fine */
void listen_free(struct probe_listener *listener);  /* a turn of the loop later; NULL is fine */

#endif
