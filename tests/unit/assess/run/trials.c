/* SPDX-License-Identifier: MIT */
#include "trials_fixture.h"

static struct probe_result
asking(enum probe_answer requested, enum probe_answer accepted)
{
    struct probe_result r = fixture_result(PROBE_OK);

    r.connected = r.tls = true;
    r.peer_role = PROBE_ROLE_SERVER;
    r.client_certificate_requested = requested;
    r.accepted_us = accepted;
    return r;
}

static struct assess_host
host(struct probe_result r)
{
    struct assess_member m = fixture_member(fixture_target(targets, 443), r);
    struct assess_host g;

    assert_true(assess_host_of(&m, &g));
    return g;
}

/* Answers in turn until the trial ends; how many were presented. */
static size_t
answer(struct assess_host g, const struct probe_result *r, size_t n, struct assess_host *out)
{
    struct probe_target target;
    size_t slot, i = 0;
    bool over = false;

    assert_true(assess_trials_help(&trials, &g));
    assert_true(assess_trials_begin(&trials, &g));
    while (!over) {
        assert_true(assess_trials_pull(&trials, &target, &slot));
        assert_false(target.reversed);
        over = assess_trials_done(&trials, slot, &r[i < n ? i : n - 1], out);
        i++;
    }
    return i;
}

static void
test_each_certificate_is_presented_once(void **state)
{
    const struct probe_result r[] = { asking(PROBE_YES, PROBE_YES), asking(PROBE_YES, PROBE_NO) };
    struct assess_host out;

    (void)state;
    assert_int_equal(answer(host(asking(PROBE_YES, PROBE_UNKNOWN)), r, 2, &out), 3);
    assert_int_equal(out.at[0].tried[0].outcome, ASSESS_TRIAL_ACCEPTED);
    assert_int_equal(out.at[0].tried[2].outcome, ASSESS_TRIAL_REFUSED);
    assess_host_release(&out);
}

static void
test_who_requests_none_is_left_alone(void **state)
{
    const struct probe_result none = asking(PROBE_NO, PROBE_YES);
    struct assess_host g = host(none), out;

    (void)state;
    assert_false(assess_trials_help(&trials, &g));
    assess_host_release(&g);
    assert_int_equal(answer(host(asking(PROBE_UNKNOWN, PROBE_UNKNOWN)), &none, 1, &out), 1);
    assert_int_equal(out.at[0].tried[0].outcome, ASSESS_TRIAL_NOT_REQUESTED);
    assess_host_release(&out);
}

static void
test_two_failures_end_it(void **state)
{
    const struct probe_result r = asking(PROBE_UNKNOWN, PROBE_UNKNOWN); /* and no more */
    struct assess_host out;

    (void)state;
    assert_int_equal(answer(host(asking(PROBE_YES, PROBE_UNKNOWN)), &r, 1, &out), 2);
    assert_int_equal(out.at[0].tried[1].outcome, ASSESS_TRIAL_FAILED);
    assert_int_equal(out.at[0].tried[2].outcome, ASSESS_TRIAL_NOT_TRIED);
    assess_host_release(&out);
}

static void
test_an_empty_message_is_no_answer(void **state)
{
    struct probe_result r = asking(PROBE_YES, PROBE_YES);
    struct assess_host out;

    (void)state;
    r.withheld_ours = true;
    assert_int_equal(answer(host(asking(PROBE_YES, PROBE_UNKNOWN)), &r, 1, &out), 3);
    assert_int_equal(out.at[0].tried[0].outcome, ASSESS_TRIAL_NOT_PRESENTED);
    assess_host_release(&out);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_each_certificate_is_presented_once),
        CASE(test_who_requests_none_is_left_alone),
        CASE(test_two_failures_end_it),
        CASE(test_an_empty_message_is_no_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
