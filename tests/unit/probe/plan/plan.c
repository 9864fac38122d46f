/* SPDX-License-Identifier: MIT */
/* What is tried next, without a socket. */
#include "plan/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct probe_plan
plan_of(enum probe_role role, bool reversed, unsigned retries, uint8_t addresses)
{
    struct probe_options o;
    struct probe_plan plan;

    probe_options_init(&o);
    o.role = role;
    o.retries = retries;
    probe_plan_init(&plan, &o, reversed);
    plan.addresses = addresses;
    return plan;
}

static struct probe_ending
failure(enum probe_class kind)
{
    return (struct probe_ending){ .kind = kind, .alert = -1, .talk = PROBE_TALK_FAILED };
}

/* A talk as TLS client that ended so. */
static struct probe_ending
talk(enum probe_class kind, bool heard)
{
    struct probe_ending e = failure(kind);

    e.connected = e.speaking = true;
    e.heard = heard;
    return e;
}

static void
who_speaks_first(void **state)
{
    (void)state;
    assert_int_equal(plan_of(PROBE_ROLE_UNKNOWN, false, 0, 1).turn, PROBE_TURN_SPEAK);
    assert_int_equal(plan_of(PROBE_ROLE_UNKNOWN, true, 0, 1).turn, PROBE_TURN_WINDOW);
    for (int reversed = 0; reversed < 2; reversed++) {
        assert_int_equal(plan_of(PROBE_ROLE_SERVER, reversed, 0, 1).turn, PROBE_TURN_SPEAK);
        assert_int_equal(plan_of(PROBE_ROLE_CLIENT, reversed, 0, 1).turn, PROBE_TURN_LISTEN);
    }
}

static void
offers_by_options(void **state)
{
    struct probe_options o;

    (void)state;
    probe_options_init(&o);
    assert_int_equal(probe_plan_offers(&o), 1 << PROBE_OFFER_LIGHT | 1 << PROBE_OFFER_WIDE |
                                                1 << PROBE_OFFER_TLS13 | 1 << PROBE_OFFER_TLS10);
    o.hello = PROBE_HELLO_WIDE;
    assert_int_equal(probe_plan_offers(&o),
                     1 << PROBE_OFFER_WIDE | 1 << PROBE_OFFER_TLS13 | 1 << PROBE_OFFER_TLS10);
    o.engine = PROBE_ENGINE_HELLO;
    assert_int_equal(probe_plan_offers(&o), 1 << PROBE_OFFER_WIDE | 1 << PROBE_OFFER_TLS10);
    o.engine = PROBE_ENGINE_OPENSSL;
    assert_int_equal(probe_plan_offers(&o),
                     1 << PROBE_OFFER_TLS12 | 1 << PROBE_OFFER_TLS13 | 1 << PROBE_OFFER_TLS10);
    o.engine = PROBE_ENGINE_AUTO;
    o.cert_file = "cert.pem"; /* without its key it cannot finish a handshake */
    assert_int_equal(probe_plan_offers(&o),
                     1 << PROBE_OFFER_WIDE | 1 << PROBE_OFFER_TLS13 | 1 << PROBE_OFFER_TLS10);
    o.key_file = "key.pem";
    assert_int_equal(probe_plan_offers(&o),
                     1 << PROBE_OFFER_TLS12 | 1 << PROBE_OFFER_TLS13 | 1 << PROBE_OFFER_TLS10);
}

static void
addresses_in_turn_then_retries(void **state)
{
    struct probe_plan plan = plan_of(PROBE_ROLE_UNKNOWN, false, 1, 3);
    struct probe_ending timeout = failure(PROBE_TIMEOUT), refused = failure(PROBE_REFUSED);

    (void)state;
    assert_int_equal(probe_plan_after(&plan, &refused), PROBE_EVENT_AGAIN);
    assert_int_equal(plan.address, 1);
    assert_int_equal(probe_plan_after(&plan, &timeout), PROBE_EVENT_AGAIN);
    assert_int_equal(plan.address, 2);
    assert_int_equal(probe_plan_after(&plan, &timeout), PROBE_EVENT_PAUSE);
    assert_int_equal(plan.address, 0);
    assert_int_equal(probe_plan_after(&plan, &refused), PROBE_EVENT_AGAIN);
    assert_int_equal(probe_plan_after(&plan, &refused), PROBE_EVENT_AGAIN);
    assert_int_equal(probe_plan_after(&plan, &timeout), PROBE_EVENT_FAILED);
}

/* Verdicts are not retried; what may pass is. */
static void
what_is_retried(void **state)
{
    (void)state;
    for (int c = PROBE_OK + 1; c < PROBE_CLASSES; c++) {
        struct probe_plan plan = plan_of(PROBE_ROLE_SERVER, false, 5, 1);
        struct probe_ending e = failure((enum probe_class)c);
        bool may_pass = c == PROBE_TIMEOUT || c == PROBE_RESET;

        assert_int_equal(probe_plan_after(&plan, &e),
                         may_pass ? PROBE_EVENT_PAUSE : PROBE_EVENT_FAILED);
    }
}

static void
a_reset_after_bytes_is_a_verdict(void **state)
{
    struct probe_plan plan = plan_of(PROBE_ROLE_SERVER, false, 5, 1);
    struct probe_ending heard = talk(PROBE_RESET, true), mute = talk(PROBE_RESET, false);

    (void)state;
    assert_int_equal(probe_plan_after(&plan, &heard), PROBE_EVENT_FAILED);
    assert_int_equal(probe_plan_after(&plan, &mute), PROBE_EVENT_PAUSE);
    assert_int_equal(plan.retries, 4);
}

/* Once an address has answered no other is tried. */
static void
an_answer_settles_the_address(void **state)
{
    struct probe_plan plan = plan_of(PROBE_ROLE_UNKNOWN, false, 0, 3);
    struct probe_ending reversed = talk(PROBE_PROTOCOL, true), refused = failure(PROBE_REFUSED);

    (void)state;
    reversed.talk = PROBE_TALK_REVERSED;
    assert_int_equal(probe_plan_after(&plan, &reversed), PROBE_EVENT_AGAIN);
    assert_int_equal(plan.address, 0);
    assert_int_equal(probe_plan_after(&plan, &refused), PROBE_EVENT_FAILED);
}

static void
offers_widen_by_advice(void **state)
{
    struct probe_plan plan = plan_of(PROBE_ROLE_UNKNOWN, true, 0, 1);
    struct probe_ending e = talk(PROBE_ALERT, true);

    (void)state;
    e.alert = 40;
    e.talk = PROBE_TALK_OFFER;
    e.advice = PROBE_OFFER_WIDE;
    assert_int_equal(probe_plan_after(&plan, &e), PROBE_EVENT_AGAIN);
    assert_int_equal(plan.offer, PROBE_OFFER_WIDE);
    assert_int_equal(plan.turn, PROBE_TURN_SPEAK); /* it listens, so no second window */
    e.advice = PROBE_OFFER_TLS12;
    plan.offers &= (uint8_t) ~(1 << PROBE_OFFER_TLS10);
    assert_int_equal(probe_plan_after(&plan, &e), PROBE_EVENT_FAILED); /* not among ours */
    e.advice = PROBE_OFFER_TLS13;
    assert_int_equal(probe_plan_after(&plan, &e), PROBE_EVENT_AGAIN);
    assert_int_equal(probe_plan_after(&plan, &e), PROBE_EVENT_FAILED); /* had it */
}

static void
leaving_without_a_word_gets_the_widest(void **state)
{
    struct probe_plan plan = plan_of(PROBE_ROLE_UNKNOWN, false, 0, 1);
    struct probe_ending mute = talk(PROBE_CLOSED, false), heard = talk(PROBE_CLOSED, true);

    (void)state;
    assert_int_equal(probe_plan_after(&plan, &mute), PROBE_EVENT_AGAIN);
    assert_int_equal(plan.offer, PROBE_OFFER_TLS13);
    assert_int_equal(probe_plan_after(&plan, &mute), PROBE_EVENT_AGAIN);
    assert_int_equal(plan.offer, PROBE_OFFER_TLS10);
    assert_int_equal(probe_plan_after(&plan, &mute), PROBE_EVENT_FAILED);
    plan = plan_of(PROBE_ROLE_UNKNOWN, false, 0, 1);
    assert_int_equal(probe_plan_after(&plan, &heard), PROBE_EVENT_FAILED);
}

/* After whatever else was allowed, a hello that a server of old can take; once. */
static void
refusals_end_with_tls10(void **state)
{
    static const struct {
        enum probe_class kind;
        int alert;
        bool heard, again;
    } rows[] = {
        { PROBE_ALERT, 40, true, true },   { PROBE_ALERT, 70, true, true },
        { PROBE_ALERT, 80, true, true },   { PROBE_ALERT, 112, true, false },
        { PROBE_CLOSED, 0, true, true },   { PROBE_CLOSED, -1, false, true },
        { PROBE_CLOSED, -1, true, false }, { PROBE_RESET, -1, false, true },
        { PROBE_LIMIT, -1, true, false },  { PROBE_PROTOCOL, -1, true, false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct probe_plan plan = plan_of(PROBE_ROLE_UNKNOWN, false, 0, 1);
        struct probe_ending e = talk(rows[i].kind, rows[i].heard);

        plan.offer = PROBE_OFFER_TLS13;
        e.alert = rows[i].alert;
        assert_int_equal(probe_plan_after(&plan, &e),
                         rows[i].again ? PROBE_EVENT_AGAIN : PROBE_EVENT_FAILED);
        assert_int_equal(plan.offer, rows[i].again ? PROBE_OFFER_TLS10 : PROBE_OFFER_TLS13);
        assert_int_equal(probe_plan_after(&plan, &e), PROBE_EVENT_FAILED);
    }
}

static void
an_unknown_name_is_dropped_once(void **state)
{
    struct probe_plan plan = plan_of(PROBE_ROLE_UNKNOWN, false, 0, 1);
    struct probe_ending e = talk(PROBE_ALERT, true);

    (void)state;
    e.alert = 112;
    assert_int_equal(probe_plan_after(&plan, &e), PROBE_EVENT_FAILED); /* none was sent */
    e.sni_sent = true;
    assert_int_equal(probe_plan_after(&plan, &e), PROBE_EVENT_AGAIN);
    assert_true(plan.without_sni);
    assert_int_equal(plan.offer, PROBE_OFFER_LIGHT);
    assert_int_equal(probe_plan_after(&plan, &e), PROBE_EVENT_FAILED);
}

/* Silence: the other role, once; a known client that stays silent is provoked, once. */
static void
roles_switch_once(void **state)
{
    struct probe_plan plan = plan_of(PROBE_ROLE_UNKNOWN, true, 0, 1);
    struct probe_ending silence = talk(PROBE_TIMEOUT, false), listened = silence;

    (void)state;
    listened.speaking = false;
    assert_int_equal(probe_plan_after(&plan, &silence), PROBE_EVENT_AGAIN);
    assert_int_equal(plan.turn, PROBE_TURN_LISTEN);
    assert_int_equal(probe_plan_after(&plan, &listened), PROBE_EVENT_FAILED);

    plan = plan_of(PROBE_ROLE_UNKNOWN, false, 0, 1);
    struct probe_ending reversed = talk(PROBE_PROTOCOL, true);

    reversed.talk = PROBE_TALK_REVERSED;
    assert_false(probe_plan_may_provoke(&plan));
    assert_int_equal(probe_plan_after(&plan, &reversed), PROBE_EVENT_AGAIN);
    assert_int_equal(plan.turn, PROBE_TURN_LISTEN);
    assert_true(probe_plan_may_provoke(&plan));
    assert_int_equal(probe_plan_after(&plan, &listened), PROBE_EVENT_AGAIN);
    assert_true(plan.provoking);
    assert_int_equal(plan.turn, PROBE_TURN_SPEAK);
    assert_int_equal(probe_plan_after(&plan, &silence), PROBE_EVENT_FAILED);
}

static void
fixed_roles_do_not_switch(void **state)
{
    struct probe_plan plan = plan_of(PROBE_ROLE_SERVER, true, 0, 1);
    struct probe_ending silence = talk(PROBE_TIMEOUT, false), reversed = talk(PROBE_PROTOCOL, true);

    (void)state;
    reversed.talk = PROBE_TALK_REVERSED;
    assert_int_equal(probe_plan_after(&plan, &silence), PROBE_EVENT_FAILED);
    assert_int_equal(probe_plan_after(&plan, &reversed), PROBE_EVENT_FAILED);
}

static void
obtained(void **state)
{
    struct probe_plan plan = plan_of(PROBE_ROLE_UNKNOWN, false, 1, 2);
    struct probe_ending e = talk(PROBE_OK, true);

    (void)state;
    assert_int_equal(probe_plan_after(&plan, &e), PROBE_EVENT_OBTAINED);
}

/* Whatever the peer does, a target makes few connections. */
static void
every_sequence_ends(void **state)
{
    uint32_t seed = 1;

    (void)state;
    for (int run = 0; run < 20000; run++) {
        struct probe_plan plan = plan_of((enum probe_role)(run % 3), run & 8, 2, 4);
        unsigned connections = 1;
        enum probe_event event;

        do {
            struct probe_ending e = { .alert = -1 };

            seed = seed * 1664525u + 1013904223u;
            e.kind = (enum probe_class)(1 + (seed >> 8) % (PROBE_CLASSES - 1));
            e.alert = (seed & 1u << 20) != 0 ? 112 : -1;
            e.talk = (enum probe_talk)((seed >> 12) % (PROBE_TALK_FAILED + 1));
            e.advice = (enum probe_offer)((seed >> 16) % PROBE_OFFERS);
            e.connected = (seed & 1u << 21) != 0;
            e.heard = (seed & 1u << 22) != 0;
            e.speaking = (seed & 1u << 23) != 0;
            e.sni_sent = (seed & 1u << 24) != 0;
            event = probe_plan_after(&plan, &e);
            connections++;
        } while (event == PROBE_EVENT_AGAIN || event == PROBE_EVENT_PAUSE);
        assert_int_equal(event, PROBE_EVENT_FAILED);
        assert_in_range(connections, 1, 20);
    }
}

static void
shares_of_the_budget(void **state)
{
    struct probe_plan plan = plan_of(PROBE_ROLE_UNKNOWN, false, 3, 4);

    (void)state;
    assert_int_equal(probe_plan_connect_us(&plan, 5000000, 15000000), 3000000);
    plan.address = 3; /* the last has all that is left, but for the connect timeout */
    assert_int_equal(probe_plan_connect_us(&plan, 5000000, 6000000), 5000000);
    plan.addresses = 1;
    plan.address = 0;
    assert_int_equal(probe_plan_connect_us(&plan, 5000000, 400000), 400000);
    plan.pauses = 1;
    assert_int_equal(probe_plan_pause_us(&plan, 10000000), 200000);
    plan.pauses = 3;
    assert_int_equal(probe_plan_pause_us(&plan, 10000000), 800000);
    plan.pauses = 100;
    assert_int_equal(probe_plan_pause_us(&plan, 1000000), 250000);
}

/* A certificate with another kind of key is asked for once, whatever becomes of it. */
static void
one_hello_for_a_key(void **state)
{
    static const enum probe_class endings[] = { PROBE_OK, PROBE_ALERT, PROBE_CLOSED, PROBE_RESET,
                                                PROBE_TIMEOUT };

    (void)state;
    for (int tls13 = 0; tls13 < 2; tls13++)
        for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
            struct probe_plan plan = plan_of(PROBE_ROLE_UNKNOWN, true, 3, 1);
            struct probe_ending e = talk(endings[i], true);

            probe_plan_for_key(&plan, tls13);
            assert_int_equal(plan.turn, PROBE_TURN_SPEAK);
            assert_int_equal(plan.offer, tls13 ? PROBE_OFFER_TLS13 : PROBE_OFFER_WIDE);
            e.talk = endings[i] == PROBE_OK ? PROBE_TALK_DONE : PROBE_TALK_FAILED;
            assert_int_equal(probe_plan_after(&plan, &e),
                             endings[i] == PROBE_OK ? PROBE_EVENT_OBTAINED : PROBE_EVENT_FAILED);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_speaks_first),
        cmocka_unit_test(offers_by_options),
        cmocka_unit_test(addresses_in_turn_then_retries),
        cmocka_unit_test(what_is_retried),
        cmocka_unit_test(a_reset_after_bytes_is_a_verdict),
        cmocka_unit_test(an_answer_settles_the_address),
        cmocka_unit_test(offers_widen_by_advice),
        cmocka_unit_test(leaving_without_a_word_gets_the_widest),
        cmocka_unit_test(refusals_end_with_tls10),
        cmocka_unit_test(an_unknown_name_is_dropped_once),
        cmocka_unit_test(roles_switch_once),
        cmocka_unit_test(fixed_roles_do_not_switch),
        cmocka_unit_test(obtained),
        cmocka_unit_test(one_hello_for_a_key),
        cmocka_unit_test(every_sequence_ends),
        cmocka_unit_test(shares_of_the_budget),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
