/* SPDX-License-Identifier: MIT */
/* The hello engine as a talker, and OpenSSL behind it for what it cannot answer. */
#include "plan/plan.h"
#include "talkers.h"

#include <os/random.h>

#include <stdlib.h>

struct talker {
    struct probe_talker base;     /* first: the driver's view is cast back */
    struct probe_talker *instead; /* OpenSSL's, once it was handed over */
    struct probe_openssl *openssl;
    bool may_hand_over;
    struct probe_hello_engine engine;
    struct probe_client_hello noted;
};

static struct talker *
of(struct probe_talker *t)
{
    return (struct talker *)(void *)t;
}

static void
follow(struct talker *t)
{
    static const enum probe_talk outcomes[] = {
        [PROBE_OUTCOME_MORE] = PROBE_TALK_MORE,         [PROBE_OUTCOME_DONE] = PROBE_TALK_DONE,
        [PROBE_OUTCOME_WIDE] = PROBE_TALK_OFFER,        [PROBE_OUTCOME_OPENSSL] = PROBE_TALK_OFFER,
        [PROBE_OUTCOME_REVERSED] = PROBE_TALK_REVERSED, [PROBE_OUTCOME_FAILED] = PROBE_TALK_FAILED,
    };

    t->base.outcome = outcomes[t->engine.outcome];
    t->base.advice = t->engine.outcome == PROBE_OUTCOME_WIDE ? PROBE_OFFER_WIDE : PROBE_OFFER_TLS13;
}

/* As server, nothing was answered yet: OpenSSL takes the ClientHello from the start. */
static void
hand_over(struct talker *t)
{
    t->instead = probe_openssl_server(t->openssl);
    if (t->instead != NULL)
        t->instead->ops->feed(t->instead, probe_hello_received(&t->engine));
}

static void
update(struct talker *t)
{
    if (t->instead == NULL && t->may_hand_over && t->engine.outcome == PROBE_OUTCOME_OPENSSL)
        hand_over(t);
    if (t->instead != NULL) {
        t->base.outcome = t->instead->outcome;
        t->base.advice = t->instead->advice;
    } else {
        follow(t);
    }
}

static void
feed(struct probe_talker *base, struct base_slice bytes)
{
    struct talker *t = of(base);

    if (t->instead != NULL)
        t->instead->ops->feed(t->instead, bytes);
    else
        (void)probe_hello_feed(&t->engine, bytes.ptr, bytes.len);
    update(t);
}

static void
end(struct probe_talker *base, enum probe_class why)
{
    struct talker *t = of(base);

    if (t->instead != NULL)
        t->instead->ops->end(t->instead, why);
    else
        (void)probe_hello_end(&t->engine, why);
    update(t);
}

static struct base_slice
output(struct probe_talker *base)
{
    struct talker *t = of(base);

    return t->instead != NULL ? t->instead->ops->output(t->instead)
                              : probe_hello_output(&t->engine);
}

static void
sent(struct probe_talker *base, size_t n)
{
    struct talker *t = of(base);

    if (t->instead != NULL)
        t->instead->ops->sent(t->instead, n);
    else
        probe_hello_sent(&t->engine, n);
}

static void
result(struct probe_talker *base, struct probe_result *out)
{
    struct talker *t = of(base);

    if (t->instead != NULL)
        t->instead->ops->result(t->instead, out);
    else
        (void)probe_hello_result(&t->engine, out);
    if (t->engine.noted != NULL)
        out->client_hello = &t->noted;
}

static void
destroy(struct probe_talker *base)
{
    struct talker *t = of(base);

    if (t->instead != NULL)
        t->instead->ops->free(t->instead);
    probe_hello_free(&t->engine);
    free(t);
}

static const struct probe_talker_ops ops = {
    .feed = feed,
    .end = end,
    .output = output,
    .sent = sent,
    .result = result,
    .free = destroy,
};

/* A hello's random need not be secret, only new: nothing is encrypted with it. */
static struct talker *
talker_new(uint8_t random[PROBE_HELLO_RANDOM])
{
    struct talker *t;

    if (!os_random(random, PROBE_HELLO_RANDOM))
        return NULL;
    t = malloc(sizeof *t);
    if (t != NULL)
        *t = (struct talker){ .base = { .ops = &ops } };
    return t;
}

struct probe_talker *
probe_hello_talker_client(enum probe_offer offer, enum probe_key key, const char *sni)
{
    static const enum probe_hello hellos[PROBE_OFFERS] = {
        [PROBE_OFFER_LIGHT] = PROBE_HELLO_LIGHT,
        [PROBE_OFFER_WIDE] = PROBE_HELLO_WIDE,
        [PROBE_OFFER_TLS10] = PROBE_HELLO_TLS10,
    };
    struct base_slice name = sni == NULL ? (struct base_slice){ 0 } : base_slice_str(sni);
    uint8_t random[PROBE_HELLO_RANDOM];
    struct talker *t = talker_new(random);

    if (t == NULL)
        return NULL;
    if (key != PROBE_KEY_ANY)
        probe_hello_client_for(&t->engine, key, name, random);
    else
        probe_hello_client(&t->engine, hellos[offer], name, random);
    update(t);
    return &t->base;
}

struct probe_talker *
probe_hello_talker_server(struct probe_openssl *e, bool may_hand_over)
{
    const struct probe_hello_identity *id = probe_openssl_hello_identity(e);
    uint8_t random[PROBE_HELLO_RANDOM];
    struct talker *t = id == NULL ? NULL : talker_new(random);

    if (t == NULL)
        return NULL;
    t->openssl = e;
    t->may_hand_over = may_hand_over;
    probe_hello_server(&t->engine, id, random);
    probe_hello_note(&t->engine, &t->noted);
    update(t);
    return &t->base;
}

struct probe_talker *
probe_talker_client(struct probe_openssl *e, const struct probe_options *o, enum probe_offer offer,
                    enum probe_key key, const char *sni)
{
    if (offer <= PROBE_OFFER_WIDE || (offer == PROBE_OFFER_TLS10 && probe_plan_plaintext(o)))
        return probe_hello_talker_client(offer, key, sni);
    return probe_openssl_client(e, offer, key, sni);
}

/* The hello engine's chain must be RSA; a full handshake needs OpenSSL. */
struct probe_talker *
probe_talker_server(struct probe_openssl *e, const struct probe_options *o)
{
    if (o->engine != PROBE_ENGINE_HELLO &&
        (o->engine == PROBE_ENGINE_OPENSSL || probe_plan_full(o) || !probe_openssl_is_rsa(e)))
        return probe_openssl_server(e);
    return probe_hello_talker_server(e, o->engine == PROBE_ENGINE_AUTO);
}
