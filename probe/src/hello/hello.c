/* SPDX-License-Identifier: MIT */
/* The caller's functions. */
#include "hello_internal.h"

#include <stdlib.h>
#include <string.h>

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
