/* SPDX-License-Identifier: MIT */
/* Dates in words, with the exact time beside them, and how many days are left. */
#include "html/made.h"

#define DAY 86400

static void
days_are_in_words(void **state)
{
    (void)state;
    html_add_day(&context.out, 0);
    is_written("1 January 1970");
    html_add_day(&context.out, 1802563200); /* 2027-02-14 */
    is_written("14 February 2027");
    html_add_day(&context.out, -1);
    is_written("31 December 1969");
}

static void
the_exact_time_is_in_the_title(void **state)
{
    (void)state;
    html_add_date(&context.out, DAY + 3661);
    is_written("<time datetime='1970-01-02T01:01:01Z' title='1970-01-02 01:01:01 UTC'>"
               "2 January 1970</time>");
}

static const char *
left(int64_t s, int64_t now_s)
{
    html_add_days_left(&context.out, s, now_s);
    return written();
}

static void
days_left_are_counted(void **state)
{
    (void)state;
    has(left(10 * DAY, DAY), "<span class='sub'>9 days left</span>");
    has(left(2 * DAY, DAY), ">1 day left<");
    has(left(DAY + 5, DAY), ">0 days left<");
    has(left(DAY, 4 * DAY), ">3 days ago<");
    has(left(DAY - 5, DAY), ">0 days ago<");
}

/* Beyond some years a number of days says no more than the date. */
static void
many_days_are_not_told(void **state)
{
    (void)state;
    has(left(999 * DAY, 0), ">999 days left<");
    assert_string_equal(left(1000 * DAY, 0), "");
    has(left(0, 999 * DAY), ">999 days ago<");
    assert_string_equal(left(0, 1000 * DAY), "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        OF_HTML(days_are_in_words),
        OF_HTML(the_exact_time_is_in_the_title),
        OF_HTML(days_left_are_counted),
        OF_HTML(many_days_are_not_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
