/* SPDX-License-Identifier: MIT */
/*
 * What to try next for one target: addresses, roles, offers, retries. Pure
 * decisions on a few bytes of memory; the driver acts on them.
 */
#ifndef PROBE_PLAN_H
#define PROBE_PLAN_H

#include <probe/probe.h>

#include "machine.h"
#include "talkers/talker.h"

enum probe_turn {
    PROBE_TURN_SPEAK,  /* we speak first, as the TLS client */
    PROBE_TURN_WINDOW, /* the peer may speak first for a short while */
    PROBE_TURN_LISTEN, /* the peer must speak first */
};

struct probe_plan {
    uint8_t turn;   /* enum probe_turn */
    uint8_t offer;  /* enum probe_offer */
    uint8_t offers; /* bits: the offers allowed */
    uint8_t address, addresses;
    uint8_t reached;    /* an address answered: no other is tried */
    uint8_t may_switch; /* the other role has not had its try */
    uint8_t is_client;  /* the peer sent a ClientHello once */
    uint8_t provoking;  /* our ClientHello is to make it send its own */
    uint8_t without_sni;
    uint32_t retries, pauses;
};

/* How a connection, or the try to make one, ended. */
struct probe_ending {
    enum probe_class kind; /* PROBE_OK: the certificate is here */
    int alert;             /* received, or -1 */
    enum probe_talk talk;  /* advice of the talker, PROBE_TALK_FAILED: none */
    enum probe_offer advice;
    bool connected;
    bool heard;    /* the peer sent something on this connection */
    bool speaking; /* we had spoken as the TLS client */
    bool sni_sent;
};

void probe_plan_init(struct probe_plan *plan, const struct probe_options *o, bool reversed);

/* One hello for a certificate with a certain key: no other offer, role or retry. */
void probe_plan_for_key(struct probe_plan *plan, bool tls13);

/* Before TLS something is said in clear: the peer is the server, whatever its port. */
void probe_plan_speak(struct probe_plan *plan);

/* Have we a certificate and its key, so that handshakes are to be finished? */
bool probe_plan_full(const struct probe_options *o);

/* Does the hello engine speak first, or OpenSSL alone? */
bool probe_plan_plaintext(const struct probe_options *o);

/* Which offers the options allow, as bits. */
uint8_t probe_plan_offers(const struct probe_options *o);

/* What follows an ending: AGAIN, PAUSE, OBTAINED or FAILED; the plan moves on. */
enum probe_event probe_plan_after(struct probe_plan *plan, const struct probe_ending *e);

/* Is there still something to try if a peer known for a client stays silent? */
bool probe_plan_may_provoke(const struct probe_plan *plan);

/*
 * How long connecting to the present address may take, so that the addresses
 * after it get their share of the time left.
 */
uint64_t probe_plan_connect_us(const struct probe_plan *plan, uint64_t connect_us,
                               uint64_t left_us);

/* How long to pause before the next retry. */
uint64_t probe_plan_pause_us(const struct probe_plan *plan, uint64_t left_us);

#endif
