/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <assess/policy.h>

static void
test_what_the_user_requires_goes_before_the_profile(void **state)
{
    const struct base_profile *edge = base_profile_get(BASE_PROFILE_EDGE_PSOM);
    struct assess_policy run = { .opted_out = true, .trust = true, .at_s = 7, .expires_s = 9 };
    struct certcheck_policy p = assess_policy_for(&run, edge);

    (void)state;
    assert_int_equal(p.required, edge->required);
    assert_int_equal(p.advised, edge->advised);
    assert_true(p.opted_out && p.trust && p.now_s == 7 && p.expires_s == 9);
    run.required = BASE_USAGE_SERVER_AUTH;
    assert_int_equal(assess_policy_for(&run, edge).required, BASE_USAGE_SERVER_AUTH);
    assert_int_equal(assess_policy_for(&run, NULL).required, BASE_USAGE_SERVER_AUTH);
}

static void
test_a_native_judge_is_none_where_the_user_requires(void **state)
{
    const struct base_profile *clients = base_profile_get(BASE_PROFILE_FE_CLIENT);
    struct assess_policy run = { .required = 0 };

    (void)state;
    assert_true(assess_policy_for(&run, clients).native);
    run.required = BASE_USAGE_CLIENT_AUTH;
    assert_false(assess_policy_for(&run, clients).native);
}

static void
test_findings_are_bounded(void **state)
{
    static struct certcheck_judgement j;

    (void)state;
    for (size_t i = 0; i < CERTCHECK_FINDINGS_MAX; i++)
        assess_judgement_note(&j, CERTCHECK_F_EXPIRED, (struct base_slice){ 0 });
    assert_int_equal(j.findings_n, CERTCHECK_FINDINGS_MAX);
    assert_false(j.findings_cut);
    assess_judgement_note(&j, CERTCHECK_F_EXPIRED, (struct base_slice){ 0 });
    assert_int_equal(j.findings_n, CERTCHECK_FINDINGS_MAX);
    assert_true(j.findings_cut);
}

static void
test_fields_alone_have_a_path_of_one(void **state)
{
    static struct certcheck_facts facts;
    static struct certcheck_judgement j;
    const struct certcheck_policy policy = { .required = BASE_USAGE_CLIENT_AUTH,
                                             .now_s = FIXTURE_AT_S };

    (void)state;
    assert_int_equal(certcheck_facts_read(fixture_file("webserver/leaf.der"), &facts),
                     CERTCHECK_OK);
    assess_judge_alone(&policy, &facts, &j);
    assert_int_equal(j.path.n, 1);
    assert_int_equal(j.path.end, CERTCHECK_END_UNSEEN);
    assert_int_equal(j.by_usage[1], CERTCHECK_BREAKS);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_the_user_requires_goes_before_the_profile),
        cmocka_unit_test(test_a_native_judge_is_none_where_the_user_requires),
        cmocka_unit_test(test_findings_are_bounded),
        cmocka_unit_test(test_fields_alone_have_a_path_of_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
