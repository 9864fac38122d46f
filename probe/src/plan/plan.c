/* SPDX-License-Identifier: MIT */
#include "plan.h"

#define BIT(offer) (1u << (offer))
#define HELLO_OFFERS (BIT(PROBE_OFFER_LIGHT) | BIT(PROBE_OFFER_WIDE))
#define OPENSSL_OFFERS (BIT(PROBE_OFFER_TLS12) | BIT(PROBE_OFFER_TLS13) | BIT(PROBE_OFFER_TLS10))
#define PAUSE_US 200000u

bool
probe_plan_full(const struct probe_options *o)
{
    return o->keystore != NULL || (o->cert_file != NULL && o->key_file != NULL);
}

bool
probe_plan_plaintext(const struct probe_options *o)
{
    return o->engine == PROBE_ENGINE_HELLO ||
           (o->engine == PROBE_ENGINE_AUTO && !probe_plan_full(o));
}

uint8_t
probe_plan_offers(const struct probe_options *o)
{
    unsigned hello = o->hello == PROBE_HELLO_LIGHT  ? BIT(PROBE_OFFER_LIGHT)
                     : o->hello == PROBE_HELLO_WIDE ? BIT(PROBE_OFFER_WIDE)
                                                    : HELLO_OFFERS;

    if (o->hello == PROBE_HELLO_TLS10)
        return BIT(PROBE_OFFER_TLS10);
    if (o->engine == PROBE_ENGINE_HELLO)
        return (uint8_t)(hello | BIT(PROBE_OFFER_TLS10));
    if (!probe_plan_plaintext(o))
        return OPENSSL_OFFERS;
    /* A wide hello that was refused leaves TLS 1.3 to OpenSSL; it offers what lies below too. */
    return (uint8_t)(hello | BIT(PROBE_OFFER_TLS13) | BIT(PROBE_OFFER_TLS10));
}

static uint8_t
first_of(uint8_t offers)
{
    uint8_t offer = 0;

    while ((offers & BIT(offer)) == 0)
        offer++;
    return offer;
}

static uint8_t
widest(uint8_t offers)
{
    uint8_t offer = PROBE_OFFER_TLS13;

    while (offer > 0 && (offers & BIT(offer)) == 0)
        offer--;
    return offer;
}

void
probe_plan_init(struct probe_plan *plan, const struct probe_options *o, bool reversed)
{
    *plan = (struct probe_plan){ .offers = probe_plan_offers(o), .retries = o->retries };
    plan->offer = first_of(plan->offers);
    plan->may_switch = o->role == PROBE_ROLE_UNKNOWN;
    if (o->role == PROBE_ROLE_CLIENT)
        plan->turn = PROBE_TURN_LISTEN;
    else if (o->role == PROBE_ROLE_UNKNOWN && reversed)
        plan->turn = PROBE_TURN_WINDOW;
    else
        plan->turn = PROBE_TURN_SPEAK;
}

void
probe_plan_speak(struct probe_plan *plan)
{
    plan->turn = PROBE_TURN_SPEAK;
    plan->may_switch = false;
}

void
probe_plan_for_key(struct probe_plan *plan, bool tls13)
{
    plan->offer = tls13 ? PROBE_OFFER_TLS13 : PROBE_OFFER_WIDE;
    plan->offers = (uint8_t)BIT(plan->offer);
    plan->turn = PROBE_TURN_SPEAK;
    plan->may_switch = false;
    plan->retries = 0;
}

static bool
next_address(struct probe_plan *plan)
{
    if (plan->reached || plan->address + 1 >= plan->addresses)
        return false;
    plan->address++;
    return true;
}

static bool
retry(struct probe_plan *plan, const struct probe_ending *e)
{
    if (plan->retries == 0 || e->heard || !probe_class_may_pass(e->kind))
        return false;
    plan->retries--;
    plan->pauses++;
    if (!plan->reached)
        plan->address = 0;
    return true;
}

static bool
take_offer(struct probe_plan *plan, enum probe_offer offer)
{
    if (offer <= plan->offer || (plan->offers & BIT(offer)) == 0)
        return false;
    plan->offer = (uint8_t)offer;
    plan->turn = PROBE_TURN_SPEAK;
    return true;
}

/* The peer is to speak first from now on; once a target. */
static bool
switch_role(struct probe_plan *plan)
{
    if (!plan->may_switch)
        return false;
    plan->may_switch = false;
    plan->turn = PROBE_TURN_LISTEN;
    return true;
}

/* RFC 6066 section 3: a server that does not know the name may refuse it. */
#define ALERT_UNRECOGNIZED_NAME 112

static bool
drop_sni(struct probe_plan *plan, const struct probe_ending *e)
{
    if (!e->sni_sent || plan->without_sni || e->alert != ALERT_UNRECOGNIZED_NAME)
        return false;
    plan->without_sni = true;
    plan->turn = PROBE_TURN_SPEAK;
    return true;
}

bool
probe_plan_may_provoke(const struct probe_plan *plan)
{
    return plan->is_client && !plan->provoking;
}

/* It plays the client, but only when something comes from us first: say hello
 * again and answer its ClientHello on that connection. */
static bool
provoke(struct probe_plan *plan, const struct probe_ending *e)
{
    if (!probe_plan_may_provoke(plan) || e->heard || e->kind != PROBE_TIMEOUT)
        return false;
    plan->provoking = true;
    plan->turn = PROBE_TURN_SPEAK;
    return true;
}

/* Some servers leave without a word when they do not like the version; those of old
 * may like none above TLS 1.0, and say so by any alert. */
static bool
another_version(struct probe_plan *plan, const struct probe_ending *e)
{
    bool left = e->kind == PROBE_CLOSED || e->kind == PROBE_RESET;
    bool alerted =
        e->alert >= 0 && e->alert != ALERT_UNRECOGNIZED_NAME && (left || e->kind == PROBE_ALERT);

    if (left && !e->heard && take_offer(plan, widest(plan->offers)))
        return true;
    return ((left && !e->heard) || alerted) && take_offer(plan, PROBE_OFFER_TLS10);
}

static bool
another_way(struct probe_plan *plan, const struct probe_ending *e)
{
    if (e->talk == PROBE_TALK_REVERSED) {
        plan->is_client = true;
        return switch_role(plan);
    }
    if (!e->speaking)
        return provoke(plan, e);
    if (drop_sni(plan, e))
        return true;
    if (e->talk == PROBE_TALK_OFFER && take_offer(plan, e->advice))
        return true;
    if (e->kind == PROBE_TIMEOUT && !e->heard)
        return switch_role(plan);
    return another_version(plan, e);
}

enum probe_event
probe_plan_after(struct probe_plan *plan, const struct probe_ending *e)
{
    if (e->kind == PROBE_OK)
        return PROBE_EVENT_OBTAINED;
    if (!e->connected && next_address(plan))
        return PROBE_EVENT_AGAIN;
    if (e->connected)
        plan->reached = true;
    if (e->kind != PROBE_TIMEOUT && retry(plan, e))
        return PROBE_EVENT_PAUSE;
    if (e->connected && another_way(plan, e))
        return PROBE_EVENT_AGAIN;
    return retry(plan, e) ? PROBE_EVENT_PAUSE : PROBE_EVENT_FAILED;
}

uint64_t
probe_plan_connect_us(const struct probe_plan *plan, uint64_t connect_us, uint64_t left_us)
{
    uint64_t after = (uint64_t)(plan->addresses - plan->address - 1);
    uint64_t share = plan->reached || after == 0 ? left_us : left_us / (after + 2);

    return share < connect_us ? share : connect_us;
}

uint64_t
probe_plan_pause_us(const struct probe_plan *plan, uint64_t left_us)
{
    uint64_t pause = (uint64_t)PAUSE_US << (plan->pauses < 6 ? plan->pauses - 1 : 5);

    return pause < left_us / 4 ? pause : left_us / 4;
}
