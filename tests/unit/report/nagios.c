/* SPDX-License-Identifier: MIT */
#include <report/report.h>

#include "cmocka_prelude.h"
#include "fixture.h"

static void
the_worst_decides_the_code(void **state)
{
    static const struct {
        unsigned counts[CERTCHECK_VERDICTS]; /* ready indet breaks broken no-cert unreach */
        size_t expiring;
        unsigned fail_on;
        int want;
    } rows[] = {
        { { 3, 0, 0, 0, 0, 0 }, 0, REPORT_FAIL_ON, 0 },
        { { 3, 0, 0, 0, 0, 0 }, 1, REPORT_FAIL_ON, 1 },
        { { 3, 1, 0, 0, 0, 0 }, 0, REPORT_FAIL_ON, 3 },
        { { 3, 0, 0, 0, 1, 0 }, 0, REPORT_FAIL_ON, 3 },
        { { 3, 0, 0, 0, 0, 1 }, 0, REPORT_FAIL_ON, 3 },
        { { 3, 0, 0, 0, 0, 1 }, 1, REPORT_FAIL_ON, 1 },
        { { 3, 0, 1, 0, 0, 1 }, 1, REPORT_FAIL_ON, 2 },
        { { 0, 0, 0, 1, 0, 0 }, 0, REPORT_FAIL_ON, 2 },
        { { 3, 0, 1, 0, 0, 0 }, 0, 1u << CERTCHECK_UNREACHABLE, 2 },
        { { 3, 0, 0, 0, 0, 1 }, 0, 1u << CERTCHECK_UNREACHABLE, 2 },
        { { 0, 0, 0, 0, 0, 0 }, 0, REPORT_FAIL_ON, 3 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct assess_run_info run = { .expiring = rows[i].expiring };

        for (size_t v = 0; v < CERTCHECK_VERDICTS; v++) {
            run.summary[v] = rows[i].counts[v];
            run.results += rows[i].counts[v];
        }
        assert_int_equal(report_nagios_status(&run, rows[i].fail_on), rows[i].want);
        run.share = 1;
        run.shares = 2; /* it decides nothing for the others */
        assert_int_equal(report_nagios_status(&run, rows[i].fail_on),
                         rows[i].want == 0 ? 3 : rows[i].want);
    }
}

static void
counting_sees_each_result(void **state)
{
    const struct assess_run_info *run = &fixture_endpoints()->run;

    (void)state;
    assert_int_equal(run->results, fixture_endpoints()->n);
    assert_int_equal(run->expiring, 1);
    assert_int_equal(run->summary[CERTCHECK_BREAKS], 5);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worst_decides_the_code),
        cmocka_unit_test(counting_sees_each_result),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
