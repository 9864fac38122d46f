/* SPDX-License-Identifier: MIT */
/* When a state has had its time, or the target its budget. */
#include "run.h"

#include "plan/fail.h"
#include "net/sock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void
connect_error(struct probe_job *job, struct probe_error *e)
{
    char waited[PROBE_DURATION_TEXT];

    job->attempts++;
    probe_fail_duration((uint64_t)probe_since_us(job->flight->began_us), waited);
    probe_fail_set(e, PROBE_TIMEOUT, PROBE_STAGE_CONNECT, "no answer to TCP connect within %s",
                   waited);
    e->errno_value = ETIMEDOUT;
}

static void
connect_timed_out(struct probe_job *job)
{
    struct probe_error e;

    connect_error(job, &e);
    probe_talk_fail(job, &e);
}

/* Who has said nothing has not let TLS begin behind a dialogue: there was no ClientHello. */
static bool
waits_for_dialogue(const struct probe_job *job)
{
    return job->flight->speaking && probe_talk_dialogue(job) != PROBE_DIALOGUE_NONE;
}

static void
silence_error(const struct probe_job *job, struct probe_error *e)
{
    char waited[PROBE_DURATION_TEXT];

    probe_fail_duration((uint64_t)probe_since_us(job->flight->connected_us), waited);
    if (job->proxied && !job->connected)
        probe_fail_set(e, PROBE_TIMEOUT, PROBE_STAGE_CONNECT, "no answer from the proxy within %s",
                       waited);
    else if (waits_for_dialogue(job))
        probe_fail_set(e, PROBE_TIMEOUT, PROBE_STAGE_TLS,
                       "no word from the peer within %s, so TLS could not begin", waited);
    else
        probe_fail_set(e, PROBE_TIMEOUT, PROBE_STAGE_TLS,
                       job->flight->speaking ? "no answer to our ClientHello within %s"
                                             : "no ClientHello from the peer within %s",
                       waited);
}

/* The peer has begun to speak, if slowly: only the deadline ends it now. */
static void
wait_on(struct probe_job *job)
{
    job->flight->limit_us = 0;
    job->flight->looked = false;
    probe_job_arm(job);
}

static void
talk_limit(struct probe_job *job)
{
    struct probe_flight *f = job->flight;
    struct probe_error e;

    if (f->talker->outcome == PROBE_TALK_SETTLE) {
        f->talker->ops->end(f->talker, PROBE_TIMEOUT);
        probe_talk_judge(job);
    } else if (f->heard || f->conn->head_len > 0) {
        wait_on(job);
    } else {
        silence_error(job, &e);
        probe_talk_fail(job, &e);
    }
}

static void
listen_limit(struct probe_job *job)
{
    struct probe_error e;

    if (job->flight->conn->head_len > 0) {
        wait_on(job);
    } else if (job->plan.turn == PROBE_TURN_WINDOW) {
        probe_job_step(job, PROBE_EVENT_SILENCE);
    } else {
        silence_error(job, &e);
        probe_talk_fail(job, &e);
    }
}

/* The peer's last bytes may have arrived while this thread was busy: read them once, and after that
 * be strict with a peer that never stops. */
static void
look(struct probe_job *job)
{
    job->flight->looked = true;
    probe_job_arm(job);
    if (job->state != PROBE_STATE_CONNECTING)
        probe_receive(job);
    else if (probe_sock_has_ended(job->flight->conn->fd))
        probe_talk_connected(job);
}

void
probe_talk_limit(struct probe_job *job)
{
    if (!job->flight->looked)
        look(job);
    else if (probe_job_left_us(job) == 0)
        probe_job_step(job, PROBE_EVENT_DEADLINE);
    else if (job->state == PROBE_STATE_CONNECTING)
        connect_timed_out(job);
    else if (job->state == PROBE_STATE_TALKING)
        talk_limit(job);
    else
        listen_limit(job);
}

/* Both roles were tried: say so in one sentence. */
static bool
add_to_silence(struct probe_job *job, const struct probe_error *e)
{
    size_t n = strlen(job->error.text);

    if (job->error.kind != PROBE_TIMEOUT || job->error.stage != PROBE_STAGE_TLS ||
        e->kind != PROBE_TIMEOUT)
        return false;
    (void)snprintf(job->error.text + n, sizeof job->error.text - n, ", and %s", e->text);
    return true;
}

void
probe_talk_time_out(struct probe_job *job, enum probe_state from)
{
    struct probe_flight *f = job->flight;
    struct probe_result r = { 0 };
    char budget[PROBE_DURATION_TEXT];
    struct probe_error *e = &r.error;

    probe_fail_duration((uint64_t)job->budget_ms * 1000, budget);
    if (from == PROBE_STATE_TALKING && f->heard) {
        f->talker->ops->end(f->talker, PROBE_TIMEOUT);
        probe_talk_result(job, &r);
    } else if (from == PROBE_STATE_CONNECTING) {
        connect_error(job, e);
    } else if (from == PROBE_STATE_TALKING || from == PROBE_STATE_LISTENING) {
        silence_error(job, e);
        if (add_to_silence(job, e))
            return;
    } else {
        probe_fail_set(e, PROBE_TIMEOUT, probe_state_stage(from),
                       "the name was not resolved within %s", budget);
    }
    if (e->kind != PROBE_OK)
        probe_job_blame(job, e);
}
