/* SPDX-License-Identifier: MIT */
/* What a peer's bytes come to; sockets and what follows are wrapped by the linker. */
#include "receive_fakes.h"

static void
answers_go_to_the_talker(void **state)
{
    (void)state;
    given(true);
    SENDS(SERVER_HELLO);
    assert_int_equal(seen.did, JUDGED);
    assert_true(flight.heard);
    assert_int_equal(seen.fed_n, 11);
    assert_int_equal(conn.taken, 11);
    seen.did = NONE;
    SENDS("more"); /* whatever it is, once TLS has begun */
    assert_int_equal(seen.did, JUDGED);
    assert_int_equal(seen.fed_n, 15);
}

/* As long as they do not tell what they are they wait for the next. */
static void
short_beginnings_are_kept(void **state)
{
    (void)state;
    given(true);
    SENDS("\x16\x03");
    assert_int_equal(seen.did, NONE);
    assert_int_equal(conn.head_len, 2);
    assert_false(flight.heard);
    SENDS("\x03\x00\x31\x02\x00\x00");
    assert_int_equal(seen.did, JUDGED);
    assert_int_equal(conn.head_len, 0);
    assert_memory_equal(seen.fed, "\x16\x03\x03\x00\x31\x02", 6);
    assert_int_equal(conn.taken, 8);
}

static void
other_protocols_are_named(void **state)
{
    (void)state;
    given(true);
    SENDS("HTTP/1.1 400 Bad Request\r\n");
    failed_with(PROBE_NOT_TLS, "HTTP");
    assert_true(flight.heard);
    given(false);
    SENDS("220 a.example ESMTP\r\n");
    failed_with(PROBE_NOT_TLS, "220 a.example");
}

/* --starttls auto: once, and where nothing else is said in clear. */
static void
greetings_are_answered_in_kind(void **state)
{
    (void)state;
    given(false);
    run->options.dialogue_by_port = true;
    SENDS("220 a.example ESMTP\r\n");
    assert_int_equal(seen.did, STEPPED);
    assert_int_equal(seen.event, PROBE_EVENT_AGAIN);
    assert_true(seen.dropped);
    assert_int_equal(job.greeted, PROBE_DIALOGUE_SMTP);
    assert_int_equal(job.plan.turn, PROBE_TURN_SPEAK);
    given(false);
    SENDS("hello there\r\n");
    assert_int_equal(seen.did, FAILED);
    assert_int_equal(job.greeted, PROBE_DIALOGUE_NONE);
    run->options.dialogue_by_port = false;
}

static void
what_nobody_asked_for_is_told(void **state)
{
    (void)state;
    given(false);
    SENDS("\x15\x03\x03\x00\x02\x02\x28");
    failed_with(PROBE_ALERT, "alert 40");
    assert_int_equal(seen.error.alert, 40);
    given(false);
    SENDS("\x17\x03\x03\x00\x02\x02\x28");
    failed_with(PROBE_PROTOCOL, "type 23");
    assert_int_equal(seen.error.alert, -1);
    assert_true(flight.heard);
}

static void
a_client_hello_is_answered(void **state)
{
    (void)state;
    given(false);
    SENDS(CLIENT_HELLO);
    assert_int_equal(seen.did, STEPPED);
    assert_int_equal(seen.event, PROBE_EVENT_CLIENT_HELLO);
    assert_true(flight.heard);
    assert_int_equal(conn.first.len, 11);
    given(true); /* ours was to make it send its own */
    job.plan.provoking = 1;
    SENDS(CLIENT_HELLO);
    assert_int_equal(seen.event, PROBE_EVENT_CLIENT_HELLO);
}

/* While we have no key it stays in the socket. */
static void
a_client_hello_waits_for_our_key(void **state)
{
    (void)state;
    given(false);
    seen.keyless = true;
    SENDS(CLIENT_HELLO);
    assert_int_equal(seen.event, PROBE_EVENT_KEYLESS);
    assert_int_equal(conn.taken, 0);
    given(false);
    seen.keyless = true;
    SENDS("\x17\x03\x03\x00\x02\x02\x28"); /* anything else is read */
    assert_int_equal(seen.did, FAILED);
    given(true);
    seen.keyless = true;
    SENDS(SERVER_HELLO);
    assert_int_equal(seen.peeks, 0); /* it is no matter as client */
    given(false);
    seen.keyless = true;
    peer.peek_err = ECONNRESET; /* said once by the kernel */
    SENDS("");
    failed_with(PROBE_RESET, "before anything was sent");
}

static void
a_peer_that_is_a_client_too_is_reversed(void **state)
{
    (void)state;
    given(true);
    SENDS(CLIENT_HELLO);
    assert_int_equal(seen.did, ENDED);
    assert_int_equal(seen.talk, PROBE_TALK_REVERSED);
    assert_true(flight.heard);
}

static void
echoes_are_no_peers(void **state)
{
    static char said[PROBE_SAID_MAX + 9] = CLIENT_HELLO;

    (void)state;
    given(true);
    memset(said + 11, 'r', sizeof said - 11);
    memcpy(flight.said, said, sizeof flight.said);
    flight.said_n = sizeof flight.said;
    sends(said, sizeof said);
    failed_with(PROBE_NOT_TLS, "echo service");
    given(true);
    memcpy(flight.said, said, sizeof flight.said);
    flight.said_n = sizeof flight.said - 1; /* not all of it was sent */
    sends(said, sizeof said);
    assert_int_equal(seen.talk, PROBE_TALK_REVERSED);
    given(true);
    memcpy(flight.said, said, sizeof flight.said);
    flight.said_n = sizeof flight.said;
    said[20] = 'x'; /* another random */
    sends(said, sizeof said);
    assert_int_equal(seen.talk, PROBE_TALK_REVERSED);
    given(true);
    seen.own_echo = true; /* the kernel connected it to itself */
    sends(said, sizeof said);
    failed_with(PROBE_REFUSED, "reached itself");
    assert_int_equal(seen.error.stage, PROBE_STAGE_CONNECT);
    assert_false(job.connected || flight.heard);
}

static void
an_end_is_told_to_the_talker(void **state)
{
    (void)state;
    given(true);
    SENDS("");
    assert_int_equal(seen.did, JUDGED);
    assert_int_equal(seen.ended, PROBE_CLOSED);
    assert_true(conn.gone);
    given(true);
    peer.err = ECONNRESET;
    SENDS("");
    assert_int_equal(seen.ended, PROBE_RESET);
    assert_int_equal(flight.errno_value, ECONNRESET);
    given(true);
    peer.err = EAGAIN;
    SENDS("");
    assert_int_equal(seen.did, NONE);
    assert_false(conn.gone);
}

/* What had come before it counts. */
static void
an_end_within_the_first_bytes_is_told(void **state)
{
    (void)state;
    given(true);
    SENDS("\x16\x03");
    SENDS("");
    assert_int_equal(seen.did, JUDGED);
    assert_int_equal(seen.fed_n, 2);
    assert_true(flight.heard);
    given(false);
    SENDS("\x16\x03");
    SENDS("");
    failed_with(PROBE_CLOSED, "within its first record");
    given(false);
    SENDS("\x80"); /* as hellos framed as in SSL 2.0 begin, too */
    SENDS("");
    failed_with(PROBE_NOT_TLS, "");
    given(false);
    SENDS("");
    failed_with(PROBE_CLOSED, "the peer closed the connection before anything was sent");
}

static void
who_sends_too_much_is_left(void **state)
{
    (void)state;
    given(true);
    flight.heard = true;
    conn.taken = PROBE_BYTES_MAX - 4;
    SENDS("four");
    assert_int_equal(seen.did, JUDGED);
    seen.did = NONE;
    SENDS("1");
    failed_with(PROBE_LIMIT, "8388608");
}

/* A proxy's yes is the connection. */
static void
a_proxy_comes_first(void **state)
{
    (void)state;
    given(true);
    job.proxied = true;
    job.connected = false;
    SENDS("HTTP/1.1 200\r\n");
    assert_int_equal(seen.did, JUDGED);
    assert_true(job.connected);
    assert_false(flight.heard); /* that was the proxy */
    seen.did = NONE;
    SENDS("anything");
    assert_int_equal(seen.did, JUDGED);
    assert_true(flight.heard);
    given(true);
    seen.dialogue = PROBE_DIALOGUE_SMTP; /* in clear all is the dialogue's */
    SENDS("220 a.example\r\n");
    assert_int_equal(seen.did, JUDGED);
    assert_int_equal(seen.fed_n, 15);
}

static void
readiness_is_for_the_state(void **state)
{
    (void)state;
    given(true);
    job.state = PROBE_STATE_CONNECTING;
    probe_talk_io(&job, true, false);
    assert_int_equal(seen.did, NONE);
    probe_talk_io(&job, false, true);
    assert_int_equal(seen.did, CONNECTED);
    given(true);
    probe_talk_io(&job, false, true);
    assert_int_equal(seen.flushed, 1);
    assert_int_equal(seen.did, NONE);
    probe_talk_io(&job, true, false);
    assert_int_equal(seen.flushed, 1);
    assert_int_equal(seen.ended, PROBE_CLOSED); /* it was read */
    given(false);
    peer.err = EAGAIN;
    probe_talk_io(&job, true, true);
    assert_int_equal(seen.flushed, 0); /* nothing is said */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_go_to_the_talker),
        cmocka_unit_test(short_beginnings_are_kept),
        cmocka_unit_test(other_protocols_are_named),
        cmocka_unit_test(greetings_are_answered_in_kind),
        cmocka_unit_test(what_nobody_asked_for_is_told),
        cmocka_unit_test(a_client_hello_is_answered),
        cmocka_unit_test(a_client_hello_waits_for_our_key),
        cmocka_unit_test(a_peer_that_is_a_client_too_is_reversed),
        cmocka_unit_test(echoes_are_no_peers),
        cmocka_unit_test(an_end_is_told_to_the_talker),
        cmocka_unit_test(an_end_within_the_first_bytes_is_told),
        cmocka_unit_test(who_sends_too_much_is_left),
        cmocka_unit_test(a_proxy_comes_first),
        cmocka_unit_test(readiness_is_for_the_state),
    };

    return cmocka_run_group_tests_name("receive", tests, begin, end);
}
