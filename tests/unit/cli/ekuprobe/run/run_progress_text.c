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
        { 3, 10, 0, 2, 1, "3/10, 1 breaks, 2 ready" },
        { 5, 10, 1000, 5, 0, "5/10, 5 ready; 5/s, 1s left" },
        { 1, 11, 6000, 0, 1, "1/11, 1 breaks; 0/s, 1m00s left" },
        { 100, 100000, 13000, 100, 0, "100/100000, 100 ready; 7/s, 3h36m left" },
        { 10, 10, 2000, 10, 0, "10/10, 10 ready; 5/s" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unsigned counts[CERTCHECK_VERDICTS] = { 0 };
        char line[128];
        struct base_text t;

        counts[CERTCHECK_READY] = rows[i].ready;
        counts[CERTCHECK_BREAKS] = rows[i].breaks;
        base_text_init(&t, line, sizeof line);
        cli_run_progress_text(&t, counts, rows[i].done, rows[i].targets, rows[i].elapsed_ms, NULL,
                              sizeof line);
        assert_string_equal(line, rows[i].want);
    }
}

/* Rate and time left stay whatever the width: only counts give way, whole, the best first. */
static void
a_narrow_terminal_loses_counts(void **state)
{
    static const unsigned counts[CERTCHECK_VERDICTS] = {
        [CERTCHECK_READY] = 90000, [CERTCHECK_INDETERMINATE] = 12, [CERTCHECK_BREAKS] = 345,
        [CERTCHECK_BROKEN] = 6,    [CERTCHECK_NO_CERTIFICATE] = 7, [CERTCHECK_UNREACHABLE] = 890,
    };
    static const struct {
        size_t columns;
        const char *want;
    } rows[] = {
        { 200, "91260/100000, 345 breaks, 6 broken, 12 indeterminate, 7 no-certificate, "
               "890 unreachable, 90000 ready; 912/s, 9s left" },
        { 80, "91260/100000, 345 breaks, 6 broken, 12 indeterminate, ...; 912/s, 9s left" },
        { 60, "91260/100000, 345 breaks, 6 broken, ...; 912/s, 9s left" },
        { 40, "91260/100000, ...; 912/s, 9s left" },
        { 20, "91260/100000, ...; 912/s, 9s left" },
        { 10, "91260/100000, ...; 912/s, 9s left" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char line[256];
        struct base_text t;

        base_text_init(&t, line, sizeof line);
        cli_run_progress_text(&t, counts, 91260, 100000, 100000, NULL, rows[i].columns);
        assert_string_equal(line, rows[i].want);
    }
}

static void
it_names_what_it_waits_for_where_there_is_room(void **state)
{
    static const unsigned counts[CERTCHECK_VERDICTS] = { [CERTCHECK_BREAKS] = 3 };
    static const struct {
        size_t columns, others;
        const char *want;
    } rows[] = {
        { 100, 0,
          "19/20, 3 breaks; 9/s, 0s left; waiting for edge01.contoso.com:5061 (connecting)" },
        { 100, 11,
          "19/20, 3 breaks; 9/s, 0s left; waiting for edge01.contoso.com:5061 (connecting) and 11 "
          "more" },
        { 60, 11, "19/20, 3 breaks; 9/s, 0s left" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct probe_waiting waiting = { .host = "edge01.contoso.com",
                                               .port = 5061,
                                               .doing = "connecting",
                                               .others = rows[i].others };
        char line[128];
        struct base_text t;

        base_text_init(&t, line, sizeof line);
        cli_run_progress_text(&t, counts, 19, 20, 2000, &waiting, rows[i].columns);
        assert_string_equal(line, rows[i].want);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_narrow_terminal_loses_counts),
        cmocka_unit_test(it_names_what_it_waits_for_where_there_is_room),
        cmocka_unit_test(the_line_says_counts_rate_and_time_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
