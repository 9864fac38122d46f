/* SPDX-License-Identifier: MIT */
/* Connecting to the plan's present address. */
#include "run.h"

#include "plan/fail.h"
#include "net/sock.h"

#include <errno.h>

static void
connect_failed(struct probe_job *job, int err)
{
    static const enum probe_class classes[] = {
        [PROBE_TROUBLE_REFUSED] = PROBE_REFUSED, [PROBE_TROUBLE_UNROUTABLE] = PROBE_UNROUTABLE,
        [PROBE_TROUBLE_TIMEOUT] = PROBE_TIMEOUT, [PROBE_TROUBLE_RESET] = PROBE_RESET,
        [PROBE_TROUBLE_SHORT] = PROBE_RESOURCE,
    };
    enum probe_trouble trouble = probe_sock_trouble(err, &job->addresses[job->plan.address]);
    struct probe_error e;

    if (trouble == PROBE_TROUBLE_SHORT) {
        probe_talk_drop(job);
        job->short_errno = err;
        probe_job_step(job, PROBE_EVENT_SHORT);
        return;
    }
    job->attempts++;
    probe_fail_set(&e, classes[trouble], PROBE_STAGE_CONNECT, "%s", probe_sock_error_text(err));
    e.errno_value = err;
    probe_talk_fail(job, &e);
}

void
probe_talk_connect(struct probe_job *job)
{
    struct probe_flight *f = job->flight;
    uint64_t left = probe_job_left_us(job), reserve = (uint64_t)job->target.reserve_ms * 1000;
    int err;

    f->said_n = 0;
    f->heard = f->speaking = f->sni_sent = f->settling = f->looked = false;
    f->connected_us = 0;
    f->errno_value = 0;
    f->began_us = probe_now_us();
    err = probe_conn_open(job, &job->addresses[job->plan.address], &f->conn);
    if (err != 0) {
        connect_failed(job, err);
        return;
    }
    f->limit_us =
        f->began_us + probe_plan_connect_us(&job->plan,
                                            (uint64_t)job->run->options.connect_timeout_ms * 1000,
                                            left > reserve ? left - reserve : 0);
    probe_job_arm(job);
}

/* The peer reset an established connection: had it answered our SYN by RST, Linux would say
 * ECONNREFUSED. */
static void
reset_at_once(struct probe_job *job, int err)
{
    struct probe_error e;

    job->flight->conn->gone = true;
    probe_fail_set(&e, PROBE_RESET, PROBE_STAGE_TLS,
                   "the peer reset the connection before anything was sent");
    e.errno_value = err;
    probe_talk_fail(job, &e);
}

void
probe_talk_connected(struct probe_job *job)
{
    struct probe_flight *f = job->flight;
    int err = probe_sock_error(f->conn->fd);
    bool reset = err == ECONNRESET || err == EPIPE;

    if (err != 0 && !reset) {
        connect_failed(job, err);
        return;
    }
    job->attempts++;
    job->connected = !job->proxied;
    job->short_since = 0;
    job->connect_us = probe_since_us(f->began_us);
    f->connected_us = probe_now_us();
    f->spent_us = probe_job_spent_us(job);
    f->half_us = f->connected_us + probe_job_left_us(job) / 2;
    if (reset) {
        reset_at_once(job, err);
        return;
    }
    probe_job_step(job, job->plan.turn == PROBE_TURN_SPEAK || job->proxied
                            ? PROBE_EVENT_CONNECTED_SPEAK
                            : PROBE_EVENT_CONNECTED_LISTEN);
}
