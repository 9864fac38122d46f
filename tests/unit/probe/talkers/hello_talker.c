/* SPDX-License-Identifier: MIT */
/* The hello engine as a talker, and which engine talks at all; OpenSSL is wrapped by the linker. */
#include "talkers/talkers.h"

#include "cmocka_prelude.h"

#include <string.h>

/* OpenSSL's talker. */
static struct {
    struct probe_talker talker;
    uint8_t fed[512];
    size_t fed_n;
    unsigned clients, servers, freed, sent;
    enum probe_offer offer;
    enum probe_key key;
    const char *sni;
    enum probe_class ended;
    bool no_memory, no_rsa, no_identity;
} openssl;

static const uint8_t der[] = { 0x30, 0x03, 0x02, 0x01, 0x05 };
static const struct base_slice chain[] = { { der, sizeof der } };
static const struct probe_hello_identity identity = { .chain = chain, .chain_n = 1 };
static struct probe_openssl *const engine = (void *)&openssl;

struct probe_talker *__wrap_probe_openssl_client(struct probe_openssl *e, enum probe_offer offer,
                                                 enum probe_key key, const char *sni);
struct probe_talker *__wrap_probe_openssl_server(struct probe_openssl *e);
const struct probe_hello_identity *__wrap_probe_openssl_hello_identity(struct probe_openssl *e);
bool __wrap_probe_openssl_is_rsa(const struct probe_openssl *e);

static void
feed(struct probe_talker *t, struct base_slice bytes)
{
    assert_ptr_equal(t, &openssl.talker);
    assert_true(openssl.fed_n + bytes.len <= sizeof openssl.fed);
    memcpy(openssl.fed + openssl.fed_n, bytes.ptr, bytes.len);
    openssl.fed_n += bytes.len;
}

static void
end_talk(struct probe_talker *t, enum probe_class why)
{
    openssl.ended = why;
    t->outcome = PROBE_TALK_DONE;
}

static struct base_slice
output(struct probe_talker *t)
{
    assert_ptr_equal(t, &openssl.talker);
    return base_slice_str("OpenSSL's");
}

static void
sent(struct probe_talker *t, size_t n)
{
    assert_ptr_equal(t, &openssl.talker);
    openssl.sent += (unsigned)n;
}

static void
result(struct probe_talker *t, struct probe_result *out)
{
    assert_ptr_equal(t, &openssl.talker);
    out->engine = PROBE_ENGINE_OPENSSL;
}

static void
free_talker(struct probe_talker *t)
{
    assert_ptr_equal(t, &openssl.talker);
    openssl.freed++;
}

static struct probe_talker *
made(void)
{
    static const struct probe_talker_ops ops = {
        .feed = feed,
        .end = end_talk,
        .output = output,
        .sent = sent,
        .result = result,
        .free = free_talker,
    };

    openssl.talker = (struct probe_talker){ .ops = &ops };
    return openssl.no_memory ? NULL : &openssl.talker;
}

struct probe_talker *
__wrap_probe_openssl_client(struct probe_openssl *e, enum probe_offer offer, enum probe_key key,
                            const char *sni)
{
    assert_ptr_equal(e, engine);
    openssl.clients++;
    openssl.offer = offer;
    openssl.key = key;
    openssl.sni = sni;
    return made();
}

struct probe_talker *
__wrap_probe_openssl_server(struct probe_openssl *e)
{
    assert_ptr_equal(e, engine);
    openssl.servers++;
    return made();
}

const struct probe_hello_identity *
__wrap_probe_openssl_hello_identity(struct probe_openssl *e)
{
    assert_ptr_equal(e, engine);
    return openssl.no_identity ? NULL : &identity;
}

bool
__wrap_probe_openssl_is_rsa(const struct probe_openssl *e)
{
    assert_ptr_equal(e, engine);
    return !openssl.no_rsa;
}

static int
begin(void **state)
{
    (void)state;
    memset(&openssl, 0, sizeof openssl);
    return 0;
}

static void
tell(struct probe_talker *t, struct base_slice bytes)
{
    t->ops->feed(t, bytes);
}

#define TELL(t, bytes) tell(t, (struct base_slice){ (const uint8_t *)(bytes), sizeof(bytes) - 1 })

static bool
holds(struct base_slice s, const char *part)
{
    size_t n = strlen(part);

    for (size_t i = 0; i + n <= s.len; i++)
        if (memcmp(s.ptr + i, part, n) == 0)
            return true;
    return false;
}

static void
a_client_says_hello(void **state)
{
    struct probe_talker *t =
        probe_hello_talker_client(PROBE_OFFER_LIGHT, PROBE_KEY_ANY, "a.example");
    struct probe_talker *other = probe_hello_talker_client(PROBE_OFFER_LIGHT, PROBE_KEY_ANY, NULL);
    struct base_slice out, second;

    (void)state;
    assert_true(t != NULL && other != NULL);
    out = t->ops->output(t);
    second = other->ops->output(other);
    assert_memory_equal(out.ptr, "\x16\x03", 2);
    assert_int_equal(out.ptr[5], 1); /* ClientHello */
    assert_true(holds(out, "a.example"));
    assert_false(holds(second, "a.example"));
    assert_memory_not_equal(out.ptr + 11, second.ptr + 11, 32); /* a new random each time */
    t->ops->sent(t, out.len);
    assert_int_equal(t->ops->output(t).len, 0);
    assert_int_equal(t->outcome, PROBE_TALK_MORE);
    t->ops->free(t);
    other->ops->free(other);
}

static void
offers_have_their_hellos(void **state)
{
    static const struct {
        enum probe_offer offer;
        enum probe_hello hello;
    } rows[] = { { PROBE_OFFER_LIGHT, PROBE_HELLO_LIGHT },
                 { PROBE_OFFER_WIDE, PROBE_HELLO_WIDE },
                 { PROBE_OFFER_TLS10, PROBE_HELLO_TLS10 } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct probe_talker *t = probe_hello_talker_client(rows[i].offer, PROBE_KEY_ANY, NULL);
        struct probe_result r = { .tls = false };

        assert_non_null(t);
        t->ops->result(t, &r);
        assert_int_equal(r.hello, rows[i].hello);
        assert_int_equal(r.engine, PROBE_ENGINE_HELLO);
        assert_null(r.client_hello); /* the peer is no client */
        t->ops->free(t);
    }
}

/* What the engine comes to is what the driver is told. */
static void
outcomes_are_passed_on(void **state)
{
    static const struct {
        enum probe_offer offer;
        const char *alert;
        enum probe_talk talk;
        enum probe_offer advice;
    } rows[] = {
        { PROBE_OFFER_LIGHT, "\x15\3\3\0\2\2\x28", PROBE_TALK_OFFER, PROBE_OFFER_WIDE },
        { PROBE_OFFER_WIDE, "\x15\3\3\0\2\2\x46", PROBE_TALK_OFFER, PROBE_OFFER_TLS13 },
        { PROBE_OFFER_TLS10, "\x15\3\1\0\2\2\x50", PROBE_TALK_FAILED, PROBE_OFFERS },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct probe_talker *t = probe_hello_talker_client(rows[i].offer, PROBE_KEY_ANY, NULL);

        assert_non_null(t);
        tell(t, (struct base_slice){ (const uint8_t *)rows[i].alert, 7 });
        assert_int_equal(t->outcome, rows[i].talk);
        if (rows[i].advice != PROBE_OFFERS)
            assert_int_equal(t->advice, rows[i].advice);
        t->ops->free(t);
    }
}

static void
an_end_is_an_end(void **state)
{
    struct probe_talker *t = probe_hello_talker_client(PROBE_OFFER_WIDE, PROBE_KEY_ANY, NULL);
    struct probe_result r = { .tls = false };

    (void)state;
    assert_non_null(t);
    t->ops->end(t, PROBE_CLOSED);
    assert_int_not_equal(t->outcome, PROBE_TALK_MORE);
    t->ops->result(t, &r);
    assert_int_equal(r.error.kind, PROBE_CLOSED);
    t->ops->free(t);
}

/* TLS 1.3 alone: supported_versions has nothing below, so plaintext cannot do it. */
#define ONLY_TLS13                                                                                 \
    "\x16\3\1\0\x34\1\0\0\x30\3\3"                                                                 \
    "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr"                                                             \
    "\0\0\2\x13\1\1\0\0\5\0\x2b\0\1\0"

/* Nothing was answered yet: OpenSSL takes the ClientHello from the start. */
static void
a_server_hands_over(void **state)
{
    struct probe_talker *t = probe_hello_talker_server(engine, true);
    struct probe_result r = { .tls = false };

    (void)state;
    assert_non_null(t);
    assert_int_equal(t->outcome, PROBE_TALK_MORE);
    TELL(t, ONLY_TLS13);
    assert_int_equal(openssl.servers, 1);
    assert_int_equal(openssl.fed_n, sizeof ONLY_TLS13 - 1);
    assert_memory_equal(openssl.fed, ONLY_TLS13, sizeof ONLY_TLS13 - 1);
    assert_true(base_slice_eq_str(t->ops->output(t), "OpenSSL's"));
    t->ops->sent(t, 9);
    assert_int_equal(openssl.sent, 9);
    TELL(t, "more");
    assert_int_equal(openssl.fed_n, sizeof ONLY_TLS13 - 1 + 4);
    t->ops->result(t, &r);
    assert_int_equal(r.engine, PROBE_ENGINE_OPENSSL);
    assert_non_null(r.client_hello); /* noted before */
    t->ops->end(t, PROBE_TIMEOUT);
    assert_int_equal(openssl.ended, PROBE_TIMEOUT);
    assert_int_equal(t->outcome, PROBE_TALK_DONE);
    t->ops->free(t);
    assert_int_equal(openssl.freed, 1);
}

static void
a_server_that_may_not_advises(void **state)
{
    struct probe_talker *t = probe_hello_talker_server(engine, false);

    (void)state;
    assert_non_null(t);
    TELL(t, ONLY_TLS13);
    assert_int_equal(openssl.servers, 0);
    assert_int_equal(t->outcome, PROBE_TALK_OFFER);
    assert_int_equal(t->advice, PROBE_OFFER_TLS13);
    t->ops->free(t);
    t = probe_hello_talker_server(engine, true);
    assert_non_null(t);
    openssl.no_memory = true; /* then that is what is left to say */
    TELL(t, ONLY_TLS13);
    assert_int_equal(t->outcome, PROBE_TALK_OFFER);
    t->ops->free(t);
    openssl.no_identity = true;
    assert_null(probe_hello_talker_server(engine, true));
}

static void
free_it(struct probe_talker *t)
{
    assert_non_null(t);
    t->ops->free(t);
}

static void
offers_choose_the_engine_of_a_client(void **state)
{
    struct probe_options o;

    (void)state;
    probe_options_init(&o);
    free_it(probe_talker_client(engine, &o, PROBE_OFFER_LIGHT, PROBE_KEY_ANY, NULL));
    free_it(probe_talker_client(engine, &o, PROBE_OFFER_WIDE, PROBE_KEY_RSA, NULL));
    free_it(probe_talker_client(engine, &o, PROBE_OFFER_TLS10, PROBE_KEY_ANY, NULL));
    assert_int_equal(openssl.clients, 0);
    free_it(probe_talker_client(engine, &o, PROBE_OFFER_TLS13, PROBE_KEY_ECDSA, "a.example"));
    assert_int_equal(openssl.clients, 1);
    assert_int_equal(openssl.offer, PROBE_OFFER_TLS13);
    assert_int_equal(openssl.key, PROBE_KEY_ECDSA);
    assert_string_equal(openssl.sni, "a.example");
    o.engine = PROBE_ENGINE_OPENSSL;
    free_it(probe_talker_client(engine, &o, PROBE_OFFER_TLS10, PROBE_KEY_ANY, NULL));
    assert_int_equal(openssl.clients, 2);
}

/* The hello engine's chain must be RSA; a full handshake needs OpenSSL. */
static void
options_choose_the_engine_of_a_server(void **state)
{
    struct probe_options o;
    struct probe_talker *t;

    (void)state;
    probe_options_init(&o);
    free_it(probe_talker_server(engine, &o));
    assert_int_equal(openssl.servers, 0);
    openssl.no_rsa = true;
    free_it(probe_talker_server(engine, &o));
    assert_int_equal(openssl.servers, 1);
    openssl.no_rsa = false;
    o.cert_file = o.key_file = "a.pem";
    free_it(probe_talker_server(engine, &o));
    assert_int_equal(openssl.servers, 2);
    o.engine = PROBE_ENGINE_HELLO;
    t = probe_talker_server(engine, &o);
    assert_non_null(t);
    TELL(t, ONLY_TLS13); /* then nothing is handed over */
    free_it(t);
    assert_int_equal(openssl.servers, 2);
    o.cert_file = o.key_file = NULL;
    o.engine = PROBE_ENGINE_OPENSSL;
    free_it(probe_talker_server(engine, &o));
    assert_int_equal(openssl.servers, 3);
}

#define CASE(test) cmocka_unit_test_setup(test, begin)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_client_says_hello),
        CASE(offers_have_their_hellos),
        CASE(outcomes_are_passed_on),
        CASE(an_end_is_an_end),
        CASE(a_server_hands_over),
        CASE(a_server_that_may_not_advises),
        CASE(offers_choose_the_engine_of_a_client),
        CASE(options_choose_the_engine_of_a_server),
    };

    return cmocka_run_group_tests_name("hello_talker", tests, NULL, NULL);
}
