/* SPDX-License-Identifier: MIT */
/* What a limit means, by state; what is done about it is wrapped by the linker. */
#include "empty_run.h"

#include "net/sock.h"

#include "cmocka_prelude.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum did { NONE, FAILED, STEPPED, RECEIVED, JUDGED, CONNECTED };

static struct {
    enum did did;
    bool armed, has_ended;
    enum probe_class ended; /* what the talker was told */
    enum probe_event event;
    struct probe_error error, result;
} seen;

static struct probe_conn conn;
static struct probe_talker talker;
static struct probe_flight flight;
static struct probe_job job;

void __wrap_probe_talk_fail(struct probe_job *j, const struct probe_error *e);
void __wrap_probe_job_blame(struct probe_job *j, const struct probe_error *e);
void __wrap_probe_job_step(struct probe_job *j, enum probe_event e);
void __wrap_probe_job_arm(struct probe_job *j);
void __wrap_probe_receive(struct probe_job *j);
void __wrap_probe_talk_judge(struct probe_job *j);
void __wrap_probe_talk_connected(struct probe_job *j);
void __wrap_probe_talk_result(struct probe_job *j, struct probe_result *out);
bool __wrap_probe_sock_has_ended(int fd);

static void
note(struct probe_job *j, enum did did)
{
    assert_ptr_equal(j, &job);
    assert_int_equal(seen.did, NONE);
    seen.did = did;
}

void
__wrap_probe_talk_fail(struct probe_job *j, const struct probe_error *e)
{
    note(j, FAILED);
    seen.error = *e;
}

void
__wrap_probe_job_blame(struct probe_job *j, const struct probe_error *e)
{
    __wrap_probe_talk_fail(j, e);
}

void
__wrap_probe_job_step(struct probe_job *j, enum probe_event e)
{
    note(j, STEPPED);
    seen.event = e;
}

void
__wrap_probe_job_arm(struct probe_job *j)
{
    assert_ptr_equal(j, &job);
    seen.armed = true;
}

void
__wrap_probe_receive(struct probe_job *j)
{
    note(j, RECEIVED);
}

void
__wrap_probe_talk_judge(struct probe_job *j)
{
    note(j, JUDGED);
}

void
__wrap_probe_talk_connected(struct probe_job *j)
{
    note(j, CONNECTED);
}

void
__wrap_probe_talk_result(struct probe_job *j, struct probe_result *out)
{
    assert_ptr_equal(j, &job);
    out->error = seen.result;
}

bool
__wrap_probe_sock_has_ended(int fd)
{
    assert_int_equal(fd, 7);
    return seen.has_ended;
}

static void
end_talk(struct probe_talker *t, enum probe_class why)
{
    assert_ptr_equal(t, &talker);
    seen.ended = why;
}

/* A job two seconds into its connection, with time left. */
static void
given(enum probe_state state)
{
    static const struct probe_talker_ops ops = { .end = end_talk };

    memset(&seen, 0, sizeof seen);
    talker = (struct probe_talker){ .ops = &ops };
    conn = (struct probe_conn){ .fd = 7 };
    flight =
        (struct probe_flight){ .conn = &conn, .talker = &talker, .limit_us = 1, .looked = true };
    flight.began_us = flight.connected_us = probe_now_us() - 2000000;
    job = (struct probe_job){ .run = run, .flight = &flight, .state = (uint8_t)state };
    job.clock_us = 5000000;
    job.budget_ms = 10000;
    job.connected = true;
}

static void
failed_with(enum probe_stage stage, const char *text)
{
    assert_int_equal(seen.did, FAILED);
    assert_int_equal(seen.error.kind, PROBE_TIMEOUT);
    assert_int_equal(seen.error.stage, stage);
    if (strncmp(seen.error.text, text, strlen(text)) != 0)
        fail_msg("%s", seen.error.text);
}

/* What came while this thread was busy counts. */
static void
looks_once(void **state)
{
    static const enum probe_state states[] = { PROBE_STATE_TALKING, PROBE_STATE_LISTENING };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        given(states[i]);
        flight.looked = false;
        job.clock_us = 0;
        probe_talk_limit(&job);
        assert_int_equal(seen.did, RECEIVED);
        assert_true(flight.looked && seen.armed);
    }
    for (int ended = 0; ended <= 1; ended++) {
        given(PROBE_STATE_CONNECTING);
        flight.looked = false;
        seen.has_ended = ended != 0;
        probe_talk_limit(&job);
        assert_int_equal(seen.did, ended ? CONNECTED : NONE);
    }
}

static void
ends_at_the_deadline(void **state)
{
    static const enum probe_state states[] = { PROBE_STATE_CONNECTING, PROBE_STATE_TALKING,
                                               PROBE_STATE_LISTENING };

    (void)state;
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        given(states[i]);
        job.clock_us = 0;
        flight.heard = true;
        probe_talk_limit(&job);
        assert_int_equal(seen.did, STEPPED);
        assert_int_equal(seen.event, PROBE_EVENT_DEADLINE);
    }
}

static void
gives_up_connecting(void **state)
{
    (void)state;
    given(PROBE_STATE_CONNECTING);
    probe_talk_limit(&job);
    failed_with(PROBE_STAGE_CONNECT, "no answer to TCP connect within 2");
    assert_int_equal(seen.error.errno_value, ETIMEDOUT);
    assert_int_equal(job.attempts, 1);
}

static void
waited_on(void)
{
    assert_int_equal(seen.did, NONE);
    assert_true(seen.armed);
    assert_int_equal(flight.limit_us, 0);
    assert_false(flight.looked);
}

/* Who has begun to speak has until the deadline. */
static void
waits_on_for_the_slow(void **state)
{
    (void)state;
    given(PROBE_STATE_TALKING);
    flight.heard = true;
    probe_talk_limit(&job);
    waited_on();
    given(PROBE_STATE_TALKING);
    conn.head_len = 1;
    probe_talk_limit(&job);
    waited_on();
    given(PROBE_STATE_LISTENING);
    job.plan.turn = PROBE_TURN_WINDOW;
    conn.head_len = 1;
    probe_talk_limit(&job);
    waited_on();
}

static void
gives_up_the_silent(void **state)
{
    (void)state;
    given(PROBE_STATE_TALKING);
    flight.speaking = true;
    probe_talk_limit(&job);
    failed_with(PROBE_STAGE_TLS, "no answer to our ClientHello within 2");
    given(PROBE_STATE_TALKING);
    flight.speaking = true;
    job.target.dialogue = PROBE_DIALOGUE_SMTP; /* the greeting never came */
    probe_talk_limit(&job);
    failed_with(PROBE_STAGE_TLS, "no word from the peer within 2");
    given(PROBE_STATE_TALKING);
    probe_talk_limit(&job);
    failed_with(PROBE_STAGE_TLS, "no ClientHello from the peer within 2");
    given(PROBE_STATE_LISTENING);
    job.plan.turn = PROBE_TURN_LISTEN;
    probe_talk_limit(&job);
    failed_with(PROBE_STAGE_TLS, "no ClientHello from the peer within 2");
    given(PROBE_STATE_TALKING);
    job.proxied = true;
    job.connected = false;
    probe_talk_limit(&job);
    failed_with(PROBE_STAGE_CONNECT, "no answer from the proxy within 2");
    given(PROBE_STATE_LISTENING); /* it may speak first, but need not */
    job.plan.turn = PROBE_TURN_WINDOW;
    probe_talk_limit(&job);
    assert_int_equal(seen.did, STEPPED);
    assert_int_equal(seen.event, PROBE_EVENT_SILENCE);
}

/* Nobody objected in time: that is the talk's end. */
static void
ends_a_talk_that_settles(void **state)
{
    (void)state;
    given(PROBE_STATE_TALKING);
    talker.outcome = PROBE_TALK_SETTLE;
    probe_talk_limit(&job);
    assert_int_equal(seen.did, JUDGED);
    assert_int_equal(seen.ended, PROBE_TIMEOUT);
}

static void
blames_by_the_state(void **state)
{
    (void)state;
    given(PROBE_STATE_OVER);
    probe_talk_time_out(&job, PROBE_STATE_RESOLVING);
    failed_with(PROBE_STAGE_RESOLVE, "the name was not resolved within 10 s");
    given(PROBE_STATE_OVER);
    probe_talk_time_out(&job, PROBE_STATE_CONNECTING);
    failed_with(PROBE_STAGE_CONNECT, "no answer to TCP connect within 2");
    given(PROBE_STATE_OVER);
    probe_talk_time_out(&job, PROBE_STATE_LISTENING);
    failed_with(PROBE_STAGE_TLS, "no ClientHello from the peer within 2");
    given(PROBE_STATE_OVER);
    flight.heard = true;
    seen.result = (struct probe_error){ .kind = PROBE_TIMEOUT, .text = "the talker's" };
    probe_talk_time_out(&job, PROBE_STATE_TALKING);
    failed_with(PROBE_STAGE_RESOLVE, "the talker's");
    assert_int_equal(seen.ended, PROBE_TIMEOUT);
    given(PROBE_STATE_OVER);
    flight.heard = true; /* and has a certificate */
    probe_talk_time_out(&job, PROBE_STATE_TALKING);
    assert_int_equal(seen.did, NONE);
}

/* Silence in both roles is one sentence; it ends where the text does. */
static void
adds_silence_to_silence(void **state)
{
    (void)state;
    given(PROBE_STATE_OVER);
    job.error =
        (struct probe_error){ .kind = PROBE_TIMEOUT, .stage = PROBE_STAGE_TLS, .text = "a" };
    probe_talk_time_out(&job, PROBE_STATE_LISTENING);
    assert_int_equal(seen.did, NONE);
    assert_memory_equal(job.error.text, "a, and no ClientHello from the peer within 2", 44);
    memset(job.error.text, 'a', sizeof job.error.text - 1);
    probe_talk_time_out(&job, PROBE_STATE_LISTENING);
    assert_int_equal(strlen(job.error.text), sizeof job.error.text - 1);
    given(PROBE_STATE_OVER);
    job.error = (struct probe_error){ .kind = PROBE_RESET, .stage = PROBE_STAGE_TLS, .text = "a" };
    probe_talk_time_out(&job, PROBE_STATE_LISTENING);
    failed_with(PROBE_STAGE_TLS, "no ClientHello from the peer within 2");
    assert_string_equal(job.error.text, "a");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looks_once),          cmocka_unit_test(ends_at_the_deadline),
        cmocka_unit_test(gives_up_connecting), cmocka_unit_test(waits_on_for_the_slow),
        cmocka_unit_test(gives_up_the_silent), cmocka_unit_test(ends_a_talk_that_settles),
        cmocka_unit_test(blames_by_the_state), cmocka_unit_test(adds_silence_to_silence),
    };

    return cmocka_run_group_tests_name("limit", tests, begin, end);
}
