/* SPDX-License-Identifier: MIT */
/* The caller's functions, as hello.h promises them. */
#include "wire.h"

#include "flight.h"

#include "cmocka_prelude.h"

#include <string.h>

#define NAME "host.example"

static const uint16_t rsa_suites[] = { 0x002F, 0 };
static const uint16_t tls13_suites[] = { 0x1301, 0 };
static const uint16_t tls13[] = { 0x0304, 0 };

static bool
holds(struct base_slice s, const void *bytes, size_t n)
{
    return base_slice_find(s, (struct base_slice){ bytes, n }) != NULL;
}

/* The struct needs no initialisation; name and random are not used after the call. */
static void
begins_as_client(void **state)
{
    struct probe_hello_engine e;
    uint8_t random[PROBE_HELLO_RANDOM];
    char name[] = NAME;
    struct base_slice out;

    (void)state;
    memset(&e, 0xA5, sizeof e);
    memcpy(random, flight_random, sizeof random);
    probe_hello_client(&e, PROBE_HELLO_WIDE, base_slice_str(name), random);
    memset(random, 0, sizeof random);
    memset(name, 'x', sizeof name - 1);
    out = probe_hello_output(&e);
    assert_int_equal(e.outcome, PROBE_OUTCOME_MORE);
    assert_int_equal(e.error.alert, -1);
    assert_memory_equal(out.ptr, "\x16\3\1", 3);
    assert_int_equal((size_t)out.ptr[3] << 8 | out.ptr[4], out.len - 5);
    assert_memory_equal(out.ptr + 11, flight_random, PROBE_HELLO_RANDOM);
    assert_true(holds(out, NAME, sizeof NAME - 1));
    probe_hello_free(&e);
}

static void
begins_light_unless_told(void **state)
{
    struct probe_hello_engine automatic, light;
    struct base_slice a, b;

    (void)state;
    probe_hello_client(&automatic, PROBE_HELLO_AUTO, base_slice_str(NAME), flight_random);
    probe_hello_client(&light, PROBE_HELLO_LIGHT, base_slice_str(NAME), flight_random);
    assert_int_equal(automatic.hello, PROBE_HELLO_LIGHT);
    a = probe_hello_output(&automatic);
    b = probe_hello_output(&light);
    assert_true(base_slice_eq(a, b));
    probe_hello_free(&automatic);
    probe_hello_free(&light);
}

/* The suites of a ClientHello stand behind record, head, version, random and no session. */
static void
asks_for_a_key(void **state)
{
    (void)state;
    for (int key = PROBE_KEY_RSA; key <= PROBE_KEY_ECDSA; key++) {
        struct probe_hello_engine e;
        struct hello_cursor c, suites;
        size_t n = 0;

        probe_hello_client_for(&e, (enum probe_key)key, base_slice_str(NAME), flight_random);
        assert_int_equal(e.hello, PROBE_HELLO_WIDE);
        c = hello_cursor(probe_hello_output(&e));
        (void)hello_get_bytes(&c, 5 + 4 + 2 + PROBE_HELLO_RANDOM + 1);
        suites = hello_cursor(hello_get_vector(&c, 2));
        for (; suites.left > 2; n++) { /* the last one tells of renegotiation */
            unsigned number = hello_get(&suites, 2);

            for (size_t i = 0; i < hello_suites_n; i++)
                if (hello_suites[i].number == number)
                    assert_int_equal(hello_suites[i].kx == HELLO_KX_ECDHE_ECDSA,
                                     key == PROBE_KEY_ECDSA);
        }
        assert_true(n > 0 && !c.bad);
        probe_hello_free(&e);
    }
}

static void
is_told_what_was_sent(void **state)
{
    struct probe_hello_engine e;
    struct base_slice all, left;

    (void)state;
    probe_hello_client(&e, PROBE_HELLO_LIGHT, base_slice_str(NAME), flight_random);
    all = probe_hello_output(&e);
    probe_hello_sent(&e, 0);
    probe_hello_sent(&e, 3);
    left = probe_hello_output(&e);
    assert_int_equal(left.len, all.len - 3);
    assert_ptr_equal(left.ptr, all.ptr + 3);
    probe_hello_sent(&e, SIZE_MAX);
    left = probe_hello_output(&e);
    assert_true(left.ptr == NULL && left.len == 0);
    (void)probe_hello_feed(&e, "\x15\3\1\0\2\3\x09", 7); /* an alert of no known level */
    left = probe_hello_output(&e);                       /* the goodbye alone */
    assert_int_equal(left.len, 7);
    probe_hello_free(&e);
    assert_int_equal(probe_hello_output(&e).len, 0);
}

static void
waits_as_server(void **state)
{
    struct probe_hello_engine e;
    uint8_t random[PROBE_HELLO_RANDOM];

    (void)state;
    memset(&e, 0xA5, sizeof e);
    memcpy(random, flight_random, sizeof random);
    probe_hello_server(&e, &flight_identity, random);
    memset(random, 0, sizeof random);
    assert_int_equal(e.outcome, PROBE_OUTCOME_MORE);
    assert_int_equal(probe_hello_output(&e).len, 0);
    assert_memory_equal(e.random, flight_random, sizeof random);
    assert_int_equal(probe_hello_feed(&e, NULL, 0), PROBE_OUTCOME_MORE);
    assert_int_equal(probe_hello_received(&e).len, 0);
    probe_hello_free(&e);
}

/* OpenSSL goes on with every byte, also with those that came behind the ClientHello. */
static void
keeps_what_openssl_needs(void **state)
{
    const struct wire_client_hello hello = { .version = 0x0303,
                                             .suites = tls13_suites,
                                             .versions = tls13 };
    struct probe_hello_engine e;
    struct probe_hello_bytes w = { 0 };
    struct base_slice kept;

    (void)state;
    wire_client_hello(&w, &hello);
    hello_put(&w, "early data", 10);
    probe_hello_server(&e, &flight_identity, flight_random);
    assert_int_equal(probe_hello_feed(&e, w.ptr, 20), PROBE_OUTCOME_MORE);
    assert_int_equal(probe_hello_feed(&e, w.ptr + 20, w.len - 20), PROBE_OUTCOME_OPENSSL);
    kept = probe_hello_received(&e);
    assert_true(base_slice_eq(kept, (struct base_slice){ w.ptr, w.len }));
    assert_int_equal(probe_hello_output(&e).len, 0); /* nothing was answered */
    probe_hello_free(&e);
    assert_int_equal(probe_hello_received(&e).len, 0);
    hello_bytes_free(&w);
}

static void
keeps_nothing_that_it_answers(void **state)
{
    const struct wire_client_hello hello = { .version = 0x0303, .suites = rsa_suites };
    struct probe_hello_engine e;
    struct probe_hello_bytes w = { 0 };

    (void)state;
    wire_client_hello(&w, &hello);
    probe_hello_server(&e, &flight_identity, flight_random);
    assert_int_equal(probe_hello_feed(&e, w.ptr, w.len), PROBE_OUTCOME_MORE);
    assert_int_equal(probe_hello_received(&e).len, 0);
    assert_true(probe_hello_output(&e).len > 0);
    probe_hello_free(&e);
    hello_bytes_free(&w);
}

/* A ClientHello in records of a byte each costs six bytes for one. */
static void
keeps_no_more_than_its_limit(void **state)
{
    struct probe_hello_engine e;
    size_t fed = 0;

    (void)state;
    probe_hello_server(&e, &flight_identity, flight_random);
    (void)probe_hello_feed(&e, "\x16\3\1\0\4\1\0\x40\0", 9);
    for (; e.outcome == PROBE_OUTCOME_MORE && fed < 2 * PROBE_HELLO_RECEIVED_MAX; fed += 6)
        (void)probe_hello_feed(&e, "\x16\3\1\0\1x", 6);
    assert_int_equal(e.outcome, PROBE_OUTCOME_FAILED);
    assert_int_equal(e.error.kind, PROBE_LIMIT);
    assert_true(probe_hello_received(&e).len <= PROBE_HELLO_RECEIVED_MAX);
    probe_hello_free(&e);
}

/* What ends a talk leaves no outcome open, and decides it once. */
static void
ends_once(void **state)
{
    static const enum probe_class whys[] = { PROBE_CLOSED, PROBE_RESET, PROBE_TIMEOUT,
                                             PROBE_INTERRUPTED };
    struct probe_hello_engine e;

    (void)state;
    for (size_t i = 0; i < 2 * sizeof whys / sizeof whys[0]; i++) {
        enum probe_class why = whys[i / 2];
        enum probe_hello_outcome outcome;
        struct wire_part part = { .server = i % 2 != 0, .hello = PROBE_HELLO_WIDE };

        wire_begin(&e, &part);
        outcome = probe_hello_end(&e, why);
        assert_int_equal(outcome, PROBE_OUTCOME_FAILED);
        assert_int_equal(e.error.kind, why);
        assert_int_equal(probe_hello_end(&e, PROBE_PROTOCOL), outcome);
        assert_int_equal(probe_hello_feed(&e, "\x16\3\1\0\1", 5), outcome);
        assert_int_equal(e.error.kind, why);
        assert_false(e.begun);
        probe_hello_free(&e);
    }
}

/* A peer that had begun to say something else is told by it, unless the run was interrupted. */
static void
ends_with_another_protocol(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
        enum probe_class why, kind;
        const char *text;
    } rows[] = {
        { "SSH-2", 5, PROBE_TIMEOUT, PROBE_NOT_TLS, "an SSH banner: SSH-2" },
        { "220 \r", 5, PROBE_CLOSED, PROBE_NOT_TLS, "an SMTP or FTP greeting: 220 " },
        { "\xff\xfb", 2, PROBE_TIMEOUT, PROBE_NOT_TLS, "a Telnet negotiation: \\xff\\xfb" },
        { "SSH-2", 5, PROBE_INTERRUPTED, PROBE_INTERRUPTED, "" },
        { "\x16", 1, PROBE_TIMEOUT, PROBE_TIMEOUT, "" },
    };
    struct probe_hello_engine e;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        probe_hello_client(&e, PROBE_HELLO_WIDE, base_slice_str(NAME), flight_random);
        probe_hello_sent(&e, SIZE_MAX);
        assert_int_equal(probe_hello_feed(&e, rows[i].bytes, rows[i].n), PROBE_OUTCOME_MORE);
        assert_int_equal(probe_hello_end(&e, rows[i].why), PROBE_OUTCOME_FAILED);
        assert_int_equal(e.error.kind, rows[i].kind);
        assert_string_equal(e.error.text, rows[i].text);
        assert_int_equal(probe_hello_output(&e).len, 0);
        probe_hello_free(&e);
    }
}

static void
frees_twice(void **state)
{
    struct probe_hello_engine e;
    struct probe_hello_bytes w = { 0 };
    struct probe_result r = { 0 };

    (void)state;
    wire_server_hello(&w, 0x0303, 0x002F);
    wire_certificates(&w, 2, 10);
    probe_hello_client(&e, PROBE_HELLO_LIGHT, base_slice_str(NAME), flight_random);
    (void)probe_hello_feed(&e, w.ptr, w.len);
    assert_true(probe_hello_result(&e, &r));
    assert_int_equal(r.certificates_n, 2);
    probe_hello_free(&e);
    probe_hello_free(&e);
    assert_true(probe_hello_result(&e, &r));
    assert_int_equal(r.certificates_n, 0);
    assert_int_equal(probe_hello_requested_types(&e).len, 0);
    hello_bytes_free(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(begins_as_client),
        cmocka_unit_test(begins_light_unless_told),
        cmocka_unit_test(asks_for_a_key),
        cmocka_unit_test(is_told_what_was_sent),
        cmocka_unit_test(waits_as_server),
        cmocka_unit_test(keeps_what_openssl_needs),
        cmocka_unit_test(keeps_nothing_that_it_answers),
        cmocka_unit_test(keeps_no_more_than_its_limit),
        cmocka_unit_test(ends_once),
        cmocka_unit_test(ends_with_another_protocol),
        cmocka_unit_test(frees_twice),
    };

    return cmocka_run_group_tests_name("hello", tests, NULL, NULL);
}
