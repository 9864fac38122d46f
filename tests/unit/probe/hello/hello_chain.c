/* SPDX-License-Identifier: MIT */
/* Lists of certificates and of CA names, and lengths in them that lie. */
#include "wire.h"

#include "cmocka_prelude.h"

/* An engine to which a body came whole; RFC 5246 7.2: goodbyes are two bytes behind a head of 5. */
static struct hello_input
given(struct probe_hello_engine *e, const void *bytes, size_t n)
{
    *e = (struct probe_hello_engine){ .begun = true, .version = VERSION_TLS12 };
    e->event = HELLO_EVENTS;
    hello_put(&e->in, bytes, n);
    e->chain = (struct probe_hello_span){ 0, n };
    return (struct hello_input){ .body = { e->in.ptr, n }, .alert = -1 };
}

static void
check_goodbye(const struct probe_hello_engine *e, int alert)
{
    struct base_slice out = probe_hello_output(e);

    assert_int_equal(out.len, 7);
    assert_int_equal(out.ptr[6], alert);
}

static void
takes_sound_chains(void **state)
{
    static const char *const names[] = { "one", "two" };
    static const struct {
        const char *bytes;
        size_t n;
    } rows[] = { { "\0\0\4\0\0\1a", 7 }, { "\0\0\x09\0\0\1a\0\0\2bc", 12 } };
    struct probe_hello_engine e;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hello_input in = given(&e, rows[i].bytes, rows[i].n);

        hello_on_certificate(&e, &in);
        if (e.outcome != PROBE_OUTCOME_MORE || e.error.kind != PROBE_OK || e.chain_cut)
            fail_msg("a chain of %s: %s", names[i], e.error.text);
        probe_hello_free(&e);
    }
}

static void
refuses_lengths_that_lie(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
        enum probe_hello_outcome outcome;
    } rows[] = {
        { "", 0, PROBE_OUTCOME_FAILED },
        { "\0\0", 2, PROBE_OUTCOME_FAILED },
        { "\0\0\1", 3, PROBE_OUTCOME_FAILED },              /* one byte that is not there */
        { "\0\0\4\0\0\1ab", 8, PROBE_OUTCOME_DONE },        /* a byte behind the list */
        { "\0\0\4\0\0\1a\0\0\1b", 11, PROBE_OUTCOME_DONE }, /* a certificate behind it */
        { "\0\0\5\0\0\1a", 7, PROBE_OUTCOME_DONE },         /* the list goes on */
        { "\0\0\4\0\0\2a", 7, PROBE_OUTCOME_FAILED },       /* a certificate goes on */
        { "\0\0\3\0\0\0", 6, PROBE_OUTCOME_FAILED },        /* an empty one */
        { "\0\0\6\0\0\1a\0\0", 9, PROBE_OUTCOME_DONE },     /* half a length behind a whole one */
        { "\xff\xff\xff\xff\xff\xff", 6, PROBE_OUTCOME_FAILED },
    };
    struct probe_hello_engine e;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hello_input in = given(&e, rows[i].bytes, rows[i].n);

        hello_on_certificate(&e, &in);
        assert_int_equal(e.error.kind, PROBE_PROTOCOL);
        assert_int_equal(e.outcome, rows[i].outcome);
        assert_string_equal(e.error.text, "a Certificate list with inconsistent lengths");
        check_goodbye(&e, ALERT_DECODE_ERROR);
        probe_hello_free(&e);
    }
}

/* No certificate is an answer, and no breach of the protocol. */
static void
tells_an_empty_list(void **state)
{
    struct probe_hello_engine e;
    struct hello_input in = given(&e, "\0\0\0", 3);

    (void)state;
    hello_on_certificate(&e, &in);
    assert_true(e.empty_certificate);
    assert_int_equal(e.error.kind, PROBE_EMPTY_CERTIFICATE);
    assert_int_equal(e.outcome, PROBE_OUTCOME_FAILED);
    check_goodbye(&e, ALERT_CLOSE_NOTIFY);
    probe_hello_free(&e);
}

/* Of a message that was cut at its limit the whole certificates are kept. */
static void
ends_a_message_that_was_cut(void **state)
{
    struct probe_hello_engine e;
    struct hello_input in = given(&e, "\xff\xff\xff\0\0\1a\0\xff", 9);

    (void)state;
    e.chain_cut = true;
    hello_on_certificate(&e, &in);
    assert_int_equal(e.outcome, PROBE_OUTCOME_DONE);
    assert_int_equal(e.error.kind, PROBE_LIMIT);
    assert_string_equal(e.error.text, "a Certificate message over 262144 bytes");
    check_goodbye(&e, ALERT_CLOSE_NOTIFY);
    probe_hello_free(&e);
}

static void
tells_chains_of_too_many(void **state)
{
    (void)state;
    for (unsigned n = PROBE_CERTIFICATES_MAX; n <= PROBE_CERTIFICATES_MAX + 1; n++) {
        struct probe_hello_engine e;
        struct probe_hello_bytes body = { 0 };
        struct hello_input in;

        hello_put24(&body, 4 * (size_t)n);
        for (unsigned i = 0; i < n; i++)
            hello_put(&body, "\0\0\1a", 4);
        in = given(&e, body.ptr, body.len);
        hello_on_certificate(&e, &in);
        assert_int_equal(e.outcome, PROBE_OUTCOME_MORE);
        assert_int_equal(e.chain_cut, n > PROBE_CERTIFICATES_MAX);
        assert_int_equal(hello_chain_whole(&e, NULL), PROBE_CERTIFICATES_MAX);
        hello_bytes_free(&body);
        probe_hello_free(&e);
    }
}

static void
check_span(const struct probe_hello_engine *e, struct probe_hello_span span, const char *bytes,
           size_t n)
{
    assert_int_equal(span.len, n);
    if (n > 0)
        assert_memory_equal(e->in.ptr + span.at, bytes, n);
}

/* RFC 5246 7.4.4; before TLS 1.2 there are no schemes (RFC 4346 7.4.4). */
static void
reads_requests(void **state)
{
    struct probe_hello_engine e;
    struct hello_input in = given(&e, "\2\1\x40\0\2\4\1\0\3\0\1n", 12);

    (void)state;
    hello_on_request(&e, &in);
    assert_int_equal(e.outcome, PROBE_OUTCOME_MORE);
    check_span(&e, e.types, "\1\x40", 2);
    check_span(&e, e.schemes, "\4\1", 2);
    check_span(&e, e.ca_names, "\0\1n", 3);
    probe_hello_free(&e);
    in = given(&e, "\1\1\0\3\0\1n", 7);
    e.version = VERSION_TLS10;
    hello_on_request(&e, &in);
    assert_int_equal(e.outcome, PROBE_OUTCOME_MORE);
    check_span(&e, e.types, "\1", 1);
    check_span(&e, e.schemes, NULL, 0);
    check_span(&e, e.ca_names, "\0\1n", 3);
    probe_hello_free(&e);
    in = given(&e, "\0\0\0\0\0", 5); /* it asks for anything */
    hello_on_request(&e, &in);
    assert_int_equal(e.outcome, PROBE_OUTCOME_MORE);
    check_span(&e, e.types, NULL, 0);
    check_span(&e, e.ca_names, NULL, 0);
    probe_hello_free(&e);
}

static void
refuses_requests_that_lie(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
    } rows[] = {
        { "", 0 },
        { "\2\1", 2 },
        { "\0\0\2\1\0", 5 },
        { "\0\0\0\0", 4 },
        { "\0\0\0\0\0x", 6 },       /* a byte behind it */
        { "\0\0\0\0\2\0\0", 7 },    /* an empty name */
        { "\0\0\0\0\3\0\2n", 8 },   /* a name goes on */
        { "\0\0\0\0\4\0\1n\0", 9 }, /* half a length */
    };
    struct probe_hello_engine e;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hello_input in = given(&e, rows[i].bytes, rows[i].n);

        e.chain.len = 0;
        hello_on_request(&e, &in);
        assert_int_equal(e.outcome, PROBE_OUTCOME_FAILED);
        assert_int_equal(e.error.kind, PROBE_PROTOCOL);
        check_goodbye(&e, ALERT_DECODE_ERROR);
        probe_hello_free(&e);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_sound_chains),        cmocka_unit_test(refuses_lengths_that_lie),
        cmocka_unit_test(tells_an_empty_list),       cmocka_unit_test(ends_a_message_that_was_cut),
        cmocka_unit_test(tells_chains_of_too_many),  cmocka_unit_test(reads_requests),
        cmocka_unit_test(refuses_requests_that_lie),
    };

    return cmocka_run_group_tests_name("hello_chain", tests, NULL, NULL);
}
