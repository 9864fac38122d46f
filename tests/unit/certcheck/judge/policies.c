/* SPDX-License-Identifier: MIT */
/* RFC 5280 6.1: explicit policies. P and Q are policies, ANY is anyPolicy. */
#include <certcheck/judge.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "judged.h"

#define P "300e 0603551d20 0407 3005 3003 06012a"
#define Q "300e 0603551d20 0407 3005 3003 06012b"
#define PQ "3013 0603551d20 040c 300a 3003 06012a 3003 06012b"
#define ANY "3011 0603551d20 040a 3008 3006 0604551d2000"
#define EXPLICIT0 "300f 0603551d24 0101ff 0405 3003 800100"
#define EXPLICIT1 "300f 0603551d24 0101ff 0405 3003 800101"
#define EXPLICIT2 "300f 0603551d24 0101ff 0405 3003 800102"
#define EXPLICIT3 "300f 0603551d24 0101ff 0405 3003 800103"
#define INHIBIT0 "300d 0603551d36 0101ff 0403 020100"
#define INHIBIT1 "300d 0603551d36 0101ff 0403 020101"
#define NO_MAPPING0 "300f 0603551d24 0101ff 0405 3003 810100"
#define NO_MAPPING1 "300f 0603551d24 0101ff 0405 3003 810101"
#define EXPLICIT0_NO_MAPPING0 "3012 0603551d24 0101ff 0408 3006 800100 810100"
#define P_TO_Q "3011 0603551d21 040a 3008 3006 06012a 06012b"
#define Q_TO_P "3011 0603551d21 040a 3008 3006 06012b 06012a"
#define P_TO_ANY "3014 0603551d21 040d 300b 3009 06012a 0604551d2000"

#define OK "ready"
#define REJECTED "broken POLICY_REQUIRED@0"
#define INHIBITED "broken POLICY_MAPPING_INHIBITED@1"
#define OPEN "indeterminate POLICY_REQUIRED@0"

static const struct {
    const char *leaf, *sub, *ca, *want; /* extensions; the root has none */
} demands_explicit_policies_rows[] = {
    { NULL, NULL, NULL, OK },
    { NULL, NULL, EXPLICIT0, REJECTED },
    { P, P, P EXPLICIT0, OK },
    { P, P, Q EXPLICIT0, REJECTED },
    { P, Q, P EXPLICIT0, REJECTED },
    { P, PQ, PQ EXPLICIT0, OK },
    { NULL, P, P EXPLICIT0, REJECTED },
    { P, NULL, P EXPLICIT0, REJECTED },
    { P, ANY, P EXPLICIT0, OK },
    { P, ANY, ANY EXPLICIT0, OK },
    { ANY, P, P EXPLICIT0, OK },
    { ANY, ANY, ANY EXPLICIT0, OK },
    /* inhibitAnyPolicy further up ends the wildcard below */
    { P, ANY, P EXPLICIT0 INHIBIT0, REJECTED },
    { P, ANY, P EXPLICIT0 INHIBIT1, OK },
    { ANY, P, P EXPLICIT0 INHIBIT1, REJECTED },
    { ANY, ANY, ANY EXPLICIT0 INHIBIT0, REJECTED },
    { P, P, ANY EXPLICIT0 INHIBIT0, OK }, /* not in the CA that says so */
    { P, P, P EXPLICIT0 INHIBIT0, OK },
    /* skipCerts */
    { NULL, NULL, EXPLICIT1, REJECTED },
    { NULL, NULL, EXPLICIT2, REJECTED }, /* the leaf uses up one as well (6.1.5 a) */
    { NULL, NULL, EXPLICIT3, OK },
    { NULL, EXPLICIT0, NULL, REJECTED },
    { NULL, EXPLICIT1, NULL, REJECTED },
    { NULL, EXPLICIT2, NULL, OK },
    { EXPLICIT0, NULL, NULL, REJECTED },
    { EXPLICIT1, NULL, NULL, OK },
    { P EXPLICIT0, P, P, OK },
    /* a mapping replaces a policy below, for better and worse (6.1.4 b) */
    { Q, Q, P P_TO_Q EXPLICIT0, OK },
    { P, P, P P_TO_Q EXPLICIT0, REJECTED },
    { PQ, PQ, P P_TO_Q EXPLICIT0, OK },
    { Q, P P_TO_Q, P EXPLICIT0, OK },
    { P, P P_TO_Q, P EXPLICIT0, REJECTED },
    { P, P, Q P_TO_Q EXPLICIT0, REJECTED },
    { Q, Q, ANY P_TO_Q EXPLICIT0, OK },
    { P, Q Q_TO_P, P P_TO_Q EXPLICIT0, OK },
    { Q, Q Q_TO_P, P P_TO_Q EXPLICIT0, REJECTED },
    { P P_TO_Q, P, P EXPLICIT0, OK }, /* not in the leaf */
    { P, P, P P_TO_Q, OK },           /* nobody requires one */
    { P, P, Q P_TO_ANY EXPLICIT0, OPEN },
    /* inhibitPolicyMapping: none further down */
    { P, P P_TO_Q, P NO_MAPPING0, INHIBITED },
    { P, P P_TO_Q, P NO_MAPPING1, OK },
    { P, P, P P_TO_Q NO_MAPPING0, OK }, /* not in the CA that says so */
    { Q, P P_TO_Q, P EXPLICIT0_NO_MAPPING0, INHIBITED " POLICY_REQUIRED@0" },
};

static void
demands_explicit_policies(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(demands_explicit_policies_rows); i++) {
        struct recipe path[] = {
            { .subject = "leaf", .issuer = "sub", .ext = demands_explicit_policies_rows[i].leaf },
            { .subject = "sub",
              .issuer = "ca",
              .bc = "ca",
              .ext = demands_explicit_policies_rows[i].sub },
            { .subject = "ca",
              .issuer = "root",
              .bc = "ca",
              .ext = demands_explicit_policies_rows[i].ca },
            { .subject = "root", .bc = "ca" },
        };
        struct judged d;
        char got[256];

        judged_path(&d, path, 4);
        d.policy.required = 0;
        certcheck_judge(&d.policy, &d.j);
        if (strcmp(judged_text(&d.j, got, sizeof got), demands_explicit_policies_rows[i].want) != 0)
            fail_msg("row %zu: %s", i, got);
        if (strcmp(demands_explicit_policies_rows[i].want, REJECTED) == 0)
            assert_int_equal(d.j.before.status, CERTCHECK_STATUS_NO_ISSUANCE_CHAIN_POLICY);
        judged_clear(&d);
    }
}

/* The root's policyConstraints count on Windows; its own policies perhaps. */
static void
counts_the_constraints_of_the_root(void **state)
{
    static const struct {
        const char *leaf, *ca, *root, *want;
    } rows[] = {
        { NULL, NULL, EXPLICIT0, REJECTED },
        { NULL, NULL, EXPLICIT1, REJECTED },
        { NULL, NULL, EXPLICIT3, OK },
        { P, P, EXPLICIT0, OK }, /* which needs no policy itself */
        { P, P, P EXPLICIT0, OK },
        { P, P, Q EXPLICIT0, OPEN },
        { P, P, Q, OK },
        { ANY, ANY, P EXPLICIT0 INHIBIT0, OPEN },
        { Q, P P_TO_Q, NO_MAPPING0, INHIBITED },
        { Q, P P_TO_Q, NO_MAPPING1, OK },
        { Q, P P_TO_Q EXPLICIT0, NO_MAPPING0, INHIBITED " POLICY_REQUIRED@0" },
        { Q, Q, NO_MAPPING0, OK },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct recipe path[] = {
            { .subject = "leaf", .issuer = "ca", .ext = rows[i].leaf },
            { .subject = "ca", .issuer = "root", .bc = "ca", .ext = rows[i].ca },
            { .subject = "root", .bc = "ca", .ext = rows[i].root },
        };
        struct judged d;
        char got[256];

        judged_path(&d, path, 3);
        certcheck_judge(&d.policy, &d.j);
        if (strcmp(judged_text(&d.j, got, sizeof got), rows[i].want) != 0)
            fail_msg("row %zu: %s", i, got);
        judged_clear(&d);
    }
}

/* A renewed CA certificate of the same name does not use up a step. */
static void
passes_over_self_issued(void **state)
{
    struct recipe path[] = {
        { .subject = "leaf", .issuer = "ca" },
        { .subject = "ca", .signer = "old", .bc = "ca" },
        { .subject = "ca", .key = "old", .issuer = "root", .bc = "ca", .ext = EXPLICIT2 },
        { .subject = "root", .bc = "ca" },
    };
    struct judged d;

    (void)state;
    judged_path(&d, path, 4);
    certcheck_judge(&d.policy, &d.j);
    assert_int_equal(d.j.verdict, CERTCHECK_READY);
    judged_clear(&d);
    path[2].ext = EXPLICIT1;
    judged_path(&d, path, 4);
    certcheck_judge(&d.policy, &d.j);
    assert_int_equal(d.j.verdict, CERTCHECK_BROKEN);
    judged_clear(&d);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(demands_explicit_policies),
        cmocka_unit_test(counts_the_constraints_of_the_root),
        cmocka_unit_test(passes_over_self_issued),
    };

    return cmocka_run_group_tests_name("policies", tests, NULL, NULL);
}
