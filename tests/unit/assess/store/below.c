/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <assess/policy.h>

static struct assess_store store;
static const struct certcheck_policy both = { .required =
                                                  BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH,
                                              .now_s = FIXTURE_AT_S };

static int
setup(void **state)
{
    (void)state;
    return assess_store_init(&store) ? 0 : -1;
}

static int
teardown(void **state)
{
    (void)state;
    assess_store_clear(&store);
    return 0;
}

static void
add_issuers(const char *file)
{
    struct certcheck_bundle b;
    char reason[BASE_WHY_MAX], line[256];
    struct base_text why;

    base_text_init(&why, line, sizeof line);
    assert_int_equal(certcheck_bundle_read(fixture_file(file), &b, BASE_TEXT_IN(reason)),
                     CERTCHECK_OK);
    for (size_t i = 0; i < b.n; i++)
        assert_true(assess_store_add(&store, &b.at[i], CERTCHECK_SOURCE_FILE, &why));
    certcheck_bundle_clear(&b);
}

static void
judge(struct certcheck_judgement *out)
{
    static struct assess_certificate wanted;

    assess_store_complete(&store);
    assert_true(assess_store_offer(&store, NULL, 0, CERTCHECK_SOURCE_FILE));
    assess_certificate_read(&store, fixture_file("both/leaf.der"), &wanted);
    assess_judge_below(&store, &both, &wanted.facts, out);
}

static void
test_without_a_ca_the_usages_alone_count(void **state)
{
    static struct certcheck_judgement j;

    (void)state;
    judge(&j);
    assert_int_equal(j.verdict, CERTCHECK_READY);
    assert_int_equal(j.path.n, 1);
}

static void
test_the_ca_that_may_issue_is_put_above_it(void **state)
{
    static struct certcheck_judgement j;

    (void)state;
    add_issuers("both/issuers.pem");
    judge(&j);
    assert_in_range(j.path.n, 2, CERTCHECK_PATH_MAX);
    assert_int_equal(j.verdict, CERTCHECK_READY);
}

static void
test_a_ca_with_usages_of_its_own_constrains(void **state)
{
    static struct certcheck_judgement j;

    (void)state;
    add_issuers("ca-constrained/issuers.pem");
    judge(&j);
    assert_int_not_equal(j.verdict, CERTCHECK_READY);
}

static void
test_cas_that_differ_leave_it_open(void **state)
{
    static struct certcheck_judgement j;

    (void)state;
    add_issuers("both/issuers.pem");
    add_issuers("ca-constrained/issuers.pem");
    judge(&j);
    assert_int_equal(j.verdict, CERTCHECK_INDETERMINATE);
    assert_true(fixture_has(j.findings, j.findings_n, CERTCHECK_F_ISSUERS_DIFFER));
}

static void
test_doubt_takes_the_verdict_and_keeps_the_findings(void **state)
{
    static struct certcheck_judgement j;

    (void)state;
    judge(&j);
    assess_judgement_note(&j, CERTCHECK_F_EXPIRED, (struct base_slice){ 0 });
    assess_judgement_doubt(&j, BASE_USAGE_CLIENT_AUTH);
    assert_int_equal(j.verdict, CERTCHECK_INDETERMINATE);
    assert_int_equal(j.by_usage[0], CERTCHECK_READY);
    assert_int_equal(j.by_usage[1], CERTCHECK_INDETERMINATE);
    assert_true(fixture_has(j.findings, j.findings_n, CERTCHECK_F_EXPIRED));
}

static void
test_a_refusal_decides_whatever_is_in_doubt(void **state)
{
    static struct certcheck_judgement j;

    (void)state;
    judge(&j);
    assess_judgement_doubt_ready(&j, BASE_USAGE_CLIENT_AUTH);
    assert_int_equal(j.verdict, CERTCHECK_INDETERMINATE);
    assert_int_equal(j.by_usage[0], CERTCHECK_READY);
    assert_int_equal(j.by_usage[1], CERTCHECK_INDETERMINATE);
    judge(&j);
    j.verdict = j.by_usage[1] = CERTCHECK_BREAKS;
    assess_judgement_doubt_ready(&j, ~0u);
    assert_int_equal(j.verdict, CERTCHECK_BREAKS);
    assert_int_equal(j.by_usage[0], CERTCHECK_INDETERMINATE);
    assert_int_equal(j.by_usage[1], CERTCHECK_BREAKS);
    assert_true(j.before.accepted == CERTCHECK_YES);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_without_a_ca_the_usages_alone_count),
        CASE(test_the_ca_that_may_issue_is_put_above_it),
        CASE(test_a_ca_with_usages_of_its_own_constrains),
        CASE(test_cas_that_differ_leave_it_open),
        CASE(test_doubt_takes_the_verdict_and_keeps_the_findings),
        CASE(test_a_refusal_decides_whatever_is_in_doubt),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
