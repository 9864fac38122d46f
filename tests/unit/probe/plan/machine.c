/* SPDX-License-Identifier: MIT */
/* Walks every (state, event) pair of probe/src/plan/states.def. */
#include "plan/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static bool
is_before_connection(enum probe_state s)
{
    return s == PROBE_STATE_NEW || s == PROBE_STATE_RESOLVING || s == PROBE_STATE_QUEUED ||
           s == PROBE_STATE_PAUSING;
}

static bool
ends(enum probe_do act)
{
    return act == PROBE_DO_FINISH || act == PROBE_DO_TIME_OUT || act == PROBE_DO_INTERRUPT;
}

/* A pair without a row changes nothing; one with a row ends exactly when it says so. */
static void
every_pair(void **state)
{
    (void)state;
    for (int s = 0; s < PROBE_STATES; s++)
        for (int e = 0; e < PROBE_EVENTS; e++) {
            struct probe_step step = probe_machine_step((enum probe_state)s, (enum probe_event)e);

            if (step.act == PROBE_DO_NOTHING)
                assert_int_equal(step.next, s);
            else
                assert_int_equal(ends(step.act), step.next == PROBE_STATE_OVER);
            assert_in_range(step.next, 0, PROBE_STATES - 1);
        }
}

static void
over_is_over(void **state)
{
    (void)state;
    for (int e = 0; e < PROBE_EVENTS; e++)
        assert_int_equal(probe_machine_step(PROBE_STATE_OVER, (enum probe_event)e).act,
                         PROBE_DO_NOTHING);
}

/* One result whatever happens: stopping ends every state that is not over, and so
 * does the deadline where the clock runs (not before the start, nor while we wait for ourselves).
 */
static void
every_state_can_end(void **state)
{
    (void)state;
    for (int s = 0; s < PROBE_STATES; s++) {
        struct probe_step stop = probe_machine_step((enum probe_state)s, PROBE_EVENT_STOPPED);
        struct probe_step late = probe_machine_step((enum probe_state)s, PROBE_EVENT_DEADLINE);
        bool clock = s != PROBE_STATE_NEW && s != PROBE_STATE_QUEUED && s != PROBE_STATE_KEYING &&
                     s != PROBE_STATE_OVER;

        assert_int_equal(stop.act, s == PROBE_STATE_OVER ? PROBE_DO_NOTHING : PROBE_DO_INTERRUPT);
        assert_int_equal(late.act, clock ? PROBE_DO_TIME_OUT : PROBE_DO_NOTHING);
    }
}

/* Every state but the first is entered from another one, and every act is used. */
static void
nothing_is_idle(void **state)
{
    bool entered[PROBE_STATES] = { [PROBE_STATE_NEW] = true };
    bool used[PROBE_DOS] = { [PROBE_DO_NOTHING] = true };
    bool heard[PROBE_EVENTS] = { false };

    (void)state;
    for (int s = 0; s < PROBE_STATES; s++)
        for (int e = 0; e < PROBE_EVENTS; e++) {
            struct probe_step step = probe_machine_step((enum probe_state)s, (enum probe_event)e);

            used[step.act] = true;
            if (step.act == PROBE_DO_NOTHING)
                continue;
            heard[e] = true;
            if ((int)step.next != s)
                entered[step.next] = true;
        }
    for (int s = 0; s < PROBE_STATES; s++)
        assert_true(entered[s]);
    for (int a = 0; a < PROBE_DOS; a++)
        assert_true(used[a]);
    for (int e = 0; e < PROBE_EVENTS; e++)
        assert_true(heard[e]);
}

/* No connection without a turn in the queue, where slots and the rate are kept. */
static void
all_ways_to_connect_pass_the_queue(void **state)
{
    (void)state;
    for (int s = 0; s < PROBE_STATES; s++)
        for (int e = 0; e < PROBE_EVENTS; e++) {
            struct probe_step step = probe_machine_step((enum probe_state)s, (enum probe_event)e);

            if (step.act == PROBE_DO_CONNECT)
                assert_int_equal(s, PROBE_STATE_QUEUED);
            if (is_before_connection((enum probe_state)s) && (int)step.next != s)
                assert_true(step.next != PROBE_STATE_LISTENING && step.next != PROBE_STATE_TALKING);
        }
}

static void
everything_has_a_name(void **state)
{
    (void)state;
    for (int s = 0; s < PROBE_STATES; s++)
        assert_non_null(probe_state_name((enum probe_state)s));
    for (int e = 0; e < PROBE_EVENTS; e++)
        assert_non_null(probe_event_name((enum probe_event)e));
    assert_int_equal(probe_state_stage(PROBE_STATE_RESOLVING), PROBE_STAGE_RESOLVE);
    assert_int_equal(probe_state_stage(PROBE_STATE_CONNECTING), PROBE_STAGE_CONNECT);
    assert_int_equal(probe_state_stage(PROBE_STATE_TALKING), PROBE_STAGE_TLS);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair),
        cmocka_unit_test(over_is_over),
        cmocka_unit_test(every_state_can_end),
        cmocka_unit_test(nothing_is_idle),
        cmocka_unit_test(all_ways_to_connect_pass_the_queue),
        cmocka_unit_test(everything_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
