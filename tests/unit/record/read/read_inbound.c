/* SPDX-License-Identifier: MIT */
/* Who connected to whom, and what a peer's ClientHello said, as it was written: whatever bytes the
 * peer chose for its protocols. */
#include <record/json_parts.h>

#include "reading.h"

static void
direction(void)
{
    record_reader_direction(r);
}

static void
hello(void)
{
    record_reader_client_hello(r, r->root);
}

static void
who_connected_comes_back(void **state)
{
    const struct assess_inbound inbound = { "192.0.2.7", true };

    (void)state;
    record_json_direction(&j, &(struct assess_result){ .inbound = &inbound });
    take_written();
    direction();
    assert_null(r->bad);
    assert_string_equal(r->result.inbound->peer, "192.0.2.7");
    assert_true(r->result.inbound->withheld);
    assert_true(r->probe.empty_certificate);
    record_json_direction(&j, &(struct assess_result){ .inbound = NULL });
    take_written();
    direction();
    assert_null(r->bad);
    assert_null(r->result.inbound);
    take("{}"); /* of before there was a direction */
    direction();
    assert_null(r->bad);
    assert_null(r->result.inbound);
}

static void
a_bent_direction_is_refused(void **state)
{
    static const struct bent rows[] = {
        { "'inbound'", "'sideways'", "direction" },
        { "'inbound'", "null", "direction" },
        { "'peer':'::1'", "'peer':null", "peer" },
        { "'withheld':false", "'withheld':'no'", "withheld" },
    };

    (void)state;
    REFUSED("{'direction':'inbound','peer':'::1','withheld':false}", rows, direction);
}

static void
comes_back(const struct probe_client_hello *h)
{
    record_json_client_hello(&j, h);
    take_written();
    hello();
    assert_null(r->bad);
    assert_ptr_equal(r->probe.client_hello, &r->client_hello);
    assert_string_equal(r->client_hello.sni, h->sni);
    assert_int_equal(r->client_hello.alpn_n, h->alpn_n);
    assert_memory_equal(r->client_hello.alpn, h->alpn, h->alpn_n);
    assert_int_equal(r->client_hello.schemes_n, h->schemes_n);
    assert_memory_equal(r->client_hello.schemes, h->schemes, h->schemes_n * sizeof h->schemes[0]);
}

static void
a_client_hello_comes_back(void **state)
{
    struct probe_client_hello h = { .sni = "edge01.contoso.com",
                                    .alpn = "\x02h2\x08http/1.1",
                                    .alpn_n = 12,
                                    .schemes = { 0x0804, 0, 0x0a0a, 0xffff },
                                    .schemes_n = 4 };

    (void)state;
    comes_back(&h);
    h = (struct probe_client_hello){ .sni = "" };
    comes_back(&h);
    h.schemes_n = PROBE_SCHEMES_MAX;
    comes_back(&h);
}

/* Names of protocols are bytes, also such as no JSON has: no peer may write a line that is not read
 * any more (RFC 7301 3.1, RFC 8701). */
static void
protocols_of_any_bytes_come_back(void **state)
{
    struct probe_client_hello h = { .alpn_n = PROBE_ALPN_MAX };

    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        h.alpn[0] = 255;
        memset(h.alpn + 1, (int)byte, 255);
        comes_back(&h);
    }
    for (size_t i = 0; i < PROBE_ALPN_MAX; i += 2) { /* as many as there can be */
        h.alpn[i] = 1;
        h.alpn[i + 1] = (uint8_t)i;
    }
    comes_back(&h);
    h.alpn_n = 7;
    memcpy(h.alpn,
           "\x06"
           "0x6832",
           7); /* the name that is written like one in hex */
    comes_back(&h);
}

#define LINE "{'sni':null,'alpn':['h2'],'signature_algorithms':['ed25519']}"

static void
a_bent_hello_is_refused(void **state)
{
    static const struct bent rows[] = {
        { "'sni':null", "'sni':7", "sni" },
        { "['h2']", "'h2'", "alpn" },
        { "'h2'", "7", "alpn" },
        { "'h2'", "''", "alpn" },
        { "'h2'", "'0x'", "alpn" },
        { "'h2'", "'0x6'", "alpn" },
        { "'h2'", "'0xzz'", "alpn" },
        { "'ed25519'", "7", "signature_algorithms" },
        { "'ed25519'", "'ed25520'", "signature_algorithms" },
        { "['ed25519']", "null", "signature_algorithms" },
    };

    (void)state;
    REFUSED(LINE, rows, hello);
    take("{}"); /* we connected to it */
    hello();
    assert_null(r->bad);
    assert_null(r->probe.client_hello);
}

static void
what_has_no_room_is_refused(void **state)
{
    struct probe_client_hello h = { .schemes_n = PROBE_SCHEMES_MAX };
    char name[2 + 2 * 256 + 1] = "0x";

    (void)state;
    for (size_t n = 252; n <= 256; n++) { /* 'h2' has three bytes of 256 already */
        memset(name, 'a', n);
        name[n] = '\0';
        take(LINE);
        json_array_append_new(json_object_get(r->root, "alpn"), json_string(name));
        hello();
        assert_int_equal(r->bad != NULL, n > 252);
        assert_true(r->client_hello.alpn_n <= PROBE_ALPN_MAX);
    }
    memcpy(name, "0x", 2);
    memset(name + 2, 'a', sizeof name - 3);
    take(LINE);
    json_array_set_new(json_object_get(r->root, "alpn"), 0, json_string(name));
    hello();
    assert_string_equal(r->bad, "alpn");
    record_json_client_hello(&j, &h);
    take_written();
    json_array_append_new(json_object_get(r->root, "signature_algorithms"), json_string("ed25519"));
    hello();
    assert_string_equal(r->bad, "signature_algorithms");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_reading, end_reading)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(who_connected_comes_back),  CASE(a_bent_direction_is_refused),
        CASE(a_client_hello_comes_back), CASE(protocols_of_any_bytes_come_back),
        CASE(a_bent_hello_is_refused),   CASE(what_has_no_room_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
