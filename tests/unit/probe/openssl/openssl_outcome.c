/* SPDX-License-Identifier: MIT */
/* What a talk has come to: certificates count before everything that came after them. */
#include "pair.h"

#include <openssl/err.h>
#include <openssl/sslerr.h>

static struct probe_openssl *engine;
static struct probe_openssl_talker t;

static void
given(bool server, size_t certificates)
{
    SSL_free(t.ssl);
    t = (struct probe_openssl_talker){
        .ssl = SSL_new(probe_openssl_context(engine, PROBE_CONTEXT_CLIENT12)),
        .server = server,
        .offer = PROBE_OFFER_TLS12,
        .alert = PROBE_NO_ALERT,
        .accepted = PROBE_UNKNOWN,
        .error.alert = PROBE_NO_ALERT,
        .chain.n = certificates,
        .chain_seen = certificates > 0,
    };
    assert_non_null(t.ssl);
    ERR_clear_error();
}

static void
is(enum probe_talk got, enum probe_talk want, enum probe_class kind)
{
    assert_int_equal(got, want);
    assert_int_equal(t.error.kind, kind);
}

static void
certificates_in_hand_are_obtained(void **state)
{
    (void)state;
    given(false, 2);
    is(probe_openssl_obtained(&t), PROBE_TALK_DONE, PROBE_OK);
    given(false, 1);
    t.chain.cut = true; /* which the result says by itself */
    is(probe_openssl_obtained(&t), PROBE_TALK_DONE, PROBE_OK);
    t.chain.broken = true; /* behind the one */
    is(probe_openssl_obtained(&t), PROBE_TALK_DONE, PROBE_PROTOCOL);
    given(false, 0);
    t.chain_seen = true;
    is(probe_openssl_obtained(&t), PROBE_TALK_FAILED, PROBE_EMPTY_CERTIFICATE);
    t.chain.cut = true;
    is(probe_openssl_obtained(&t), PROBE_TALK_FAILED, PROBE_LIMIT);
    t.chain.broken = true;
    is(probe_openssl_obtained(&t), PROBE_TALK_FAILED, PROBE_PROTOCOL);
    t.chain.no_memory = true;
    is(probe_openssl_obtained(&t), PROBE_TALK_FAILED, PROBE_RESOURCE);
    given(false, 0);
    is(probe_openssl_obtained(&t), PROBE_TALK_FAILED, PROBE_PROTOCOL);
    assert_non_null(strstr(t.error.text, "without a Certificate message"));
    t.compressed = true;
    (void)probe_openssl_obtained(&t);
    assert_non_null(strstr(t.error.text, "RFC 8879"));
}

static void
alerts_are_classed_by_role(void **state)
{
    (void)state;
    given(false, 1);
    t.alert = 42;
    is(probe_openssl_alerted(&t), PROBE_TALK_DONE, PROBE_ALERT);
    assert_int_equal(t.error.alert, 42);
    assert_int_equal(t.accepted, PROBE_UNKNOWN);
    t.full = true;
    (void)probe_openssl_alerted(&t);
    assert_int_equal(t.accepted, PROBE_NO);
    given(false, 0);
    t.alert = 70; /* protocol_version: it wants more than TLS 1.2 */
    is(probe_openssl_alerted(&t), PROBE_TALK_OFFER, PROBE_ALERT);
    t.offer = PROBE_OFFER_TLS13;
    is(probe_openssl_alerted(&t), PROBE_TALK_FAILED, PROBE_ALERT);
    given(true, 0);
    t.alert = 41; /* SSL 3.0's empty list: in TLS an alert like others */
    is(probe_openssl_alerted(&t), PROBE_TALK_FAILED, PROBE_ALERT);
    t.alert = 48; /* unknown_ca */
    is(probe_openssl_alerted(&t), PROBE_TALK_FAILED, PROBE_ALERT);
    t.answered = t.full = true;
    is(probe_openssl_alerted(&t), PROBE_TALK_FAILED, PROBE_PEER_REFUSED_US);
    assert_int_equal(t.accepted, PROBE_NO);
    given(true, 0);
    t.alert = 70;
    is(probe_openssl_alerted(&t), PROBE_TALK_FAILED, PROBE_ALERT); /* we make no offers as server */
}

static void
broken(int reason)
{
    ERR_clear_error();
    ERR_raise(ERR_LIB_SSL, reason);
}

static void
what_openssl_gives_up_is_told(void **state)
{
    (void)state;
    given(false, 0);
    broken(SSL_R_WRONG_VERSION_NUMBER);
    is(probe_openssl_broke_off(&t), PROBE_TALK_FAILED, PROBE_PROTOCOL);
    assert_non_null(strstr(t.error.text, "answer to our ClientHello could not be processed: "));
    assert_non_null(strstr(t.error.text, "wrong version number"));
    broken(SSL_R_UNSUPPORTED_PROTOCOL);
    is(probe_openssl_broke_off(&t), PROBE_TALK_OFFER, PROBE_PROTOCOL);
    broken(SSL_R_TOO_MANY_WARN_ALERTS);
    is(probe_openssl_broke_off(&t), PROBE_TALK_FAILED, PROBE_LIMIT);
    broken(SSL_R_EXCESSIVE_MESSAGE_SIZE);
    is(probe_openssl_broke_off(&t), PROBE_TALK_FAILED, PROBE_LIMIT);
    assert_false(t.chain.cut); /* it was not the Certificate */
    broken(ERR_R_MALLOC_FAILURE);
    is(probe_openssl_broke_off(&t), PROBE_TALK_FAILED, PROBE_RESOURCE);
    t.compressed = true;
    (void)probe_openssl_broke_off(&t);
    assert_non_null(strstr(t.error.text, "RFC 8879"));
    given(true, 0);
    broken(SSL_R_UNSUPPORTED_PROTOCOL);
    is(probe_openssl_broke_off(&t), PROBE_TALK_FAILED, PROBE_PROTOCOL);
    assert_non_null(strstr(t.error.text, "the peer's hello or answer"));
    given(false, 1); /* what OpenSSL thought of it does not matter */
    broken(SSL_R_BAD_SIGNATURE);
    is(probe_openssl_broke_off(&t), PROBE_TALK_DONE, PROBE_OK);
}

static void
who_leaves_after_our_answer_refused_us(void **state)
{
    (void)state;
    given(true, 0);
    is(probe_openssl_left(&t, PROBE_CLOSED), PROBE_TALK_FAILED, PROBE_CLOSED);
    t.answered = true;
    is(probe_openssl_left(&t, PROBE_RESET), PROBE_TALK_FAILED, PROBE_PEER_REFUSED_US);
    assert_int_equal(t.accepted, PROBE_UNKNOWN);
    is(probe_openssl_left(&t, PROBE_TIMEOUT), PROBE_TALK_FAILED, PROBE_TIMEOUT);
    t.full = true;
    (void)probe_openssl_left(&t, PROBE_TIMEOUT);
    assert_int_equal(t.accepted, PROBE_UNKNOWN); /* silence refuses nothing */
    (void)probe_openssl_left(&t, PROBE_CLOSED);
    assert_int_equal(t.accepted, PROBE_NO);
    given(true, 1);
    t.answered = true;
    is(probe_openssl_left(&t, PROBE_CLOSED), PROBE_TALK_DONE, PROBE_CLOSED);
    is(probe_openssl_notified(&t), PROBE_TALK_DONE, PROBE_CLOSED);
    assert_int_equal(t.error.alert, 0);
    given(false, 0);
    is(probe_openssl_flooded(&t), PROBE_TALK_FAILED, PROBE_LIMIT);
}

/* .NET judges our certificate when the handshake is done, and then closes. */
static void
who_leaves_after_the_handshake_refused_us(void **state)
{
    (void)state;
    given(false, 1);
    probe_openssl_turned_away(&t, PROBE_RESET);
    is(t.base.outcome, PROBE_TALK_DONE, PROBE_RESET);
    assert_int_equal(t.accepted, PROBE_NO);
    assert_non_null(strstr(t.error.text, "reset the connection after the handshake"));
    given(false, 1);
    t.spoken_to = true; /* a server that greets us has accepted us */
    probe_openssl_turned_away(&t, PROBE_CLOSED);
    is(t.base.outcome, PROBE_TALK_DONE, PROBE_OK);
    assert_int_equal(t.accepted, PROBE_YES);
}

static int
begin(void **state)
{
    (void)state;
    engine = engine_with(NULL, NULL);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    SSL_free(t.ssl);
    probe_openssl_free(engine);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(certificates_in_hand_are_obtained),
        cmocka_unit_test(alerts_are_classed_by_role),
        cmocka_unit_test(what_openssl_gives_up_is_told),
        cmocka_unit_test(who_leaves_after_our_answer_refused_us),
        cmocka_unit_test(who_leaves_after_the_handshake_refused_us),
    };

    return cmocka_run_group_tests_name("openssl_outcome", tests, begin, end);
}
