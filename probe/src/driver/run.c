/* SPDX-License-Identifier: MIT */
/*
 * The driver: one loop, one thread, many targets at once. Each target is a job (job.c) that walks
 * the state table (states.def, machine.c); files below send it events and carry its actions out,
 * so they form a circle on purpose: events go up, actions come down.
 *
 *     run.c    pulls targets while there is room ............................ probe/probe.h
 *       v  queue.c: its place in line
 *     job.c    state + event -> action + state (machine.c) <----+ events
 *       | actions                                               |
 *       +-> resolve.c, dns.c   a name to addresses .............+
 *       +-> plan.c             which address, role, hello next  |   (pure)
 *       +-> admission.c        may it connect now? .............+
 *       +-> connect.c, sock.c  a socket ........................+
 *       +-> talk.c, receive.c  bytes <-> a talker ..............+
 *       |     dialogue_talker.c | hello_talker.c | openssl_talker.c
 *       +-> limit.c            a state's time, the budget ......+
 *       v  conn.c: leaves politely; fail.c: why there is nothing, in words
 *     hand_over.c  one probe_result, to the caller's done()
 *
 * readiness.c says which sockets are ready, key.c makes our throw-away key on a thread.
 */
#include "run.h"

#include "plan/fail.h"
#include "listen/listener.h"

#include <ares.h>
#include <base/error.h>
#include <stdio.h>
#include <stdlib.h>

#define PULLS_PER_TURN 64 /* then the loop polls sockets and signals again */

void
probe_libraries(struct base_text *out)
{
    base_text_str(out, ", libuv ");
    base_text_str(out, uv_version_string());
    base_text_str(out, ", c-ares ");
    base_text_str(out, ares_version(NULL));
}

void
probe_options_init(struct probe_options *o)
{
    *o = (struct probe_options){
        .concurrency = PROBE_CONCURRENCY,
        .per_host = PROBE_PER_HOST,
        .retries = PROBE_RETRIES,
        .connect_timeout_ms = PROBE_CONNECT_TIMEOUT_MS,
        .timeout_ms = PROBE_TIMEOUT_MS,
        .listen_first_ms = PROBE_LISTEN_FIRST_MS,
    };
}

/* ---- flights ---- */

struct probe_flight *
probe_flight_new(struct probe *p, struct probe_job *job)
{
    struct probe_flight *f = p->free_flights;

    if (f != NULL) {
        p->free_flights = f->next_free;
    } else {
        f = calloc(1, sizeof *f);
        if (f == NULL || uv_timer_init(&p->loop, &f->timer) != 0) {
            free(f);
            return NULL;
        }
        f->timer.data = f;
    }
    f->job = job;
    f->limit_us = 0;
    f->connected_us = 0;
    f->errno_value = 0;
    f->last.kind = PROBE_OK;
    f->said_n = 0;
    f->heard = f->speaking = f->sni_sent = false;
    p->flights_n++;
    return f;
}

void
probe_flight_free(struct probe *p, struct probe_flight *f)
{
    uv_timer_stop(&f->timer);
    f->job = NULL;
    f->next_free = p->free_flights;
    p->free_flights = f;
    p->flights_n--;
}

/* ---- starting targets ---- */

static bool
has_room(const struct probe *p)
{
    return !p->stopping && p->flights_n < p->options.concurrency && p->starved.n == 0;
}

/* A job that has a slot goes before a new one. */
static bool
start_ready(struct probe *p)
{
    struct probe_job *job = p->ready.head;
    struct probe_flight *f = job == NULL ? NULL : probe_flight_new(p, job);

    if (f == NULL)
        return false;
    probe_queue_leave(job);
    job->flight = f;
    probe_admission_enter(job);
    return true;
}

static void
report_no_memory(struct probe *p, const struct probe_target *t)
{
    struct probe_result r = { .client_certificate_requested = PROBE_UNKNOWN,
                              .accepted_us = PROBE_UNKNOWN,
                              .timing = { -1, -1, -1, 0 } };

    probe_fail_set(&r.error, PROBE_RESOURCE, PROBE_STAGE_RESOLVE, "out of memory");
    p->done(p->ctx, t, &r);
}

static bool
start_new(struct probe *p)
{
    struct probe_target t = { 0 };

    if (p->exhausted || p->waiting_n >= PROBE_WAITING_MAX)
        return false;
    if (!p->next(p->ctx, &t)) {
        p->exhausted = true;
        return false;
    }
    if (!probe_job_start(p, &t))
        report_no_memory(p, &t);
    return true;
}

static bool
is_over(const struct probe *p)
{
    return p->jobs_n == 0 && p->lingering_n == 0 && (p->exhausted || p->stopping);
}

void
probe_run_pump(struct probe *p)
{
    unsigned n = 0;

    if (p->pumping)
        return;
    p->pumping = true;
    while (has_room(p) && n < PULLS_PER_TURN && (start_ready(p) || start_new(p)))
        n++;
    p->pumping = false;
    if (n == PULLS_PER_TURN)
        probe_run_later(p);
    if (is_over(p))
        uv_stop(&p->loop);
}

static void
stop_all(struct probe *p)
{
    probe_hand_over_all(p); /* they were not interrupted */
    while (p->jobs != NULL)
        probe_job_step(p->jobs, PROBE_EVENT_STOPPED);
    probe_conn_drop_lingering(p, UINT64_MAX);
}

static void
on_again(uv_idle_t *idle)
{
    struct probe *p = idle->data;

    uv_idle_stop(idle);
    if (p->stopping)
        stop_all(p);
    probe_run_pump(p);
}

void
probe_run_later(struct probe *p)
{
    (void)uv_idle_start(&p->again, on_again);
}

/* ---- the run ---- */

static bool
check_overrides(const struct probe_options *o, struct base_text *why)
{
    struct probe_address a;

    for (size_t i = 0; i < o->overrides_n; i++)
        if (!probe_address_parse(o->overrides[i].address, &a))
            return base_complain(why, o->overrides[i].address, "not an IPv4 or IPv6 address");
    return true;
}

static void
init_handles(struct probe *p)
{
    uv_timer_t *timers[] = { &p->rate_timer, &p->starve_timer, &p->linger_timer, &p->dns_timer,
                             &p->grace_timer, &p->gather_timer };

    for (size_t i = 0; i < sizeof timers / sizeof *timers; i++) {
        (void)uv_timer_init(&p->loop, timers[i]); /* cannot fail; neither can uv_idle_init */
        timers[i]->data = p;
    }
    (void)uv_idle_init(&p->loop, &p->again);
    p->again.data = p;
}

struct probe *
probe_new(const struct probe_options *options, struct base_text *why)
{
    struct probe *p;

    if (!check_overrides(options, why))
        return NULL;
    p = calloc(1, sizeof *p);
    if (p == NULL || uv_loop_init(&p->loop) != 0) {
        base_text_str(why, "cannot make an event loop");
        free(p);
        return NULL;
    }
    init_handles(p);
    p->options = *options;
    if (p->options.concurrency == 0)
        p->options.concurrency = 1;
    p->rate_tokens = 1;
    p->rate_filled_us = probe_now_us();
    if (probe_readiness_init(p, why))
        p->openssl = probe_openssl_new(options, why);
    if (p->openssl == NULL) {
        probe_free(p);
        return NULL;
    }
    return p;
}

static void
on_flight_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void
probe_free(struct probe *p)
{
    if (p == NULL)
        return;
    probe_resolve_free(p);
    probe_key_free(p);
    listen_close(p->listener);
    while (p->free_flights != NULL) {
        struct probe_flight *f = p->free_flights;

        p->free_flights = f->next_free;
        uv_close((uv_handle_t *)&f->timer, on_flight_closed);
    }
    uv_close((uv_handle_t *)&p->rate_timer, NULL);
    uv_close((uv_handle_t *)&p->starve_timer, NULL);
    uv_close((uv_handle_t *)&p->linger_timer, NULL);
    uv_close((uv_handle_t *)&p->dns_timer, NULL);
    uv_close((uv_handle_t *)&p->grace_timer, NULL);
    uv_close((uv_handle_t *)&p->gather_timer, NULL);
    uv_close((uv_handle_t *)&p->again, NULL);
    probe_readiness_close(p);
    (void)uv_run(&p->loop, UV_RUN_NOWAIT); /* one turn runs all close callbacks */
    (void)uv_loop_close(&p->loop);
    listen_free(p->listener);
    probe_openssl_free(p->openssl);
    free(p);
}

void
probe_run(struct probe *p, probe_next_fn *next, probe_done_fn *done, void *ctx)
{
    p->next = next;
    p->done = done;
    p->ctx = ctx;
    p->exhausted = p->stopping = false;
    probe_run_later(p);
    while (!is_over(p))
        (void)uv_run(&p->loop, UV_RUN_DEFAULT);
}

void
probe_more(struct probe *p)
{
    p->exhausted = false;
    probe_run_later(p);
}

void
probe_stop(struct probe *p)
{
    p->stopping = true;
    probe_run_later(p);
}

bool
probe_waits_for(const struct probe *p, struct probe_waiting *out)
{
    const struct probe_job *first = NULL;
    size_t n = 0;

    for (const struct probe_job *job = p->jobs; job != NULL; job = job->next)
        if (job->flight != NULL && job->state != PROBE_STATE_OVER) {
            first = job; /* new ones are put in front */
            n++;
        }
    if (first == NULL)
        return false;
    *out = (struct probe_waiting){ .host = first->target.host,
                                   .port = first->target.port,
                                   .doing = probe_state_name((enum probe_state)first->state),
                                   .others = n - 1 };
    return true;
}

void *
probe_loop(struct probe *p)
{
    return &p->loop;
}
