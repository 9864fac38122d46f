/* SPDX-License-Identifier: MIT */
/* When a job may connect: it needs a slot of its address (per_host), a token (rate) and, after this
 * machine ran short of descriptors or ports, its turn. The job's clock is stopped meanwhile: our
 * own limits are not the peer's fault. */
#include "run.h"

#include "plan/fail.h"
#include "net/sock.h"

#include <stdlib.h>
#include <string.h>

#define STARVE_TICK_MS 100

static struct probe_host **
bucket(struct probe *p, const struct probe_address *a)
{
    struct base_slice bytes = { (const uint8_t *)a, sizeof *a };

    return &p->hosts[base_slice_hash(bytes) % PROBE_HOST_BUCKETS];
}

static struct probe_host *
host_get(struct probe *p, const struct probe_address *a)
{
    struct probe_host **head = bucket(p, a), *h;

    for (h = *head; h != NULL; h = h->next)
        if (probe_address_eq(&h->address, a))
            return h;
    h = calloc(1, sizeof *h);
    if (h == NULL)
        return NULL;
    h->address = *a;
    h->next = *head;
    return *head = h;
}

static void
host_put(struct probe *p, struct probe_host *h)
{
    struct probe_host **at;

    if (h->active > 0 || h->lingering > 0 || h->waiting.n > 0)
        return;
    for (at = bucket(p, &h->address); *at != h; at = &(*at)->next)
        continue;
    *at = h->next;
    free(h);
}

static void
take_slot(struct probe_job *job)
{
    job->host->active++;
    job->slot = true;
}

static bool
is_full(const struct probe *p, const struct probe_host *h)
{
    return h->active + h->lingering >= p->options.per_host;
}

/* Hand a freed slot to the longest waiting one. */
static void
grant_slot(struct probe *p, struct probe_host *h)
{
    struct probe_job *job;

    if (p->stopping || is_full(p, h))
        return;
    job = probe_queue_pop(&h->waiting);
    if (job == NULL)
        return;
    p->waiting_n--;
    take_slot(job);
    probe_queue_push(&p->ready, job);
    probe_run_later(p);
}

void
probe_admission_leave(struct probe_job *job)
{
    struct probe_host *h = job->host;

    if (h != NULL && job->queue == &h->waiting)
        job->run->waiting_n--;
    probe_queue_leave(job);
    if (h == NULL)
        return;
    job->host = NULL;
    if (job->slot) {
        job->slot = false;
        h->active--;
        grant_slot(job->run, h);
    }
    host_put(job->run, h);
}

void
probe_admission_keep(struct probe_conn *c, struct probe_job *job)
{
    if (!c->run->options.exclusive || job->host == NULL || !job->slot)
        return;
    c->host = job->host;
    c->host->lingering++;
}

void
probe_admission_closed(struct probe_conn *c)
{
    struct probe_host *h = c->host;

    if (h == NULL)
        return;
    c->host = NULL;
    h->lingering--;
    grant_slot(c->run, h);
    host_put(c->run, h);
}

/* ---- rate: a token bucket ---- */

static void
fill_tokens(struct probe *p)
{
    uint64_t now = probe_now_us();
    double most = p->options.rate / 20.0 > 1 ? p->options.rate / 20.0 : 1;

    p->rate_tokens += (double)(now - p->rate_filled_us) * p->options.rate / 1e6;
    if (p->rate_tokens > most)
        p->rate_tokens = most;
    p->rate_filled_us = now;
}

static void
on_rate_timer(uv_timer_t *timer)
{
    struct probe *p = timer->data;

    fill_tokens(p);
    while (p->tokens.n > 0 && p->rate_tokens >= 1) {
        p->rate_tokens -= 1;
        probe_job_step(probe_queue_pop(&p->tokens), PROBE_EVENT_GRANTED);
    }
    if (p->tokens.n == 0)
        uv_timer_stop(timer);
}

static void
wait_for_token(struct probe_job *job)
{
    struct probe *p = job->run;
    uint64_t every_ms = 1000 / p->options.rate;

    if (every_ms == 0)
        every_ms = 1;
    probe_queue_push(&p->tokens, job);
    if (!uv_is_active((uv_handle_t *)&p->rate_timer))
        (void)uv_timer_start(&p->rate_timer, on_rate_timer, every_ms, every_ms);
}

static bool
has_token(struct probe *p)
{
    if (p->options.rate == 0)
        return true;
    fill_tokens(p);
    if (p->tokens.n > 0 || p->rate_tokens < 1)
        return false;
    p->rate_tokens -= 1;
    return true;
}

/* ---- shortage ---- */

static void
give_up_starving(struct probe_job *job)
{
    char waited[PROBE_DURATION_TEXT];
    struct probe_error e;

    probe_fail_duration(probe_now_us() - job->short_since, waited);
    probe_fail_set(&e, PROBE_RESOURCE, PROBE_STAGE_CONNECT,
                   "this machine cannot connect: %s, for %s",
                   probe_sock_error_text(job->short_errno), waited);
    e.errno_value = job->short_errno;
    probe_job_blame(job, &e);
    probe_job_step(job, PROBE_EVENT_FAILED);
}

/* Let one job try: whether that works shows whether there is enough for the next. */
static void
feed_starved(struct probe *p)
{
    struct probe_job *job = probe_queue_pop(&p->starved);
    uint64_t limit_us = (uint64_t)p->options.timeout_ms * 1000;

    if (job == NULL)
        return;
    if (probe_now_us() - job->short_since > limit_us)
        give_up_starving(job);
    else
        probe_job_step(job, PROBE_EVENT_GRANTED);
}

static void
on_starve_timer(uv_timer_t *timer)
{
    struct probe *p = timer->data;

    for (unsigned n = p->starved.n; n > 0 && p->starved.n > 0; n--)
        feed_starved(p);
    if (p->starved.n == 0)
        uv_timer_stop(timer);
    probe_run_pump(p);
}

void
probe_admission_starve(struct probe_job *job)
{
    struct probe *p = job->run;

    probe_job_clock(job, false);
    if (job->short_since == 0)
        job->short_since = probe_now_us();
    probe_queue_push(&p->starved, job);
    if (!uv_is_active((uv_handle_t *)&p->starve_timer))
        (void)uv_timer_start(&p->starve_timer, on_starve_timer, STARVE_TICK_MS, STARVE_TICK_MS);
}

void
probe_admission_freed(struct probe *p)
{
    if (p->starved.n > 0 && !p->stopping)
        (void)uv_timer_start(&p->starve_timer, on_starve_timer, 1, STARVE_TICK_MS);
}

/* ---- all together ---- */

/* Through a proxy the target's host is what counts: it is kept as a hash of its name, in a form
 * that no address has. */
static void
counted_address(const struct probe_job *job, struct probe_address *out)
{
    char name[256];
    size_t n = 0;
    uint64_t hash;

    if (!job->proxied) {
        *out = job->addresses[job->plan.address];
        return;
    }
    if (probe_address_parse(job->target.host, out))
        return;
    for (const char *c = job->target.host; *c != '\0' && n < sizeof name; c++)
        name[n++] = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    hash = base_slice_hash((struct base_slice){ (const uint8_t *)name, n });
    *out = (struct probe_address){ .v6 = 2 };
    memcpy(out->ip, &hash, sizeof hash);
}

static bool
need_slot(struct probe_job *job, const struct probe_address *a)
{
    if (job->run->options.per_host == 0)
        return false;
    if (job->host != NULL &&
        (job->host->lingering > 0 || !probe_address_eq(&job->host->address, a)))
        probe_admission_leave(job);
    return job->host == NULL;
}

static void
wait_for_slot(struct probe_job *job)
{
    struct probe *p = job->run;

    probe_flight_free(p, job->flight);
    job->flight = NULL;
    probe_queue_push(&job->host->waiting, job);
    p->waiting_n++;
    probe_run_later(p);
}

static void
no_memory(struct probe_job *job)
{
    struct probe_error e;

    probe_fail_set(&e, PROBE_RESOURCE, PROBE_STAGE_CONNECT, "out of memory");
    probe_job_blame(job, &e);
    probe_job_step(job, PROBE_EVENT_FAILED);
}

void
probe_admission_enter(struct probe_job *job)
{
    struct probe *p = job->run;
    struct probe_address a;

    probe_job_clock(job, false);
    counted_address(job, &a);
    if (need_slot(job, &a)) {
        job->host = host_get(p, &a);
        if (job->host == NULL) {
            no_memory(job);
            return;
        }
        if (is_full(p, job->host)) {
            wait_for_slot(job);
            return;
        }
        take_slot(job);
    }
    if (!has_token(p))
        wait_for_token(job);
    else
        probe_job_step(job, PROBE_EVENT_GRANTED);
}
