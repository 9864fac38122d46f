/* SPDX-License-Identifier: MIT */
/* Who may connect when; the steps that follow are wrapped by the linker. */
#include "driver/run.h"

#include "cmocka_prelude.h"

#include <errno.h>
#include <string.h>

#define JOBS 4

static struct {
    struct probe_job *stepped[2 * JOBS];
    enum probe_event event; /* the last one */
    unsigned steps;
    struct probe_error error;
} seen;

static struct probe *run;
static struct probe_job jobs[JOBS];

void __wrap_probe_job_step(struct probe_job *job, enum probe_event e);
void __wrap_probe_job_blame(struct probe_job *job, const struct probe_error *e);
void __wrap_probe_run_later(struct probe *p);
void __wrap_probe_run_pump(struct probe *p);

void
__wrap_probe_job_step(struct probe_job *job, enum probe_event e)
{
    assert_true(seen.steps < 2 * JOBS);
    seen.stepped[seen.steps++] = job;
    seen.event = e;
}

void
__wrap_probe_job_blame(struct probe_job *job, const struct probe_error *e)
{
    (void)job;
    seen.error = *e;
}

void
__wrap_probe_run_later(struct probe *p)
{
    assert_ptr_equal(p, run);
}

void
__wrap_probe_run_pump(struct probe *p)
{
    assert_ptr_equal(p, run);
}

/* Jobs for one address each, all the same; their clocks run. */
static void
begin(unsigned per_host, unsigned rate)
{
    struct probe_options o;
    char why[PROBE_TEXT_MAX];

    probe_options_init(&o);
    o.per_host = per_host;
    o.rate = rate;
    run = probe_new(&o, BASE_TEXT_IN(why));
    assert_non_null(run);
    memset(&seen, 0, sizeof seen);
    for (size_t i = 0; i < JOBS; i++) {
        jobs[i] = (struct probe_job){ .run = run, .clock_runs = true, .clock_us = UINT64_MAX };
        jobs[i].flight = probe_flight_new(run, &jobs[i]);
        assert_non_null(jobs[i].flight);
        jobs[i].target.host = "a.example";
        assert_true(probe_address_parse("192.0.2.1", &jobs[i].addresses[0]));
    }
}

/* Everybody leaves, and nothing of them is kept. */
static void
end(void)
{
    for (size_t i = 0; i < JOBS; i++) {
        probe_admission_leave(&jobs[i]);
        if (jobs[i].flight != NULL)
            probe_flight_free(run, jobs[i].flight);
    }
    while (probe_queue_pop(&run->ready) != NULL)
        continue;
    assert_int_equal(run->waiting_n, 0);
    for (size_t i = 0; i < PROBE_HOST_BUCKETS; i++)
        assert_null(run->hosts[i]);
    probe_free(run);
}

static void
enter(unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        probe_admission_enter(&jobs[i]);
}

static void
lets_all_in_without_limits(void **state)
{
    (void)state;
    begin(0, 0);
    enter(JOBS);
    assert_int_equal(seen.steps, JOBS);
    assert_int_equal(seen.event, PROBE_EVENT_GRANTED);
    assert_null(jobs[0].host);
    assert_false(jobs[0].clock_runs); /* connecting starts it */
    end();
}

static void
keeps_to_the_slots_of_an_address(void **state)
{
    (void)state;
    begin(2, 0);
    assert_true(probe_address_parse("192.0.2.2", &jobs[3].addresses[0]));
    enter(JOBS);
    assert_int_equal(seen.steps, 3); /* the third one waits; the fourth has another address */
    assert_ptr_equal(seen.stepped[2], &jobs[3]);
    assert_int_equal(run->waiting_n, 1);
    assert_false(jobs[2].slot);
    assert_null(jobs[2].flight); /* others may use it meanwhile */
    probe_admission_leave(&jobs[0]);
    assert_null(jobs[0].host);
    assert_true(jobs[2].slot); /* it has the slot that became free, and waits for a flight */
    assert_int_equal(run->waiting_n, 0);
    assert_ptr_equal(probe_queue_pop(&run->ready), &jobs[2]);
    probe_admission_enter(&jobs[2]);
    assert_ptr_equal(seen.stepped[3], &jobs[2]); /* and does not need another */
    assert_int_equal(jobs[2].host->active, 2);
    end();
}

static void
lets_those_who_wait_leave(void **state)
{
    (void)state;
    begin(1, 0);
    enter(3);
    assert_int_equal(run->waiting_n, 2);
    probe_admission_leave(&jobs[1]);
    probe_admission_leave(&jobs[1]); /* fine when it has left */
    assert_int_equal(run->waiting_n, 1);
    run->stopping = true; /* nobody is let in any more */
    probe_admission_leave(&jobs[0]);
    assert_int_equal(run->waiting_n, 1);
    assert_false(jobs[2].slot);
    end();
}

/* options.exclusive: a connection that lingers still counts, for those who come later too. */
static void
counts_those_who_linger(void **state)
{
    struct probe_conn c = { 0 };

    (void)state;
    begin(1, 0);
    c.run = run;
    enter(1);
    probe_admission_keep(&c, &jobs[0]);
    assert_null(c.host); /* it is not exclusive */
    probe_admission_closed(&c);
    run->options.exclusive = true;
    probe_admission_keep(&c, &jobs[1]); /* it has no slot to keep */
    assert_null(c.host);
    probe_admission_keep(&c, &jobs[0]);
    assert_non_null(c.host);
    probe_admission_leave(&jobs[0]);
    probe_admission_enter(&jobs[1]);
    assert_ptr_equal(jobs[1].host, c.host);
    assert_false(jobs[1].slot);
    probe_admission_keep(&c, &jobs[1]); /* nor has one that waits */
    assert_int_equal(jobs[1].host->lingering, 1);
    probe_admission_closed(&c);
    assert_null(c.host);
    assert_true(jobs[1].slot);
    end();
}

/* Through a proxy names count, as DNS compares them (RFC 4343); a literal is the address that it
 * is. */
static void
counts_names_behind_a_proxy(void **state)
{
    static const char *const names[JOBS] = { "A.example", "a.EXAMPLE", "b.example", "2001:db8::1" };

    (void)state;
    begin(9, 0);
    for (size_t i = 0; i < JOBS; i++) {
        jobs[i].proxied = true;
        jobs[i].target.host = names[i];
    }
    enter(JOBS);
    assert_ptr_equal(jobs[0].host, jobs[1].host);
    assert_ptr_not_equal(jobs[0].host, jobs[2].host);
    assert_int_equal(jobs[2].host->address.v6, 2);
    assert_int_equal(jobs[3].host->address.v6, 1);
    end();
}

static void
run_until(unsigned steps)
{
    while (seen.steps < steps)
        (void)uv_run(&run->loop, UV_RUN_ONCE);
}

static void
keeps_to_the_rate(void **state)
{
    (void)state;
    begin(0, 1000);
    run->rate_filled_us = probe_now_us();
    run->rate_tokens = 1;
    probe_admission_enter(&jobs[0]);
    assert_int_equal(seen.steps, 1);
    run->rate_tokens = -1e9; /* none for days */
    probe_admission_enter(&jobs[1]);
    probe_admission_enter(&jobs[2]);
    assert_int_equal(seen.steps, 1);
    assert_int_equal(run->tokens.n, 2);
    run->rate_tokens = 2;
    run_until(3);
    assert_ptr_equal(seen.stepped[1], &jobs[1]);
    assert_ptr_equal(seen.stepped[2], &jobs[2]);
    assert_false(uv_is_active((uv_handle_t *)&run->rate_timer));
    end();
}

/* A pause saves up no more than a twentieth of a second's. */
static void
saves_up_few(void **state)
{
    (void)state;
    begin(0, 100);
    run->rate_filled_us = probe_now_us() - 60 * UINT64_C(1000000);
    enter(JOBS);
    assert_int_equal(seen.steps, JOBS);
    assert_true(run->rate_tokens < 5);
    end();
}

static void
lets_the_starved_try_again(void **state)
{
    (void)state;
    begin(0, 0);
    jobs[0].short_errno = EMFILE;
    probe_admission_starve(&jobs[0]);
    assert_false(jobs[0].clock_runs);
    assert_true(jobs[0].short_since > 0);
    assert_int_equal(seen.steps, 0);
    probe_admission_freed(run);
    run_until(1);
    assert_int_equal(seen.event, PROBE_EVENT_GRANTED);
    jobs[0].short_since = probe_now_us() - (uint64_t)run->options.timeout_ms * 1000 - 2000000;
    probe_admission_starve(&jobs[0]);
    run_until(2);
    assert_int_equal(seen.event, PROBE_EVENT_FAILED);
    assert_int_equal(seen.error.kind, PROBE_RESOURCE);
    assert_int_equal(seen.error.errno_value, EMFILE);
    assert_non_null(strstr(seen.error.text, "this machine cannot connect: "));
    end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lets_all_in_without_limits),
        cmocka_unit_test(keeps_to_the_slots_of_an_address),
        cmocka_unit_test(lets_those_who_wait_leave),
        cmocka_unit_test(counts_those_who_linger),
        cmocka_unit_test(counts_names_behind_a_proxy),
        cmocka_unit_test(keeps_to_the_rate),
        cmocka_unit_test(saves_up_few),
        cmocka_unit_test(lets_the_starved_try_again),
    };

    return cmocka_run_group_tests_name("admission", tests, NULL, NULL);
}
