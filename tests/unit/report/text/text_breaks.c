/* SPDX-License-Identifier: MIT */
/* The table of what stops working, by date. */
#include "text/text_breaks.h"

#include "telling.h"

static const char *
told(const struct report_breaks *b)
{
    report_text_breaks(&context, &context.out, b);
    return written();
}

static void
add(struct report_breaks *b, const char *target, bool assumed, int64_t from_s, int64_t by_s)
{
    const struct certcheck_forecast f = { .changes = { { .id = CERTCHECK_CHANGE_RENEWAL,
                                                         .verifier = CERTCHECK_VERIFIER_GO,
                                                         .verdict = CERTCHECK_BREAKS,
                                                         .from_s = from_s,
                                                         .by_s = by_s } },
                                          .changes_n = 1 };
    const struct assess_result r = { .target = target, .forecast = &f, .assumed = assumed };

    report_breaks_add(b, &r);
}

#define NONE CERTCHECK_NO_DATE

static void
nothing_that_stops_is_no_table(void **state)
{
    const struct report_breaks b = { .rows = { .ptr = NULL } };

    (void)state;
    assert_string_equal(told(&b), "");
}

static void
dates_names_and_receivers_stand_in_columns(void **state)
{
    struct report_breaks b = { .rows = { .ptr = NULL } };

    (void)state;
    add(&b, "edge01:8057\x1B", false, 86400, 2 * 86400);
    add(&b, "edge02:8057", false, NONE, NONE);
    report_breaks_sort(&b);
    assert_string_equal(told(&b),
                        "\nWhat stops working, and which receivers refuse it then:\n"
                        "  BY          FROM        CHANGE         CERTIFICATE: REFUSED BY\n"
                        "  1970-01-03  1970-01-02  renewal        (edge01:8057\\x1b): go\n"
                        "  -           -           renewal        (edge02:8057): go\n");
    report_breaks_free(&b);
}

static void
what_was_assumed_is_marked(void **state)
{
    struct report_breaks b = { .rows = { .ptr = NULL } };

    (void)state;
    add(&b, "edge01:8057", true, NONE, 86400);
    has(told(&b), "(edge01:8057) *: go\n"
                  "  * if this certificate is also presented in the client role\n");
    report_breaks_free(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TELLING(nothing_that_stops_is_no_table),
        TELLING(dates_names_and_receivers_stand_in_columns),
        TELLING(what_was_assumed_is_marked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
