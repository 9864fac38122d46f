/* SPDX-License-Identifier: MIT */
/* Which finding decided, for every severity and verdict. */
#include <advice/cause.h>

#include <advice/sentences.h>

#include <string.h>

#include "cmocka_prelude.h"

#define ERROR CERTCHECK_F_EKU_LACKS_CLIENT_AUTH
#define WARNING CERTCHECK_F_ISSUER_UNKNOWN
#define REMARK CERTCHECK_F_WEAK_KEY /* a warning, too */
#define INFO CERTCHECK_F_NO_EKU_ALLOWS_ALL

/* The findings in their order, and which of them decides; -1: none. */
static const struct {
    enum certcheck_verdict verdict;
    size_t n;
    enum certcheck_code codes[3];
    int want;
} rows[] = {
    { CERTCHECK_READY, 2, { ERROR, WARNING }, -1 },
    { CERTCHECK_BREAKS, 3, { INFO, WARNING, ERROR }, 2 },
    { CERTCHECK_BROKEN, 3, { REMARK, WARNING, ERROR }, 2 },
    /* Without an error a warning is all that can have decided. */
    { CERTCHECK_BREAKS, 3, { INFO, REMARK, WARNING }, 2 },
    { CERTCHECK_BROKEN, 1, { WARNING }, 0 },
    { CERTCHECK_INDETERMINATE, 2, { WARNING, ERROR }, 0 },
    { CERTCHECK_INDETERMINATE, 2, { INFO, REMARK }, -1 },
    { CERTCHECK_NO_CERTIFICATE, 1, { CERTCHECK_F_EMPTY_CERTIFICATE }, 0 },
    { CERTCHECK_UNREACHABLE, 1, { CERTCHECK_F_PROFILE_ASSUMED }, -1 },
    { CERTCHECK_UNREACHABLE, 0, { INFO }, -1 },
    { CERTCHECK_BREAKS, 2, { ERROR, CERTCHECK_F_CA_EKU_EXCLUDES_CLIENT_AUTH }, 0 },
};

static void
the_finding_that_decided_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct certcheck_finding findings[3] = { { .code = rows[i].codes[0] },
                                                 { .code = rows[i].codes[1] },
                                                 { .code = rows[i].codes[2] } };
        struct assess_result r = { .verdict = rows[i].verdict,
                                   .findings = findings,
                                   .findings_n = rows[i].n };
        const struct certcheck_finding *got = advice_deciding(&r);

        if (got != (rows[i].want < 0 ? NULL : &findings[rows[i].want]))
            fail_msg("row %zu: %s", i, got == NULL ? "none" : advice_rule(got)->code);
    }
}

/* Beside an error of a certificate that breaks, a warning is a remark. */
static void
every_error_decides_and_no_warning_beside_it(void **state)
{
    const struct certcheck_finding findings[] = { { .code = WARNING },
                                                  { .code = ERROR },
                                                  { .code = CERTCHECK_F_EKU_UNDECODABLE } };
    struct assess_result r = { .verdict = CERTCHECK_BREAKS, .findings = findings, .findings_n = 3 };

    (void)state;
    assert_false(advice_decides(&r, &findings[0]));
    assert_true(advice_decides(&r, &findings[1]));
    assert_true(advice_decides(&r, &findings[2]));
    r.findings_n = 1;
    assert_true(advice_decides(&r, &findings[0]));
}

/* A remark with a severity of an error would never be said to decide anything. */
static void
no_error_is_a_remark(void **state)
{
    (void)state;
    for (unsigned c = 0; c < CERTCHECK_CODES; c++) {
        struct certcheck_finding f = { .code = (enum certcheck_code)c };
        struct assess_result r = { .verdict = CERTCHECK_BROKEN, .findings = &f, .findings_n = 1 };

        if (advice_rule(&f)->severity == CERTCHECK_ERROR && !advice_decides(&r, &f))
            fail_msg("%s decides nothing", advice_rule(&f)->code);
    }
}

static void
causes_tell_the_usages_apart(void **state)
{
    (void)state;
    assert_string_equal(advice_cause_words(CERTCHECK_F_EKU_LACKS_CLIENT_AUTH),
                        "the certificate lacks Client Authentication");
    assert_string_equal(advice_cause_words(CERTCHECK_F_CA_EKU_EXCLUDES_SERVER_AUTH),
                        "the issuing CA excludes Server Authentication");
    assert_null(advice_cause_words(INFO));
    assert_null(advice_cause_words(CERTCHECK_CODES));
    for (unsigned a = 0; a < CERTCHECK_CODES; a++)
        for (unsigned b = 0; b < a; b++) {
            const char *x = advice_cause_words((enum certcheck_code)a);
            const char *y = advice_cause_words((enum certcheck_code)b);

            if (x != NULL && y != NULL && strcmp(x, y) == 0)
                fail_msg("two causes say: %s", x);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_finding_that_decided_is_found),
        cmocka_unit_test(every_error_decides_and_no_warning_beside_it),
        cmocka_unit_test(no_error_is_a_remark),
        cmocka_unit_test(causes_tell_the_usages_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
