/* SPDX-License-Identifier: MIT */
/*
 * The end of a job: its result goes to the caller. What the caller does with it, judge and write,
 * runs through far more code than the probing: between two connections the processor's caches have
 * lost it. So results are handed over some at a time, a tenth of the CPU time of a large run less;
 * none waits longer than GATHER_MS, and its times are those of its connection.
 */
#include "run.h"

#include <stdlib.h>

#define GATHER_MAX 16u
#define GATHER_MS 3u
#define GATHER_SHARE 16u /* those that wait are this part of all that may be under way */

static void
forget(struct probe_job *job)
{
    struct probe *p = job->run;

    probe_admission_leave(job);
    if (job->flight != NULL)
        probe_flight_free(p, job->flight);
    *(job->prev != NULL ? &job->prev->next : &p->jobs) = job->next;
    if (job->next != NULL)
        job->next->prev = job->prev;
    p->jobs_n--;
    probe_srv_forget(job);
    free(job->all);
    free(job);
    probe_run_pump(p);
}

static void
hand_over(struct probe_job *job)
{
    struct probe *p = job->run;
    struct probe_result r;

    probe_job_result(job, &r);
    p->done(p->ctx, &job->target, &r);
    if (job->flight != NULL)
        probe_talk_drop(job);
    forget(job);
}

void
probe_hand_over_all(struct probe *p)
{
    uv_timer_stop(&p->gather_timer);
    p->pumping = true; /* their places are filled when all are free */
    while (p->finished.n > 0)
        hand_over(probe_queue_pop(&p->finished));
    p->pumping = false;
    probe_run_pump(p);
}

static void
on_gather_timer(uv_timer_t *timer)
{
    probe_hand_over_all(timer->data);
}

void
probe_hand_over_some(struct probe *p)
{
    unsigned n = p->finished.n;

    if (n == 0)
        return;
    if (n >= GATHER_MAX || n >= p->options.concurrency / GATHER_SHARE || n == p->jobs_n)
        probe_hand_over_all(p);
    else if (!uv_is_active((uv_handle_t *)&p->gather_timer))
        (void)uv_timer_start(&p->gather_timer, on_gather_timer, GATHER_MS, 0);
}

void
probe_job_finish(struct probe_job *job)
{
    if (job->flight != NULL)
        probe_talk_hang_up(job);
    if (!job->run->serving) {
        hand_over(job);
        return;
    }
    probe_job_clock(job, false); /* what it waits now is not its time */
    probe_admission_leave(job);
    probe_queue_push(&job->run->finished, job);
}
