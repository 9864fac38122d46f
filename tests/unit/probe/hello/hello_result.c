/* SPDX-License-Identifier: MIT */
/* What came whole, and the result that is made of it. */
#include "wire.h"

#include "flight.h"

#include "cmocka_prelude.h"

#define NAME "host.example"

static size_t
whole(const char *bytes, size_t n, size_t width, size_t max, struct base_slice *out)
{
    struct base_slice s = { (const uint8_t *)bytes, n };

    return hello_list_whole(hello_cursor(s), width, max, out);
}

static void
lists_what_is_whole(void **state)
{
    struct base_slice out[3] = { { NULL, 7 }, { NULL, 7 }, { NULL, 7 } };

    (void)state;
    assert_int_equal(whole("\0\1a\0\2bc", 7, 2, 3, out), 2);
    assert_true(base_slice_eq_str(out[0], "a"));
    assert_true(base_slice_eq_str(out[1], "bc"));
    assert_int_equal(out[2].len, 7);
    assert_int_equal(whole("\0\1a\0\2bc", 7, 2, 1, NULL), 1); /* at most */
    assert_int_equal(whole("\0\1a\0\2bc", 7, 2, 0, NULL), 0);
    assert_int_equal(whole("\0\1a\0\2b", 6, 2, 3, NULL), 1);     /* cut in an item */
    assert_int_equal(whole("\0\1a\0", 4, 2, 3, NULL), 1);        /* and in a length */
    assert_int_equal(whole("\0\1a\0\0\0\1b", 8, 2, 3, NULL), 1); /* an empty one ends it */
    assert_int_equal(whole("\0\0\1a", 4, 3, 3, NULL), 1);
    assert_int_equal(whole(NULL, 0, 3, 3, NULL), 0);
}

static void
given(struct probe_hello_engine *e, const char *body, size_t n)
{
    *e = (struct probe_hello_engine){ .begun = true };
    e->event = HELLO_EVENTS;
    hello_put(&e->in, body, n);
    e->chain.len = n;
}

/* A length before the list that is wrong hides no certificate and invents none. */
static void
lists_whole_certificates(void **state)
{
    static const struct {
        const char *body;
        size_t n, whole;
    } rows[] = {
        { "\0\0\x08\0\0\1a\0\0\1b", 11, 2 },
        { "\0\0\4\0\0\1a\0\0\1b", 11, 1 }, /* the list is over before the second */
        { "\xff\xff\xff\0\0\1a\0\0\1b", 11, 2 },
        { "\0\0\x08\0\0\1a\0\0\2b", 11, 1 },
        { "\0\0\0\0\0\1a", 7, 0 },
        { "\0\0", 2, 0 },
        { "", 0, 0 },
    };
    struct base_slice out[PROBE_CERTIFICATES_MAX];
    struct probe_hello_engine e;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        given(&e, rows[i].body, rows[i].n);
        assert_int_equal(hello_chain_whole(&e, NULL), rows[i].whole);
        assert_int_equal(hello_chain_whole(&e, out), rows[i].whole);
        if (rows[i].whole > 0)
            assert_true(base_slice_eq_str(out[0], "a"));
        probe_hello_free(&e);
    }
}

/* While the message is still coming, and before the message itself was noted. */
static void
lists_what_has_come(void **state)
{
    struct probe_hello_engine e;

    (void)state;
    given(&e, "xx\0\0\x08\0\0\1a\0\0\1", 12);
    e.chain.len = 0;
    assert_int_equal(hello_chain_whole(&e, NULL), 0);
    e.event = HELLO_EVENT_CERTIFICATE;
    e.body_at = 2;
    assert_int_equal(hello_chain_whole(&e, NULL), 1);
    hello_put(&e.in, "b", 1);
    assert_int_equal(hello_chain_whole(&e, NULL), 2);
    probe_hello_free(&e);
}

static void
tells_a_talk(void **state)
{
    struct probe_hello_bytes w = { 0 };
    struct probe_hello_engine e;
    struct probe_result r = { .attempts = 7, .port = 443, .error.kind = PROBE_RESET };

    (void)state;
    wire_server_hello(&w, 0x0302, 0x002F);
    wire_certificates(&w, 2, 10);
    wire_request(&w, false, 3);
    wire_server_done(&w);
    probe_hello_client(&e, PROBE_HELLO_LIGHT, base_slice_str(NAME), flight_random);
    (void)probe_hello_feed(&e, w.ptr, w.len);
    for (int again = 0; again < 2; again++) {
        assert_true(probe_hello_result(&e, &r));
        assert_true(r.tls && !r.chain_cut && !r.empty_certificate && !r.ca_names_cut);
        assert_int_equal(r.peer_role, PROBE_ROLE_SERVER);
        assert_int_equal(r.version, 0x0302);
        assert_int_equal(r.cipher, 0x002F);
        assert_int_equal(r.hello, PROBE_HELLO_LIGHT);
        assert_int_equal(r.engine, PROBE_ENGINE_HELLO);
        assert_int_equal(r.client_certificate_requested, PROBE_YES);
        assert_int_equal(r.error.kind, PROBE_OK);
        assert_int_equal(r.certificates_n, 2);
        assert_int_equal(r.certificates[1].len, 10);
        assert_int_equal(r.certificates[1].ptr[0], 1);
        assert_int_equal(r.ca_names_n, 3);
        assert_memory_equal(r.ca_names[2].ptr, "\x30\2", 2);
    }
    assert_true(base_slice_eq_str(probe_hello_requested_types(&e), "\1\x40"));
    assert_int_equal(probe_hello_requested_schemes(&e).len, 0);
    assert_int_equal(r.attempts, 7); /* not its business */
    assert_int_equal(r.port, 443);
    hello_bytes_free(&w);
    probe_hello_free(&e);
}

/* Before there is anything, and of a peer that speaks no TLS. */
static void
tells_that_there_is_nothing(void **state)
{
    static const struct base_slice stale;
    struct probe_hello_engine e;
    struct probe_result r = { .certificates = &stale,
                              .certificates_n = 1,
                              .ca_names = &stale,
                              .ca_names_n = 1,
                              .chain_cut = true,
                              .ca_names_cut = true };

    (void)state;
    probe_hello_client(&e, PROBE_HELLO_WIDE, base_slice_str(NAME), flight_random);
    assert_true(probe_hello_result(&e, &r));
    assert_false(r.tls || r.chain_cut || r.ca_names_cut);
    assert_int_equal(r.peer_role, PROBE_ROLE_UNKNOWN);
    assert_int_equal(r.client_certificate_requested, PROBE_UNKNOWN);
    assert_true(r.certificates == NULL && r.certificates_n == 0);
    assert_true(r.ca_names == NULL && r.ca_names_n == 0);
    (void)probe_hello_feed(&e, "HTTP/1.1 400\r\n", 14);
    assert_true(probe_hello_result(&e, &r));
    assert_false(r.tls);
    assert_int_equal(r.peer_role, PROBE_ROLE_UNKNOWN);
    assert_int_equal(r.error.kind, PROBE_NOT_TLS);
    probe_hello_free(&e);
}

static void
tells_the_role(void **state)
{
    static const struct {
        bool server, begun;
        uint16_t version;
        enum probe_hello_outcome outcome;
        enum probe_role role;
        enum probe_answer requested;
    } rows[] = {
        { false, true, 0, PROBE_OUTCOME_MORE, PROBE_ROLE_SERVER, PROBE_UNKNOWN },
        { false, true, 0, PROBE_OUTCOME_REVERSED, PROBE_ROLE_CLIENT, PROBE_UNKNOWN },
        { false, false, 0, PROBE_OUTCOME_FAILED, PROBE_ROLE_UNKNOWN, PROBE_UNKNOWN },
        { true, true, 0, PROBE_OUTCOME_FAILED, PROBE_ROLE_UNKNOWN, PROBE_UNKNOWN },
        { true, true, 0, PROBE_OUTCOME_OPENSSL, PROBE_ROLE_CLIENT, PROBE_UNKNOWN },
        { true, true, 0x0303, PROBE_OUTCOME_MORE, PROBE_ROLE_CLIENT, PROBE_YES },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct probe_hello_engine e = { .server = rows[i].server,
                                        .begun = rows[i].begun,
                                        .version = rows[i].version,
                                        .outcome = rows[i].outcome,
                                        .requested = PROBE_UNKNOWN };
        struct probe_result r = { 0 };

        assert_true(probe_hello_result(&e, &r));
        assert_int_equal(r.peer_role, rows[i].role);
        assert_int_equal(r.client_certificate_requested, rows[i].requested);
    }
}

static void
cuts_long_lists_of_names(void **state)
{
    (void)state;
    for (size_t n = PROBE_CA_NAMES_MAX; n <= PROBE_CA_NAMES_MAX + 2; n++) {
        struct probe_hello_engine e;
        struct probe_result r = { 0 };

        given(&e, NULL, 0);
        for (size_t i = 0; i < n; i++)
            hello_put(&e.in, "\0\1n", 3);
        e.ca_names.len = e.in.len;
        assert_true(probe_hello_result(&e, &r));
        assert_int_equal(r.ca_names_n, PROBE_CA_NAMES_MAX);
        assert_int_equal(r.ca_names_cut, n > PROBE_CA_NAMES_MAX);
        assert_true(base_slice_eq_str(r.ca_names[PROBE_CA_NAMES_MAX - 1], "n"));
        assert_int_equal(r.certificates_n, 0);
        probe_hello_free(&e);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_what_is_whole),         cmocka_unit_test(lists_whole_certificates),
        cmocka_unit_test(lists_what_has_come),         cmocka_unit_test(tells_a_talk),
        cmocka_unit_test(tells_that_there_is_nothing), cmocka_unit_test(tells_the_role),
        cmocka_unit_test(cuts_long_lists_of_names),
    };

    return cmocka_run_group_tests_name("hello_result", tests, NULL, NULL);
}
