/* SPDX-License-Identifier: MIT */
/* Records, messages and alerts, put together from any cuts; hello_hostile.c and hello_floods.c try
 * whole talks. */
#include "wire.h"

#include "flight.h"

#include "cmocka_prelude.h"

#define NAME "host.example"

static void
begin(struct probe_hello_engine *e)
{
    probe_hello_client(e, PROBE_HELLO_LIGHT, base_slice_str(NAME), flight_random);
    probe_hello_sent(e, SIZE_MAX);
}

static size_t
take(struct probe_hello_engine *e, const char *bytes, size_t n)
{
    return hello_take(e, (struct base_slice){ (const uint8_t *)bytes, n });
}

static void
feed(struct probe_hello_engine *e, const char *bytes, size_t n)
{
    for (size_t taken; n > 0 && e->outcome == PROBE_OUTCOME_MORE; bytes += taken, n -= taken) {
        taken = take(e, bytes, n);
        assert_true(taken > 0 && taken <= n);
    }
}
#define FEED(e, bytes) feed(e, bytes, sizeof(bytes) - 1)

/* One unit at a time: a byte of a head, or as much of a message as the record has. */
static void
takes_some(void **state)
{
    struct probe_hello_engine e;

    (void)state;
    begin(&e);
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(take(&e, &"\x16\3\3\0\6"[i], 5 - i), 1);
    assert_true(e.begun);
    assert_int_equal(take(&e, "\2\0\0\x46\3\3\x16\3", 8), 4); /* the message's head */
    assert_int_equal(take(&e, "\3\3\x16\3\3", 5), 2);         /* the rest of the record */
    assert_int_equal(e.in.len, 2);
    assert_int_equal(e.message_left, 0x46 - 2);
    assert_int_equal(take(&e, "\x16\3\3", 3), 1);
    assert_int_equal(e.outcome, PROBE_OUTCOME_MORE);
    probe_hello_free(&e);
}

static void
check_end(struct probe_hello_engine *e, enum probe_class kind, int alert, const char *text)
{
    struct base_slice out = probe_hello_output(e);

    assert_int_equal(e->outcome, PROBE_OUTCOME_FAILED);
    assert_int_equal(e->error.kind, kind);
    assert_string_equal(e->error.text, text);
    assert_int_equal(out.len, alert == GOODBYE_NONE ? 0 : 7);
    if (alert != GOODBYE_NONE)
        assert_int_equal(out.ptr[6], alert);
    probe_hello_free(e);
}

static void
refuses_records(void **state)
{
    struct probe_hello_engine e;

    (void)state;
    begin(&e);
    FEED(&e, "\x16\3\3\x48\1");
    check_end(&e, PROBE_PROTOCOL, ALERT_RECORD_OVERFLOW, "a record over 18432 bytes");
    begin(&e);
    FEED(&e, "\x16\3\3\x48\0"); /* RFC 5246 6.2.3 allows as many */
    assert_int_equal(e.outcome, PROBE_OUTCOME_MORE);
    probe_hello_free(&e);
    begin(&e);
    FEED(&e, "\x16\3\3\0\0\x16\2\0\0\0");
    check_end(&e, PROBE_PROTOCOL, ALERT_UNEXPECTED_MESSAGE, "what follows is not a TLS record");
    begin(&e);
    FEED(&e, "\x17\3\3\0\1");
    check_end(&e, PROBE_PROTOCOL, ALERT_UNEXPECTED_MESSAGE,
              "application data arrived where a ServerHello was expected");
}

static void
bears_some_empty_records(void **state)
{
    struct probe_hello_engine e;

    (void)state;
    begin(&e);
    for (unsigned i = 0; i < PROBE_HELLO_EMPTY_RECORDS_MAX; i++)
        FEED(&e, "\x16\3\3\0\0");
    FEED(&e, "\x16\3\3\0\1\2"); /* with something in it: they are counted anew */
    for (unsigned i = 0; i < PROBE_HELLO_EMPTY_RECORDS_MAX; i++)
        FEED(&e, "\x16\3\3\0\0");
    assert_int_equal(e.outcome, PROBE_OUTCOME_MORE);
    FEED(&e, "\x15\3\3\0\0");
    check_end(&e, PROBE_LIMIT, ALERT_UNEXPECTED_MESSAGE, "a flood of empty records");
}

static void
reads_alerts(void **state)
{
    struct probe_hello_engine e;

    (void)state;
    begin(&e);
    FEED(&e, "\x15\3\3\0\1\2\x15\3\3\0\1\x28"); /* in two records */
    assert_int_equal(e.outcome, PROBE_OUTCOME_WIDE);
    assert_int_equal(e.error.alert, 40);
    assert_string_equal(e.error.text, "handshake_failure (40)");
    probe_hello_free(&e);
    begin(&e);
    FEED(&e, "\x15\3\3\0\4\1\x70\2\x31"); /* two in one record */
    assert_int_equal(e.outcome, PROBE_OUTCOME_FAILED);
    assert_int_equal(e.error.alert, 49);
    probe_hello_free(&e);
    begin(&e);
    FEED(&e, "\x15\3\3\0\2\3\x28");
    check_end(&e, PROBE_PROTOCOL, ALERT_DECODE_ERROR, "an alert of an unknown level");
    begin(&e);
    FEED(&e, "\x15\3\3\0\2\0\0");
    check_end(&e, PROBE_PROTOCOL, ALERT_DECODE_ERROR, "an alert of an unknown level");
}

static void
refuses_messages_by_their_length(void **state)
{
    struct probe_hello_engine e;

    (void)state;
    begin(&e);
    FEED(&e, "\x16\3\3\0\4\2\0\x40\1"); /* ServerHello */
    check_end(&e, PROBE_LIMIT, ALERT_DECODE_ERROR, "a ServerHello of 16385 bytes");
    begin(&e);
    FEED(&e, "\x16\3\3\0\4\2\0\x40\0");
    assert_int_equal(e.message_left, PROBE_HELLO_MESSAGE_MAX);
    assert_int_equal(e.in.cap, 0); /* nothing has arrived, nothing is reserved */
    probe_hello_free(&e);
    begin(&e);
    FEED(&e, "\x16\3\3\0\4\0\0\0\1"); /* HelloRequest is empty */
    check_end(&e, PROBE_PROTOCOL, ALERT_DECODE_ERROR, "a HelloRequest of 1 bytes");
}

/* A Certificate is the one message that is read as far as the limit. */
static void
cuts_long_chains(void **state)
{
    struct probe_hello_engine e;

    (void)state;
    begin(&e);
    e.state = HELLO_STATE_CERTIFICATE;
    FEED(&e, "\x16\3\3\0\4\x0b\4\0\0");
    assert_int_equal(e.message_left, PROBE_CHAIN_MAX);
    assert_false(e.chain_cut);
    probe_hello_free(&e);
    begin(&e);
    e.state = HELLO_STATE_CERTIFICATE;
    FEED(&e, "\x16\3\3\0\4\x0b\4\0\1");
    assert_int_equal(e.message_left, PROBE_CHAIN_MAX);
    assert_true(e.chain_cut);
    probe_hello_free(&e);
}

/* Text is read to the end of its line, other bytes for as long as a name needs; none is answered.
 */
static void
reads_greetings(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
        const char *text;
    } rows[] = {
        { "SSH-2.0-a\r\nmore", 11, "an SSH banner: SSH-2.0-a" },
        { "\n", 1, "bytes that are not TLS: " },
        { "\3\0\0\x0b\6\xd0\0\0\0", 8,
          "a TPKT packet (RDP, H.323): \\x03\\x00\\x00\\x0b\\x06\\xd0\\x00\\x00" },
        { "\x16\2\0\0\0\0\0\0\0", 8, /* as TLS begins, but of no version of it */
          "bytes that are not TLS: \\x16\\x02\\x00\\x00\\x00\\x00\\x00\\x00" },
        { "HTTP/1.1 400 Bad Request, and much more than is looked at", PROBE_HELLO_GREETING_MAX,
          "an HTTP answer: HTTP/1.1 400 Bad Request, and much more than is " },
    };
    struct probe_hello_engine e;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        begin(&e);
        feed(&e, rows[i].bytes, rows[i].n - 1);
        assert_int_equal(e.outcome, PROBE_OUTCOME_MORE);
        feed(&e, rows[i].bytes + rows[i].n - 1, 1);
        check_end(&e, PROBE_NOT_TLS, GOODBYE_NONE, rows[i].text);
    }
}

/* RFC 5246 E.2; only as the first record, and only of a version that is TLS's. */
static void
reads_the_hello_of_ssl_2(void **state)
{
    struct probe_hello_engine e;

    (void)state;
    begin(&e);
    FEED(&e, "\x80\4\1\3\1\0");
    assert_int_equal(e.outcome, PROBE_OUTCOME_REVERSED);
    probe_hello_free(&e);
    begin(&e);
    FEED(&e, "\x80\3\1\3\1");
    check_end(&e, PROBE_PROTOCOL, ALERT_DECODE_ERROR, "a ClientHello that is too short");
    begin(&e);
    FEED(&e, "\x80\4\1\0\2");
    check_end(&e, PROBE_PROTOCOL, GOODBYE_NONE, "a ClientHello for SSL 2.0 only");
    begin(&e);
    FEED(&e, "\xc0\4\1\3\1");
    check_end(&e, PROBE_LIMIT, ALERT_DECODE_ERROR, "an SSL 2.0 framed ClientHello of 16385 bytes");
    begin(&e);
    FEED(&e, "\x16\3\3\0\0\x80\4\1\3\1");
    check_end(&e, PROBE_PROTOCOL, ALERT_UNEXPECTED_MESSAGE, "what follows is not a TLS record");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_some),
        cmocka_unit_test(refuses_records),
        cmocka_unit_test(bears_some_empty_records),
        cmocka_unit_test(reads_alerts),
        cmocka_unit_test(refuses_messages_by_their_length),
        cmocka_unit_test(cuts_long_chains),
        cmocka_unit_test(reads_greetings),
        cmocka_unit_test(reads_the_hello_of_ssl_2),
    };

    return cmocka_run_group_tests_name("hello_record", tests, NULL, NULL);
}
