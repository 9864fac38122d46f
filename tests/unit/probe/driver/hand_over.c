/* SPDX-License-Identifier: MIT */
/* Results wait for one another, but not long, and not where nothing else is under way. */
#include "driver/run.h"

#include "cmocka_prelude.h"

#include <stdlib.h>

struct told {
    unsigned obtained, interrupted;
};

static bool
none_left(void *ctx, struct probe_target *out)
{
    (void)ctx;
    (void)out;
    return false;
}

static void
count(void *ctx, const struct probe_target *t, const struct probe_result *r)
{
    struct told *told = ctx;

    (void)t;
    if (r->error.kind == PROBE_INTERRUPTED)
        told->interrupted++;
    else
        told->obtained++;
}

static struct probe *
run_of(unsigned concurrency, struct told *told)
{
    struct probe_options o;
    char why[PROBE_TEXT_MAX];
    struct probe *p;

    probe_options_init(&o);
    o.concurrency = concurrency;
    p = probe_new(&o, BASE_TEXT_IN(why));
    assert_non_null(p);
    p->next = none_left;
    p->done = count;
    p->ctx = told;
    p->exhausted = true;
    return p;
}

static struct probe_job *
add_job(struct probe *p, enum probe_state state)
{
    struct probe_job *job = calloc(1, sizeof *job);

    assert_non_null(job);
    job->run = p;
    job->state = (uint8_t)state;
    job->target.host = "edge.contoso.com";
    job->next = p->jobs;
    if (job->next != NULL)
        job->next->prev = job;
    p->jobs = job;
    p->jobs_n++;
    return job;
}

/* As its connection's last byte does. */
static void
finish(struct probe *p, unsigned n)
{
    p->serving = true;
    for (unsigned i = 0; i < n; i++) {
        struct probe_job *job = add_job(p, PROBE_STATE_OVER);

        job->flight = probe_flight_new(p, job);
        assert_non_null(job->flight);
        probe_job_finish(job);
    }
    p->serving = false;
    probe_hand_over_some(p);
}

static void
stop(struct probe *p)
{
    probe_stop(p);
    (void)uv_run(&p->loop, UV_RUN_DEFAULT);
    assert_int_equal(p->jobs_n, 0);
    probe_free(p);
}

static void
a_few_wait_a_moment(void **state)
{
    struct told told = { 0 };
    struct probe *p = run_of(256, &told);

    (void)state;
    (void)add_job(p, PROBE_STATE_QUEUED);
    finish(p, 3);
    assert_int_equal(told.obtained, 0);
    assert_int_equal(p->jobs_n, 4);
    (void)uv_run(&p->loop, UV_RUN_DEFAULT); /* the timer alone keeps it running */
    assert_int_equal(told.obtained, 3);
    stop(p);
    assert_int_equal(told.interrupted, 1);
}

static void
enough_do_not(void **state)
{
    struct told told = { 0 };
    struct probe *p = run_of(1024, &told);

    (void)state;
    (void)add_job(p, PROBE_STATE_QUEUED);
    finish(p, 16);
    assert_int_equal(told.obtained, 16);
    stop(p);
}

/* They hold places that others could have. */
static void
nor_do_those_of_a_narrow_run(void **state)
{
    struct told told = { 0 };
    struct probe *p = run_of(16, &told);

    (void)state;
    (void)add_job(p, PROBE_STATE_QUEUED);
    finish(p, 1);
    assert_int_equal(told.obtained, 1);
    stop(p);
}

static void
nor_the_last(void **state)
{
    struct told told = { 0 };
    struct probe *p = run_of(256, &told);

    (void)state;
    finish(p, 2);
    assert_int_equal(told.obtained, 2);
    stop(p);
}

static void
what_waits_is_not_interrupted(void **state)
{
    struct told told = { 0 };
    struct probe *p = run_of(256, &told);

    (void)state;
    (void)add_job(p, PROBE_STATE_QUEUED);
    finish(p, 2);
    stop(p);
    assert_int_equal(told.obtained, 2);
    assert_int_equal(told.interrupted, 1);
}

static void
what_waits_is_waited_for_no_more(void **state)
{
    struct told told = { 0 };
    struct probe *p = run_of(256, &told);
    struct probe_waiting w;

    (void)state;
    (void)add_job(p, PROBE_STATE_QUEUED);
    finish(p, 1);
    assert_false(probe_waits_for(p, &w));
    stop(p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_few_wait_a_moment),
        cmocka_unit_test(enough_do_not),
        cmocka_unit_test(nor_do_those_of_a_narrow_run),
        cmocka_unit_test(nor_the_last),
        cmocka_unit_test(what_waits_is_not_interrupted),
        cmocka_unit_test(what_waits_is_waited_for_no_more),
    };

    return cmocka_run_group_tests_name("hand_over", tests, NULL, NULL);
}
