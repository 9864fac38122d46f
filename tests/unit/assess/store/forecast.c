/* SPDX-License-Identifier: MIT */
#include "fixture.h"

static char line[256];
static struct base_text why;
static struct assess_forecast forecast;

static bool
init(const char *verifiers, const char *changes, const char *cas)
{
    base_text_init(&why, line, sizeof line);
    return assess_forecast_init(&forecast, verifiers, changes,
                                cas == NULL ? (struct base_slice){ 0 } : base_slice_str(cas), &why);
}

static void
test_by_default_each_profile_has_its_own(void **state)
{
    const struct base_profile *edge = base_profile_get(BASE_PROFILE_EDGE_PSOM);

    (void)state;
    assert_true(init(NULL, NULL, NULL));
    assert_true(assess_forecast_plan(&forecast, edge)->rules);
    assert_ptr_not_equal(assess_forecast_plan(&forecast, edge),
                         assess_forecast_plan(&forecast, NULL));
    assess_forecast_clear(&forecast);
}

static void
test_names_that_do_not_exist_are_refused(void **state)
{
    (void)state;
    assert_false(init("opensl", NULL, NULL));
    assert_non_null(strstr(line, "opensl"));
    assert_false(init(NULL, "renewall", NULL));
    assert_non_null(strstr(line, "renewall"));
}

static void
test_a_spoilt_table_is_told_by_its_line(void **state)
{
    (void)state;
    assert_false(init(NULL, "renewal", "nonsense\n"));
    assert_memory_equal(line, "line 1", 6);
}

static void
test_without_the_rule_of_2017_nothing_is_required(void **state)
{
    struct certcheck_policy policy = { .required = BASE_USAGE_CLIENT_AUTH };

    (void)state;
    assert_true(init(NULL, "renewal", NULL));
    assess_forecast_policy(assess_forecast_plan(&forecast, NULL), &policy);
    assert_int_equal(policy.required, 0);
    assess_forecast_clear(&forecast);
    policy.required = BASE_USAGE_CLIENT_AUTH;
    assert_true(init(NULL, "dotnet-2017", NULL));
    assess_forecast_policy(assess_forecast_plan(&forecast, NULL), &policy);
    assert_int_equal(policy.required, BASE_USAGE_CLIENT_AUTH);
    assess_forecast_clear(&forecast);
}

static void
test_the_tables_age_matters_where_it_is_asked(void **state)
{
    const int64_t far = 4102444800; /* 2100 */
    struct base_text note;
    char text[256];

    (void)state;
    base_text_init(&note, text, sizeof text);
    assert_true(init(NULL, "renewal", NULL));
    assert_true(assess_forecast_note(&forecast, NULL, far, &note));
    assert_true(note.len > 0);
    assert_false(assess_forecast_note(&forecast, NULL, 0, &note));
    assess_forecast_clear(&forecast);
    assert_true(init(NULL, "dotnet-2017", NULL));
    assert_false(assess_forecast_note(&forecast, NULL, far, &note));
    assess_forecast_clear(&forecast);
}

/* What was not judged for a change is never ready; what the rules of 2017 say stays. */
static void
test_what_is_no_certificate_is_left_open(void **state)
{
    static const struct {
        const char *changes;
        size_t n, findings;
        enum certcheck_verdict verdict;
    } rows[] = { { NULL, 0, 0, CERTCHECK_READY },
                 { "dotnet-2017", 0, 0, CERTCHECK_READY },
                 { "envoy", 1, 1, CERTCHECK_INDETERMINATE },
                 { "renewal", 1, 1, CERTCHECK_INDETERMINATE },
                 { "dotnet-2017,envoy,renewal", 3, 2, CERTCHECK_INDETERMINATE } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct certcheck_judgement j = { .verdict = CERTCHECK_READY };
        struct certcheck_forecast f = { .changes_n = 0 };

        assert_true(init(NULL, rows[i].changes, NULL));
        assess_forecast_leave_open(assess_forecast_plan(&forecast, NULL), &j, 3, &f);
        assert_int_equal(j.verdict, rows[i].verdict);
        assert_int_equal(f.changes_n, rows[i].n);
        assert_int_equal(j.findings_n, rows[i].findings);
        for (size_t k = 0; k < f.changes_n; k++)
            assert_int_equal(f.changes[k].verdict, f.changes[k].id == CERTCHECK_CHANGE_DOTNET_2017
                                                       ? CERTCHECK_READY
                                                       : CERTCHECK_INDETERMINATE);
        assess_forecast_clear(&forecast);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_default_each_profile_has_its_own),
        cmocka_unit_test(test_names_that_do_not_exist_are_refused),
        cmocka_unit_test(test_a_spoilt_table_is_told_by_its_line),
        cmocka_unit_test(test_without_the_rule_of_2017_nothing_is_required),
        cmocka_unit_test(test_the_tables_age_matters_where_it_is_asked),
        cmocka_unit_test(test_what_is_no_certificate_is_left_open),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
