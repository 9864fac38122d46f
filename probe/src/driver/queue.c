/* SPDX-License-Identifier: MIT */
#include "run.h"

void
probe_queue_push(struct probe_queue *q, struct probe_job *job)
{
    job->queue = q;
    job->queue_prev = q->tail;
    job->queue_next = NULL;
    if (q->tail != NULL)
        q->tail->queue_next = job;
    else
        q->head = job;
    q->tail = job;
    q->n++;
}

void
probe_queue_leave(struct probe_job *job)
{
    struct probe_queue *q = job->queue;

    if (q == NULL)
        return;
    if (job->queue_prev != NULL)
        job->queue_prev->queue_next = job->queue_next;
    else
        q->head = job->queue_next;
    if (job->queue_next != NULL)
        job->queue_next->queue_prev = job->queue_prev;
    else
        q->tail = job->queue_prev;
    q->n--;
    job->queue = NULL;
}

struct probe_job *
probe_queue_pop(struct probe_queue *q)
{
    struct probe_job *job = q->head;

    if (job != NULL)
        probe_queue_leave(job);
    return job;
}
