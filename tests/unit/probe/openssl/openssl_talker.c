/* SPDX-License-Identifier: MIT */
/* Whole talks of OpenSSL's talkers, with one another: certificates, the goodbye, the verdict on
 * ours. */
#include "pair.h"

static struct probe_openssl *bare, *rsa, *brief; /* without a certificate; ... that stops early */
static struct probe_talker *client, *server;
static struct probe_result got, served;

static int
begin(void **state)
{
    (void)state;
    bare = engine_with(NULL, NULL);
    rsa = engine_with(RSA_CHAIN, RSA_KEY);
    brief = engine_with(RSA_CHAIN, RSA_KEY);
    probe_openssl_serve(brief, NULL, 0);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    probe_openssl_free(bare);
    probe_openssl_free(rsa);
    probe_openssl_free(brief);
    return 0;
}

static void
talk(struct probe_openssl *as_client, struct probe_openssl *as_server, enum probe_offer offer,
     enum probe_key key)
{
    client = probe_openssl_client(as_client, offer, key, NULL);
    server = probe_openssl_server(as_server);
    assert_true(client != NULL && server != NULL);
    converse(client, server);
}

static void
tell(void)
{
    got = served = (struct probe_result){ .error.alert = -1 };
    client->ops->result(client, &got);
    server->ops->result(server, &served);
}

static void
free_both(void)
{
    client->ops->free(client);
    server->ops->free(server);
}

static void
a_client_obtains_the_servers_chain(void **state)
{
    (void)state;
    talk(bare, rsa, PROBE_OFFER_TLS12, PROBE_KEY_ANY);
    tell();
    assert_int_equal(client->outcome, PROBE_TALK_DONE);
    assert_true(got.tls && got.peer_role == PROBE_ROLE_SERVER);
    assert_int_equal(got.version, 0x0303);
    assert_int_not_equal(got.cipher, 0);
    assert_true(got.certificates_n >= 2);
    assert_int_equal(got.client_certificate_requested, PROBE_YES);
    assert_int_equal(got.engine, PROBE_ENGINE_OPENSSL);
    assert_int_equal(got.hello, PROBE_HELLO_WIDE);
    assert_int_equal(got.error.kind, PROBE_OK);
    assert_null(got.client_hello);
    free_both();
}

/* A close_notify in plaintext at the version of the records. */
static void
a_goodbye_is_said(void **state)
{
    struct base_slice out;

    (void)state;
    client = probe_openssl_client(bare, PROBE_OFFER_TLS12, PROBE_KEY_ANY, NULL);
    server = probe_openssl_server(rsa);
    assert_true(client != NULL && server != NULL);
    (void)pass(client, server);
    (void)pass(server, client);
    assert_int_equal(client->outcome, PROBE_TALK_DONE);
    out = client->ops->output(client);
    assert_int_equal(out.len, 7);
    assert_memory_equal(out.ptr, "\x15\3\3\0\2\1\0", 7);
    client->ops->sent(client, 3);
    assert_int_equal(client->ops->output(client).len, 4);
    client->ops->sent(client, 4);
    assert_int_equal(client->ops->output(client).len, 0);
    free_both();
}

static void
a_server_obtains_the_clients_chain(void **state)
{
    (void)state;
    talk(rsa, brief, PROBE_OFFER_TLS12, PROBE_KEY_ANY);
    tell();
    assert_int_equal(server->outcome, PROBE_TALK_DONE);
    assert_int_equal(served.peer_role, PROBE_ROLE_CLIENT);
    assert_true(served.certificates_n >= 2);
    assert_int_equal(served.client_certificate_requested, PROBE_YES);
    assert_non_null(served.client_hello);
    free_both();
    talk(bare, brief, PROBE_OFFER_TLS12, PROBE_KEY_ANY); /* which leaves before it shows one */
    tell();
    assert_int_equal(server->outcome, PROBE_TALK_FAILED);
    assert_int_equal(served.certificates_n, 0);
    free_both();
}

static void
offers_have_their_versions(void **state)
{
    (void)state;
    talk(bare, rsa, PROBE_OFFER_TLS10, PROBE_KEY_ANY);
    tell();
    assert_int_equal(got.version, 0x0301);
    assert_int_equal(got.hello, PROBE_HELLO_TLS10);
    assert_true(got.certificates_n >= 2);
    free_both();
}

/* RFC 8446 4.2.3: the schemes say which certificates will do. */
static void
a_key_may_be_asked_for(void **state)
{
    (void)state;
    talk(bare, rsa, PROBE_OFFER_TLS12, PROBE_KEY_RSA);
    assert_int_equal(client->outcome, PROBE_TALK_DONE);
    free_both();
    talk(bare, rsa, PROBE_OFFER_TLS12, PROBE_KEY_ECDSA);
    tell();
    assert_int_equal(got.certificates_n, 0);
    assert_int_equal(got.error.kind, PROBE_ALERT);
    free_both();
}

static void
names_are_sent(void **state)
{
    (void)state;
    client = probe_openssl_client(bare, PROBE_OFFER_TLS12, PROBE_KEY_ANY, "a.example");
    server = probe_openssl_server(rsa);
    assert_true(client != NULL && server != NULL);
    (void)pass(client, server);
    tell();
    assert_non_null(served.client_hello);
    assert_string_equal(served.client_hello->sni, "a.example");
    free_both();
}

/* With a key the handshake is finished, and what the peer thinks of us is waited for. */
static void
silence_accepts_us(void **state)
{
    (void)state;
    talk(rsa, rsa, PROBE_OFFER_TLS12, PROBE_KEY_ANY);
    assert_int_equal(client->outcome, PROBE_TALK_SETTLE);
    tell();
    assert_int_equal(got.accepted_us, PROBE_UNKNOWN);
    client->ops->end(client, PROBE_TIMEOUT);
    tell();
    assert_int_equal(client->outcome, PROBE_TALK_DONE);
    assert_int_equal(got.accepted_us, PROBE_YES);
    assert_true(client->ops->output(client).len > 7); /* a close_notify, encrypted */
    server->ops->end(server, PROBE_CLOSED);
    tell();
    assert_int_equal(server->outcome, PROBE_TALK_DONE);
    assert_int_equal(served.accepted_us, PROBE_NO);
    free_both();
}

static void
somebody_may_be_presented(void **state)
{
    (void)state;
    client = probe_openssl_client(bare, PROBE_OFFER_TLS12, PROBE_KEY_ANY, NULL);
    server = probe_openssl_server(brief);
    assert_true(client != NULL && server != NULL);
    assert_true(probe_openssl_present(client, &rsa->user));
    converse(client, server);
    tell();
    assert_true(served.certificates_n >= 2);
    free_both();
}

static void
other_protocols_fail(void **state)
{
    (void)state;
    client = probe_openssl_client(bare, PROBE_OFFER_TLS12, PROBE_KEY_ANY, NULL);
    server = probe_openssl_server(rsa);
    assert_true(client != NULL && server != NULL);
    client->ops->feed(client, base_slice_str("HTTP/1.1 400 Bad Request\r\n"));
    server->ops->end(server, PROBE_RESET);
    tell();
    assert_int_equal(client->outcome, PROBE_TALK_FAILED);
    assert_int_equal(got.error.kind, PROBE_PROTOCOL);
    assert_int_equal(got.peer_role, got.tls ? PROBE_ROLE_SERVER : PROBE_ROLE_UNKNOWN);
    assert_int_equal(server->outcome, PROBE_TALK_FAILED);
    assert_int_equal(served.error.kind, PROBE_RESET);
    assert_int_equal(served.peer_role, PROBE_ROLE_UNKNOWN);
    client->ops->end(client, PROBE_CLOSED); /* it has ended before */
    tell();
    assert_int_equal(got.error.kind, PROBE_PROTOCOL);
    free_both();
}

/* Who is cut short says goodbye, too; who was not heard of at all does not. */
static void
a_timeout_is_taken_leave_of(void **state)
{
    struct base_slice out;

    (void)state;
    client = probe_openssl_client(bare, PROBE_OFFER_TLS12, PROBE_KEY_ANY, NULL);
    server = probe_openssl_server(rsa);
    assert_true(client != NULL && server != NULL);
    out = client->ops->output(client);
    client->ops->sent(client, out.len);
    client->ops->feed(client, (struct base_slice){ (const uint8_t *)"\x16\3\3\0\x31", 5 });
    client->ops->end(client, PROBE_TIMEOUT);
    assert_int_equal(client->outcome, PROBE_TALK_FAILED);
    assert_int_equal(client->ops->output(client).len, 7);
    server->ops->end(server, PROBE_TIMEOUT);
    assert_int_equal(server->ops->output(server).len, 0);
    free_both();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_obtains_the_servers_chain),
        cmocka_unit_test(a_goodbye_is_said),
        cmocka_unit_test(a_server_obtains_the_clients_chain),
        cmocka_unit_test(offers_have_their_versions),
        cmocka_unit_test(a_key_may_be_asked_for),
        cmocka_unit_test(names_are_sent),
        cmocka_unit_test(silence_accepts_us),
        cmocka_unit_test(somebody_may_be_presented),
        cmocka_unit_test(other_protocols_fail),
        cmocka_unit_test(a_timeout_is_taken_leave_of),
    };

    return cmocka_run_group_tests_name("openssl_talker", tests, begin, end);
}
