/* SPDX-License-Identifier: MIT */
/* Causes as numbers, and the words that stand for all results of one. */
#include "html/made.h"

static void
a_cause_is_what_decided(void **state)
{
    const struct certcheck_finding findings[] = { { .code = CERTCHECK_F_CHAIN_INCOMPLETE },
                                                  { .code = CERTCHECK_F_WEAK_KEY },
                                                  { .code = CERTCHECK_F_EKU_UNDECODABLE },
                                                  { .code = CERTCHECK_F_WEAK_KEY } };
    const struct probe_error e = { .kind = PROBE_TIMEOUT };
    struct assess_result r = { .verdict = CERTCHECK_BROKEN, .findings = findings };

    (void)state;
    assert_int_equal(html_cause(&r), CERTCHECK_CODES); /* nothing is known */
    r.error = &e;
    assert_int_equal(html_cause(&r), CERTCHECK_CODES + PROBE_TIMEOUT);
    r.findings_n = 1; /* information is no cause */
    assert_int_equal(html_cause(&r), CERTCHECK_CODES + PROBE_TIMEOUT);
    r.findings_n = 2;
    assert_int_equal(html_cause(&r), CERTCHECK_F_WEAK_KEY);
    r.findings_n = 3;
    assert_int_equal(html_cause(&r), CERTCHECK_F_EKU_UNDECODABLE);
    r.findings_n = 4; /* remarks behind it change nothing */
    assert_int_equal(html_cause(&r), CERTCHECK_F_EKU_UNDECODABLE);
    assert_int_equal(html_causes_n(), CERTCHECK_CODES + PROBE_CLASSES);
}

static void
causes_have_words(void **state)
{
    (void)state;
    assert_true(html_add_cause(&context.out, CERTCHECK_F_EXPIRED));
    is_written("the certificate has expired <span class='code'>EXPIRED</span>");
    assert_true(html_add_cause(&context.out, CERTCHECK_CODES + PROBE_REFUSED));
    is_written("nothing listens on the port");
    assert_false(html_add_cause(&context.out, CERTCHECK_CODES));
    assert_false(html_add_cause(&context.out, CERTCHECK_F_WEAK_KEY));
    is_written("");
}

static void
causes_link_to_what_they_mean(void **state)
{
    (void)state;
    html_link_cause(&context.out, CERTCHECK_F_EXPIRED);
    is_written("<p><a class='code' href='#EXPIRED'>What it means</a></p>");
    html_link_cause(&context.out, CERTCHECK_CODES); /* an error is no finding */
    is_written("");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        OF_HTML(a_cause_is_what_decided),
        OF_HTML(causes_have_words),
        OF_HTML(causes_link_to_what_they_mean),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
