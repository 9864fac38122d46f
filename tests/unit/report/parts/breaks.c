/* SPDX-License-Identifier: MIT */
/* What breaks by when and where: one row for each change, dates that are not known, the order. */
#include "parts/breaks.h"

#include <base/text.h>

#include <string.h>

#include "cmocka_prelude.h"

#define NONE CERTCHECK_NO_DATE
#define RENEWAL CERTCHECK_CHANGE_RENEWAL
#define BIT(id) ((uint64_t)1 << CERTCHECK_VERIFIER_##id)
#define MARCH_15 1805068800 /* 2027-03-15 */

static struct certcheck_change_result
change(enum certcheck_change_id id, enum certcheck_verifier_id verifier,
       enum certcheck_verdict verdict, int64_t from_s, int64_t by_s)
{
    return (struct certcheck_change_result){
        .id = id, .verifier = verifier, .verdict = verdict, .from_s = from_s, .by_s = by_s
    };
}

static void
one_row_stands_for_all_receivers_of_a_change(void **state)
{
    struct certcheck_forecast f = {
        .changes = { change(CERTCHECK_CHANGE_DOTNET_2017, CERTCHECK_VERIFIER_DOTNET_FRAMEWORK,
                            CERTCHECK_BREAKS, 1, 1),
                     change(RENEWAL, CERTCHECK_VERIFIER_GO, CERTCHECK_BREAKS, NONE, 900),
                     change(RENEWAL, CERTCHECK_VERIFIER_JAVA, CERTCHECK_READY, 1, 1),
                     change(RENEWAL, CERTCHECK_VERIFIER_OPENSSL, CERTCHECK_BREAKS, 300, 800),
                     change(CERTCHECK_CHANGE_S2N, CERTCHECK_VERIFIER_S2N, CERTCHECK_BREAKS, NONE,
                            NONE) },
        .changes_n = 5
    };
    const struct assess_result r = { .target = "edge01:8057", .forecast = &f, .assumed = true };
    struct report_breaks b = { 0 };
    const struct report_break *row;

    (void)state;
    f.changes[3].lost = true;
    report_breaks_add(&b, &r);
    report_breaks_sort(&b);
    assert_int_equal(report_breaks_n(&b), 2); /* the rules tell of 2017 */
    row = report_breaks_at(&b, 0);
    assert_int_equal(row->change, RENEWAL);
    assert_true(row->receivers == (BIT(GO) | BIT(OPENSSL)));
    assert_true(row->from_s == 300 && row->by_s == 800);
    assert_true(row->lost && row->assumed);
    assert_true(base_slice_eq_str(report_break_label(&b, row), "edge01:8057"));
    assert_int_equal(report_break_name(&b, row).len, 0); /* no leaf */
    row = report_breaks_at(&b, 1);
    assert_int_equal(row->change, CERTCHECK_CHANGE_S2N);
    assert_true(row->by_s == NONE && !row->lost);
    assert_false(report_breaks_no_memory(&b));
    report_breaks_free(&b);
}

static void
add(struct report_breaks *b, const char *target, int64_t by_s)
{
    const struct certcheck_forecast f = { .changes = { change(RENEWAL, CERTCHECK_VERIFIER_GO,
                                                              CERTCHECK_BREAKS, NONE, by_s) },
                                          .changes_n = 1 };
    const struct assess_result r = { .target = target, .forecast = &f };

    report_breaks_add(b, &r);
}

/* By date, those without one last, and of one day as they came. */
static void
rows_are_sorted_by_day_and_keep_their_order(void **state)
{
    static const char *const want[] = { "b", "c", "d", "f", "a", "e" };
    struct report_breaks b = { 0 };

    (void)state;
    assert_int_equal(report_breaks_n(&b), 0);
    report_breaks_sort(&b);
    add(&b, "a", NONE);
    add(&b, "b", -500);
    add(&b, "c", 500);
    add(&b, "d", 500);
    add(&b, "e", NONE);
    add(&b, "f", INT64_MAX);
    report_breaks_sort(&b);
    assert_int_equal(report_breaks_n(&b), 6);
    for (size_t i = 0; i < 6; i++)
        assert_true(base_slice_eq_str(report_break_label(&b, report_breaks_at(&b, i)), want[i]));
    report_breaks_free(&b);
}

/* The first day of what breaks, whatever else has a date. */
static void
the_first_day_counts(void **state)
{
    struct certcheck_forecast f = {
        .changes = { change(RENEWAL, CERTCHECK_VERIFIER_GO, CERTCHECK_READY, 1, 1),
                     change(CERTCHECK_CHANGE_DOTNET_2017, CERTCHECK_VERIFIER_GO, CERTCHECK_BREAKS,
                            2, 2),
                     change(RENEWAL, CERTCHECK_VERIFIER_S2N, CERTCHECK_BREAKS, NONE, NONE),
                     change(RENEWAL, CERTCHECK_VERIFIER_JAVA, CERTCHECK_BREAKS, 1, MARCH_15),
                     change(RENEWAL, CERTCHECK_VERIFIER_NSS, CERTCHECK_BREAKS, 1, MARCH_15 + 1) }
    };
    struct assess_result r = { .forecast = &f };
    struct output_bytes out = { .ptr = NULL };

    (void)state;
    f.changes_n = 3;
    assert_true(report_breaks_by(&r) == NONE);
    report_add_breaks_by(&out, &r);
    assert_int_equal(out.len, 0);
    f.changes_n = 5;
    assert_true(report_breaks_by(&r) == MARCH_15);
    report_add_breaks_by(&out, &r);
    assert_true(base_slice_eq_str(output_bytes_since(&out, 0), "2027-03-15T00:00:00Z"));
    output_bytes_free(&out);
    r.forecast = NULL;
    assert_true(report_breaks_by(&r) == NONE);
}

/* What the rules of 2017 say already is not said again. */
static void
only_what_is_more_than_2017_is_there(void **state)
{
    struct certcheck_forecast f = { .changes = { { .id = CERTCHECK_CHANGE_DOTNET_2017 } } };
    struct assess_result r = { .forecast = NULL };

    (void)state;
    assert_false(report_has_verifiers(&r) || report_has_changes(&r));
    r.forecast = &f;
    assert_false(report_has_verifiers(&r) || report_has_changes(&r));
    f.verified.wanted = BIT(DOTNET_FRAMEWORK);
    f.changes_n = 1;
    assert_false(report_has_verifiers(&r) || report_has_changes(&r));
    f.verified.wanted |= BIT(GO);
    f.changes_n = 2;
    assert_true(report_has_verifiers(&r) && report_has_changes(&r));
    f.changes_n = 1;
    f.changes[0].id = RENEWAL;
    assert_true(report_has_changes(&r));
}

static void
is_written(struct output_bytes *out, const char *want)
{
    output_add_char(out, '\0');
    assert_string_equal(out->ptr, want);
    out->len = 0;
}

static void
changes_are_told_with_the_days_that_are_known(void **state)
{
    const struct certcheck_forecast f = {
        .changes = { change(RENEWAL, CERTCHECK_VERIFIER_OPENSSL, CERTCHECK_BREAKS, MARCH_15 - 86400,
                            MARCH_15),
                     change(RENEWAL, CERTCHECK_VERIFIER_GO, CERTCHECK_BREAKS, NONE, MARCH_15 + 1),
                     change(CERTCHECK_CHANGE_S2N, CERTCHECK_VERIFIER_S2N, CERTCHECK_READY, NONE,
                            NONE) },
        .changes_n = 3
    };
    const struct assess_result r = { .forecast = &f };
    struct output_bytes out = { .ptr = NULL };

    (void)state;
    report_add_changes(&out, &r);
    is_written(&out, "renewal, openssl: breaks, at the earliest from 2027-03-14, at the latest by "
                     "2027-03-15; renewal, go: breaks, at the latest by 2027-03-15; s2n-2025-12, "
                     "s2n: ready");
    report_add_receivers(&out, BIT(GO) | BIT(OPENSSL) | BIT(JAVA));
    is_written(&out, "openssl, go, java"); /* as the table has them */
    report_add_receivers(&out, 0);
    is_written(&out, "");
    output_bytes_free(&out);
}

/* Of those that are wanted, the usages that are shown; where nobody looked, there is no reason. */
static void
answers_have_their_reason(void **state)
{
    struct certcheck_forecast f = { .verified.wanted = BIT(OPENSSL) | BIT(GO),
                                    .verified.usages = BASE_USAGE_CLIENT_AUTH };
    const struct assess_result r = { .forecast = &f };
    struct certcheck_verification(*at)[BASE_USAGES] = f.verified.at;
    struct output_bytes out = { .ptr = NULL };

    (void)state;
    at[CERTCHECK_VERIFIER_OPENSSL][1] =
        (struct certcheck_verification){ CERTCHECK_NO, CERTCHECK_REASON_LEAF, 0 };
    at[CERTCHECK_VERIFIER_GO][1] =
        (struct certcheck_verification){ CERTCHECK_YES, CERTCHECK_REASON_UNCHECKED, -1 };
    report_add_answers(&out, &r, "- ", "\n");
    is_written(&out, "- openssl clientAuth: refused (leaf)\n- go clientAuth: not checked");
    at[CERTCHECK_VERIFIER_OPENSSL][1].accepted = CERTCHECK_UNKNOWN;
    at[CERTCHECK_VERIFIER_GO][1].reason = CERTCHECK_REASON_WITHHELD;
    report_add_verifiers(&out, &r);
    is_written(&out, "openssl clientAuth: not settled (leaf); go clientAuth: withheld (withheld)");
    output_bytes_free(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_row_stands_for_all_receivers_of_a_change),
        cmocka_unit_test(rows_are_sorted_by_day_and_keep_their_order),
        cmocka_unit_test(the_first_day_counts),
        cmocka_unit_test(only_what_is_more_than_2017_is_there),
        cmocka_unit_test(changes_are_told_with_the_days_that_are_known),
        cmocka_unit_test(answers_have_their_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
