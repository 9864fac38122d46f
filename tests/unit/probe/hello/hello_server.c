/* SPDX-License-Identifier: MIT */
/* The reversed role: what a ClientHello is answered with. */
#include "flight.h"
#include "wire.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

#define LIST(...) ((const uint16_t[]){ __VA_ARGS__, 0 })

static struct {
    unsigned calls;
    uint16_t scheme;
    uint8_t tbs[256];
    size_t tbs_len;
} signer;

static size_t
sign(void *ctx, uint16_t scheme, struct base_slice tbs, uint8_t *out, size_t cap)
{
    size_t len = *(const size_t *)ctx;

    signer.calls++;
    signer.scheme = scheme;
    signer.tbs_len = tbs.len;
    assert_true(tbs.len <= sizeof signer.tbs);
    memcpy(signer.tbs, tbs.ptr, tbs.len);
    assert_int_equal(cap, PROBE_HELLO_SIGNATURE_MAX);
    memset(out, 0x5A, len);
    return len;
}

static const uint8_t der[2][3] = { "one", "two" };
static const struct base_slice chain[] = { { der[0], 3 }, { der[1], 3 } };
static size_t signature_len = 256;
static const struct probe_hello_identity identity = { chain, 2, sign, &signature_len, NULL, 0 };
static const struct probe_hello_identity keyless = { .chain = chain, .chain_n = 2 };

/* Our flight, taken apart. */
struct answer {
    unsigned version, suite, messages;
    struct base_slice extensions, certificate, key_exchange, request;
};

static struct answer
take_apart(const struct probe_hello_engine *e)
{
    struct answer a = { 0 };
    struct hello_cursor records = hello_cursor(probe_hello_output(e)), c, body;
    unsigned record_version;

    assert_int_equal(hello_get(&records, 1), RECORD_HANDSHAKE);
    record_version = hello_get(&records, 2);
    c = hello_cursor(hello_get_vector(&records, 2));
    assert_int_equal(records.left, 0); /* one record for all */
    assert_int_equal(hello_get(&c, 1), MESSAGE_SERVER_HELLO);
    body = hello_cursor(hello_get_vector(&c, 3));
    a.version = hello_get(&body, 2);
    assert_int_equal(record_version, a.version);
    assert_memory_equal(hello_get_bytes(&body, 32).ptr, flight_random, 32);
    assert_int_equal(hello_get(&body, 1), 0);
    a.suite = hello_get(&body, 2);
    assert_int_equal(hello_get(&body, 1), 0);
    if (body.left > 0)
        a.extensions = hello_get_vector(&body, 2);
    assert_true(!body.bad && body.left == 0);
    for (; c.left > 0; a.messages++) {
        unsigned type = hello_get(&c, 1);
        struct base_slice message = hello_get_vector(&c, 3);

        if (type == MESSAGE_CERTIFICATE)
            a.certificate = message;
        else if (type == MESSAGE_SERVER_KEY_EXCHANGE)
            a.key_exchange = message;
        else if (type == MESSAGE_CERTIFICATE_REQUEST)
            a.request = message;
        else
            assert_true(type == MESSAGE_SERVER_HELLO_DONE && c.left == 0 && message.len == 0);
    }
    assert_false(c.bad);
    return a;
}

static enum probe_hello_outcome
answer_to(struct probe_hello_engine *e, const struct wire_client_hello *hello,
          const struct probe_hello_identity *us)
{
    struct probe_hello_bytes w = { 0 };

    memset(&signer, 0, sizeof signer);
    wire_begin(e, &(struct wire_part){ .server = true, .identity = us });
    wire_client_hello(&w, hello);
    probe_hello_feed(e, w.ptr, w.len);
    hello_bytes_free(&w);
    return e->outcome;
}

static const struct {
    unsigned offered;
    const uint16_t *suites, *groups, *schemes, *versions;
    const struct probe_hello_identity *us;
    unsigned version, suite, group;
    int scheme; /* -1: nothing is signed */
} choices[] = {
    /* RSA key exchange wins over what stands before it, and signs nothing */
    { 0x0303, LIST(0xC02F, 0x009C, 0x002F), NULL, NULL, NULL, &identity, 0x0303, 0x009C, 0, -1 },
    { 0x0301, LIST(0x009C, 0x000A, 0x0005), NULL, NULL, NULL, &identity, 0x0301, 0x000A, 0, -1 },
    { 0x0300, LIST(0x0004), NULL, NULL, NULL, &keyless, 0x0300, 0x0004, 0, -1 },
    { 0x0304, LIST(0x002F), NULL, NULL, NULL, &identity, 0x0303, 0x002F, 0, -1 },
    { 0x0303, LIST(0x002F), NULL, NULL, LIST(0x0A0A, 0x0304, 0x0302), &identity, 0x0302, 0x002F, 0,
      -1 },
    /* only ECDHE: one signature, over a point of a group that was offered */
    { 0x0303, LIST(0xC02F), NULL, NULL, NULL, &identity, 0x0303, 0xC02F, 23, 0x0201 },
    { 0x0303, LIST(0xC02B, 0xC030), LIST(29), LIST(0x0403, 0x0804), NULL, &identity, 0x0303, 0xC030,
      29, 0x0804 },
    { 0x0303, LIST(0xC030), LIST(24), LIST(0x0201, 0x0601), NULL, &identity, 0x0303, 0xC030, 24,
      0x0601 },
    { 0x0301, LIST(0xC013, 0xC02F), LIST(29, 23), LIST(0x0401), NULL, &identity, 0x0301, 0xC013, 23,
      PROBE_HELLO_MD5_SHA1 },
    /* what plaintext cannot answer */
    { 0x0303, LIST(0x1301, 0x1302), NULL, NULL, LIST(0x0304), &identity, 0, 0, 0, -1 },
    { 0x0303, LIST(0x002F), NULL, NULL, LIST(0x0304, 0x7F1C), &identity, 0, 0, 0, -1 },
    { 0x0303, LIST(0xC02F), NULL, NULL, NULL, &keyless, 0, 0, 0, -1 },
    { 0x0303, LIST(0xC02F), LIST(25), NULL, NULL, &identity, 0, 0, 0, -1 },
    { 0x0303, LIST(0xC02F), NULL, LIST(0x0403), NULL, &identity, 0, 0, 0, -1 },
    { 0x0303, LIST(0xC02B, 0x009E, 0x0034), NULL, NULL, NULL, &identity, 0, 0, 0, -1 },
    { 0x0302, LIST(0x009C, 0xC02F), NULL, NULL, NULL, &identity, 0, 0, 0, -1 },
    { 0x0303, LIST(0x0003, 0x0008), NULL, NULL, NULL, &identity, 0, 0, 0, -1 },
};

/* Which suite, group and scheme an offer gets; suite 0: OpenSSL is needed. */
static void
test_choices(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
        struct wire_client_hello hello = { .version = choices[i].offered,
                                           .suites = choices[i].suites,
                                           .groups = choices[i].groups,
                                           .schemes = choices[i].schemes,
                                           .versions = choices[i].versions };
        bool signs = choices[i].scheme >= 0;
        struct probe_hello_engine e;
        struct answer a;

        answer_to(&e, &hello, choices[i].us);
        assert_int_equal(signer.calls, signs);
        if (choices[i].suite == 0) {
            assert_int_equal(e.outcome, PROBE_OUTCOME_OPENSSL);
            assert_int_equal(probe_hello_output(&e).len, 0);
            probe_hello_free(&e);
            continue;
        }
        assert_int_equal(e.outcome, PROBE_OUTCOME_MORE);
        a = take_apart(&e);
        assert_int_equal(a.version, choices[i].version);
        assert_int_equal(a.suite, choices[i].suite);
        assert_int_equal(a.messages, signs ? 4 : 3);
        assert_int_equal(a.key_exchange.len > 0, signs);
        if (signs) {
            assert_int_equal(signer.scheme, choices[i].scheme);
            assert_int_equal(a.key_exchange.ptr[2], choices[i].group);
        }
        probe_hello_free(&e);
    }
}

/* tbs is both randoms and the parameters; the signature follows them. */
static void
test_key_exchange(void **state)
{
    const struct wire_client_hello hello = { .version = 0x0303, .suites = LIST(0xC02F) };
    struct probe_hello_engine e;
    struct answer a;
    size_t params_len = 4 + 65;

    (void)state;
    answer_to(&e, &hello, &identity);
    a = take_apart(&e);
    assert_int_equal(signer.tbs_len, 64 + params_len);
    assert_memory_equal(signer.tbs, flight_random, 32);
    assert_memory_equal(signer.tbs + 32, flight_random, 32);
    assert_memory_equal(signer.tbs + 64, a.key_exchange.ptr, params_len);
    assert_memory_equal(a.key_exchange.ptr, "\3\0\27\101\4", 5);
    assert_memory_equal(a.key_exchange.ptr + params_len, "\2\1\1\0\x5A", 5);
    assert_int_equal(a.key_exchange.len, params_len + 4 + 256);
    probe_hello_free(&e);
}

static void
test_extensions_only_when_asked(void **state)
{
    struct wire_client_hello hello = { .version = 0x0303, .suites = LIST(0x002F) };
    struct probe_hello_engine e;

    (void)state;
    hello.point_formats = true; /* of no use without ECDHE */
    answer_to(&e, &hello, &identity);
    assert_int_equal(take_apart(&e).extensions.len, 0);
    probe_hello_free(&e);

    hello.renegotiation = true;
    answer_to(&e, &hello, &identity);
    assert_memory_equal(take_apart(&e).extensions.ptr, "\xFF\1\0\1\0", 5);
    assert_int_equal(take_apart(&e).extensions.len, 5);
    probe_hello_free(&e);

    hello = (struct wire_client_hello){ .version = 0x0303, .suites = LIST(0xC02F, 0x00FF) };
    hello.point_formats = hello.extended_master_secret = true;
    answer_to(&e, &hello, &identity);
    assert_int_equal(take_apart(&e).extensions.len, 5 + 6 + 4);
    probe_hello_free(&e);
}

static void
test_request_and_certificate(void **state)
{
    const struct wire_client_hello hello = { .version = 0x0303, .suites = LIST(0x002F) };
    const struct wire_client_hello old = { .version = 0x0301, .suites = LIST(0x002F) };
    struct probe_hello_engine e;
    struct answer a;
    struct hello_cursor c;

    (void)state;
    answer_to(&e, &hello, &identity);
    a = take_apart(&e);
    assert_int_equal(a.certificate.len, 15);
    assert_memory_equal(a.certificate.ptr, "\0\0\14\0\0\3one\0\0\3two", 15);
    c = hello_cursor(a.request);
    assert_memory_equal(hello_get_vector(&c, 1).ptr, "\1\100\2", 3);
    assert_int_equal(hello_get_vector(&c, 2).len, 2 * hello_schemes_n);
    assert_int_equal(hello_get_vector(&c, 2).len, 0); /* no CA names, ever */
    assert_true(!c.bad && c.left == 0);
    probe_hello_free(&e);

    answer_to(&e, &old, &identity);
    assert_int_equal(take_apart(&e).request.len, 1 + 3 + 2);
    probe_hello_free(&e);
}

/* OpenSSL gets all there is: the hello, and what followed it in the same read. */
static void
test_received(void **state)
{
    const struct wire_client_hello hello = { .version = 0x0303,
                                             .suites = LIST(0x1301),
                                             .versions = LIST(0x0304) };
    struct probe_hello_bytes w = { 0 };
    struct base_slice received;

    (void)state;
    wire_client_hello(&w, &hello);
    wire_record(&w, RECORD_CHANGE_CIPHER_SPEC, "\1", 1);
    for (size_t split = 0; split < w.len - 6; split++) {
        struct probe_hello_engine e;

        wire_begin(&e, &(struct wire_part){ .server = true });
        probe_hello_feed(&e, w.ptr, split);
        assert_int_equal(probe_hello_feed(&e, w.ptr + split, w.len - split), PROBE_OUTCOME_OPENSSL);
        received = probe_hello_received(&e);
        assert_int_equal(received.len, w.len);
        assert_memory_equal(received.ptr, w.ptr, w.len);
        probe_hello_free(&e);
    }
    hello_bytes_free(&w);
}

/* RFC 5246 E.2: the challenge is right-aligned in the random. */
static void
test_v2_frame(void **state)
{
    struct probe_hello_engine e;
    struct probe_hello_bytes w = { 0 };
    uint8_t random[32] = { 0 };

    (void)state;
    memcpy(random + 16, flight_random, 16);
    wire_v2_client_hello(&w, 0x0303, LIST(0xC02F, 0x00FF), 16);
    wire_begin(&e, &(struct wire_part){ .server = true, .identity = &identity });
    assert_int_equal(probe_hello_feed(&e, w.ptr, w.len), PROBE_OUTCOME_MORE);
    assert_int_equal(take_apart(&e).suite, 0xC02F);
    assert_int_equal(take_apart(&e).extensions.len, 5);
    assert_memory_equal(signer.tbs, random, 32);
    probe_hello_free(&e);
    hello_bytes_free(&w);
}

/* What stands in the way on our side is a resource, not the peer's fault. */
static void
test_our_own_trouble(void **state)
{
    const struct wire_client_hello rsa = { .version = 0x0303, .suites = LIST(0x002F) };
    const struct wire_client_hello ecdhe = { .version = 0x0303, .suites = LIST(0xC02F) };
    size_t none = 0;
    struct probe_hello_identity cannot_sign = { chain, 2, sign, &none, NULL, 0 };
    struct base_slice big = { calloc(1, 1u << 24), 1u << 24 };
    struct probe_hello_identity too_big = { &big, 1, sign, &signature_len, NULL, 0 };
    struct probe_hello_engine e;

    (void)state;
    assert_non_null(big.ptr);
    assert_int_equal(answer_to(&e, &ecdhe, &cannot_sign), PROBE_OUTCOME_FAILED);
    assert_int_equal(e.error.kind, PROBE_RESOURCE);
    probe_hello_free(&e);
    assert_int_equal(answer_to(&e, &rsa, &too_big), PROBE_OUTCOME_FAILED);
    assert_int_equal(e.error.kind, PROBE_RESOURCE);
    probe_hello_free(&e);
    big.len = 40000; /* over one record */
    assert_int_equal(answer_to(&e, &rsa, &too_big), PROBE_OUTCOME_MORE);
    assert_memory_equal(probe_hello_output(&e).ptr + 5 + 16384, "\26\3\3\100\0", 5);
    probe_hello_free(&e);
    free((void *)(uintptr_t)big.ptr);
}

/* Instead of its Certificate. */
static void
test_refused_us(void **state)
{
    struct wire_client_hello hello = { .suites = LIST(0x002F) };
    static const struct {
        unsigned level, alert;
        enum probe_class end, kind;
        int number;
        uint16_t version; /* 0: TLS 1.2 */
    } rows[] = {
        { 2, 42, 0, PROBE_PEER_REFUSED_US, 42, 0 },
        { 2, 46, 0, PROBE_PEER_REFUSED_US, 46, 0 },
        { 2, 48, 0, PROBE_PEER_REFUSED_US, 48, 0 },
        { 2, 40, 0, PROBE_PEER_REFUSED_US, 40, 0 },
        { 2, 99, 0, PROBE_PEER_REFUSED_US, 99, 0 },
        { 2, 70, 0, PROBE_ALERT, 70, 0 },
        { 2, 51, 0, PROBE_ALERT, 51, 0 },
        { 1, 0, 0, PROBE_PEER_REFUSED_US, 0, 0 },
        { 1, 41, 0, PROBE_EMPTY_CERTIFICATE, 41, 0x0300 },
        { 1, 41, PROBE_CLOSED, PROBE_PEER_REFUSED_US, 41, 0x0301 }, /* of SSL 3.0 alone */
        { 1, 41, PROBE_CLOSED, PROBE_PEER_REFUSED_US, 41, 0x0303 },
        { 1, 90, PROBE_CLOSED, PROBE_PEER_REFUSED_US, 90, 0 },
        { 0, 0, PROBE_CLOSED, PROBE_PEER_REFUSED_US, -1, 0 },
        { 0, 0, PROBE_RESET, PROBE_PEER_REFUSED_US, -1, 0 },
        { 0, 0, PROBE_TIMEOUT, PROBE_TIMEOUT, -1, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct probe_hello_engine e;
        struct probe_hello_bytes w = { 0 };
        struct probe_result r = { 0 };

        hello.version = rows[i].version != 0 ? rows[i].version : 0x0303;
        answer_to(&e, &hello, &identity);
        if (rows[i].level > 0)
            wire_alert(&w, rows[i].level, rows[i].alert);
        probe_hello_feed(&e, w.ptr, w.len);
        if (rows[i].end != PROBE_OK)
            probe_hello_end(&e, rows[i].end);
        assert_int_equal(e.outcome, PROBE_OUTCOME_FAILED);
        assert_true(probe_hello_result(&e, &r));
        assert_int_equal(r.error.kind, rows[i].kind);
        assert_int_equal(r.error.alert, rows[i].number);
        assert_int_equal(r.empty_certificate, rows[i].kind == PROBE_EMPTY_CERTIFICATE);
        assert_int_equal(r.peer_role, PROBE_ROLE_CLIENT);
        hello_bytes_free(&w);
        probe_hello_free(&e);
    }
}

/* RFC 6066 3: host names are ASCII, and a part of one is told as little as a wrong one. */
static void
test_a_server_name_is_ascii_or_none(void **state)
{
    static const struct {
        const char *name, *want;
    } rows[] = {
        { "a.test", "a.test" }, { "\xc3\xa9.tst", "" }, { "a\x7ftest", "" }, { "a test", "" }
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static struct probe_client_hello got;
        uint8_t body[58] = {
            [34] = 0, [36] = 2, [39] = 1, [42] = 15, [46] = 11, [48] = 9, [51] = 6
        };

        memcpy(body + 52, rows[i].name, 6);
        probe_client_hello_read((struct base_slice){ body, sizeof body }, &got);
        assert_string_equal(got.sni, rows[i].want);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_server_name_is_ascii_or_none),
        cmocka_unit_test(test_choices),
        cmocka_unit_test(test_key_exchange),
        cmocka_unit_test(test_extensions_only_when_asked),
        cmocka_unit_test(test_request_and_certificate),
        cmocka_unit_test(test_received),
        cmocka_unit_test(test_v2_frame),
        cmocka_unit_test(test_our_own_trouble),
        cmocka_unit_test(test_refused_us),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
