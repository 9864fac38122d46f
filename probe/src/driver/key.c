/* SPDX-License-Identifier: MIT */
/* Our throw-away key. Making it would hold up the loop and every timer on it, so a thread does;
 * jobs that need the key wait with their own clocks stopped. */
#include "run.h"

bool
probe_key_is_there(const struct probe *p)
{
    return probe_openssl_has_identity(p->openssl, &p->options) && !p->key_making;
}

static void
make(uv_work_t *work)
{
    struct probe *p = work->data;

    probe_openssl_make_identity(p->openssl);
}

static void
on_made(uv_work_t *work, int status)
{
    struct probe *p = work->data;
    struct probe_job *job;

    (void)status;
    p->key_making = false;
    while ((job = probe_queue_pop(&p->keyless)) != NULL) {
        probe_job_clock(job, true);
        probe_job_step(job, PROBE_EVENT_KEY);
    }
}

void
probe_key_wait(struct probe_job *job)
{
    struct probe *p = job->run;

    probe_conn_pause(job->flight->conn);
    probe_job_clock(job, false);
    probe_queue_push(&p->keyless, job);
    if (p->key_making)
        return;
    p->key_making = true;
    p->key_work.data = p;
    if (uv_queue_work(&p->loop, &p->key_work, make, on_made) != 0) {
        make(&p->key_work);
        on_made(&p->key_work, 0);
    }
}

void
probe_key_free(struct probe *p)
{
    while (p->key_making) /* the thread cannot be stopped */
        (void)uv_run(&p->loop, UV_RUN_ONCE);
}
