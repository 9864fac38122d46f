/* SPDX-License-Identifier: MIT */
#include <certcheck/judge.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "judged.h"

#define S BASE_USAGE_SERVER_AUTH
#define C BASE_USAGE_CLIENT_AUTH
#define NO CERTCHECK_NO
#define YES CERTCHECK_YES
#define UNKNOWN CERTCHECK_UNKNOWN

#define EXPIRED .to = "190101000000Z"

/* Section 3 of the design, all nine rows. */
static void
verdicts_follow_the_table(void **state)
{
    static const struct {
        enum certcheck_answer before, after;
        enum certcheck_verdict want;
    } rows[] = {
        { YES, YES, CERTCHECK_READY },
        { YES, NO, CERTCHECK_BREAKS },
        { YES, UNKNOWN, CERTCHECK_INDETERMINATE },
        { NO, YES, CERTCHECK_BROKEN },
        { NO, NO, CERTCHECK_BROKEN },
        { NO, UNKNOWN, CERTCHECK_BROKEN },
        { UNKNOWN, YES, CERTCHECK_INDETERMINATE },
        { UNKNOWN, NO, CERTCHECK_BREAKS },
        { UNKNOWN, UNKNOWN, CERTCHECK_INDETERMINATE },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        assert_int_equal(certcheck_verdict_of(rows[i].before, rows[i].after), rows[i].want);
}

static const struct {
    struct recipe leaf;
    unsigned required;
    bool opted_out;
    enum certcheck_verdict want, want_by_usage[BASE_USAGES];
    const char *want_before, *want_after;
} judges_each_rows[] = {
    { { .eku = "S C" },
      S | C,
      false,
      CERTCHECK_READY,
      { CERTCHECK_READY, CERTCHECK_READY },
      "-",
      "-" },
    { { .eku = "S" },
      S | C,
      false,
      CERTCHECK_BREAKS,
      { CERTCHECK_READY, CERTCHECK_BREAKS },
      "-",
      "NotValidForUsage" },
    { { .eku = "C" },
      S | C,
      false,
      CERTCHECK_BREAKS,
      { CERTCHECK_BREAKS, CERTCHECK_READY },
      "-",
      "NotValidForUsage" },
    { { .eku = "S" }, S, false, CERTCHECK_READY, { CERTCHECK_READY, CERTCHECK_READY }, "-", "-" },
    { { .eku = "S" },
      C,
      false,
      CERTCHECK_BREAKS,
      { CERTCHECK_READY, CERTCHECK_BREAKS },
      "-",
      "NotValidForUsage" },
    { { .eku = "S" },
      C,
      true,
      CERTCHECK_READY,
      { CERTCHECK_READY, CERTCHECK_READY },
      "-",
      "-" }, /* R2 */
    { { .eku = "" }, 0, false, CERTCHECK_READY, { CERTCHECK_READY, CERTCHECK_READY }, "-", "-" },
    { { .eku = "=0500" },
      S,
      true,
      CERTCHECK_BROKEN,
      { CERTCHECK_BROKEN, CERTCHECK_READY },
      "InvalidExtension+InvalidPolicyConstraints",
      "InvalidExtension+InvalidPolicyConstraints" }, /* R2: fatal all the same */
    { { .eku = "=0500" },
      0,
      false,
      CERTCHECK_BROKEN,
      { CERTCHECK_READY, CERTCHECK_READY },
      "InvalidExtension+InvalidPolicyConstraints",
      "InvalidExtension+InvalidPolicyConstraints" },
    { { .eku = "S", EXPIRED },
      S | C,
      false,
      CERTCHECK_BROKEN,
      { CERTCHECK_BROKEN, CERTCHECK_BROKEN },
      "NotTimeValid",
      "NotTimeValid+NotValidForUsage" },
    { { .eku = "ANYAPP" },
      S,
      false,
      CERTCHECK_INDETERMINATE,
      { CERTCHECK_INDETERMINATE, CERTCHECK_READY },
      "-",
      "-" },
    { { .eku = "ANYAPP S" },
      S | C,
      false,
      CERTCHECK_INDETERMINATE,
      { CERTCHECK_READY, CERTCHECK_INDETERMINATE },
      "-",
      "-" },
};

/* Each required usage by itself, the worst wins; before and after with their words. */
static void
judges_each_required_usage(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(judges_each_rows); i++) {
        struct recipe path[] = { judges_each_rows[i].leaf, { .subject = "root", .bc = "ca" } };
        struct judged d;
        char before[128], after[128];

        path[0].subject = "leaf";
        path[0].issuer = "root";
        judged_path(&d, path, 2);
        d.policy.required = judges_each_rows[i].required;
        d.policy.opted_out = judges_each_rows[i].opted_out;
        certcheck_judge(&d.policy, &d.j);
        judged_status(d.j.before.status, before, sizeof before);
        judged_status(d.j.after.status, after, sizeof after);
        if (d.j.verdict != judges_each_rows[i].want ||
            d.j.required != judges_each_rows[i].required ||
            memcmp(d.j.by_usage, judges_each_rows[i].want_by_usage, sizeof d.j.by_usage) != 0)
            fail_msg("row %zu: %s", i, certcheck_verdict_name(d.j.verdict));
        if (strcmp(before, judges_each_rows[i].want_before) != 0 ||
            strcmp(after, judges_each_rows[i].want_after) != 0)
            fail_msg("row %zu: before %s after %s", i, before, after);
        assert_int_equal(judged_has(&d.j, CERTCHECK_F_OPTED_OUT, 0), judges_each_rows[i].opted_out);
        judged_clear(&d);
    }
}

/* What no source settles about before is said where the update rejects for certain. */
static void
says_what_is_open_about_before(void **state)
{
    struct recipe path[] = { { .subject = "leaf", .issuer = "root", .eku = "=3000 00" },
                             { .subject = "root", .bc = "ca" } };
    struct judged d;

    (void)state;
    judged_path(&d, path, 2);
    certcheck_judge(&d.policy, &d.j);
    assert_int_equal(d.j.verdict, CERTCHECK_BREAKS);
    assert_int_equal(d.j.before.accepted, UNKNOWN);
    assert_int_equal(d.j.after.accepted, NO);
    assert_true(judged_has(&d.j, CERTCHECK_F_BEFORE_UNDETERMINED, 0));
    judged_clear(&d);
}

/* A second judgement of the same object leaves nothing of the first. */
static void
overwrites_everything_but_the_path(void **state)
{
    struct recipe path[] = { { .subject = "leaf", .issuer = "root", .eku = "S", EXPIRED },
                             { .subject = "root", .bc = "ca" } };
    struct judged d;
    struct certcheck_judgement first;

    (void)state;
    judged_path(&d, path, 2);
    memset(d.j.findings, 0xa5, sizeof d.j.findings);
    d.j.findings_n = 50;
    d.j.findings_cut = true;
    certcheck_judge(&d.policy, &d.j);
    assert_false(d.j.findings_cut);
    first = d.j;
    certcheck_judge(&d.policy, &d.j);
    assert_memory_equal(&first, &d.j, sizeof first);
    judged_clear(&d);
}

/* More findings than fit are dropped and that is said; the verdict stands. */
static void
bounds_its_findings(void **state)
{
    struct recipe leaf = { .subject = "leaf", .issuer = "ca", .eku = "CS" },
                  ca = { .subject = "ca", .eku = "=3008 06022b80 0602 5580" };
    struct judged d;

    (void)state;
    judged_path(&d, (struct recipe[]){ leaf, ca }, 2);
    for (size_t i = 2; i < CERTCHECK_PATH_MAX; i++)
        d.j.path.at[i] = d.j.path.at[1];
    d.j.path.n = CERTCHECK_PATH_MAX;
    certcheck_judge(&d.policy, &d.j);
    assert_int_equal(d.j.findings_n, CERTCHECK_FINDINGS_MAX);
    assert_true(d.j.findings_cut);
    assert_int_equal(d.j.verdict, CERTCHECK_BROKEN);
    judged_clear(&d);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_follow_the_table),
        cmocka_unit_test(judges_each_required_usage),
        cmocka_unit_test(says_what_is_open_about_before),
        cmocka_unit_test(overwrites_everything_but_the_path),
        cmocka_unit_test(bounds_its_findings),
    };

    return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
