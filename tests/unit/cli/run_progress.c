/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <run_progress.h>

static void
the_line_says_counts_rate_and_time_left(void **state)
{
    static const struct {
        size_t done, targets;
        uint64_t elapsed_ms;
        unsigned ready, breaks;
        const char *want;
    } rows[] = {
        { 0, 10, 0, 0, 0, "0/10" },
        { 0, 10, 5000, 0, 0, "0/10" },
        { 3, 10, 0, 2, 1, "3/10, 2 ready, 1 breaks" },
        { 5, 10, 1000, 5, 0, "5/10, 5 ready; 5/s, 1s left" },
        { 1, 11, 6000, 0, 1, "1/11, 1 breaks; 0/s, 1m00s left" },
        { 100, 100000, 13000, 100, 0, "100/100000, 100 ready; 7/s, 3h36m left" },
        { 10, 10, 2000, 10, 0, "10/10, 10 ready; 5/s" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct report_run run = { 0 };
        char line[128];
        struct base_text t;

        run.summary[CERTCHECK_READY] = rows[i].ready;
        run.summary[CERTCHECK_BREAKS] = rows[i].breaks;
        base_text_init(&t, line, sizeof line);
        cli_run_progress_text(&t, &run, rows[i].done, rows[i].targets, rows[i].elapsed_ms);
        assert_string_equal(line, rows[i].want);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_says_counts_rate_and_time_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
