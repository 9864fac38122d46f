/* SPDX-License-Identifier: MIT */
/* A target's clock, its steps, whom it blames and which addresses it begins with; what its actions
 * do is wrapped by the linker. */
#include "driver/run.h"

#include "cmocka_prelude.h"

#include <stdlib.h>
#include <string.h>

enum did {
    NONE,
    RESOLVED,
    ENTERED,
    STARVED,
    CONNECTED,
    LISTENED,
    SPOKE,
    ANSWERED,
    KEYED,
    FINISHED
};

static struct {
    enum did did;
    unsigned times, limits;
    enum probe_state timed_out;
    struct probe_job *job;
    const char *srv_host;
} seen;

static struct probe *run;
static struct probe_talker talker;
static struct probe_job one; /* where it is not started */

void __wrap_probe_resolve_start(struct probe_job *job);
void __wrap_probe_admission_enter(struct probe_job *job);
void __wrap_probe_admission_starve(struct probe_job *job);
void __wrap_probe_talk_connect(struct probe_job *job);
void __wrap_probe_talk_listen(struct probe_job *job);
void __wrap_probe_talk_speak(struct probe_job *job);
void __wrap_probe_talk_answer(struct probe_job *job);
void __wrap_probe_key_wait(struct probe_job *job);
void __wrap_probe_job_finish(struct probe_job *job);
void __wrap_probe_talk_time_out(struct probe_job *job, enum probe_state from);
void __wrap_probe_talk_limit(struct probe_job *job);
const char *__wrap_probe_srv_host(const struct probe_job *job);

static void
note(struct probe_job *job, enum did did)
{
    seen.did = did;
    seen.job = job;
    seen.times++;
}

#define NOTED(name, what)                                                                          \
    void __wrap_probe_##name(struct probe_job *job)                                                \
    {                                                                                              \
        note(job, what);                                                                           \
    }
NOTED(resolve_start, RESOLVED)
NOTED(admission_enter, ENTERED)
NOTED(admission_starve, STARVED)
NOTED(talk_connect, CONNECTED)
NOTED(talk_listen, LISTENED)
NOTED(talk_speak, SPOKE)
NOTED(talk_answer, ANSWERED)
NOTED(key_wait, KEYED)
NOTED(job_finish, FINISHED)

void
__wrap_probe_talk_time_out(struct probe_job *job, enum probe_state from)
{
    assert_non_null(job);
    seen.timed_out = from;
}

void
__wrap_probe_talk_limit(struct probe_job *job)
{
    assert_non_null(job);
    seen.limits++;
}

const char *
__wrap_probe_srv_host(const struct probe_job *job)
{
    (void)job;
    return seen.srv_host;
}

static void
tell_result(struct probe_talker *t, struct probe_result *out)
{
    assert_ptr_equal(t, &talker);
    out->tls = true;
    out->peer_role = PROBE_ROLE_CLIENT;
    out->version = 0x0303;
    out->cipher = 0x002F;
    out->accepted_us = PROBE_NO;
    out->engine = PROBE_ENGINE_HELLO;
}

static const struct probe_talker_ops ops = { .result = tell_result };

static int
begin(void **state)
{
    struct probe_options o;
    char why[PROBE_TEXT_MAX];

    (void)state;
    memset(&seen, 0, sizeof seen);
    probe_options_init(&o);
    run = probe_new(&o, BASE_TEXT_IN(why));
    if (run == NULL)
        return 1;
    talker = (struct probe_talker){ .ops = &ops };
    one = (struct probe_job){ .run = run, .budget_ms = 10000, .clock_us = 10000000 };
    one.flight = probe_flight_new(run, &one);
    return one.flight == NULL;
}

static int
end(void **state)
{
    (void)state;
    while (run->jobs != NULL) { /* nobody has handed them over */
        struct probe_job *job = run->jobs;

        run->jobs = job->next;
        if (job->flight != NULL)
            probe_flight_free(run, job->flight);
        free(job->all);
        free(job);
    }
    probe_flight_free(run, one.flight);
    probe_free(run);
    return 0;
}

static void
the_clock_stops_and_goes_on(void **state)
{
    (void)state;
    assert_int_equal(probe_job_left_us(&one), 10000000);
    assert_int_equal(probe_job_spent_us(&one), 0);
    one.clock_us = 4000000;
    assert_int_equal(probe_job_spent_us(&one), 6000000);
    probe_job_clock(&one, true);
    assert_true(one.clock_runs && one.clock_us > probe_now_us());
    assert_true(probe_job_left_us(&one) <= 4000000 && probe_job_left_us(&one) > 0);
    one.clock_us = 1; /* long ago */
    assert_int_equal(probe_job_left_us(&one), 0);
    probe_job_clock(&one, false);
    assert_false(one.clock_runs);
    assert_int_equal(one.clock_us, 0);
    assert_int_equal(probe_job_spent_us(&one), 10000000);
}

static uint64_t
armed_ms(void)
{
    uv_update_time(&run->loop);
    probe_job_arm(&one);
    assert_true(uv_is_active((uv_handle_t *)&one.flight->timer));
    return uv_timer_get_due_in(&one.flight->timer);
}

/* At the deadline, or before it at the state's limit; never at once. */
static void
the_timer_is_for_what_comes_first(void **state)
{
    uint64_t ms;

    (void)state;
    one.clock_us = 1000000000;
    probe_job_clock(&one, true);
    ms = armed_ms();
    assert_true(ms > 900000 && ms <= 1000000);
    one.flight->limit_us = probe_now_us() + 100000000;
    ms = armed_ms();
    assert_true(ms > 50000 && ms <= 100000);
    one.flight->limit_us = one.clock_us + 5;
    assert_true(armed_ms() > 900000);
    one.flight->limit_us = 1;
    assert_int_equal(armed_ms(), 1); /* not 0: sockets are polled first */
    probe_job_clock(&one, false);
    assert_false(uv_is_active((uv_handle_t *)&one.flight->timer));
}

static void
fire(void)
{
    probe_job_arm(&one);
    while (uv_is_active((uv_handle_t *)&one.flight->timer) && seen.limits == 0 && seen.times == 0)
        (void)uv_run(&run->loop, UV_RUN_ONCE);
}

/* What a connection has come to is looked at first; other states just end. */
static void
time_runs_out_by_state(void **state)
{
    (void)state;
    one.clock_runs = true;
    one.clock_us = 1;
    one.state = PROBE_STATE_TALKING;
    fire();
    assert_int_equal(seen.limits, 1);
    assert_int_equal(one.state, PROBE_STATE_TALKING);
    seen.limits = 0;
    one.state = PROBE_STATE_RESOLVING;
    fire();
    assert_int_equal(seen.did, FINISHED);
    assert_int_equal(seen.timed_out, PROBE_STATE_RESOLVING);
    memset(&seen, 0, sizeof seen);
    one.clock_us = probe_now_us() + 5000000;
    one.state = PROBE_STATE_PAUSING;
    one.flight->limit_us = 1;
    fire();
    assert_int_equal(seen.did, ENTERED);
    assert_int_equal(one.state, PROBE_STATE_QUEUED);
    memset(&seen, 0, sizeof seen);
    one.state = PROBE_STATE_LISTENING;
    one.flight->limit_us = 1;
    fire();
    assert_int_equal(seen.limits, 1);
}

static void
steps_do_what_the_table_says(void **state)
{
    static const struct {
        enum probe_state from;
        enum probe_event event;
        enum did did;
        enum probe_state to;
    } rows[] = {
        { PROBE_STATE_NEW, PROBE_EVENT_NAME, RESOLVED, PROBE_STATE_RESOLVING },
        { PROBE_STATE_RESOLVING, PROBE_EVENT_ADDRESSES, ENTERED, PROBE_STATE_QUEUED },
        { PROBE_STATE_QUEUED, PROBE_EVENT_GRANTED, CONNECTED, PROBE_STATE_CONNECTING },
        { PROBE_STATE_CONNECTING, PROBE_EVENT_SHORT, STARVED, PROBE_STATE_QUEUED },
        { PROBE_STATE_CONNECTING, PROBE_EVENT_CONNECTED_LISTEN, LISTENED, PROBE_STATE_LISTENING },
        { PROBE_STATE_CONNECTING, PROBE_EVENT_CONNECTED_SPEAK, SPOKE, PROBE_STATE_TALKING },
        { PROBE_STATE_LISTENING, PROBE_EVENT_KEYLESS, KEYED, PROBE_STATE_KEYING },
        { PROBE_STATE_LISTENING, PROBE_EVENT_CLIENT_HELLO, ANSWERED, PROBE_STATE_TALKING },
        { PROBE_STATE_TALKING, PROBE_EVENT_OBTAINED, FINISHED, PROBE_STATE_OVER },
        { PROBE_STATE_OVER, PROBE_EVENT_OBTAINED, NONE, PROBE_STATE_OVER }, /* no row */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        seen.did = NONE;
        one.state = (uint8_t)rows[i].from;
        one.flight->limit_us = 5;
        one.flight->looked = true;
        probe_job_step(&one, rows[i].event);
        assert_int_equal(seen.did, rows[i].did);
        assert_int_equal(one.state, rows[i].to);
        assert_int_equal(one.flight->limit_us == 0, rows[i].did != NONE); /* of one state alone */
        assert_int_equal(one.flight->looked, rows[i].did == NONE);
        assert_true(rows[i].did != CONNECTED || one.clock_runs);
    }
}

static void
pausing_has_its_time(void **state)
{
    (void)state;
    probe_job_clock(&one, true);
    one.state = PROBE_STATE_TALKING;
    one.plan.pauses = 1;
    probe_job_step(&one, PROBE_EVENT_PAUSE);
    assert_int_equal(one.state, PROBE_STATE_PAUSING);
    assert_true(one.flight->limit_us != 0);
    assert_true(uv_is_active((uv_handle_t *)&one.flight->timer));
}

static void
who_is_stopped_says_where(void **state)
{
    (void)state;
    one.state = PROBE_STATE_CONNECTING;
    one.plan.addresses = 2;
    one.plan.address = 1;
    probe_job_step(&one, PROBE_EVENT_STOPPED);
    assert_int_equal(seen.did, FINISHED);
    assert_int_equal(one.error.kind, PROBE_INTERRUPTED);
    assert_int_equal(one.error.stage, PROBE_STAGE_CONNECT);
    assert_string_equal(one.error.text, "the run was stopped while connecting");
    assert_int_equal(one.seen_address, 1);
}

static void
blame(enum probe_class kind)
{
    probe_job_blame(&one, &(const struct probe_error){ .kind = kind });
}

/* The first cause wins, unless the peer itself has spoken since. */
static void
the_first_cause_wins(void **state)
{
    (void)state;
    blame(PROBE_TIMEOUT);
    assert_int_equal(one.error.kind, PROBE_TIMEOUT);
    blame(PROBE_RESET);
    assert_int_equal(one.error.kind, PROBE_TIMEOUT);
    one.flight->heard = true;
    blame(PROBE_ALERT);
    assert_int_equal(one.error.kind, PROBE_ALERT);
    one.plan.offer = PROBE_OFFER_TLS10; /* of a last try it objects to something else */
    blame(PROBE_PROTOCOL);
    assert_int_equal(one.error.kind, PROBE_ALERT);
    one.error.kind = PROBE_CLOSED;
    blame(PROBE_PROTOCOL);
    assert_int_equal(one.error.kind, PROBE_PROTOCOL);
}

static void
what_was_heard_is_remembered(void **state)
{
    (void)state;
    one.plan.address = 2;
    one.flight->talker = &talker;
    blame(PROBE_ALERT);
    assert_int_equal(one.seen_address, 2);
    assert_true(one.seen.tls);
    assert_int_equal(one.seen.role, PROBE_ROLE_CLIENT);
    assert_int_equal(one.seen.version, 0x0303);
    assert_int_equal(one.seen.cipher, 0x002F);
    assert_int_equal(one.seen.accepted, PROBE_NO);
    assert_int_equal(one.seen.requested, PROBE_UNKNOWN);
    assert_int_equal(one.seen.engine, PROBE_ENGINE_HELLO);
    one.flight->talker = NULL;
}

static struct probe_job *
started(const struct probe_target *t)
{
    seen.did = NONE;
    assert_true(probe_job_start(run, t));
    assert_ptr_equal(seen.job, run->jobs);
    return run->jobs;
}

static void
names_are_resolved_and_literals_are_not(void **state)
{
    struct probe_target t = { .host = "a.example", .port = 443 };
    struct probe_job *job = started(&t);

    (void)state;
    assert_int_equal(seen.did, RESOLVED);
    assert_true(job->clock_runs);
    assert_int_equal(job->budget_ms, run->options.timeout_ms);
    assert_int_equal(job->error.alert, -1);
    assert_int_equal(job->tls_us, PROBE_NEVER);
    t.host = "[2001:db8::1]";
    t.timeout_ms = 700;
    job = started(&t);
    assert_int_equal(seen.did, ENTERED);
    assert_int_equal(job->plan.addresses, 1);
    assert_int_equal(job->addresses[0].v6, 1);
    assert_int_equal(job->budget_ms, 700);
    t.host = "a.example";
    t.address = "192.0.2.7";
    job = started(&t);
    assert_int_equal(seen.did, ENTERED);
    assert_int_equal(job->addresses[0].ip[3], 7);
    assert_int_equal(run->jobs_n, 3);
    assert_ptr_equal(job->next->prev, job);
}

/* --resolve: for the host in any case, on its port or all. */
static void
overrides_stand_for_a_resolver(void **state)
{
    static const struct probe_override overrides[] = { { "A.Example", 443, "192.0.2.1" },
                                                       { "a.example", 0, "192.0.2.2" },
                                                       { "a.example", 444, "192.0.2.3" },
                                                       { "b.example", 0, "192.0.2.4" } };
    struct probe_target t = { .host = "a.example", .port = 443 };
    struct probe_job *job;

    (void)state;
    run->options.overrides = overrides;
    run->options.overrides_n = 4;
    job = started(&t);
    assert_int_equal(seen.did, ENTERED);
    assert_int_equal(job->plan.addresses, 2);
    assert_int_equal(job->addresses[0].ip[3], 1);
    assert_int_equal(job->addresses[1].ip[3], 2);
    assert_int_equal(job->all_n, 2);
    t.host = "c.example";
    (void)started(&t);
    assert_int_equal(seen.did, RESOLVED);
}

/* Four are tried, and all are told, each once. */
static void
all_addresses_are_kept(void **state)
{
    struct probe_target t = { .host = "a.example", .port = 443 };
    struct probe_job *job = started(&t);
    struct probe_address all[7];

    (void)state;
    for (uint8_t i = 0; i < 7; i++)
        all[i] = (struct probe_address){ .ip = { 192, 0, 2, (uint8_t)(i % 6) } };
    probe_job_resolved(job, all, 7);
    assert_int_equal(job->plan.addresses, PROBE_ADDRESSES_MAX);
    assert_int_equal(job->all_n, 6);
    assert_int_equal(job->state, PROBE_STATE_QUEUED);
}

static void
the_dialled_host_may_be_another(void **state)
{
    (void)state;
    one.target.host = "a.example";
    assert_string_equal(probe_job_dials(&one), "a.example");
    seen.srv_host = "srv.example";
    assert_string_equal(probe_job_dials(&one), "srv.example");
    one.proxied = true;
    run->options.proxy.host = "proxy.example";
    assert_string_equal(probe_job_dials(&one), "proxy.example");
}

/* Through a proxy it is the proxy's address that is known, and it is spoken to first. */
static void
proxied_targets_dial_the_proxy(void **state)
{
    struct probe_target t = { .host = "192.0.2.1", .port = 443, .reversed = true };
    struct probe_job *job;

    (void)state;
    run->options.proxy =
        (struct probe_proxy){ .kind = PROBE_PROXY_HTTP, .host = "proxy.example", .port = 3128 };
    job = started(&t);
    assert_true(job->proxied);
    assert_int_equal(seen.did, RESOLVED);
    run->options.proxy.host = "192.0.2.9";
    job = started(&t);
    assert_int_equal(seen.did, ENTERED);
    assert_int_equal(job->addresses[0].ip[3], 9);
    assert_int_not_equal(job->plan.turn, PROBE_TURN_WINDOW);
}

static void
plans_are_made_for_targets(void **state)
{
    struct probe_target t = { .host = "192.0.2.1", .port = 443, .reversed = true };
    struct probe_identity *somebody = (void *)&seen;
    struct probe_job *job = started(&t);

    (void)state;
    assert_int_not_equal(job->plan.turn, PROBE_TURN_SPEAK);
    assert_int_equal(job->plan.retries, run->options.retries);
    assert_true((job->plan.offers & 1u << PROBE_OFFER_LIGHT) != 0);
    t.dialogue = PROBE_DIALOGUE_XMPP_CLIENT; /* in clear the peer is the server */
    assert_int_equal(started(&t)->plan.turn, PROBE_TURN_SPEAK);
    t.dialogue = PROBE_DIALOGUE_NONE;
    t.as = somebody; /* once, with a whole handshake */
    job = started(&t);
    assert_int_equal(job->plan.retries, 0);
    assert_true((job->plan.offers & 1u << PROBE_OFFER_LIGHT) == 0);
    t.as = NULL;
    t.key = PROBE_KEY_ECDSA;
    t.tls13 = true;
    job = started(&t);
    assert_int_equal(job->plan.offer, PROBE_OFFER_TLS13);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_clock_stops_and_goes_on),
        CASE(the_timer_is_for_what_comes_first),
        CASE(time_runs_out_by_state),
        CASE(steps_do_what_the_table_says),
        CASE(pausing_has_its_time),
        CASE(who_is_stopped_says_where),
        CASE(the_first_cause_wins),
        CASE(what_was_heard_is_remembered),
        CASE(names_are_resolved_and_literals_are_not),
        CASE(overrides_stand_for_a_resolver),
        CASE(all_addresses_are_kept),
        CASE(the_dialled_host_may_be_another),
        CASE(proxied_targets_dial_the_proxy),
        CASE(plans_are_made_for_targets),
    };

    return cmocka_run_group_tests_name("job", tests, NULL, NULL);
}
