/* SPDX-License-Identifier: MIT */
/* The timeline: where a date stands on it, what lies beyond, what expires next. */
#include "html/made.h"

#define DAY 86400
#define NOW (20000 * (int64_t)DAY) /* 2024-10-04 */

static void
add(int64_t days, const char *name)
{
    struct html_expiry e = { .at_s = NOW + days * DAY,
                             .certificate = html.expiries.len / sizeof e,
                             .name_from = html.expiry_names.len,
                             .name_len = strlen(name) };

    output_add(&html.expiries, &e, sizeof e);
    output_add_str(&html.expiry_names, name);
}

static void
add_break(int64_t days)
{
    const struct certcheck_forecast f = { .changes = { { .id = CERTCHECK_CHANGE_RENEWAL,
                                                         .verifier = CERTCHECK_VERIFIER_GO,
                                                         .verdict = CERTCHECK_BREAKS,
                                                         .from_s = CERTCHECK_NO_DATE,
                                                         .by_s = NOW + days * DAY } },
                                          .changes_n = 1 };
    const struct assess_result r = { .target = "a:1", .forecast = &f };

    report_breaks_add(&html.breaks, &r);
}

static const char *
told(void)
{
    html.now_s = NOW;
    html_sort_expiries(&html);
    report_breaks_sort(&html.breaks);
    html_write_timeline(&html, &context.out);
    return written();
}

static void
expiries_count_within_three_years(void **state)
{
    (void)state;
    html.now_s = NOW;
    assert_false(html_has_expiries(&html));
    add(-1, "past");
    add(3 * 366 + 1, "later");
    assert_false(html_has_expiries(&html));
    add(3 * 366, "last");
    assert_true(html_has_expiries(&html));
    html.expiries.len = 0;
    add(0, "today");
    assert_true(html_has_expiries(&html));
}

/* From now on the left to the last date on the right; ninety days at the least. */
static void
dates_stand_where_they_are(void **state)
{
    (void)state;
    add(45, "a");
    has(told(), "<line class='now' x1='110' x2='110'");
    has(told_text, "<circle class='expiry' cx='540' cy='100' r='5'><title>1 certificate: "
                   "18 November 2024</title>");
    add(180, "b"); /* it is twice as long then */
    has(told(), "<circle class='expiry' cx='325' cy='100' r='5'>");
    has(told_text, "<circle class='expiry' cx='970' cy='100' r='5'>");
}

static void
what_breaks_stands_above(void **state)
{
    (void)state;
    add_break(45);
    has(told(), "<circle class='breaks' cx='540' cy='40' r='5'>");
    lacks(told_text, "class='expiry'");
    add_break(-90); /* the past is on it, too */
    has(told(), "<line class='now' x1='540' x2='540'");
    has(told_text, "<circle class='breaks' cx='110' cy='40' r='5'>");
    add_break(-3 * 366 - 1); /* but not all of it */
    has(told(), "<line class='now' x1='540' x2='540'");
}

/* What lies close together is one circle, larger. */
static void
close_dates_are_one_circle(void **state)
{
    (void)state;
    add(43, "a");
    for (unsigned i = 0; i < 8; i++)
        add(44, "x");
    has(told(), "r='7'><title>9 certificates: 16 November 2024 &#8211; 17 November 2024</title>");
    for (unsigned i = 0; i < 200; i++)
        add(44, "x");
    has(told(), " r='13'><title>209 certificates: ");
}

static void
what_is_beyond_is_counted(void **state)
{
    (void)state;
    add(10, "a");
    lacks(told(), "Expired already");
    add(-5, "b");
    add(2000, "c");
    add(2001, "d");
    has(told(), "<p class='quiet'>After the end of this timeline: 2 certificates.</p>");
    has(told_text, "<p class='quiet'>Expired already: 1 certificate.</p>");
}

static void
the_next_to_expire_are_listed_in_order(void **state)
{
    const char *text;

    (void)state;
    add(20, "second");
    add(10, "first");
    add(-1, "past");
    add(20, "third"); /* of one day as they came */
    text = behind(told(), "<h3>Next to expire</h3>\n<ol class='first-days'>\n<li><time ");
    text = behind(text, ">10 days left</span> <a href='#c1'>first</a></li>\n");
    text = behind(text, "<a href='#c0'>second</a></li>\n");
    has(text, "<a href='#c3'>third</a></li>\n</ol>\n");
    lacks(told_text, ">past<");
    for (int64_t i = 0; i < 10; i++)
        add(30 + i, i < 9 ? "x" : "thirteenth");
    lacks(told(), "thirteenth");
}

static void
ticks_are_first_days_of_months(void **state)
{
    (void)state;
    add(10, "a");
    has(told(), ">2024-12</text>");
    add(1000, "b"); /* years: every half or whole one */
    has(told(), ">2026-01</text>");
    lacks(told_text, ">2026-02</text>");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        OF_HTML(expiries_count_within_three_years), OF_HTML(dates_stand_where_they_are),
        OF_HTML(what_breaks_stands_above),          OF_HTML(close_dates_are_one_circle),
        OF_HTML(what_is_beyond_is_counted),         OF_HTML(the_next_to_expire_are_listed_in_order),
        OF_HTML(ticks_are_first_days_of_months),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
