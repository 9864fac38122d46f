/* SPDX-License-Identifier: MIT */
/*
 * One target from its pull to its one result. Actions run as the last thing a
 * step does, after the state has changed, so a step within an action is fine;
 * whoever steps a job does not touch it afterwards.
 */
#include "run.h"

#include "plan/fail.h"
#include "net/proxy.h"

#include <stdlib.h>

/* ---- the clock: one budget, which does not run while a job waits for our own limits ---- */

uint64_t
probe_job_left_us(const struct probe_job *job)
{
    uint64_t now;

    if (!job->clock_runs)
        return job->clock_us;
    now = probe_now_us();
    return job->clock_us > now ? job->clock_us - now : 0;
}

uint64_t
probe_job_spent_us(const struct probe_job *job)
{
    return (uint64_t)job->budget_ms * 1000 - probe_job_left_us(job);
}

void
probe_job_clock(struct probe_job *job, bool run)
{
    uint64_t left = probe_job_left_us(job);

    if (job->clock_runs == run)
        return;
    job->clock_us = run ? probe_now_us() + left : left;
    job->clock_runs = run;
    if (!run && job->flight != NULL)
        uv_timer_stop(&job->flight->timer);
}

static void
on_deadline(struct probe_job *job)
{
    if (job->state == PROBE_STATE_CONNECTING || job->state == PROBE_STATE_LISTENING ||
        job->state == PROBE_STATE_TALKING)
        probe_talk_limit(job);
    else
        probe_job_step(job, PROBE_EVENT_DEADLINE);
}

static void
on_limit(struct probe_job *job)
{
    if (job->state == PROBE_STATE_PAUSING)
        probe_job_step(job, PROBE_EVENT_WAKE);
    else
        probe_talk_limit(job);
}

static void
on_timer(uv_timer_t *timer)
{
    struct probe_flight *f = timer->data;
    uint64_t now = probe_now_us();

    if (f->job == NULL || !f->job->clock_runs)
        return;
    if (now >= f->job->clock_us)
        on_deadline(f->job);
    else if (f->limit_us != 0 && now >= f->limit_us)
        on_limit(f->job);
    else
        probe_job_arm(f->job); /* libuv's clock lags behind: the time is not up yet */
}

void
probe_job_arm(struct probe_job *job)
{
    struct probe_flight *f = job->flight;
    uint64_t now = probe_now_us(), at = job->clock_us;

    if (f->limit_us != 0 && f->limit_us < at)
        at = f->limit_us;
    /* Never 0: libuv would run the timer before it polls the sockets again. */
    (void)uv_timer_start(&f->timer, on_timer, at > now ? (at - now + 999) / 1000 : 1, 0);
}

/* ---- errors: the first cause wins, unless the peer itself has spoken since ---- */

static void
remember(struct probe_job *job)
{
    struct probe_talker *t = job->flight == NULL ? NULL : job->flight->talker;
    struct probe_result r = { .client_certificate_requested = PROBE_UNKNOWN,
                              .accepted_us = PROBE_UNKNOWN };

    job->seen_address = job->plan.address;
    if (t == NULL)
        return;
    t->ops->result(t, &r);
    job->seen.tls = r.tls;
    job->seen.chain_cut = r.chain_cut;
    job->seen.role = (uint8_t)r.peer_role;
    job->seen.requested = (uint8_t)r.client_certificate_requested;
    job->seen.accepted = (uint8_t)r.accepted_us;
    job->seen.hello = (uint8_t)r.hello;
    job->seen.engine = (uint8_t)r.engine;
    job->seen.version = r.version;
    job->seen.cipher = r.cipher;
}

void
probe_job_blame(struct probe_job *job, const struct probe_error *e)
{
    bool heard = job->flight != NULL && job->flight->heard;

    if (job->error.kind != PROBE_OK && !heard)
        return;
    /* A modern server's objection to our last try, a TLS 1.0 hello, is not the cause. */
    if (job->error.kind == PROBE_ALERT && job->plan.offer == PROBE_OFFER_TLS10)
        return;
    job->error = *e;
    remember(job);
}

/* ---- actions ---- */

static void
resolve(struct probe_job *job, enum probe_state from)
{
    (void)from;
    probe_job_arm(job);
    probe_resolve_start(job);
}

static void
queue(struct probe_job *job, enum probe_state from)
{
    (void)from;
    probe_admission_enter(job);
}

static void
starve(struct probe_job *job, enum probe_state from)
{
    (void)from;
    probe_admission_starve(job);
}

static void
connect_now(struct probe_job *job, enum probe_state from)
{
    (void)from;
    probe_job_clock(job, true);
    probe_talk_connect(job);
}

static void
listen_first(struct probe_job *job, enum probe_state from)
{
    (void)from;
    probe_talk_listen(job);
}

static void
speak(struct probe_job *job, enum probe_state from)
{
    (void)from;
    probe_talk_speak(job);
}

static void
answer(struct probe_job *job, enum probe_state from)
{
    (void)from;
    probe_talk_answer(job);
}

static void
make_key(struct probe_job *job, enum probe_state from)
{
    (void)from;
    probe_key_wait(job);
}

static void
sleep_a_while(struct probe_job *job, enum probe_state from)
{
    (void)from;
    job->flight->limit_us =
        probe_now_us() + probe_plan_pause_us(&job->plan, probe_job_left_us(job));
    probe_job_arm(job);
}

static void
finish(struct probe_job *job, enum probe_state from)
{
    (void)from;
    probe_job_finish(job);
}

static void
interrupt(struct probe_job *job, enum probe_state from)
{
    probe_fail_set(&job->error, PROBE_INTERRUPTED, probe_state_stage(from),
                   "the run was stopped while %s", probe_state_name(from));
    if (job->plan.addresses > 0)
        job->seen_address = job->plan.address;
    finish(job, from);
}

static void
time_out(struct probe_job *job, enum probe_state from)
{
    probe_talk_time_out(job, from);
    finish(job, from);
}

typedef void action_fn(struct probe_job *job, enum probe_state from);

void
probe_job_step(struct probe_job *job, enum probe_event e)
{
    static action_fn *const actions[PROBE_DOS] = {
        [PROBE_DO_RESOLVE] = resolve,     [PROBE_DO_QUEUE] = queue,
        [PROBE_DO_CONNECT] = connect_now, [PROBE_DO_STARVE] = starve,
        [PROBE_DO_LISTEN] = listen_first, [PROBE_DO_SPEAK] = speak,
        [PROBE_DO_ANSWER] = answer,       [PROBE_DO_MAKE_KEY] = make_key,
        [PROBE_DO_SLEEP] = sleep_a_while, [PROBE_DO_FINISH] = finish,
        [PROBE_DO_TIME_OUT] = time_out,   [PROBE_DO_INTERRUPT] = interrupt,
    };
    enum probe_state from = (enum probe_state)job->state;
    struct probe_step step = probe_machine_step(from, e);

    if (step.act == PROBE_DO_NOTHING)
        return;
    job->state = (uint8_t)step.next;
    if (job->flight != NULL) {
        job->flight->limit_us = 0; /* a limit belongs to one state */
        job->flight->looked = false;
    }
    actions[step.act](job, from);
}

/* ---- beginning ---- */

const char *
probe_job_dials(const struct probe_job *job)
{
    const char *srv = probe_srv_host(job);

    if (job->proxied)
        return job->run->options.proxy.host;
    return srv != NULL ? srv : job->target.host;
}

static bool
override_matches(const struct probe_override *o, const struct probe_target *t)
{
    return (o->port == 0 || o->port == t->port) &&
           base_slice_eq_nocase(base_slice_str(o->host), base_slice_str(t->host));
}

/* Addresses given for the target's name; first: the first one's text. */
static size_t
given_addresses(const struct probe_job *job, struct probe_address out[PROBE_NAMED_MAX],
                const char **first)
{
    const struct probe_options *o = &job->run->options;
    size_t n = 0;

    for (size_t i = 0; i < o->overrides_n && n < PROBE_NAMED_MAX; i++)
        if (override_matches(&o->overrides[i], &job->target) &&
            probe_address_parse(o->overrides[i].address, &out[n]) && n++ == 0)
            *first = o->overrides[i].address;
    return n;
}

/* Addresses known without a resolver: given by the user, or the host is one itself. */
static size_t
known_addresses(const struct probe_job *job, struct probe_address out[PROBE_NAMED_MAX])
{
    const struct probe_options *o = &job->run->options;
    const char *first;
    size_t n;

    if (job->proxied)
        return probe_address_parse(o->proxy.host, &out[0]) ? 1 : 0;
    if (job->target.address != NULL)
        return probe_address_parse(job->target.address, &out[0]) ? 1 : 0;
    n = given_addresses(job, out, &first);
    if (n == 0 && probe_address_parse(job->target.host, &out[0]))
        n = 1;
    return n;
}

static void
keep_addresses(struct probe_job *job, const struct probe_address *all, size_t n)
{
    job->all = malloc(n * sizeof *all); /* without it only the four that are tried are reported */
    for (size_t i = 0; job->all != NULL && i < n; i++)
        if (!probe_address_is_among(&all[i], job->all, job->all_n))
            job->all[job->all_n++] = all[i];
}

static void
set_addresses(struct probe_job *job, const struct probe_address *all, size_t n)
{
    job->plan.addresses = (uint8_t)probe_addresses_choose(all, n, job->addresses);
    if (job->plan.addresses >= 2 && !job->proxied) /* or they are the proxy's */
        keep_addresses(job, all, n);
}

/* A proxy is sent to the first of the addresses that were given for a name. */
static void
direct_proxy(struct probe_job *job)
{
    struct probe_address given[PROBE_NAMED_MAX];
    const char *first;
    size_t n;

    if (job->target.address != NULL || (n = given_addresses(job, given, &first)) == 0)
        return;
    job->target.address = first;
    if (n > 1)
        keep_addresses(job, given, n);
}

void
probe_job_resolved(struct probe_job *job, const struct probe_address *all, size_t n)
{
    set_addresses(job, all, n);
    probe_job_step(job, PROBE_EVENT_ADDRESSES);
}

/* To present a certificate the handshake must be finished, once, so that the peer's answer is seen.
 */
static void
make_plan(struct probe_job *job)
{
    const struct probe_target *t = &job->target;
    struct probe_options o = job->run->options;

    if (t->as != NULL) {
        o.engine = PROBE_ENGINE_OPENSSL;
        o.retries = 0;
    }
    probe_plan_init(&job->plan, &o, t->reversed);
    if (probe_talk_dialogue(job) != PROBE_DIALOGUE_NONE)
        probe_plan_speak(&job->plan);
    else if (job->proxied && job->plan.turn == PROBE_TURN_WINDOW)
        job->plan.turn = PROBE_TURN_SPEAK; /* a proxy is spoken to first */
    if (t->key != PROBE_KEY_ANY)
        probe_plan_for_key(&job->plan, t->tls13);
}

bool
probe_job_start(struct probe *p, const struct probe_target *target)
{
    struct probe_job *job = calloc(1, sizeof *job);
    struct probe_address known[PROBE_NAMED_MAX];
    size_t n;

    if (job == NULL || (job->flight = probe_flight_new(p, job)) == NULL) {
        free(job);
        return false;
    }
    job->run = p;
    job->target = *target;
    job->budget_ms = target->timeout_ms != 0 ? target->timeout_ms : p->options.timeout_ms;
    job->clock_us = (uint64_t)job->budget_ms * 1000;
    job->resolve_us = job->connect_us = job->tls_us = PROBE_NEVER;
    job->error.alert = -1;
    job->seen.requested = job->seen.accepted = PROBE_UNKNOWN;
    job->proxied = probe_proxy_is_for(&p->options, target->host);
    if (job->proxied)
        direct_proxy(job);
    make_plan(job);
    job->next = p->jobs;
    if (job->next != NULL)
        job->next->prev = job;
    p->jobs = job;
    p->jobs_n++;
    probe_job_clock(job, true);
    n = known_addresses(job, known);
    if (n > 0)
        probe_job_resolved(job, known, n);
    else
        probe_job_step(job, PROBE_EVENT_NAME);
    return true;
}
