/* SPDX-License-Identifier: MIT */
/* The run: when targets are pulled, how flights are used again, how it stops. What becomes of
 * targets is wrapped by the linker. */
#include "driver/run.h"

#include "cmocka_prelude.h"

#include <stdlib.h>
#include <string.h>

static struct {
    unsigned targets, pulled, entered, stopped, handed_over, done;
    bool no_memory;
    struct probe_result result; /* of one without memory */
    struct probe_job *last;
} seen;

static struct probe *run;

bool __wrap_probe_job_start(struct probe *p, const struct probe_target *target);
void __wrap_probe_job_step(struct probe_job *job, enum probe_event e);
void __wrap_probe_admission_enter(struct probe_job *job);
void __wrap_probe_hand_over_all(struct probe *p);

static struct probe_job *
add(struct probe *p)
{
    struct probe_job *job = calloc(1, sizeof *job);

    assert_non_null(job);
    job->run = p;
    job->next = p->jobs;
    if (p->jobs != NULL)
        p->jobs->prev = job;
    p->jobs = job;
    p->jobs_n++;
    return job;
}

static void
drop(struct probe_job *job)
{
    struct probe *p = job->run;

    *(job->prev != NULL ? &job->prev->next : &p->jobs) = job->next;
    if (job->next != NULL)
        job->next->prev = job->prev;
    if (job->flight != NULL)
        probe_flight_free(p, job->flight);
    p->jobs_n--;
    free(job);
}

bool
__wrap_probe_job_start(struct probe *p, const struct probe_target *target)
{
    assert_string_equal(target->host, "a.example");
    if (seen.no_memory)
        return false;
    seen.last = add(p);
    seen.last->target = *target;
    seen.last->flight = probe_flight_new(p, seen.last);
    assert_non_null(seen.last->flight);
    return true;
}

void
__wrap_probe_job_step(struct probe_job *job, enum probe_event e)
{
    assert_int_equal(e, PROBE_EVENT_STOPPED);
    seen.stopped++;
    drop(job);
}

void
__wrap_probe_admission_enter(struct probe_job *job)
{
    assert_non_null(job->flight);
    seen.entered++;
    seen.last = job;
}

void
__wrap_probe_hand_over_all(struct probe *p)
{
    assert_ptr_equal(p, run);
    assert_int_equal(seen.stopped, 0); /* they were not interrupted */
    seen.handed_over++;
}

static bool
next_target(void *ctx, struct probe_target *out)
{
    assert_ptr_equal(ctx, &seen);
    assert_null(out->host); /* zeroed */
    if (seen.pulled == seen.targets)
        return false;
    seen.pulled++;
    out->host = "a.example";
    out->port = 443;
    return true;
}

static void
on_done(void *ctx, const struct probe_target *t, const struct probe_result *r)
{
    assert_ptr_equal(ctx, &seen);
    assert_string_equal(t->host, "a.example");
    seen.result = *r;
    seen.done++;
}

static void
begin_run(unsigned concurrency, unsigned targets)
{
    struct probe_options o;
    char why[PROBE_TEXT_MAX];

    memset(&seen, 0, sizeof seen);
    seen.targets = targets;
    probe_options_init(&o);
    o.concurrency = concurrency;
    run = probe_new(&o, BASE_TEXT_IN(why));
    assert_non_null(run);
    run->next = next_target;
    run->done = on_done;
    run->ctx = &seen;
}

static void
end_run(void)
{
    while (run->jobs != NULL)
        drop(run->jobs);
    (void)uv_run(&run->loop, UV_RUN_NOWAIT); /* takes notice of uv_stop */
    probe_free(run);
}

static void
defaults_are_those_of_the_manual(void **state)
{
    struct probe_options o = { .rate = 5, .exclusive = true };
    char text[128];
    struct base_text t;

    (void)state;
    probe_options_init(&o);
    assert_int_equal(o.concurrency, PROBE_CONCURRENCY);
    assert_int_equal(o.per_host, PROBE_PER_HOST);
    assert_int_equal(o.retries, PROBE_RETRIES);
    assert_int_equal(o.connect_timeout_ms, PROBE_CONNECT_TIMEOUT_MS);
    assert_int_equal(o.timeout_ms, PROBE_TIMEOUT_MS);
    assert_int_equal(o.listen_first_ms, PROBE_LISTEN_FIRST_MS);
    assert_true(o.rate == 0 && !o.exclusive);
    base_text_init(&t, text, sizeof text);
    probe_libraries(&t);
    assert_non_null(strstr(text, ", libuv 1."));
    assert_non_null(strstr(text, ", c-ares 1."));
}

static void
bad_overrides_are_named(void **state)
{
    const struct probe_override overrides[] = { { "a", 0, "192.0.2.1" }, { "a", 0, "nonsense" } };
    struct probe_options o;
    char why[PROBE_TEXT_MAX];

    (void)state;
    probe_options_init(&o);
    o.overrides = overrides;
    o.overrides_n = 2;
    assert_null(probe_new(&o, BASE_TEXT_IN(why)));
    assert_non_null(strstr(why, "nonsense"));
    assert_non_null(strstr(why, "not an IPv4 or IPv6 address"));
    probe_free(NULL);
}

static void
a_run_of_none_is_one_at_a_time(void **state)
{
    (void)state;
    begin_run(0, 3);
    assert_int_equal(run->options.concurrency, 1);
    probe_run_pump(run);
    assert_int_equal(seen.pulled, 1);
    end_run();
}

static void
flights_are_used_again(void **state)
{
    static struct probe_job a, b;
    struct probe_flight *first, *second;

    (void)state;
    begin_run(4, 0);
    first = probe_flight_new(run, &a);
    second = probe_flight_new(run, &b);
    assert_true(first != NULL && second != NULL && first != second);
    assert_int_equal(run->flights_n, 2);
    first->heard = first->speaking = first->sni_sent = true;
    first->said_n = 9;
    first->limit_us = first->connected_us = 5;
    first->errno_value = 5;
    first->last.kind = PROBE_RESET;
    probe_flight_free(run, first);
    assert_null(first->job);
    assert_int_equal(run->flights_n, 1);
    assert_ptr_equal(probe_flight_new(run, &b), first);
    assert_ptr_equal(first->job, &b);
    assert_false(first->heard || first->speaking || first->sni_sent);
    assert_true(first->said_n == 0 && first->limit_us == 0 && first->connected_us == 0);
    assert_true(first->errno_value == 0 && first->last.kind == PROBE_OK);
    probe_flight_free(run, first);
    probe_flight_free(run, second);
    end_run();
}

static void
targets_are_pulled_while_there_is_room(void **state)
{
    (void)state;
    begin_run(3, 10);
    probe_run_pump(run);
    assert_int_equal(seen.pulled, 3);
    drop(run->jobs);
    probe_run_pump(run);
    assert_int_equal(seen.pulled, 4);
    drop(run->jobs);
    run->starved.n = 1; /* somebody lacks a descriptor */
    probe_run_pump(run);
    assert_int_equal(seen.pulled, 4);
    run->starved.n = 0;
    run->waiting_n = PROBE_WAITING_MAX;
    probe_run_pump(run);
    assert_int_equal(seen.pulled, 4);
    run->waiting_n = 0;
    run->pumping = true; /* not within itself */
    probe_run_pump(run);
    assert_int_equal(seen.pulled, 4);
    run->pumping = false;
    run->stopping = true;
    probe_run_pump(run);
    assert_int_equal(seen.pulled, 4);
    end_run();
}

static void
who_has_a_slot_goes_first(void **state)
{
    struct probe_job *ready;

    (void)state;
    begin_run(1, 10);
    ready = add(run);
    probe_queue_push(&run->ready, ready);
    probe_run_pump(run);
    assert_int_equal(seen.entered, 1);
    assert_ptr_equal(seen.last, ready);
    assert_null(ready->queue);
    assert_int_equal(seen.pulled, 0);
    end_run();
}

/* So that sockets and signals are not kept waiting. */
static void
a_turn_pulls_so_many(void **state)
{
    (void)state;
    begin_run(1000, 100);
    probe_run_pump(run);
    assert_int_equal(seen.pulled, 64);
    assert_true(uv_is_active((uv_handle_t *)&run->again));
    (void)uv_run(&run->loop, UV_RUN_NOWAIT);
    assert_int_equal(seen.pulled, 100);
    assert_true(run->exhausted);
    end_run();
}

static void
without_memory_there_is_a_result(void **state)
{
    (void)state;
    begin_run(4, 2);
    seen.no_memory = true;
    probe_run_pump(run);
    assert_int_equal(seen.done, 2);
    assert_int_equal(seen.result.error.kind, PROBE_RESOURCE);
    assert_int_equal(seen.result.timing.connect_us, -1);
    assert_int_equal(seen.result.accepted_us, PROBE_UNKNOWN);
    end_run();
}

static void
a_run_ends_without_targets(void **state)
{
    (void)state;
    begin_run(4, 0);
    probe_run(run, next_target, on_done, &seen);
    assert_true(run->exhausted);
    seen.targets = 1; /* there are more, as a done callback finds */
    probe_more(run);
    assert_false(run->exhausted);
    (void)uv_run(&run->loop, UV_RUN_NOWAIT);
    assert_int_equal(seen.pulled, 1);
    end_run();
}

static void
stopping_ends_all(void **state)
{
    (void)state;
    begin_run(4, 10);
    probe_run_pump(run);
    assert_int_equal(run->jobs_n, 4);
    probe_stop(run);
    (void)uv_run(&run->loop, UV_RUN_DEFAULT);
    assert_int_equal(seen.handed_over, 1);
    assert_int_equal(seen.stopped, 4);
    assert_int_equal(seen.pulled, 4);
    end_run();
}

/* What was begun first of those under way. */
static void
the_first_is_told(void **state)
{
    struct probe_waiting w;
    struct probe_job *job;

    (void)state;
    begin_run(2, 2);
    assert_false(probe_waits_for(run, &w));
    job = add(run); /* it waits for a slot */
    assert_false(probe_waits_for(run, &w));
    probe_run_pump(run);
    assert_int_equal(run->jobs_n, 3);
    run->jobs->state = PROBE_STATE_TALKING;
    run->jobs->next->state = PROBE_STATE_CONNECTING;
    assert_true(probe_waits_for(run, &w));
    assert_string_equal(w.host, "a.example");
    assert_int_equal(w.port, 443);
    assert_string_equal(w.doing, "connecting");
    assert_int_equal(w.others, 1);
    run->jobs->next->state = PROBE_STATE_OVER;
    assert_true(probe_waits_for(run, &w));
    assert_string_equal(w.doing, "talking");
    assert_int_equal(w.others, 0);
    assert_ptr_equal(job->run, run);
    assert_ptr_equal(probe_loop(run), &run->loop);
    end_run();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_those_of_the_manual),
        cmocka_unit_test(bad_overrides_are_named),
        cmocka_unit_test(a_run_of_none_is_one_at_a_time),
        cmocka_unit_test(flights_are_used_again),
        cmocka_unit_test(targets_are_pulled_while_there_is_room),
        cmocka_unit_test(who_has_a_slot_goes_first),
        cmocka_unit_test(a_turn_pulls_so_many),
        cmocka_unit_test(without_memory_there_is_a_result),
        cmocka_unit_test(a_run_ends_without_targets),
        cmocka_unit_test(stopping_ends_all),
        cmocka_unit_test(the_first_is_told),
    };

    return cmocka_run_group_tests_name("run", tests, NULL, NULL);
}
