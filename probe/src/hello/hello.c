/* SPDX-License-Identifier: MIT */
/* The table walk, how a talk ends, and the caller's functions. */
#include "hello_internal.h"

#include <stdlib.h>
#include <string.h>

static const struct hello_move moves[HELLO_STATES][HELLO_EVENTS] = {
#define HELLO_MOVE(state_, event_, body_, limit_, action_, next_)                                  \
    [HELLO_STATE_##state_][HELLO_EVENT_##event_] = {                                               \
        .body = HELLO_##body_, .next = HELLO_STATE_##next_, .limit = limit_, .action = action_     \
    },
#include "hello_states.def"
};

const struct hello_move *
hello_move(const struct probe_hello_engine *e, enum hello_event event)
{
    return &moves[e->state][event];
}

void
hello_event(struct probe_hello_engine *e, enum hello_event event, const struct hello_input *in)
{
    const struct hello_move *move = hello_move(e, event);

    if (move->body == HELLO_UNEXPECTED) {
        hello_unexpected(e, event);
        return;
    }
    move->action(e, in);
    if (e->outcome != PROBE_OUTCOME_MORE)
        return;
    e->state = move->next;
    if (e->state == HELLO_STATE_OVER)
        hello_over(e, PROBE_OUTCOME_DONE, ALERT_CLOSE_NOTIFY);
}

void
hello_unexpected(struct probe_hello_engine *e, enum hello_event event)
{
    struct base_text t = hello_error(e, PROBE_PROTOCOL, -1);

    base_text_str(&t, hello_event_words(event));
    if (event == HELLO_EVENT_OTHER_MESSAGE || event == HELLO_EVENT_OTHER_RECORD) {
        base_text_str(&t, " (");
        base_text_u64(&t, event == HELLO_EVENT_OTHER_RECORD ? e->record_type : e->message[0]);
        base_text_byte(&t, ')');
    }
    base_text_str(&t, " arrived where ");
    base_text_str(&t, hello_state_words((enum hello_state)e->state));
    base_text_str(&t, " was expected");
    hello_ended(e, ALERT_UNEXPECTED_MESSAGE);
}

struct base_text
hello_error(struct probe_hello_engine *e, enum probe_class kind, int alert)
{
    struct base_text t;

    e->error.kind = kind;
    e->error.alert = alert;
    base_text_init(&t, e->error.text, sizeof e->error.text);
    return t;
}

/* "ALERT (N)", or nothing where there was none. */
struct base_text
hello_input_error(struct probe_hello_engine *e, const struct hello_input *in, enum probe_class kind)
{
    struct base_text t = hello_error(e, kind, in->alert);
    const char *name = probe_alert_name(in->alert);

    if (in->alert < 0)
        return t;
    base_text_str(&t, name != NULL ? name : "unknown alert");
    base_text_str(&t, " (");
    base_text_u64(&t, (uint64_t)in->alert);
    base_text_byte(&t, ')');
    return t;
}

/* One alert, in a record of its own (RFC 5246 7.2); without memory for it we
 * leave without one. */
static void
say_goodbye(struct probe_hello_engine *e, unsigned alert)
{
    unsigned version = e->version != 0 ? e->version : VERSION_TLS10;

    hello_reserve(&e->out, 7);
    hello_put8(&e->out, RECORD_ALERT);
    hello_put16(&e->out, version);
    hello_put16(&e->out, 2);
    hello_put8(&e->out, alert == ALERT_CLOSE_NOTIFY ? 1 : 2); /* warning, fatal */
    hello_put8(&e->out, alert);
}

void
hello_over(struct probe_hello_engine *e, enum probe_hello_outcome outcome, int goodbye)
{
    e->state = HELLO_STATE_OVER;
    e->outcome = outcome;
    if (goodbye >= 0 && e->begun)
        say_goodbye(e, (unsigned)goodbye);
}

void
hello_ended(struct probe_hello_engine *e, int goodbye)
{
    bool shown = hello_chain_whole(e, NULL) > 0;

    hello_over(e, shown ? PROBE_OUTCOME_DONE : PROBE_OUTCOME_FAILED, goodbye);
}

void
hello_fail(struct probe_hello_engine *e, enum probe_class kind, int goodbye, const char *text)
{
    struct base_text t = hello_error(e, kind, -1);

    base_text_str(&t, text);
    hello_ended(e, goodbye);
}

void
hello_no_memory(struct probe_hello_engine *e)
{
    hello_fail(e, PROBE_RESOURCE, ALERT_INTERNAL_ERROR, "out of memory");
}

void
hello_on_nothing(struct probe_hello_engine *e, const struct hello_input *in)
{
    (void)e;
    (void)in;
}

void
hello_on_hello_request(struct probe_hello_engine *e, const struct hello_input *in)
{
    (void)in;
    if (e->hello_requests++ >= PROBE_HELLO_HELLO_REQUESTS_MAX)
        hello_fail(e, PROBE_LIMIT, ALERT_UNEXPECTED_MESSAGE, "more than one HelloRequest");
}

void
hello_on_warning(struct probe_hello_engine *e, const struct hello_input *in)
{
    e->error.alert = in->alert; /* tells why, should the peer close next */
    if (e->warnings++ >= PROBE_HELLO_WARNINGS_MAX)
        hello_fail(e, PROBE_LIMIT, ALERT_UNEXPECTED_MESSAGE, "a flood of warning alerts");
}

/* A peer that ended the talk by itself gets no alert: it no longer listens. */
void
hello_on_end(struct probe_hello_engine *e, const struct hello_input *in)
{
    bool ours = in->why == PROBE_TIMEOUT || in->why == PROBE_INTERRUPTED;

    (void)hello_input_error(e, in, in->why);
    hello_ended(e, ours ? ALERT_CLOSE_NOTIFY : GOODBYE_NONE);
}

static void
begin(struct probe_hello_engine *e, enum hello_state state)
{
    memset(e, 0, sizeof *e);
    e->state = (uint8_t)state;
    e->requested = PROBE_UNKNOWN;
    e->error.stage = PROBE_STAGE_TLS;
    e->error.alert = -1;
}

void
probe_hello_client(struct probe_hello_engine *e, enum probe_hello hello, struct base_slice sni,
                   const uint8_t random[PROBE_HELLO_RANDOM])
{
    begin(e, HELLO_STATE_SERVER_HELLO);
    e->hello = hello == PROBE_HELLO_AUTO ? PROBE_HELLO_LIGHT : (uint8_t)hello;
    if (!hello_write_client_hello(e, sni, random))
        hello_no_memory(e);
}

void
probe_hello_client_for(struct probe_hello_engine *e, enum probe_key key, struct base_slice sni,
                       const uint8_t random[PROBE_HELLO_RANDOM])
{
    begin(e, HELLO_STATE_SERVER_HELLO);
    e->hello = PROBE_HELLO_WIDE;
    e->key = (uint8_t)key;
    if (!hello_write_client_hello(e, sni, random))
        hello_no_memory(e);
}

void
probe_hello_server(struct probe_hello_engine *e, const struct probe_hello_identity *identity,
                   const uint8_t random[PROBE_HELLO_RANDOM])
{
    begin(e, HELLO_STATE_CLIENT_HELLO);
    e->server = true;
    e->identity = identity;
    memcpy(e->random, random, sizeof e->random);
}

void
probe_hello_note(struct probe_hello_engine *e, struct probe_client_hello *out)
{
    e->noted = out;
}

/* Until it is known whether we can answer a ClientHello ourselves, OpenSSL may
 * need every byte of it, and what follows in the same feed. */
static size_t
take_undecided(struct probe_hello_engine *e, struct base_slice bytes)
{
    size_t room = PROBE_HELLO_RECEIVED_MAX - e->received.len, taken;

    if (room == 0) {
        hello_fail(e, PROBE_LIMIT, ALERT_INTERNAL_ERROR, "a ClientHello in too many records");
        return 0;
    }
    taken = hello_take(e, (struct base_slice){ bytes.ptr, bytes.len < room ? bytes.len : room });
    if (e->outcome == PROBE_OUTCOME_OPENSSL)
        taken = bytes.len;
    hello_put(&e->received, bytes.ptr, taken);
    if (e->state == HELLO_STATE_CLIENT_CERTIFICATE)
        hello_bytes_free(&e->received);
    return taken;
}

enum probe_hello_outcome
probe_hello_feed(struct probe_hello_engine *e, const void *bytes, size_t len)
{
    struct base_slice s = { bytes, len };

    while (s.len > 0 && e->outcome == PROBE_OUTCOME_MORE) {
        bool undecided = e->state == HELLO_STATE_CLIENT_HELLO;
        size_t taken = undecided ? take_undecided(e, s) : hello_take(e, s);

        s.ptr += taken;
        s.len -= taken;
        if ((e->in.failed && e->outcome == PROBE_OUTCOME_MORE) || e->received.failed)
            hello_no_memory(e);
    }
    return e->outcome;
}

/* A driver that gives up on a peer that began to speak something else has its answer. */
static bool
heard_other_protocol(const struct probe_hello_engine *e)
{
    return e->greeting || (!e->begun && e->head_n > 0 && e->head[0] >= RECORD_V2);
}

enum probe_hello_outcome
probe_hello_end(struct probe_hello_engine *e, enum probe_class why)
{
    struct hello_input in = { .why = why, .alert = e->error.alert };

    if (e->outcome != PROBE_OUTCOME_MORE)
        return e->outcome;
    if (why != PROBE_INTERRUPTED && heard_other_protocol(e))
        hello_greeting_over(e);
    else
        hello_event(e, HELLO_EVENT_END, &in);
    return e->outcome;
}

struct base_slice
probe_hello_output(const struct probe_hello_engine *e)
{
    size_t left = e->out.len - e->sent;

    return (struct base_slice){ left > 0 ? e->out.ptr + e->sent : NULL, left };
}

void
probe_hello_sent(struct probe_hello_engine *e, size_t len)
{
    size_t left = e->out.len - e->sent;

    e->sent += len < left ? len : left;
    if (e->sent == e->out.len)
        e->sent = e->out.len = 0;
}

struct base_slice
probe_hello_received(const struct probe_hello_engine *e)
{
    return (struct base_slice){ e->received.ptr, e->received.len };
}

void
probe_hello_free(struct probe_hello_engine *e)
{
    hello_bytes_free(&e->in);
    hello_bytes_free(&e->out);
    hello_bytes_free(&e->received);
    free(e->slices);
    e->slices = NULL;
    e->sent = 0;
    e->chain = e->types = e->schemes = e->ca_names = (struct probe_hello_span){ 0 };
}
