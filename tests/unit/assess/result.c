/* SPDX-License-Identifier: MIT */
#include "fixture.h"

static void
test_the_leaf_is_the_first_where_it_can_be_read(void **state)
{
    struct assess_certificate certs[2] = { { .readable = true }, { .readable = true } };
    struct assess_result r = { .certificates = certs };

    (void)state;
    assert_null(assess_leaf(&r));
    r.certificates_n = 2;
    assert_ptr_equal(assess_leaf(&r), &certs[0].facts);
    certs[0].readable = false;
    assert_null(assess_leaf(&r));
}

static void
test_the_first_end_is_the_paths(void **state)
{
    struct assess_certificate leaf = { .facts = { .not_after_s = 900 }, .readable = true };
    struct certcheck_facts ca = { .not_after_s = 500 }, unclear = { .not_after_s = 1 };
    struct certcheck_judgement j = {
        .path = { .at = { { .facts = &leaf.facts }, { .facts = &ca }, { .facts = &unclear } },
                  .n = 3 }
    };
    struct assess_result r = { .certificates = &leaf, .certificates_n = 1 };

    (void)state;
    unclear.defects = CERTCHECK_DEFECT_NOT_AFTER;
    assert_ptr_equal(assess_first_end(&r), &leaf.facts);
    r.judgement = &j;
    assert_ptr_equal(assess_first_end(&r), &ca);
}

static void
test_one_element_that_refuses_decides(void **state)
{
    struct certcheck_judgement j = { .path = { .n = 2 } };
    struct assess_result r = { .verdict = CERTCHECK_READY };

    (void)state;
    assert_int_equal(assess_allows(&r, 0), CERTCHECK_UNKNOWN);
    r.judgement = &j;
    j.path.at[0].allows[0] = j.path.at[1].allows[0] = CERTCHECK_YES;
    assert_int_equal(assess_allows(&r, 0), CERTCHECK_YES);
    j.path.at[0].allows[0] = CERTCHECK_UNKNOWN;
    assert_int_equal(assess_allows(&r, 0), CERTCHECK_UNKNOWN);
    j.path.at[1].allows[0] = CERTCHECK_NO;
    assert_int_equal(assess_allows(&r, 0), CERTCHECK_NO);
}

static void
test_what_was_cut_short_is_counted_apart(void **state)
{
    const struct probe_error interrupted = { .kind = PROBE_INTERRUPTED };
    const struct certcheck_finding soon[2] = { { .code = CERTCHECK_F_EXPIRES_SOON },
                                               { .code = CERTCHECK_F_EXPIRES_SOON } };
    struct assess_result r = { .verdict = CERTCHECK_UNREACHABLE, .error = &interrupted };
    struct assess_run_info run = { .results = 0 };

    (void)state;
    assess_count(&run, &r);
    r.error = NULL;
    r.verdict = CERTCHECK_READY;
    r.findings = soon;
    r.findings_n = 2;
    assess_count(&run, &r);
    assert_int_equal(run.results, 2);
    assert_int_equal(run.interrupted, 1);
    assert_int_equal(run.summary[CERTCHECK_UNREACHABLE], 0);
    assert_int_equal(run.summary[CERTCHECK_READY], 1);
    assert_int_equal(run.expiring, 1);
    assert_true(assess_is_incomplete(&run));
}

static void
test_a_templates_usages_replace_the_requests(void **state)
{
    const struct certcheck_facts from = { .has = CERTCHECK_HAS_KEY_USAGE, .key_usage = 5 };
    struct certcheck_facts request = { .has = CERTCHECK_HAS_SAN, .key_usage = 1, .ca = true };

    (void)state;
    assess_request_template_apply(&from, &request);
    assert_int_equal(request.has, CERTCHECK_HAS_SAN | CERTCHECK_HAS_KEY_USAGE);
    assert_int_equal(request.key_usage, 5);
    assert_true(request.ca);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_leaf_is_the_first_where_it_can_be_read),
        cmocka_unit_test(test_the_first_end_is_the_paths),
        cmocka_unit_test(test_one_element_that_refuses_decides),
        cmocka_unit_test(test_what_was_cut_short_is_counted_apart),
        cmocka_unit_test(test_a_templates_usages_replace_the_requests),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
