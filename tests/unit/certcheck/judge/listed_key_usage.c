/* SPDX-License-Identifier: MIT */
/* The key usage that Erlang/OTP 27 wants beside a list, as real programs were seen to
 * (tests/verifiers) and beyond. */
#include <certcheck/verifier.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "judged.h"

#define S BASE_USAGE_SERVER_AUTH
#define C BASE_USAGE_CLIENT_AUTH

#define SIGNS "80"
#define DECLARES "40"
#define ENCIPHERS "20"
#define AGREES "08"
#define ISSUES "04"

static const struct {
    struct recipe leaf, ca;
    unsigned usage;
    enum certcheck_reason want; /* accepted: LISTED or ABSENT */
} rows[] = {
    { { .eku = "S C", .ku = ENCIPHERS }, { 0 }, S, CERTCHECK_REASON_KEY_USAGE },
    { { .eku = "S", .ku = ENCIPHERS }, { 0 }, S, CERTCHECK_REASON_LISTED },
    { { .eku = "C", .ku = AGREES }, { 0 }, C, CERTCHECK_REASON_LISTED },
    { { .eku = "C CS", .ku = AGREES }, { 0 }, C, CERTCHECK_REASON_KEY_USAGE },
    { { .eku = "C", .ku = DECLARES }, { 0 }, C, CERTCHECK_REASON_KEY_USAGE },
    { { .eku = "C ANY", .ku = ENCIPHERS }, { 0 }, C, CERTCHECK_REASON_LISTED },
    { { .ku = ENCIPHERS }, { 0 }, C, CERTCHECK_REASON_ABSENT },
    { { .ku = ISSUES }, { 0 }, C, CERTCHECK_REASON_KEY_USAGE },
    { { .eku = "C" }, { 0 }, C, CERTCHECK_REASON_LISTED },
    /* Of a CA, Server and Client Authentication ask for nothing, but the extension must be there.
     */
    { { .eku = "C" }, { .eku = "C", .ku = ISSUES }, C, CERTCHECK_REASON_LISTED },
    { { .eku = "C" }, { .eku = "C" }, C, CERTCHECK_REASON_KEY_USAGE },
    { { .eku = "C" }, { .eku = "S", .ku = ISSUES }, C, CERTCHECK_REASON_CA },
    { { .eku = "C" }, { .eku = "C CS", .ku = ISSUES }, C, CERTCHECK_REASON_KEY_USAGE },
    { { .eku = "C" }, { .eku = "C CS", .ku = "84" }, C, CERTCHECK_REASON_LISTED },
};

static void
fits_all_that_is_listed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct recipe path[] = { rows[i].leaf, rows[i].ca, { .subject = "root" } };
        struct certcheck_verification got;
        struct judged d;

        path[0].subject = "leaf";
        path[0].issuer = path[1].subject = "ca";
        path[1].issuer = "root";
        judged_path(&d, path, 3);
        got = certcheck_verify(certcheck_verifier_get(CERTCHECK_VERIFIER_ERLANG_27), &d.j.path,
                               rows[i].usage, true);
        judged_clear(&d);
        if (got.reason != rows[i].want)
            fail_msg("row %zu: %s, want %s", i, certcheck_reason_name(got.reason),
                     certcheck_reason_name(rows[i].want));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(fits_all_that_is_listed) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
