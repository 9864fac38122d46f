/* SPDX-License-Identifier: MIT */
/* Talking: what is sent, what an outcome leads to, which talker is made. Sockets, talkers and what
 * follows are wrapped by the linker. */
#include "talk_fakes.h"

static void
all_is_sent_that_the_socket_takes(void **state)
{
    (void)state;
    given(true);
    flight.speaking = true;
    given_by.output = "hello";
    probe_talk_flush(&flight);
    assert_int_equal(seen.sent, 5);
    assert_false(seen.write || seen.last || conn.mute);
    assert_int_equal(flight.said_n, 5); /* what an echo would give back */
    assert_memory_equal(flight.said, "hello", 5);
    given(true);
    given_by.output = "hello";
    given_by.room = 3;
    given_by.err = EAGAIN;
    talker.outcome = PROBE_TALK_DONE; /* it is left next */
    probe_talk_flush(&flight);
    assert_int_equal(seen.sent, 3);
    assert_true(seen.write && seen.last && !conn.mute);
    assert_int_equal(flight.said_n, 0); /* as server that is not looked for */
}

/* Why it failed is read from the other direction. */
static void
who_cannot_send_is_mute(void **state)
{
    (void)state;
    given(true);
    given_by.output = "hello";
    given_by.room = 0;
    given_by.err = EPIPE;
    probe_talk_flush(&flight);
    assert_true(conn.mute && !seen.write);
    probe_talk_flush(&flight);
    assert_int_equal(seen.sends, 1);
}

static void
our_first_bytes_alone_are_kept(void **state)
{
    char words[PROBE_SAID_MAX + 10];

    (void)state;
    given(true);
    memset(words, 'w', sizeof words - 1);
    words[sizeof words - 1] = '\0';
    flight.speaking = true;
    given_by.output = words;
    probe_talk_flush(&flight);
    assert_int_equal(flight.said_n, PROBE_SAID_MAX);
}

static void
hanging_up_says_what_is_left(void **state)
{
    (void)state;
    given(true);
    given_by.output = "bye";
    probe_talk_drop(&job);
    assert_int_equal(seen.sent, 3);
    assert_true(seen.left == 1 && seen.polite);
    assert_int_equal(seen.freed, 1);
    assert_null(flight.talker);
    assert_null(flight.conn);
    assert_int_equal(job.tls_us, 1000000);
    probe_talk_drop(&job); /* fine when there is none */
    assert_int_equal(seen.left, 1);
    given(true);
    given_by.output = "bye";
    conn.gone = true;
    probe_talk_drop(&job);
    assert_true(seen.sent == 0 && !seen.polite);
    given(false);
    flight.connected_us = 0;
    job.tls_us = PROBE_NEVER;
    probe_talk_drop(&job);
    assert_false(seen.polite);
    assert_int_equal(job.tls_us, PROBE_NEVER);
}

static void
an_ending_asks_the_plan(void **state)
{
    const struct probe_error e = { .kind = PROBE_TIMEOUT, .alert = -1 };

    (void)state;
    given(true);
    probe_plan_init(&job.plan, &run->options, false);
    job.plan.addresses = 1;
    probe_talk_fail(&job, &e);
    assert_true(seen.blamed && seen.stepped);
    assert_int_equal(flight.last.kind, PROBE_TIMEOUT);
    assert_null(flight.talker);
    given(false);
    probe_plan_init(&job.plan, &run->options, false);
    job.plan.addresses = 1;
    job.plan.may_switch = 0;
    flight.connected_us = 0;
    probe_talk_fail(&job, &e);
    assert_int_equal(seen.event, PROBE_EVENT_PAUSE); /* a retry */
    given(false);
    probe_plan_init(&job.plan, &run->options, false);
    job.plan.addresses = 1;
    job.plan.may_switch = 0;
    flight.connected_us = 0;
    job.target.reserve_ms = LEFT_US / 1000; /* nothing is left for connecting */
    probe_talk_fail(&job, &e);
    assert_int_equal(seen.event, PROBE_EVENT_FAILED);
}

static void
outcomes_lead_on(void **state)
{
    (void)state;
    given(true);
    given_by.output = "x";
    probe_talk_judge(&job);
    assert_int_equal(seen.sent, 1);
    assert_false(seen.stepped);
    given(true);
    talker.outcome = PROBE_TALK_DONE;
    probe_talk_judge(&job);
    assert_int_equal(seen.event, PROBE_EVENT_OBTAINED);
    given(true);
    probe_plan_init(&job.plan, &run->options, false);
    job.plan.addresses = 1;
    talker.outcome = PROBE_TALK_FAILED;
    told.error.kind = PROBE_PROTOCOL;
    memcpy(told.error.text, "so", 3);
    conn.gone = true;
    given_by.output = "x";
    flight.errno_value = 5;
    probe_talk_judge(&job);
    assert_int_equal(seen.sent, 0);
    assert_int_equal(seen.error.kind, PROBE_PROTOCOL);
    assert_int_equal(seen.error.stage, PROBE_STAGE_TLS);
    assert_int_equal(seen.error.errno_value, 5);
    assert_string_equal(seen.error.text, "so");
    assert_true(seen.stepped);
}

/* From the end of the handshake on, the peer has one window to object. */
static void
settling_has_one_window(void **state)
{
    uint64_t now;

    (void)state;
    given(true);
    talker.outcome = PROBE_TALK_SETTLE;
    flight.looked = true;
    now = probe_now_us();
    probe_talk_judge(&job);
    assert_true(flight.settling && !flight.looked && seen.armed == 1);
    assert_true(flight.limit_us >= now + 300000 && flight.limit_us < now + 60300000);
    flight.limit_us = 5;
    probe_talk_judge(&job);
    assert_int_equal(flight.limit_us, 5);
    assert_int_equal(seen.armed, 1);
}

static void
results_are_in_their_place(void **state)
{
    struct probe_result r;

    (void)state;
    given(true);
    told.error.kind = PROBE_CLOSED;
    job.proxied = true;
    job.connected = false;
    flight.errno_value = 104;
    probe_talk_result(&job, &r);
    assert_int_equal(r.error.stage, PROBE_STAGE_CONNECT);
    assert_int_equal(r.error.errno_value, 104);
    job.connected = true;
    probe_talk_result(&job, &r);
    assert_int_equal(r.error.stage, PROBE_STAGE_TLS);
    told.error.kind = PROBE_OK;
    probe_talk_result(&job, &r);
    assert_int_equal(r.error.errno_value, 0);
}

static void
windows_are_some_round_trips(void **state)
{
    (void)state;
    given(false);
    job.plan.turn = PROBE_TURN_WINDOW;
    probe_talk_listen(&job);
    assert_true(flight.limit_us == flight.connected_us + 300000);
    assert_int_equal(job.tried, 1u << PROBE_TRIED_LISTENED_BRIEFLY);
    assert_true(seen.armed == 1 && !seen.write);
    given(false);
    job.plan.turn = PROBE_TURN_WINDOW;
    given_by.round_trip_us = 200000;
    probe_talk_listen(&job);
    assert_true(flight.limit_us == flight.connected_us + 800000);
    given(false);
    job.plan.turn = PROBE_TURN_WINDOW;
    given_by.round_trip_us = 2000000; /* but never over a quarter of the time */
    probe_talk_listen(&job);
    assert_true(flight.limit_us == flight.connected_us + LEFT_US / 4);
    given(false);
    job.plan.turn = PROBE_TURN_LISTEN;
    probe_talk_listen(&job);
    assert_int_equal(job.tried, 1u << PROBE_TRIED_LISTENED);
}

static void
speaking_makes_a_client(void **state)
{
    (void)state;
    given(false);
    job.plan.offer = PROBE_OFFER_TLS13;
    job.plan.may_switch = 1;
    job.target.key = PROBE_KEY_ECDSA;
    probe_talk_speak(&job);
    assert_true(seen.client && !seen.openssl && !seen.dialogue);
    assert_int_equal(seen.offer, PROBE_OFFER_TLS13);
    assert_int_equal(seen.key, PROBE_KEY_ECDSA);
    assert_string_equal(seen.sni, "a.example");
    assert_true(flight.speaking && flight.sni_sent);
    assert_int_equal(flight.limit_us, 77); /* half of the time: then the other role has its turn */
    assert_int_equal(job.plan.turn, PROBE_TURN_SPEAK);
    assert_int_equal(job.tried, 1u << PROBE_TRIED_CLIENT_TLS13);
    given(false);
    run->options.cert_file = "a.pem";
    probe_talk_speak(&job);
    assert_int_equal(flight.limit_us, 0);
    assert_int_equal(job.tried, 1u << PROBE_TRIED_CLIENT | 1u << PROBE_TRIED_CERTIFICATE);
    given(false);
    given_by.no_memory = true;
    probe_talk_speak(&job);
    assert_int_equal(seen.error.kind, PROBE_RESOURCE);
}

/* RFC 6066 section 3 knows neither literals nor a final dot. */
static void
names_worth_sending_are_sent(void **state)
{
    static const struct {
        const char *host, *sni, *want;
    } rows[] = {
        { "a.example", NULL, "a.example" },
        { "a.example.", NULL, "a.example" },
        { "192.0.2.1", NULL, "" },
        { "2001:db8::1", NULL, "" },
        { "a.example", "b.example", "b.example" },
        { "a.example", "", "" },
        { ".", NULL, "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        given(false);
        job.target.host = rows[i].host;
        run->options.sni = rows[i].sni;
        probe_talk_speak(&job);
        assert_string_equal(seen.sni, rows[i].want);
        assert_int_equal(flight.sni_sent, *rows[i].want != '\0');
    }
    given(false);
    job.plan.without_sni = 1;
    probe_talk_speak(&job);
    assert_string_equal(seen.sni, "");
}

static void
dialogues_come_before_tls(void **state)
{
    (void)state;
    given(false);
    job.target.dialogue = PROBE_DIALOGUE_SMTP;
    job.target.address = "2001:db8::9";
    run->options.domain = "domain.example";
    probe_talk_speak(&job);
    assert_true(seen.dialogue && !seen.client);
    assert_ptr_equal(seen.script, dialogue_client_script(PROBE_DIALOGUE_SMTP));
    assert_null(seen.proxy);
    assert_string_equal(seen.names.host, "2001:db8::9");
    assert_string_equal(seen.names.domain, "domain.example");
    assert_int_equal(seen.names.ip_len, 16);
    assert_int_equal(seen.names.port, 443);
    assert_int_equal(job.tried, 1u << PROBE_TRIED_STARTTLS);
    (void)seen.make(&flight); /* once TLS may begin */
    assert_true(seen.client);
    assert_string_equal(seen.sni, "domain.example");
    assert_true((job.tried & 1u << PROBE_TRIED_CLIENT) != 0);
}

static void
dialogues_are_chosen_by_options_then_targets(void **state)
{
    (void)state;
    given(false);
    assert_int_equal(probe_talk_dialogue(&job), PROBE_DIALOGUE_NONE);
    job.greeted = PROBE_DIALOGUE_SMTP;
    assert_int_equal(probe_talk_dialogue(&job), PROBE_DIALOGUE_SMTP);
    job.target.dialogue = PROBE_DIALOGUE_XMPP_CLIENT;
    assert_int_equal(probe_talk_dialogue(&job), PROBE_DIALOGUE_XMPP_CLIENT);
    run->options.dialogue = PROBE_DIALOGUE_SMTP;
    assert_int_equal(probe_talk_dialogue(&job), PROBE_DIALOGUE_SMTP);
    run->options.dialogue_by_port = true;
    assert_int_equal(probe_talk_dialogue(&job), PROBE_DIALOGUE_XMPP_CLIENT);
    job.target.port = 25;
    assert_int_equal(probe_talk_dialogue(&job), probe_dialogue_of_port(25));
}

/* Behind a proxy even a listener is made by what is said first. */
static void
a_proxy_is_spoken_to(void **state)
{
    (void)state;
    given(false);
    run->options.proxy = (struct probe_proxy){ .kind = PROBE_PROXY_HTTP, .basic = "dTpw" };
    job.proxied = true;
    job.plan.turn = PROBE_TURN_LISTEN;
    probe_talk_speak(&job);
    assert_non_null(seen.proxy);
    assert_null(seen.script);
    assert_string_equal(seen.names.basic, "dTpw");
    assert_false(flight.speaking || flight.sni_sent);
    assert_int_equal(job.plan.turn, PROBE_TURN_LISTEN);
    (void)seen.make(&flight);
    assert_true(seen.server);
    assert_int_equal(job.tried, 1u << PROBE_TRIED_SERVER);
}

/* Once, as somebody: by OpenSSL in either role. */
static void
somebody_is_presented(void **state)
{
    (void)state;
    given(false);
    job.target.as = (const struct probe_identity *)(const void *)&seen;
    given_by.presents = true;
    probe_talk_speak(&job);
    assert_true(seen.openssl && seen.client);
    assert_ptr_equal(flight.talker, &talker);
    assert_true((job.tried & 1u << PROBE_TRIED_CERTIFICATE) != 0);
    given(false);
    job.target.as = (const struct probe_identity *)(const void *)&seen;
    probe_talk_speak(&job);
    assert_int_equal(seen.error.kind, PROBE_RESOURCE);
    assert_int_equal(seen.freed, 1);
}

static void
a_client_hello_is_fed_to_a_server(void **state)
{
    (void)state;
    given(true); /* the client that we had been */
    flight.speaking = true;
    flight.limit_us = 5;
    conn.first = base_slice_str("hello");
    probe_talk_answer(&job);
    assert_int_equal(seen.freed, 1);
    assert_true(seen.server && !seen.openssl);
    assert_false(flight.speaking);
    assert_int_equal(flight.limit_us, 0);
    assert_int_equal(seen.fed_n, 5);
    assert_int_equal(job.tried, 1u << PROBE_TRIED_SERVER);
    given(false);
    given_by.no_memory = true;
    probe_talk_answer(&job);
    assert_int_equal(seen.error.kind, PROBE_RESOURCE);
    assert_int_equal(seen.fed_n, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_sent_that_the_socket_takes),
        cmocka_unit_test(who_cannot_send_is_mute),
        cmocka_unit_test(our_first_bytes_alone_are_kept),
        cmocka_unit_test(hanging_up_says_what_is_left),
        cmocka_unit_test(an_ending_asks_the_plan),
        cmocka_unit_test(outcomes_lead_on),
        cmocka_unit_test(settling_has_one_window),
        cmocka_unit_test(results_are_in_their_place),
        cmocka_unit_test(windows_are_some_round_trips),
        cmocka_unit_test(speaking_makes_a_client),
        cmocka_unit_test(names_worth_sending_are_sent),
        cmocka_unit_test(dialogues_come_before_tls),
        cmocka_unit_test(dialogues_are_chosen_by_options_then_targets),
        cmocka_unit_test(a_proxy_is_spoken_to),
        cmocka_unit_test(somebody_is_presented),
        cmocka_unit_test(a_client_hello_is_fed_to_a_server),
    };

    return cmocka_run_group_tests_name("talk", tests, begin, end);
}
