/* SPDX-License-Identifier: MIT */
/*
 * A talker in front of a talker: it plays what is said in clear, through a proxy perhaps,
 * and has the other one made once TLS may begin. From then on it only passes bytes on,
 * but for TDS, where TLS records travel inside packets (MS-TDS 2.2.6.5).
 */
#include "dialogue_talker.h"

#include <stdlib.h>
#include <string.h>

#define TDS_HEADER 8u
#define TDS_PRELOGIN 0x12u
#define TDS_LAST 1u
#define TDS_PACKET_MAX 4096u

struct talker {
    struct probe_talker base; /* first: the driver's view is cast back */
    const struct dialogue_script *parts[2];
    unsigned part, parts_n;
    struct dialogue_names names;
    struct dialogue said;
    size_t injected;
    struct probe_talker *inner; /* TLS, once it began */
    probe_talker_make_fn *make;
    void *make_ctx;
    bool framed;
    struct { /* what of TLS is under way in packets */
        uint8_t head[TDS_HEADER];
        unsigned head_n;
        size_t left; /* of the packet being read */
        uint8_t out[TDS_PACKET_MAX];
        size_t out_n, sent, inner_n; /* inner_n: the inner talker's bytes in out */
    } frame;
};

static struct talker *
of(struct probe_talker *t)
{
    return (struct talker *)(void *)t;
}

static void
no_memory(struct talker *t)
{
    t->said.outcome = DIALOGUE_FAILED;
    t->said.error.kind = PROBE_RESOURCE;
    t->said.error.alert = -1;
    memcpy(t->said.error.text, "out of memory", sizeof "out of memory");
}

/* What came behind a proxy's answer is the server's first word. */
static void
begin_next(struct talker *t)
{
    uint8_t left[DIALOGUE_ANSWER_MAX];
    size_t n = t->said.in_n;
    struct base_slice rest = t->said.rest;

    memcpy(left, t->said.in, n);
    dialogue_begin(&t->said, t->parts[t->part], &t->names);
    (void)dialogue_feed(&t->said, (struct base_slice){ left, n });
    (void)dialogue_feed(&t->said, rest);
}

/* The next part, or TLS, once the last thing is said. */
static void
go_on(struct talker *t)
{
    while (t->inner == NULL && t->said.outcome == DIALOGUE_GO &&
           dialogue_output(&t->said).len == 0) {
        t->injected += t->said.injected;
        if (++t->part < t->parts_n) {
            begin_next(t);
            continue;
        }
        t->framed = dialogue_is_framed(t->parts[t->parts_n - 1]);
        t->inner = t->make(t->make_ctx);
        if (t->inner == NULL)
            no_memory(t);
    }
}

static void
update(struct talker *t)
{
    go_on(t);
    if (t->inner != NULL) {
        t->base.outcome = t->inner->outcome;
        t->base.advice = t->inner->advice;
    } else {
        t->base.outcome = t->said.outcome == DIALOGUE_FAILED ? PROBE_TALK_FAILED : PROBE_TALK_MORE;
    }
}

/* ---- TDS ---- */

static void
unwrap(struct talker *t, struct base_slice bytes)
{
    while (bytes.len > 0 && t->inner->outcome == PROBE_TALK_MORE) {
        size_t n;

        if (t->frame.left > 0) {
            n = bytes.len < t->frame.left ? bytes.len : t->frame.left;
            t->inner->ops->feed(t->inner, (struct base_slice){ bytes.ptr, n });
            t->frame.left -= n;
        } else {
            n = 1;
            t->frame.head[t->frame.head_n++] = bytes.ptr[0];
            if (t->frame.head_n == TDS_HEADER) {
                size_t whole = (size_t)t->frame.head[2] << 8 | t->frame.head[3];

                t->frame.head_n = 0;
                t->frame.left = whole > TDS_HEADER ? whole - TDS_HEADER : 0;
            }
        }
        bytes = (struct base_slice){ bytes.ptr + n, bytes.len - n };
    }
}

static struct base_slice
wrapped(struct talker *t)
{
    struct base_slice out;

    if (t->frame.sent == t->frame.out_n) {
        out = t->inner->ops->output(t->inner);
        if (out.len == 0)
            return out;
        t->frame.inner_n =
            out.len < TDS_PACKET_MAX - TDS_HEADER ? out.len : TDS_PACKET_MAX - TDS_HEADER;
        t->frame.out_n = t->frame.inner_n + TDS_HEADER;
        t->frame.sent = 0;
        memset(t->frame.out, 0, TDS_HEADER);
        t->frame.out[0] = TDS_PRELOGIN;
        t->frame.out[1] = TDS_LAST;
        t->frame.out[2] = (uint8_t)(t->frame.out_n >> 8);
        t->frame.out[3] = (uint8_t)t->frame.out_n;
        memcpy(t->frame.out + TDS_HEADER, out.ptr, t->frame.inner_n);
    }
    return (struct base_slice){ t->frame.out + t->frame.sent, t->frame.out_n - t->frame.sent };
}

static void
wrapped_sent(struct talker *t, size_t n)
{
    t->frame.sent += n;
    if (t->frame.sent == t->frame.out_n)
        t->inner->ops->sent(t->inner, t->frame.inner_n);
}

/* ---- the talker ---- */

/* What is TLS already goes on to it. */
static void
feed_dialogue(struct talker *t, struct base_slice bytes)
{
    (void)dialogue_feed(&t->said, bytes);
    go_on(t);
    if (t->inner == NULL)
        return;
    if (t->said.in_n > 0)
        t->inner->ops->feed(t->inner, (struct base_slice){ t->said.in, t->said.in_n });
    if (t->said.rest.len > 0)
        t->inner->ops->feed(t->inner, t->said.rest);
}

static void
feed(struct probe_talker *base, struct base_slice bytes)
{
    struct talker *t = of(base);

    if (t->inner == NULL)
        feed_dialogue(t, bytes);
    else if (t->framed)
        unwrap(t, bytes);
    else
        t->inner->ops->feed(t->inner, bytes);
    update(t);
}

static void
end(struct probe_talker *base, enum probe_class why)
{
    struct talker *t = of(base);

    if (t->inner != NULL)
        t->inner->ops->end(t->inner, why);
    else
        (void)dialogue_end(&t->said, why);
    update(t);
}

static struct base_slice
output(struct probe_talker *base)
{
    struct talker *t = of(base);

    if (t->inner == NULL)
        return dialogue_output(&t->said);
    return t->framed ? wrapped(t) : t->inner->ops->output(t->inner);
}

static void
sent(struct probe_talker *base, size_t n)
{
    struct talker *t = of(base);

    if (t->inner == NULL)
        dialogue_sent(&t->said, n);
    else if (t->framed)
        wrapped_sent(t, n);
    else
        t->inner->ops->sent(t->inner, n);
    update(t);
}

static void
result(struct probe_talker *base, struct probe_result *out)
{
    struct talker *t = of(base);

    if (t->inner != NULL)
        t->inner->ops->result(t->inner, out);
    else
        out->error = t->said.error;
    out->injected = t->injected;
}

static void
destroy(struct probe_talker *base)
{
    struct talker *t = of(base);

    if (t->inner != NULL)
        t->inner->ops->free(t->inner);
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

bool
probe_dialogue_is_through(const struct probe_talker *base)
{
    const struct talker *t = (const struct talker *)(const void *)base;

    return t->part > 0 || t->inner != NULL;
}

struct probe_talker *
probe_dialogue_talker(const struct dialogue_script *proxy, const struct dialogue_script *dialogue,
                      const struct dialogue_names *names, probe_talker_make_fn *make, void *ctx)
{
    struct talker *t = malloc(sizeof *t);

    if (t == NULL)
        return NULL;
    t->base = (struct probe_talker){ .ops = &ops };
    t->part = t->parts_n = 0;
    if (proxy != NULL)
        t->parts[t->parts_n++] = proxy;
    if (dialogue != NULL)
        t->parts[t->parts_n++] = dialogue;
    t->names = *names;
    t->injected = 0;
    t->inner = NULL;
    t->make = make;
    t->make_ctx = ctx;
    t->framed = false;
    t->frame.head_n = 0;
    t->frame.left = t->frame.out_n = t->frame.sent = t->frame.inner_n = 0;
    dialogue_begin(&t->said, t->parts[0], &t->names);
    update(t);
    return &t->base;
}
