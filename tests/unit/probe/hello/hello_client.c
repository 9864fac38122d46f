/* SPDX-License-Identifier: MIT */
/* Our ClientHello, and what the answers to it that are no flight lead to. */
#include "flight.h"
#include "wire.h"

#include <stdarg.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

/* A ClientHello taken apart again. */
struct hello {
    size_t message_len;
    unsigned version;
    struct base_slice suites, extensions;
};

static struct hello
take_apart(const struct probe_hello_engine *e)
{
    struct hello h;
    struct hello_cursor c = hello_cursor(probe_hello_output(e));

    assert_int_equal(hello_get(&c, 1), RECORD_HANDSHAKE);
    assert_int_equal(hello_get(&c, 2), 0x0301);
    h.message_len = hello_get(&c, 2);
    assert_int_equal(c.left, h.message_len);
    assert_int_equal(hello_get(&c, 1), MESSAGE_CLIENT_HELLO);
    c = hello_cursor(hello_get_vector(&c, 3));
    assert_int_equal(c.left, h.message_len - 4);
    h.version = hello_get(&c, 2);
    assert_memory_equal(hello_get_bytes(&c, PROBE_HELLO_RANDOM).ptr, flight_random,
                        PROBE_HELLO_RANDOM);
    assert_int_equal(hello_get(&c, 1), 0);
    h.suites = hello_get_vector(&c, 2);
    assert_int_equal(hello_get(&c, 2), 0x0100);
    h.extensions = c.left > 0 ? hello_get_vector(&c, 2) : (struct base_slice){ 0 };
    assert_false(c.bad);
    assert_int_equal(c.left, 0);
    return h;
}

/* The body of an extension; len 0 and ptr NULL: not there. */
static struct base_slice
extension(const struct hello *h, unsigned wanted)
{
    struct hello_cursor c = hello_cursor(h->extensions);

    while (c.left > 0) {
        unsigned type = hello_get(&c, 2);
        struct base_slice body = hello_get_vector(&c, 2);

        assert_false(c.bad);
        if (type == wanted)
            return body;
    }
    return (struct base_slice){ 0 };
}

static bool
offers(const struct hello *h, unsigned suite)
{
    struct hello_cursor c = hello_cursor(h->suites);

    while (c.left > 0)
        if (hello_get(&c, 2) == suite)
            return true;
    return false;
}

static void
test_light(void **state)
{
    struct probe_hello_engine e;
    struct hello h;
    struct hello_cursor c;

    (void)state;
    wire_begin(&e, &(struct wire_part){ .hello = PROBE_HELLO_LIGHT });
    h = take_apart(&e);
    c = hello_cursor(h.suites);
    while (c.left > 2) {
        unsigned suite = hello_get(&c, 2);

        assert_true(suite < 0x0064 + 1 || suite == 0x009C || suite == 0x009D);
        assert_true(suite < 0x0011 || suite > 0x001B); /* DHE and anonymous */
        assert_false(suite == 0x0001 || suite == 0x0002);
    }
    assert_int_equal(hello_get(&c, 2), SUITE_RENEGOTIATION_SCSV);
    assert_true(offers(&h, 0x002F) && offers(&h, 0x009C) && offers(&h, 0x000A) &&
                offers(&h, 0x0005) && offers(&h, 0x0003));
    assert_null(extension(&h, EXTENSION_SUPPORTED_GROUPS).ptr);
    assert_non_null(extension(&h, EXTENSION_SIGNATURE_ALGORITHMS).ptr);
    assert_null(extension(&h, 35).ptr); /* session ticket */
    assert_null(extension(&h, EXTENSION_SUPPORTED_VERSIONS).ptr);
    probe_hello_free(&e);
}

static void
test_wide(void **state)
{
    struct probe_hello_engine e;
    struct hello h;

    (void)state;
    wire_begin(&e, &(struct wire_part){ .hello = PROBE_HELLO_WIDE });
    h = take_apart(&e);
    assert_true(offers(&h, 0xC02F) && offers(&h, 0xC02B) && offers(&h, 0x009E) &&
                offers(&h, 0xC013) && offers(&h, 0x002F) && offers(&h, 0x0032));
    assert_false(offers(&h, 0x0003) || offers(&h, 0x1301) || offers(&h, 0x0034));
    assert_true(offers(&h, SUITE_RENEGOTIATION_SCSV));
    assert_int_equal(h.version, 0x0303);
    assert_int_equal(extension(&h, EXTENSION_SUPPORTED_GROUPS).len, 18);
    assert_int_equal(extension(&h, EXTENSION_EC_POINT_FORMATS).len, 2);
    assert_null(extension(&h, 35).ptr);
    probe_hello_free(&e);
}

/* What a server from before RFC 3546 reads: no extensions, no suite of a later version. */
static void
test_tls10(void **state)
{
    struct probe_hello_engine e;
    struct hello h;

    (void)state;
    probe_hello_client(&e, PROBE_HELLO_TLS10, (struct base_slice){ 0 }, flight_random);
    h = take_apart(&e);
    assert_int_equal(h.version, 0x0301);
    assert_null(h.extensions.ptr);
    assert_true(offers(&h, 0xC013) && offers(&h, 0x002F) && offers(&h, 0x0032) &&
                offers(&h, 0x0003));
    assert_false(offers(&h, 0xC02F) || offers(&h, 0x009C) || offers(&h, 0x003C) ||
                 offers(&h, 0xC012));
    probe_hello_free(&e);
    probe_hello_client(&e, PROBE_HELLO_TLS10, base_slice_str("edge01.contoso.com"), flight_random);
    h = take_apart(&e);
    assert_true(extension(&h, EXTENSION_SERVER_NAME).len > 0);
    assert_int_equal(h.extensions.len, extension(&h, EXTENSION_SERVER_NAME).len + 4);
    probe_hello_free(&e);
}

/* What the wide hello offers, less the suites of the other kind of key (RFC 5246 7.4.2). */
static void
test_for_a_key(void **state)
{
    static const struct {
        enum probe_key key;
        bool rsa, ecdsa;
    } rows[] = { { PROBE_KEY_ANY, true, true },
                 { PROBE_KEY_RSA, true, false },
                 { PROBE_KEY_ECDSA, false, true } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct probe_hello_engine e;
        struct hello h;

        probe_hello_client_for(&e, rows[i].key, (struct base_slice){ 0 }, flight_random);
        h = take_apart(&e);
        assert_int_equal(h.version, 0x0303);
        assert_int_equal(offers(&h, 0x002F) && offers(&h, 0xC02F), rows[i].rsa);
        assert_int_equal(offers(&h, 0x002F) || offers(&h, 0xC02F), rows[i].rsa);
        assert_int_equal(offers(&h, 0xC02B), rows[i].ecdsa);
        probe_hello_free(&e);
    }
}

/* A server that takes a TLS 1.0 hello answers with that version or an older one. */
static void
test_tls10_answers(void **state)
{
    static const struct {
        unsigned version, suite;
        enum probe_hello_outcome outcome;
    } rows[] = {
        { 0x0301, 0x002F, PROBE_OUTCOME_DONE },   { 0x0300, 0x0005, PROBE_OUTCOME_DONE },
        { 0x0302, 0x002F, PROBE_OUTCOME_FAILED }, { 0x0303, 0x002F, PROBE_OUTCOME_FAILED },
        { 0x0301, 0x009C, PROBE_OUTCOME_FAILED },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct probe_hello_engine e;
        struct probe_hello_bytes w = { 0 };

        wire_begin(&e, &(struct wire_part){ .hello = PROBE_HELLO_TLS10 });
        wire_server_hello(&w, rows[i].version, rows[i].suite);
        wire_certificates(&w, 1, 5);
        wire_server_done(&w);
        assert_int_equal(probe_hello_feed(&e, w.ptr, w.len), rows[i].outcome);
        hello_bytes_free(&w);
        probe_hello_free(&e);
    }
}

/* RFC 8446 4.1.3: eight bytes at the end of the random, before the four that end a ServerHello. */
static void
test_a_server_of_tls13_is_known_by_its_random(void **state)
{
    static const struct {
        char mark[9];
        bool speaks_tls13;
    } rows[] = { { "DOWNGRD\1", true }, { "DOWNGRD\0", false }, { "DOWNGRE\1", false } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct probe_hello_engine e;
        struct probe_hello_bytes w = { 0 };
        struct probe_result r = { 0 };

        wire_begin(&e, &(struct wire_part){ .hello = PROBE_HELLO_LIGHT });
        wire_server_hello(&w, 0x0303, 0x009C);
        memcpy(w.ptr + w.len - 4 - 8, rows[i].mark, 8);
        wire_certificates(&w, 1, 5);
        wire_server_done(&w);
        assert_int_equal(probe_hello_feed(&e, w.ptr, w.len), PROBE_OUTCOME_DONE);
        assert_true(probe_hello_result(&e, &r));
        assert_int_equal(r.speaks_tls13, rows[i].speaks_tls13);
        hello_bytes_free(&w);
        probe_hello_free(&e);
    }
}

static void
test_server_name(void **state)
{
    static const struct {
        const char *name, *sent; /* sent NULL: none */
    } rows[] = {
        { "edge01.contoso.com", "edge01.contoso.com" },
        { "edge01.contoso.com.", "edge01.contoso.com" },
        { "edge_01", "edge_01" },
        { "1.2.3.a", "1.2.3.a" },
        { "", NULL },
        { ".", NULL },
        { "10.0.0.5", NULL },
        { "10.1", NULL },
        { "::1", NULL },
        { "fe80::1%eth0", NULL },
        { "[2001:db8::1]", NULL },
        { "a b", NULL },
        { "b\xC3\xBC.example", NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct probe_hello_engine e;
        struct hello h;
        struct base_slice body;

        probe_hello_client(&e, PROBE_HELLO_LIGHT, base_slice_str(rows[i].name), flight_random);
        h = take_apart(&e);
        body = extension(&h, EXTENSION_SERVER_NAME);
        if (rows[i].sent == NULL) {
            assert_null(body.ptr);
        } else {
            size_t n = strlen(rows[i].sent);

            assert_int_equal(body.len, n + 5);
            assert_int_equal(body.ptr[1], n + 3);
            assert_int_equal(body.ptr[2], 0);
            assert_int_equal(body.ptr[4], n);
            assert_memory_equal(body.ptr + 5, rows[i].sent, n);
        }
        probe_hello_free(&e);
    }
}

/* RFC 7685: 256 to 511 bytes hang some load balancers, whatever the name. */
static void
test_no_length_that_hangs(void **state)
{
    char name[PROBE_HELLO_NAME_MAX + 2];
    bool padded = false;

    (void)state;
    memset(name, 'x', sizeof name);
    for (size_t n = 1; n < sizeof name; n++)
        for (unsigned hello = PROBE_HELLO_LIGHT; hello <= PROBE_HELLO_WIDE; hello++) {
            struct probe_hello_engine e;
            struct hello h;

            probe_hello_client(&e, (enum probe_hello)hello,
                               (struct base_slice){ (const uint8_t *)name, n }, flight_random);
            h = take_apart(&e);
            assert_true(h.message_len < 256 || h.message_len > 511);
            assert_true((extension(&h, EXTENSION_SERVER_NAME).len > 0) ==
                        (n <= PROBE_HELLO_NAME_MAX));
            padded = padded || h.message_len == 512;
            probe_hello_free(&e);
        }
    assert_true(padded);
}

static void
test_output_in_parts(void **state)
{
    struct probe_hello_engine e;
    uint8_t whole[1024];
    struct base_slice out;
    size_t len;

    (void)state;
    wire_begin(&e, &(struct wire_part){ .hello = PROBE_HELLO_WIDE });
    out = probe_hello_output(&e);
    len = out.len;
    memcpy(whole, out.ptr, len);
    probe_hello_sent(&e, 100);
    out = probe_hello_output(&e);
    assert_int_equal(out.len, len - 100);
    assert_memory_equal(out.ptr, whole + 100, out.len);
    probe_hello_sent(&e, out.len);
    assert_int_equal(probe_hello_output(&e).len, 0);
    assert_int_equal(probe_hello_end(&e, PROBE_TIMEOUT), PROBE_OUTCOME_FAILED);
    assert_int_equal(probe_hello_output(&e).len, 0); /* nobody there to take leave of */
    probe_hello_free(&e);
    probe_hello_free(&e);
}

/* What the hello leads to when no ServerHello comes: hex of what came, its end. */
static void
test_refusals(void **state)
{
    static const struct {
        const char *hex;
        enum probe_class end;
        enum probe_hello_outcome light, wide;
        enum probe_class kind;
        int alert;
    } rows[] = {
        { "15030300020228", 0, PROBE_OUTCOME_WIDE, PROBE_OUTCOME_OPENSSL, PROBE_ALERT, 40 },
        { "15030300020247", 0, PROBE_OUTCOME_WIDE, PROBE_OUTCOME_OPENSSL, PROBE_ALERT, 71 },
        { "15030300020246", 0, PROBE_OUTCOME_OPENSSL, PROBE_OUTCOME_OPENSSL, PROBE_ALERT, 70 },
        { "15030300020250", 0, PROBE_OUTCOME_WIDE, PROBE_OUTCOME_FAILED, PROBE_ALERT, 80 },
        { "15030300020270", 0, PROBE_OUTCOME_FAILED, PROBE_OUTCOME_FAILED, PROBE_ALERT, 112 },
        { "150303000202fe", 0, PROBE_OUTCOME_FAILED, PROBE_OUTCOME_FAILED, PROBE_ALERT, 254 },
        { "15030300020100", 0, PROBE_OUTCOME_WIDE, PROBE_OUTCOME_FAILED, PROBE_CLOSED, 0 },
        { NULL, PROBE_CLOSED, PROBE_OUTCOME_WIDE, PROBE_OUTCOME_FAILED, PROBE_CLOSED, -1 },
        { NULL, PROBE_RESET, PROBE_OUTCOME_WIDE, PROBE_OUTCOME_FAILED, PROBE_RESET, -1 },
        { NULL, PROBE_TIMEOUT, PROBE_OUTCOME_FAILED, PROBE_OUTCOME_FAILED, PROBE_TIMEOUT, -1 },
        { NULL, PROBE_INTERRUPTED, PROBE_OUTCOME_FAILED, PROBE_OUTCOME_FAILED, PROBE_INTERRUPTED,
          -1 },
        /* a warning first does not count as an answer; half an answer does */
        { "15030300020170", PROBE_CLOSED, PROBE_OUTCOME_WIDE, PROBE_OUTCOME_FAILED, PROBE_CLOSED,
          112 },
        { "160303", PROBE_CLOSED, PROBE_OUTCOME_FAILED, PROBE_OUTCOME_FAILED, PROBE_CLOSED, -1 },
        { "160303001002", PROBE_RESET, PROBE_OUTCOME_FAILED, PROBE_OUTCOME_FAILED, PROBE_RESET,
          -1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (unsigned hello = PROBE_HELLO_LIGHT; hello <= PROBE_HELLO_WIDE; hello++) {
            struct probe_hello_engine e;
            struct probe_hello_bytes w = { 0 };

            wire_begin(&e, &(struct wire_part){ .hello = (enum probe_hello)hello });
            if (rows[i].hex != NULL)
                wire_hex(&w, rows[i].hex);
            probe_hello_feed(&e, w.ptr, w.len);
            if (rows[i].end != PROBE_OK)
                probe_hello_end(&e, rows[i].end);
            assert_int_equal(e.outcome, hello == PROBE_HELLO_LIGHT ? rows[i].light : rows[i].wide);
            assert_int_equal(e.error.kind, rows[i].kind);
            assert_int_equal(e.error.alert, rows[i].alert);
            hello_bytes_free(&w);
            probe_hello_free(&e);
        }
}

/* A whole flight leads to a close_notify, in a record of the version agreed on. */
static void
test_goodbye(void **state)
{
    static const uint8_t goodbye[] = { RECORD_ALERT, 3, 1, 0, 2, 1, ALERT_CLOSE_NOTIFY };
    struct probe_hello_engine e;
    struct probe_hello_bytes w = { 0 };
    struct base_slice out;

    (void)state;
    wire_begin(&e, &(struct wire_part){ .hello = PROBE_HELLO_LIGHT });
    probe_hello_sent(&e, 1000);
    wire_server_hello(&w, 0x0301, 0x002F);
    wire_certificates(&w, 1, 5);
    wire_request(&w, false, 3);
    wire_server_done(&w);
    assert_int_equal(probe_hello_feed(&e, w.ptr, w.len), PROBE_OUTCOME_DONE);
    out = probe_hello_output(&e);
    assert_int_equal(out.len, sizeof goodbye);
    assert_memory_equal(out.ptr, goodbye, sizeof goodbye);
    assert_int_equal(probe_hello_requested_types(&e).len, 2);
    assert_int_equal(probe_hello_requested_schemes(&e).len, 0);
    hello_bytes_free(&w);
    probe_hello_free(&e);
}

static void
test_result(void **state)
{
    struct probe_hello_engine e;
    struct probe_hello_bytes w = { 0 };
    struct probe_result r = { .attempts = 7, .connected = true };

    (void)state;
    wire_begin(&e, &(struct wire_part){ .hello = PROBE_HELLO_WIDE });
    wire_server_hello(&w, 0x0303, 0xC02F);
    wire_certificates(&w, 3, 50);
    wire_message(&w, MESSAGE_SERVER_KEY_EXCHANGE, "key", 3);
    wire_request(&w, true, 2);
    probe_hello_feed(&e, w.ptr, w.len);
    assert_true(probe_hello_result(&e, &r)); /* also in the middle of a talk */
    assert_int_equal(r.certificates_n, 3);
    assert_int_equal(r.certificates[2].len, 50);
    assert_int_equal(r.certificates[2].ptr[0], 2);
    assert_int_equal(r.ca_names_n, 2);
    assert_int_equal(r.ca_names[1].len, 2);
    assert_int_equal(r.ca_names[1].ptr[1], 1);
    assert_int_equal(r.client_certificate_requested, PROBE_YES);
    assert_int_equal(r.peer_role, PROBE_ROLE_SERVER);
    assert_int_equal(r.engine, PROBE_ENGINE_HELLO);
    assert_int_equal(r.hello, PROBE_HELLO_WIDE);
    assert_int_equal(r.version, 0x0303);
    assert_int_equal(r.cipher, 0xC02F);
    assert_int_equal(r.attempts, 7);
    assert_true(r.connected && r.tls);
    assert_int_equal(probe_hello_requested_schemes(&e).len, 4);
    hello_bytes_free(&w);
    probe_hello_free(&e);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_light),
        cmocka_unit_test(test_wide),
        cmocka_unit_test(test_tls10),
        cmocka_unit_test(test_tls10_answers),
        cmocka_unit_test(test_a_server_of_tls13_is_known_by_its_random),
        cmocka_unit_test(test_server_name),
        cmocka_unit_test(test_no_length_that_hangs),
        cmocka_unit_test(test_output_in_parts),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_goodbye),
        cmocka_unit_test(test_result),
        cmocka_unit_test(test_for_a_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
