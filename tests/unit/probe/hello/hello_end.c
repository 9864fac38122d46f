/* SPDX-License-Identifier: MIT */
/* How a talk ends: outcome, error, and the one alert we say. */
#include "wire.h"

#include "cmocka_prelude.h"

#include <string.h>

#define CHAIN "\0\0\4\0\0\1a"

static void
begin(struct probe_hello_engine *e, bool shown)
{
    *e = (struct probe_hello_engine){ .begun = true, .error.alert = -1 };
    e->event = HELLO_EVENTS;
    if (!shown)
        return;
    hello_put(&e->in, CHAIN, sizeof CHAIN - 1);
    e->chain.len = sizeof CHAIN - 1;
}

static void
said(struct probe_hello_engine *e, const char *bytes, size_t n)
{
    struct base_slice out = probe_hello_output(e);

    assert_int_equal(out.len, n);
    if (n > 0)
        assert_memory_equal(out.ptr, bytes, n);
    probe_hello_free(e);
}

/* RFC 5246 7.2: close_notify is a warning, what we accuse the peer of is fatal. */
static void
says_goodbye_to_tls_alone(void **state)
{
    struct probe_hello_engine e;

    (void)state;
    begin(&e, false);
    hello_over(&e, PROBE_OUTCOME_REVERSED, ALERT_CLOSE_NOTIFY);
    assert_int_equal(e.state, HELLO_STATE_OVER);
    assert_int_equal(e.outcome, PROBE_OUTCOME_REVERSED);
    said(&e, "\x15\3\1\0\2\1\0", 7);
    begin(&e, false);
    e.version = 0x0300;
    hello_over(&e, PROBE_OUTCOME_FAILED, ALERT_DECODE_ERROR);
    said(&e, "\x15\3\0\0\2\2\x32", 7);
    begin(&e, false);
    hello_over(&e, PROBE_OUTCOME_FAILED, GOODBYE_NONE);
    said(&e, NULL, 0);
    begin(&e, false);
    e.begun = false; /* it speaks something else, or nothing */
    hello_over(&e, PROBE_OUTCOME_FAILED, ALERT_DECODE_ERROR);
    said(&e, NULL, 0);
}

static void
is_done_with_a_certificate(void **state)
{
    struct probe_hello_engine e;

    (void)state;
    for (int shown = 0; shown <= 1; shown++) {
        begin(&e, shown != 0);
        e.error.alert = 112;
        hello_fail(&e, PROBE_PROTOCOL, GOODBYE_NONE, "why");
        assert_int_equal(e.outcome, shown ? PROBE_OUTCOME_DONE : PROBE_OUTCOME_FAILED);
        assert_int_equal(e.error.kind, PROBE_PROTOCOL);
        assert_int_equal(e.error.alert, -1);
        assert_string_equal(e.error.text, "why");
        probe_hello_free(&e);
    }
    begin(&e, false);
    hello_no_memory(&e);
    assert_int_equal(e.error.kind, PROBE_RESOURCE);
    assert_string_equal(e.error.text, "out of memory");
    said(&e, "\x15\3\1\0\2\2\x50", 7);
}

static void
cuts_long_words(void **state)
{
    struct probe_hello_engine e;
    char words[2 * PROBE_TEXT_MAX];

    (void)state;
    memset(words, 'a', sizeof words - 1);
    words[sizeof words - 1] = '\0';
    begin(&e, false);
    hello_fail(&e, PROBE_LIMIT, GOODBYE_NONE, words);
    assert_int_equal(strlen(e.error.text), PROBE_TEXT_MAX - 1);
    probe_hello_free(&e);
}

static void
names_the_alert(void **state)
{
    static const struct {
        int alert;
        const char *text;
    } rows[] = { { 40, "handshake_failure (40)" },
                 { 0, "close_notify (0)" },
                 { 255, "unknown alert (255)" },
                 { -1, "" } };
    struct probe_hello_engine e;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hello_input in = { .alert = rows[i].alert };

        begin(&e, false);
        (void)hello_input_error(&e, &in, PROBE_ALERT);
        assert_int_equal(e.error.kind, PROBE_ALERT);
        assert_int_equal(e.error.alert, rows[i].alert);
        assert_string_equal(e.error.text, rows[i].text);
        assert_int_equal(e.outcome, PROBE_OUTCOME_MORE);
    }
}

/* Who ended the talk by himself no longer listens. */
static void
takes_leave_of_those_who_listen(void **state)
{
    static const struct {
        enum probe_class why;
        bool ours;
    } rows[] = { { PROBE_TIMEOUT, true },
                 { PROBE_INTERRUPTED, true },
                 { PROBE_CLOSED, false },
                 { PROBE_RESET, false },
                 { PROBE_ALERT, false } };
    struct probe_hello_engine e;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hello_input in = { .why = rows[i].why, .alert = -1 };

        begin(&e, true);
        hello_on_end(&e, &in);
        assert_int_equal(e.outcome, PROBE_OUTCOME_DONE);
        assert_int_equal(e.error.kind, rows[i].why);
        said(&e, "\x15\3\1\0\2\1\0", rows[i].ours ? 7 : 0);
    }
}

static void
bears_some_noise(void **state)
{
    struct hello_input in = { .alert = 112 };
    struct probe_hello_engine e;

    (void)state;
    begin(&e, false);
    hello_on_nothing(&e, &in);
    for (unsigned i = 0; i < PROBE_HELLO_WARNINGS_MAX; i++)
        hello_on_warning(&e, &in);
    assert_int_equal(e.outcome, PROBE_OUTCOME_MORE);
    assert_int_equal(e.error.alert, 112); /* should it close next */
    assert_int_equal(e.error.kind, PROBE_OK);
    hello_on_warning(&e, &in);
    assert_int_equal(e.error.kind, PROBE_LIMIT);
    assert_string_equal(e.error.text, "a flood of warning alerts");
    said(&e, "\x15\3\1\0\2\2\x0a", 7);
    begin(&e, false);
    for (unsigned i = 0; i < PROBE_HELLO_HELLO_REQUESTS_MAX; i++)
        hello_on_hello_request(&e, &in);
    assert_int_equal(e.outcome, PROBE_OUTCOME_MORE);
    hello_on_hello_request(&e, &in);
    assert_int_equal(e.error.kind, PROBE_LIMIT);
    said(&e, "\x15\3\1\0\2\2\x0a", 7);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_goodbye_to_tls_alone),
        cmocka_unit_test(is_done_with_a_certificate),
        cmocka_unit_test(cuts_long_words),
        cmocka_unit_test(names_the_alert),
        cmocka_unit_test(takes_leave_of_those_who_listen),
        cmocka_unit_test(bears_some_noise),
    };

    return cmocka_run_group_tests_name("hello_end", tests, NULL, NULL);
}
