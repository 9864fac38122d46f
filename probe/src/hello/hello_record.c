/* SPDX-License-Identifier: MIT */
/*
 * From bytes to events. Records (RFC 5246 6.2.1), handshake messages (7.4) and
 * alerts (7.2) may each be cut anywhere, also by one another; every level keeps
 * what it has of its unit and how much is missing.
 */
#include "hello_internal.h"

#include <string.h>

/* The first bytes of another protocol: text is read to the end of its line,
 * anything else for as long as a name for it needs. */
#define GREETING_BINARY 8

static size_t
min_size(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool
is_text(uint8_t c)
{
    return (c >= 0x20 && c < 0x7F) || c == '\r' || c == '\n' || c == '\t';
}

static bool
greeting_is_whole(struct base_slice s)
{
    bool binary = false;

    for (size_t i = 0; i < s.len; i++)
        binary = binary || !is_text(s.ptr[i]);
    return s.ptr[s.len - 1] == '\n' || s.len == PROBE_HELLO_GREETING_MAX ||
           (binary && s.len >= GREETING_BINARY);
}

void
hello_greeting_over(struct probe_hello_engine *e)
{
    struct base_slice s = { e->in.ptr, e->in.len };
    struct base_text t = hello_error(e, PROBE_NOT_TLS, -1);

    if (!e->greeting)
        s = (struct base_slice){ e->head, e->head_n };
    base_text_str(&t, hello_greeting_name(s));
    while (s.len > 0 && (s.ptr[s.len - 1] == '\n' || s.ptr[s.len - 1] == '\r'))
        s.len--;
    base_text_str(&t, ": ");
    base_text_safe(&t, s);
    hello_over(e, PROBE_OUTCOME_FAILED, GOODBYE_NONE);
}

static void
greeting_byte(struct probe_hello_engine *e, uint8_t byte)
{
    hello_put8(&e->in, byte);
    if (!e->in.failed && greeting_is_whole((struct base_slice){ e->in.ptr, e->in.len }))
        hello_greeting_over(e);
}

static void
greeting_begin(struct probe_hello_engine *e)
{
    e->greeting = true;
    for (size_t i = 0; i < e->head_n && e->outcome == PROBE_OUTCOME_MORE; i++)
        greeting_byte(e, e->head[i]);
}

/* Judges a connection's first record header by as much of it as has come. */
static bool
may_be_tls(const uint8_t *head, size_t n)
{
    if (head[0] >= RECORD_CHANGE_CIPHER_SPEC && head[0] <= RECORD_HEARTBEAT)
        return n < 2 || head[1] == 3;
    return head[0] >= RECORD_V2 && (n < 3 || head[2] == MESSAGE_CLIENT_HELLO) &&
           (n < 4 || head[3] == 3 || head[3] == 0) && (n < 5 || head[3] == 3 || head[4] == 2);
}

static enum hello_event
event_of_record(uint8_t type)
{
    switch (type) {
    case RECORD_CHANGE_CIPHER_SPEC:
        return HELLO_EVENT_CHANGE_CIPHER_SPEC;
    case RECORD_APPLICATION_DATA:
        return HELLO_EVENT_APPLICATION_DATA;
    case RECORD_HEARTBEAT:
        return HELLO_EVENT_HEARTBEAT;
    default:
        return HELLO_EVENT_OTHER_RECORD;
    }
}

static enum hello_event
event_of_message(uint8_t type)
{
    switch (type) {
    case MESSAGE_HELLO_REQUEST:
        return HELLO_EVENT_HELLO_REQUEST;
    case MESSAGE_CLIENT_HELLO:
        return HELLO_EVENT_CLIENT_HELLO;
    case MESSAGE_SERVER_HELLO:
        return HELLO_EVENT_SERVER_HELLO;
    case MESSAGE_CERTIFICATE:
        return HELLO_EVENT_CERTIFICATE;
    case MESSAGE_SERVER_KEY_EXCHANGE:
        return HELLO_EVENT_SERVER_KEY_EXCHANGE;
    case MESSAGE_CERTIFICATE_REQUEST:
        return HELLO_EVENT_CERTIFICATE_REQUEST;
    case MESSAGE_SERVER_HELLO_DONE:
        return HELLO_EVENT_SERVER_HELLO_DONE;
    case MESSAGE_COMPRESSED_CERTIFICATE:
        return HELLO_EVENT_COMPRESSED_CERTIFICATE;
    default:
        return HELLO_EVENT_OTHER_MESSAGE;
    }
}

static void
message_over(struct probe_hello_engine *e)
{
    enum hello_event event = (enum hello_event)e->event;
    const struct hello_move *move = hello_move(e, event);
    struct hello_input in = { .alert = -1 };

    if (e->in.failed)
        return;
    e->message_n = 0;
    e->event = HELLO_EVENTS;
    if (move->body != HELLO_SKIP && e->in.len > e->body_at)
        in.body = (struct base_slice){ e->in.ptr + e->body_at, e->in.len - e->body_at };
    if (event == HELLO_EVENT_CERTIFICATE)
        e->chain = (struct probe_hello_span){ e->body_at, in.body.len };
    hello_event(e, event, &in);
    if (move->body == HELLO_READ)
        e->in.len = e->body_at;
}

static void
too_long(struct probe_hello_engine *e, enum hello_event event, size_t len, size_t limit)
{
    struct base_text t = hello_error(e, limit > 0 ? PROBE_LIMIT : PROBE_PROTOCOL, -1);

    base_text_str(&t, hello_event_words(event));
    base_text_str(&t, " of ");
    base_text_u64(&t, len);
    base_text_str(&t, " bytes");
    hello_ended(e, ALERT_DECODE_ERROR);
}

static void
message_begin(struct probe_hello_engine *e, enum hello_event event, size_t len)
{
    const struct hello_move *move = hello_move(e, event);

    if (move->body == HELLO_UNEXPECTED) {
        hello_unexpected(e, event);
        return;
    }
    if (len > move->limit && event != HELLO_EVENT_CERTIFICATE) {
        too_long(e, event, len, move->limit);
        return;
    }
    if (len > move->limit) {
        e->chain_cut = true; /* read as far as the limit; hello_chain.c ends it there */
        len = move->limit;
    }
    if (event == HELLO_EVENT_CERTIFICATE_REQUEST)
        e->requested = PROBE_YES;
    e->event = (uint8_t)event;
    e->body_at = e->in.len;
    e->message_left = len;
}

static void
message_head_over(struct probe_hello_engine *e)
{
    struct hello_cursor c = hello_cursor((struct base_slice){ e->message + 1, 3 });

    message_begin(e, event_of_message(e->message[0]), hello_get(&c, 3));
    if (e->outcome == PROBE_OUTCOME_MORE && e->message_left == 0)
        message_over(e);
}

static size_t
take_message(struct probe_hello_engine *e, struct base_slice s)
{
    size_t n;

    if (e->message_n < sizeof e->message) {
        n = min_size(s.len, sizeof e->message - e->message_n);
        memcpy(e->message + e->message_n, s.ptr, n);
        e->message_n = (uint8_t)(e->message_n + n);
        if (e->message_n == sizeof e->message)
            message_head_over(e);
        return n;
    }
    n = min_size(s.len, e->message_left);
    if (hello_move(e, (enum hello_event)e->event)->body != HELLO_SKIP)
        hello_put(&e->in, s.ptr, n);
    e->message_left -= n;
    if (e->message_left == 0)
        message_over(e);
    return n;
}

static void
alert_over(struct probe_hello_engine *e)
{
    struct hello_input in = { .why = PROBE_ALERT, .alert = e->alert[1] };

    e->alert_n = 0;
    if (e->alert[0] != 1 && e->alert[0] != 2) {
        hello_fail(e, PROBE_PROTOCOL, ALERT_DECODE_ERROR, "an alert of an unknown level");
    } else if (e->alert[1] == ALERT_CLOSE_NOTIFY) {
        in.why = PROBE_CLOSED;
        hello_event(e, HELLO_EVENT_CLOSE_NOTIFY, &in);
    } else {
        hello_event(e, e->alert[0] == 1 ? HELLO_EVENT_WARNING : HELLO_EVENT_FATAL_ALERT, &in);
    }
}

static size_t
take_alert(struct probe_hello_engine *e, struct base_slice s)
{
    size_t n = min_size(s.len, sizeof e->alert - e->alert_n);

    memcpy(e->alert + e->alert_n, s.ptr, n);
    e->alert_n = (uint8_t)(e->alert_n + n);
    if (e->alert_n == sizeof e->alert)
        alert_over(e);
    return n;
}

/* RFC 5246 E.2: two bytes of length, the type, the version, which is the body's
 * first field for us. */
static void
v2_record_begin(struct probe_hello_engine *e)
{
    size_t len = (size_t)(e->head[0] & 0x7F) << 8 | e->head[1];

    e->record_type = RECORD_V2;
    if (e->head[3] == 0) {
        hello_fail(e, PROBE_PROTOCOL, GOODBYE_NONE, "a ClientHello for SSL 2.0 only");
    } else if (len <= 3) {
        hello_fail(e, PROBE_PROTOCOL, ALERT_DECODE_ERROR, "a ClientHello that is too short");
    } else {
        message_begin(e, HELLO_EVENT_V2_CLIENT_HELLO, len - 3);
        hello_put(&e->in, e->head + 3, 2);
        e->message_n = sizeof e->message;
        e->record_left = len - 3;
    }
}

static void
record_begin(struct probe_hello_engine *e)
{
    size_t len = (size_t)e->head[3] << 8 | e->head[4];

    e->head_n = 0;
    e->record_type = e->head[0];
    if (e->head[1] != 3) {
        hello_fail(e, PROBE_PROTOCOL, ALERT_UNEXPECTED_MESSAGE, "what follows is not a TLS record");
    } else if (len > PROBE_HELLO_FRAGMENT_MAX) {
        hello_fail(e, PROBE_PROTOCOL, ALERT_RECORD_OVERFLOW, "a record over 18432 bytes");
    } else if (e->record_type != RECORD_HANDSHAKE && e->record_type != RECORD_ALERT) {
        hello_unexpected(e, event_of_record(e->record_type));
    } else if (len == 0 && e->empty_records++ >= PROBE_HELLO_EMPTY_RECORDS_MAX) {
        hello_fail(e, PROBE_LIMIT, ALERT_UNEXPECTED_MESSAGE, "a flood of empty records");
    } else if (len > 0) {
        e->empty_records = 0;
        e->record_left = len;
    }
}

static size_t
take_head(struct probe_hello_engine *e, struct base_slice s)
{
    e->head[e->head_n++] = s.ptr[0];
    if (!e->begun && !may_be_tls(e->head, e->head_n)) {
        greeting_begin(e);
    } else if (e->head_n == sizeof e->head) {
        bool v2 = !e->begun && e->head[0] >= RECORD_V2;

        e->begun = true;
        e->head_n = 0;
        (v2 ? v2_record_begin : record_begin)(e);
    }
    return 1;
}

size_t
hello_take(struct probe_hello_engine *e, struct base_slice s)
{
    size_t n;

    if (e->greeting) {
        greeting_byte(e, s.ptr[0]);
        return 1;
    }
    if (e->record_left == 0)
        return take_head(e, s);
    s.len = min_size(s.len, e->record_left);
    n = e->record_type == RECORD_ALERT ? take_alert(e, s) : take_message(e, s);
    e->record_left -= n;
    return n;
}
