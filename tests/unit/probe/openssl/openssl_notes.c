/* SPDX-License-Identifier: MIT */
/* What a talker learns from the messages that OpenSSL shows. */
#include "pair.h"

static struct probe_openssl *engine;
static struct probe_openssl_talker talker;

/* begun: SSL_version is that of its ClientHello then, else the newest that OpenSSL has. */
static void
given(bool server, bool begun)
{
    SSL_CTX *ctx = probe_openssl_context(engine, PROBE_CONTEXT_CLIENT12);

    talker = (struct probe_openssl_talker){ .ssl = SSL_new(ctx),
                                            .server = server,
                                            .alert = PROBE_NO_ALERT,
                                            .requested = PROBE_UNKNOWN,
                                            .accepted = PROBE_UNKNOWN };
    assert_non_null(talker.ssl);
    if (!begun)
        return;
    SSL_set_bio(talker.ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(talker.ssl);
    assert_true(SSL_do_handshake(talker.ssl) <= 0);
}

static void
forget(void)
{
    SSL_free(talker.ssl);
    probe_list_clear(&talker.chain);
    probe_list_clear(&talker.ca_names);
}

static void
message(int write, int type, const char *bytes, size_t n)
{
    probe_openssl_on_message(write, TLS1_2_VERSION, type, bytes, n, talker.ssl, &talker);
}

#define HEARS(type, bytes) message(0, type, bytes, sizeof(bytes) - 1)
#define SAYS(bytes) message(1, SSL3_RT_HANDSHAKE, bytes, sizeof(bytes) - 1)
#define CERTIFICATE "\x0b\0\0\x0c\0\0\x09\0\0\2ab\0\0\1c"

static void
a_record_is_tls(void **state)
{
    (void)state;
    given(false, true);
    HEARS(SSL3_RT_HANDSHAKE, "\x14\0\0\0");
    assert_false(talker.tls);
    message(1, SSL3_RT_HEADER, "\x16\3\3\0\1", 5); /* ours is no proof */
    assert_false(talker.tls);
    HEARS(SSL3_RT_HEADER, "\x16\3\3\0\1");
    assert_true(talker.tls);
    probe_openssl_on_message(0, TLS1_2_VERSION, SSL3_RT_ALERT, "\2\x28", 2, NULL, &talker);
    probe_openssl_on_message(0, TLS1_2_VERSION, SSL3_RT_ALERT, "\2\x28", 2, talker.ssl, NULL);
    assert_int_equal(talker.alert, PROBE_NO_ALERT); /* of another connection */
    forget();
}

/* Fatal ones alone end a talk, and a close_notify is none. */
static void
fatal_alerts_are_noted(void **state)
{
    (void)state;
    given(false, true);
    HEARS(SSL3_RT_ALERT, "\1\x2a");
    HEARS(SSL3_RT_ALERT, "\2\0");
    assert_int_equal(talker.alert, PROBE_NO_ALERT);
    message(1, SSL3_RT_ALERT, "\2\x28", 2);
    assert_int_equal(talker.alert, PROBE_NO_ALERT);
    HEARS(SSL3_RT_ALERT, "\2\x28");
    assert_int_equal(talker.alert, 40);
    forget();
}

static void
a_servers_flight_is_noted(void **state)
{
    (void)state;
    given(false, true);
    HEARS(SSL3_RT_HANDSHAKE, CERTIFICATE);
    assert_true(talker.chain_seen && !talker.enough);
    assert_int_equal(talker.chain.n, 2);
    assert_true(base_slice_eq_str(talker.chain.items[0], "ab"));
    HEARS(SSL3_RT_HANDSHAKE, "\x0b\0\0\3\0\0\0"); /* a renegotiation changes nothing */
    assert_int_equal(talker.chain.n, 2);
    assert_int_equal(talker.requested, PROBE_UNKNOWN);
    HEARS(SSL3_RT_HANDSHAKE, "\x0e\0\0\0");
    assert_int_equal(talker.requested, PROBE_NO);
    assert_true(talker.enough);
    forget();
    given(false, true);
    talker.full = true; /* we have a key to finish with */
    HEARS(SSL3_RT_HANDSHAKE, "\x0d\0\0\x0c\1\1\0\2\4\1\0\5\0\3"
                             "abc");
    assert_int_equal(talker.requested, PROBE_YES);
    assert_int_equal(talker.ca_names.n, 1);
    HEARS(SSL3_RT_HANDSHAKE, "\x0e\0\0\0");
    assert_int_equal(talker.requested, PROBE_YES);
    assert_false(talker.enough);
    forget();
}

static void
a_clients_flight_is_noted(void **state)
{
    (void)state;
    given(true, true);
    HEARS(SSL3_RT_HANDSHAKE, "\x0d\0\0\x0c\1\1\0\2\4\1\0\5\0\3"
                             "abc");
    assert_int_equal(talker.requested, PROBE_UNKNOWN); /* that is for us to say */
    HEARS(SSL3_RT_HANDSHAKE, CERTIFICATE);
    assert_true(talker.enough);
    forget();
    given(true, true);
    talker.full = true;
    HEARS(SSL3_RT_HANDSHAKE, CERTIFICATE);
    assert_false(talker.enough);
    forget();
}

static void
other_messages_are_counted_or_marked(void **state)
{
    (void)state;
    given(false, true);
    HEARS(SSL3_RT_HANDSHAKE, "\0\0\0\0");
    HEARS(SSL3_RT_HANDSHAKE, "\0\0\0\0");
    assert_int_equal(talker.hello_requests, 2);
    HEARS(SSL3_RT_HANDSHAKE, "\x19\0\0\0");
    assert_true(talker.compressed);
    HEARS(SSL3_RT_HANDSHAKE, "\x0b\0\0"); /* not even a header */
    assert_false(talker.chain_seen || talker.hello_noted);
    forget();
}

/* There a request comes before it, and a context before the list. */
static void
tls13_has_other_shapes(void **state)
{
    (void)state;
    given(false, false);
    assert_int_equal(SSL_version(talker.ssl), TLS1_3_VERSION);
    HEARS(SSL3_RT_HANDSHAKE, "\x0b\0\0\x0b\0\0\0\7\0\0\2ab\0\0");
    assert_int_equal(talker.chain.n, 1);
    assert_int_equal(talker.requested, PROBE_NO);
    SAYS("\x0b\0\0\5\1r\0\0\0");
    assert_true(talker.withheld);
    SAYS("\x0b\0\0\x0c\1r\0\0\7\0\0\2ab\0\0");
    assert_false(talker.withheld);
    forget();
    given(true, false);
    HEARS(SSL3_RT_HANDSHAKE, "\x0b\0\0\x0b\0\0\0\7\0\0\2ab\0\0");
    assert_false(talker.enough); /* it goes on: nothing can be refused in clear */
    forget();
}

/* OpenSSL sends an empty list where the server accepts no signature of our key's. */
static void
what_we_sent_is_noted(void **state)
{
    (void)state;
    given(false, true);
    SAYS("\1\0\0\0");
    assert_false(talker.answered);
    SAYS("\x0b\0\0\3\0\0\0");
    assert_true(talker.answered && talker.withheld);
    SAYS(CERTIFICATE);
    assert_false(talker.withheld);
    forget();
    given(true, true);
    SAYS(CERTIFICATE);
    assert_false(talker.answered);
    SAYS("\2\0\0\0");
    assert_true(talker.answered && !talker.withheld);
    forget();
}

/* Up to TLS 1.2 the certificate is all that a server wants: OpenSSL is not to go on. */
static void
the_chain_is_refused_once_it_is_enough(void **state)
{
    X509_STORE_CTX *store = X509_STORE_CTX_new();

    (void)state;
    given(true, true);
    assert_non_null(store);
    assert_int_equal(SSL_set_app_data(talker.ssl, &talker), 1);
    assert_int_equal(
        X509_STORE_CTX_set_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx(), talker.ssl), 1);
    assert_int_equal(probe_openssl_on_chain(store, NULL), 1);
    talker.enough = true;
    assert_int_equal(probe_openssl_on_chain(store, NULL), 0);
    X509_STORE_CTX_free(store);
    forget();
}

static uint16_t
version_with(int least)
{
    SSL_CTX *ctx = probe_openssl_context(engine, PROBE_CONTEXT_CLIENT13);
    struct probe_talker *server = probe_openssl_server(engine);
    struct probe_talker *client;
    struct probe_result r = { .tls = false };

    assert_non_null(server);
    assert_int_equal(SSL_CTX_set_min_proto_version(ctx, least), 1);
    client = probe_openssl_client(engine, PROBE_OFFER_TLS13, PROBE_KEY_ANY, "a.example");
    assert_non_null(client);
    converse(client, server);
    server->ops->result(server, &r);
    assert_non_null(r.client_hello);
    assert_string_equal(r.client_hello->sni, "a.example");
    client->ops->free(client);
    server->ops->free(server);
    return r.version;
}

/* In TLS 1.3 a certificate is encrypted: it is spoken with those alone who know nothing else. */
static void
tls13_is_for_those_who_know_nothing_else(void **state)
{
    (void)state;
    assert_int_equal(version_with(TLS1_2_VERSION), 0x0303);
    assert_int_equal(version_with(TLS1_3_VERSION), 0x0304);
}

static int
begin(void **state)
{
    (void)state;
    engine = engine_with(RSA_CHAIN, RSA_KEY);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    probe_openssl_free(engine);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_tls),
        cmocka_unit_test(fatal_alerts_are_noted),
        cmocka_unit_test(a_servers_flight_is_noted),
        cmocka_unit_test(a_clients_flight_is_noted),
        cmocka_unit_test(tls13_has_other_shapes),
        cmocka_unit_test(other_messages_are_counted_or_marked),
        cmocka_unit_test(what_we_sent_is_noted),
        cmocka_unit_test(the_chain_is_refused_once_it_is_enough),
        cmocka_unit_test(tls13_is_for_those_who_know_nothing_else),
    };

    return cmocka_run_group_tests_name("openssl_notes", tests, begin, end);
}
