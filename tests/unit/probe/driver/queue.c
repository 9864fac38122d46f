/* SPDX-License-Identifier: MIT */
#include "driver/run.h"

#include "cmocka_prelude.h"

#define JOBS 5

static struct probe_job jobs[JOBS];

static void
first_in_is_first_out(void **state)
{
    struct probe_queue q = { 0 };

    (void)state;
    for (size_t i = 0; i < JOBS; i++)
        probe_queue_push(&q, &jobs[i]);
    assert_int_equal(q.n, JOBS);
    for (size_t i = 0; i < JOBS; i++)
        assert_ptr_equal(probe_queue_pop(&q), &jobs[i]);
    assert_null(probe_queue_pop(&q));
    assert_int_equal(q.n, 0);
}

static void
one_may_leave_from_anywhere(void **state)
{
    (void)state;
    for (size_t left = 0; left < JOBS; left++) {
        struct probe_queue q = { 0 };

        for (size_t i = 0; i < JOBS; i++)
            probe_queue_push(&q, &jobs[i]);
        probe_queue_leave(&jobs[left]);
        probe_queue_leave(&jobs[left]); /* fine when in none */
        assert_int_equal(q.n, JOBS - 1);
        for (size_t i = 0; i < JOBS; i++)
            if (i != left)
                assert_ptr_equal(probe_queue_pop(&q), &jobs[i]);
        assert_null(q.head);
        assert_null(q.tail);
        probe_queue_push(&q, &jobs[left]); /* and come back */
        assert_ptr_equal(probe_queue_pop(&q), &jobs[left]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_in_is_first_out),
        cmocka_unit_test(one_may_leave_from_anywhere),
    };

    return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
