/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include "run/trusted_app.h"

static struct assess_options options;
static struct assess_endpoint endpoint;

static enum certcheck_verdict
judged(struct probe_result r, const char *product, const char *build)
{
    options.build = build;
    endpoint = (struct assess_endpoint){ .options = &options };
    endpoint.result.product = product;
    endpoint.result.findings = endpoint.findings;
    assess_trusted_app_judge(&endpoint, &r);
    return endpoint.result.verdict;
}

static void
test_only_the_front_end_before_the_fix_breaks_by_plain_tcp(void **state)
{
    struct probe_result plain = fixture_result(PROBE_PLAIN_TCP);

    (void)state;
    assert_int_equal(judged(plain, "sfb2015", "6.0.9319.234"), CERTCHECK_BREAKS);
    assert_int_equal(judged(plain, "sfb2015", "6.0.9319.235"), CERTCHECK_READY);
    assert_int_equal(judged(plain, NULL, "6.0.9319.100"), CERTCHECK_BREAKS);
    assert_int_equal(judged(plain, "sfb2015", NULL), CERTCHECK_INDETERMINATE);
    assert_int_equal(judged(plain, NULL, NULL), CERTCHECK_INDETERMINATE);
    assert_int_equal(judged(plain, "lync2013", NULL), CERTCHECK_READY);
}

static void
test_tls_is_ready_and_hanging_up_is_neither(void **state)
{
    struct probe_result tls = fixture_result(PROBE_ALERT), closed = fixture_result(PROBE_CLOSED);

    (void)state;
    assert_int_equal(judged(tls, "sfb2015", NULL), CERTCHECK_READY);
    assert_true(
        fixture_has(endpoint.findings, endpoint.result.findings_n, CERTCHECK_F_TRUSTED_APP_TLS));
    assert_int_equal(judged(closed, "sfb2015", NULL), CERTCHECK_INDETERMINATE);
}

static void
test_a_build_has_four_numbers_and_a_product(void **state)
{
    static const char *const wrong[] = { "",        "6.0.9319", "6.0.9319.",      "6.0.9319.235.1",
                                         "6.0.x.1", "9.9.9.9",  "6.0.9319.999999" };
    char line[128];
    struct base_text why;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        base_text_init(&why, line, sizeof line);
        assert_false(assess_build_check(wrong[i], NULL, &why));
        assert_string_equal(line, "expected a build such as 6.0.9319.235");
    }
    base_text_init(&why, line, sizeof line);
    assert_true(assess_build_check("7.0.2046.1", NULL, &why));
    assert_true(assess_build_check("7.0.2046.1", "sfb2019", &why));
    assert_false(assess_build_check("7.0.2046.1", "sfb2015", &why));
    assert_string_equal(line, "a build of sfb2019, not of sfb2015");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_the_front_end_before_the_fix_breaks_by_plain_tcp),
        cmocka_unit_test(test_tls_is_ready_and_hanging_up_is_neither),
        cmocka_unit_test(test_a_build_has_four_numbers_and_a_product),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
