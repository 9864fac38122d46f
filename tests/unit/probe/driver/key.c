/* SPDX-License-Identifier: MIT */
/* Jobs that need our key wait for it with their clocks stopped, and go on in their order. What they
 * do then is wrapped by the linker. */
#include "driver/run.h"

#include "cmocka_prelude.h"

#define JOBS 3

static struct {
    struct probe_job *stepped[JOBS];
    unsigned steps, pauses;
} seen;

void __wrap_probe_conn_pause(struct probe_conn *c);
void __wrap_probe_job_step(struct probe_job *job, enum probe_event e);

void
__wrap_probe_conn_pause(struct probe_conn *c)
{
    assert_non_null(c);
    seen.pauses++;
}

void
__wrap_probe_job_step(struct probe_job *job, enum probe_event e)
{
    assert_int_equal(e, PROBE_EVENT_KEY);
    assert_true(job->clock_runs);
    assert_null(job->queue);
    assert_true(seen.steps < JOBS);
    seen.stepped[seen.steps++] = job;
}

static struct probe *
run_of(void)
{
    struct probe_options o;
    char why[PROBE_TEXT_MAX];
    struct probe *p;

    probe_options_init(&o);
    p = probe_new(&o, BASE_TEXT_IN(why));
    assert_non_null(p);
    return p;
}

static void
makes_one_key_for_all(void **state)
{
    static struct probe_job jobs[JOBS];
    static struct probe_conn conn;
    struct probe *p = run_of();

    (void)state;
    assert_false(probe_key_is_there(p));
    for (unsigned i = 0; i < JOBS; i++) {
        struct probe_flight *f = probe_flight_new(p, &jobs[i]);

        assert_non_null(f);
        f->conn = &conn;
        jobs[i] =
            (struct probe_job){ .run = p, .flight = f, .clock_runs = true, .clock_us = UINT64_MAX };
        probe_key_wait(&jobs[i]);
        assert_false(jobs[i].clock_runs);
        assert_ptr_equal(jobs[i].queue, &p->keyless);
    }
    assert_int_equal(seen.pauses, JOBS);
    assert_int_equal(seen.steps, 0);
    assert_true(p->key_making);
    assert_false(probe_key_is_there(p)); /* not before the thread is done with it */
    probe_key_free(p);
    assert_int_equal(seen.steps, JOBS);
    for (unsigned i = 0; i < JOBS; i++) {
        assert_ptr_equal(seen.stepped[i], &jobs[i]);
        probe_flight_free(p, jobs[i].flight);
    }
    assert_true(probe_key_is_there(p));
    assert_false(p->key_making);
    p->key_making = true; /* as while the thread writes it */
    assert_false(probe_key_is_there(p));
    p->key_making = false;
    probe_free(p);
}

static void
waits_for_no_key_that_nobody_makes(void **state)
{
    struct probe *p = run_of();

    (void)state;
    probe_key_free(p);
    assert_false(probe_key_is_there(p));
    probe_free(p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_one_key_for_all),
        cmocka_unit_test(waits_for_no_key_that_nobody_makes),
    };

    return cmocka_run_group_tests_name("key", tests, NULL, NULL);
}
