/* SPDX-License-Identifier: MIT */
/*
 * Both engines hear the same bytes and tell the same of them: every recorded flight, whole and cut
 * after each record, ended in every way a peer can end. The servers of the flights signed over the
 * random of our hello, so OpenSSL gets the same random and finds their signatures good.
 */
#define OPENSSL_SUPPRESS_DEPRECATED /* RAND_METHOD is the one way to give it a random */
#include "flight.h"
#include "talkers/talkers.h"
#include "openssl/openssl_internal.h"

#include <openssl/rand.h>

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- the random of a recorded hello ---- */

static bool hello_due;

static int
random_bytes(unsigned char *out, int len)
{
    static uint32_t state = 1;

    if (hello_due && len == PROBE_HELLO_RANDOM) {
        hello_due = false;
        memcpy(out, flight_random, PROBE_HELLO_RANDOM);
        return 1;
    }
    for (int i = 0; i < len; i++) {
        state = state * 1664525u + 1013904223u;
        out[i] = (unsigned char)(state >> 24);
    }
    return 1;
}

static int
random_status(void)
{
    return 1;
}

static const RAND_METHOD recorded_random = { .bytes = random_bytes,
                                             .pseudorand = random_bytes,
                                             .status = random_status };

/* ---- a talk and what it told ---- */

struct ending {
    const char *name;
    enum probe_class why; /* OK: bytes, which come last */
    uint8_t bytes[7];
    size_t len;
};

#define ALERT(level, number) PROBE_OK, { 21, 3, 3, 0, 2, level, number }, 7

static const struct ending endings[] = {
    { "close", PROBE_CLOSED, { 0 }, 0 },    { "reset", PROBE_RESET, { 0 }, 0 },
    { "silence", PROBE_TIMEOUT, { 0 }, 0 }, { "close_notify", ALERT(1, 0) },
    { "handshake_failure", ALERT(2, 40) },  { "unknown_ca", ALERT(2, 48) },
    { "protocol_version", ALERT(2, 70) },   { "no_certificate", ALERT(2, 41) },
};
#define ENDINGS (sizeof endings / sizeof endings[0])

struct told {
    bool done;
    struct probe_result result;
    uint64_t chain, ca_names; /* hashes */
};

static uint64_t
hash_all(const struct base_slice *slices, size_t n)
{
    uint64_t all = n;

    for (size_t i = 0; i < n; i++)
        all = all * 31 + base_slice_hash(slices[i]);
    return all;
}

static struct probe_openssl *openssl;

static struct probe_talker *
talker_for(const struct flight *f, bool by_openssl)
{
    enum probe_offer offer = f->hello == PROBE_HELLO_LIGHT ? PROBE_OFFER_LIGHT : PROBE_OFFER_WIDE;

    hello_due = by_openssl && !f->reversed;
    if (f->reversed)
        return by_openssl ? probe_openssl_server(openssl)
                          : probe_hello_talker_server(openssl, false);
    return by_openssl
               ? probe_openssl_client(openssl, PROBE_OFFER_TLS12, PROBE_KEY_ANY, "host.example")
               : probe_hello_talker_client(offer, PROBE_KEY_ANY, "host.example");
}

/* A driver: what is to be sent goes nowhere. */
static void
flush(struct probe_talker *t)
{
    struct base_slice out;

    while ((out = t->ops->output(t)).len > 0)
        t->ops->sent(t, out.len);
}

/* An alert comes in a record of the version agreed on. */
static void
finish(struct probe_talker *t, uint16_t version, const struct ending *end)
{
    uint8_t last[sizeof end->bytes];

    memcpy(last, end->bytes, sizeof last);
    if (version != 0) {
        last[1] = (uint8_t)(version >> 8);
        last[2] = (uint8_t)version;
    }
    if (t->outcome == PROBE_TALK_MORE)
        t->ops->feed(t, (struct base_slice){ last, end->len });
    flush(t);
    if (t->outcome == PROBE_TALK_MORE)
        t->ops->end(t, end->why == PROBE_OK ? PROBE_CLOSED : end->why);
}

static struct told
talk(const struct flight *f, size_t len, const struct ending *end, bool by_openssl)
{
    struct probe_talker *t = talker_for(f, by_openssl);
    struct told told = { 0 };

    assert_non_null(t);
    flush(t);
    t->ops->feed(t, (struct base_slice){ f->bytes, len });
    flush(t);
    finish(t, f->version, end);
    t->ops->result(t, &told.result);
    told.done = t->outcome == PROBE_TALK_DONE;
    told.chain = hash_all(told.result.certificates, told.result.certificates_n);
    told.ca_names = hash_all(told.result.ca_names, told.result.ca_names_n);
    told.result.certificates = told.result.ca_names = NULL; /* t's */
    t->ops->free(t);
    return told;
}

/* ---- the comparison ---- */

static const char *
name_of(const struct flight *f)
{
    return strrchr(f->path, '/') + 1;
}

/* Flights that only one engine can take, and why. */
static const struct {
    const char *name, *why;
    bool cut_only; /* whole, both can */
} exceptions[] = {
    { "nss-ssl3-rc4.flight", "SSL 3.0 is not in OpenSSL 3", false },
    { "nss-client-ssl3.flight", "SSL 3.0 is not in OpenSSL 3", false },
    { "nss-client-empty-ssl3.flight", "SSL 3.0 is not in OpenSSL 3", false },
    { "nss-tls10-3des.flight", "Debian's OpenSSL has no 3DES", false },
    { "openssl-client-tls13.flight", "TLS 1.3 only: OpenSSL answers, and needs a living peer",
      false },
    { "openssl-client-dhe.flight", "DHE only: OpenSSL answers, and needs a living peer", false },
    { "reversed-answers-hello.flight", "the driver sees a ClientHello before any talker does",
      false },
    { "openssl-small-fragments.flight", "OpenSSL shows a message only when all of it came", true },
};

/* Why the engines may differ on a flight; NULL: they may not. */
static const char *
excuse(const struct flight *f, bool cut)
{
    for (size_t i = 0; i < sizeof exceptions / sizeof exceptions[0]; i++)
        if (strcmp(name_of(f), exceptions[i].name) == 0 && (cut || !exceptions[i].cut_only))
            return exceptions[i].why;
    return NULL;
}

static void
describe(const struct told *t, char out[512])
{
    const struct probe_result *r = &t->result;

    (void)snprintf(out, 512,
                   "%s, tls %d, role %d, version %x, requested %d, %zu certificates %" PRIx64
                   ", %zu CA names %" PRIx64 ", cut %d, empty %d, class %s, alert %d",
                   t->done ? "done" : "not done", r->tls, (int)r->peer_role, (unsigned)r->version,
                   (int)r->client_certificate_requested, r->certificates_n, t->chain, r->ca_names_n,
                   t->ca_names, r->chain_cut, r->empty_certificate, probe_class_name(r->error.kind),
                   r->error.alert);
}

struct tally {
    size_t same, different;
};

static void
compare(const struct flight *f, size_t len, const struct ending *end, const char *why,
        struct tally *tally)
{
    struct told hello = talk(f, len, end, false), other = talk(f, len, end, true);
    char one[512], two[512];
    bool same;

    describe(&hello, one);
    describe(&other, two);
    same = strcmp(one, two) == 0;
    tally->same += same;
    tally->different += !same && why == NULL;
    if (why != NULL) /* another OpenSSL may have more than Debian's */
        print_message("%s: %s (%s)\n", name_of(f), same ? "both, here" : "one engine only", why);
    else if (!same)
        print_error("%s, %zu of %zu bytes, then %s:\n  hello   %s\n  openssl %s\n", name_of(f), len,
                    f->len, end->name, one, two);
}

static void
compare_whole(const struct flight *f, void *tally)
{
    compare(f, f->len, &endings[0], excuse(f, false), tally);
}

static size_t
record_len(const struct flight *f, size_t at)
{
    const uint8_t *head = f->bytes + at;

    if (head[0] & 0x80) /* framed as in SSL 2.0, RFC 5246 E.2 */
        return 2 + ((head[0] & 0x7Fu) << 8 | head[1]);
    return 5 + ((size_t)head[3] << 8 | head[4]);
}

/* Reversed: the driver makes a talker only when a ClientHello is there. */
static void
compare_cut(const struct flight *f, void *tally)
{
    size_t at = f->reversed ? record_len(f, 0) : 0;

    if (excuse(f, true) != NULL)
        return;
    for (; at + 5 <= f->len; at += record_len(f, at))
        for (size_t i = 0; i < ENDINGS; i++)
            compare(f, at, &endings[i], NULL, tally);
}

static void
whole_flights(void **state)
{
    struct tally tally = { 0 };

    (void)state;
    assert_true(flight_each(FLIGHTS_DIR, compare_whole, &tally) >= 70);
    assert_int_equal(tally.different, 0);
    assert_true(tally.same >= 60);
}

static void
cut_flights(void **state)
{
    struct tally tally = { 0 };

    (void)state;
    assert_true(flight_each(FLIGHTS_DIR, compare_cut, &tally) >= 70);
    assert_int_equal(tally.different, 0);
    assert_true(tally.same >= 1000);
}

/* RFC 8879: OpenSSL from 3.2 on tells of the message, others refuse it unnamed; in no case
 * was a Certificate message seen to be empty. */
static void
compressed_certificate(void **state)
{
    static const uint8_t message[] = { 25, 0, 0, 4, 0, 1, 0, 0 };
    static const uint8_t record[] = { 22, 3, 3, 0, 8, 25, 0, 0, 4, 0, 1, 0, 0 };
    static const struct base_slice bytes = { record, sizeof record };

    (void)state;
    for (int told = 0; told < 2; told++)
        for (int server = 0; server < 2; server++) {
            struct probe_talker *t =
                server ? probe_openssl_server(openssl)
                       : probe_openssl_client(openssl, PROBE_OFFER_TLS13, PROBE_KEY_ANY, NULL);
            struct probe_openssl_talker *inside = (struct probe_openssl_talker *)(void *)t;
            struct probe_result r = { 0 };

            assert_non_null(t);
            if (told)
                probe_openssl_on_message(0, TLS1_3_VERSION, SSL3_RT_HANDSHAKE, message,
                                         sizeof message, inside->ssl, inside);
            t->ops->feed(t, bytes);
            t->ops->result(t, &r);
            assert_int_equal(t->outcome, PROBE_TALK_FAILED);
            assert_int_equal(r.error.kind, PROBE_PROTOCOL);
            assert_false(r.empty_certificate);
            assert_int_equal(strstr(r.error.text, "CompressedCertificate") != NULL, told);
            t->ops->free(t);
        }
}

/* Its contexts draw numbers too, so they are made before the first talk that counts. */
static int
setup(void **state)
{
    struct probe_options o;
    char why[PROBE_TEXT_MAX];
    struct probe_talker *first;

    (void)state;
    probe_options_init(&o);
    openssl = probe_openssl_new(&o, BASE_TEXT_IN(why));
    if (openssl == NULL)
        return -1;
    probe_openssl_make_identity(openssl);
    if ((first = probe_openssl_client(openssl, PROBE_OFFER_TLS12, PROBE_KEY_ANY, NULL)) == NULL)
        return -1;
    first->ops->free(first);
    return RAND_set_rand_method(&recorded_random) == 1 ? 0 : -1;
}

static int
teardown(void **state)
{
    (void)state;
    probe_openssl_free(openssl);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_flights),
        cmocka_unit_test(cut_flights),
        cmocka_unit_test(compressed_certificate),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
