/* SPDX-License-Identifier: MIT */
/* From usages, dates and the policy to a verdict: programs that are no .NET, opt-outs, the bound
 * that several judgements share. */
#include "judge/judging.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "judged.h"

#define S BASE_USAGE_SERVER_AUTH
#define C BASE_USAGE_CLIENT_AUTH
#define READY CERTCHECK_READY
#define BREAKS CERTCHECK_BREAKS
#define BROKEN CERTCHECK_BROKEN
#define INDETERMINATE CERTCHECK_INDETERMINATE
#define EXPIRED "190101000000Z"

static const struct {
    const char *eku, *to;
    unsigned required;
    bool native, opted_out;
    enum certcheck_verdict want;
    const char *before, *after;
} rows[] = {
    { "S", NULL, C, false, false, BREAKS, "-", "NotValidForUsage" },
    /* Who compared usages before already refuses today, and no opt-out of .NET helps. */
    { "S", NULL, C, true, false, BROKEN, "NotValidForUsage", "NotValidForUsage" },
    { "S", NULL, C, true, true, BROKEN, "NotValidForUsage", "NotValidForUsage" },
    { "S", NULL, S, true, false, READY, "-", "-" },
    { "S", NULL, 0, true, false, READY, "-", "-" },
    { "ANYAPP", NULL, C, true, false, INDETERMINATE, "-", "-" },
    { "ANYAPP", NULL, C, true, true, INDETERMINATE, "-", "-" },
    { "ANYAPP", NULL, C, false, true, READY, "-", "-" }, /* R2: it is not asked for */
    /* The opt-out mends usages and nothing else. */
    { "S", NULL, C, false, true, READY, "-", "-" },
    { "S", EXPIRED, C, false, true, BROKEN, "NotTimeValid", "NotTimeValid" },
    { "S", EXPIRED, C, true, false, BROKEN, "NotTimeValid+NotValidForUsage",
      "NotTimeValid+NotValidForUsage" },
};

static void
verdicts_follow_who_judges(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct recipe path[] = {
            { .subject = "leaf", .issuer = "root", .eku = rows[i].eku, .to = rows[i].to },
            { .subject = "root", .bc = "ca" }
        };
        struct judged d;
        char before[128], after[128];

        judged_path(&d, path, 2);
        d.policy.required = rows[i].required;
        d.policy.native = rows[i].native;
        d.policy.opted_out = rows[i].opted_out;
        certcheck_judge(&d.policy, &d.j);
        judged_status(d.j.before.status, before, sizeof before);
        judged_status(d.j.after.status, after, sizeof after);
        if (d.j.verdict != rows[i].want || strcmp(before, rows[i].before) != 0 ||
            strcmp(after, rows[i].after) != 0)
            fail_msg("row %zu: %s, before %s, after %s", i, certcheck_verdict_name(d.j.verdict),
                     before, after);
        /* That an opt-out counts is said where it does. */
        assert_int_equal(judged_has(&d.j, CERTCHECK_F_OPTED_OUT, 0),
                         rows[i].opted_out && !rows[i].native);
        judged_clear(&d);
    }
}

/* What is not required is never said to break, and the worst of what is decides. */
static void
usages_keep_their_own_verdicts(void **state)
{
    struct recipe path[] = { { .subject = "leaf", .issuer = "root", .eku = "ANYAPP S" },
                             { .subject = "root", .bc = "ca", .eku = "S" } };
    struct judged d;

    (void)state;
    judged_path(&d, path, 2);
    certcheck_judge(&d.policy, &d.j);
    assert_int_equal(d.j.by_usage[0], READY);
    assert_int_equal(d.j.by_usage[1], BREAKS);
    assert_int_equal(d.j.verdict, BREAKS);
    assert_int_equal(d.j.after.accepted, CERTCHECK_NO);
    assert_int_equal(d.j.before.accepted, CERTCHECK_YES);
    assert_false(judged_has(&d.j, CERTCHECK_F_BEFORE_UNDETERMINED, -1));
    d.policy.required = S;
    certcheck_judge(&d.policy, &d.j);
    assert_int_equal(d.j.by_usage[1], READY);
    assert_int_equal(d.j.verdict, READY);
    judged_clear(&d);
}

/* Many paths of one certificate have one bound between them: one that was used up makes no path
 * ready, and none broken. */
static void
judgements_share_a_bound(void **state)
{
    struct recipe path[] = {
        { .subject = "leaf", .issuer = "ca", .eku = "S C", .san = "8205 612e782e79" },
        /* permitted: DNS x.y */
        { .subject = "ca",
          .issuer = "root",
          .bc = "ca",
          .ext = "3012 0603551d1e 040b 3009 a007 3005 8203 782e79" },
        { .subject = "root", .bc = "ca" }
    };
    struct judged d;
    uint32_t work = JUDGING_WORK_MAX, left;

    (void)state;
    judged_path(&d, path, 3);
    judging_judge(&d.policy, &work, &d.j);
    assert_int_equal(d.j.verdict, READY);
    assert_true(work < JUDGING_WORK_MAX);
    left = work;
    judging_judge(&d.policy, &work, &d.j);
    assert_int_equal(left - work, JUDGING_WORK_MAX - left); /* the same again */
    work = 0;
    judging_judge(&d.policy, &work, &d.j);
    assert_int_equal(d.j.verdict, INDETERMINATE);
    assert_int_equal(d.j.before.accepted, CERTCHECK_UNKNOWN);
    assert_int_equal(work, 0);
    certcheck_judge(&d.policy, &d.j); /* has one of its own */
    assert_int_equal(d.j.verdict, READY);
    judged_clear(&d);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_follow_who_judges),
        cmocka_unit_test(usages_keep_their_own_verdicts),
        cmocka_unit_test(judgements_share_a_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
