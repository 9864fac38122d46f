/* SPDX-License-Identifier: MIT */
/* Forecasts: of one result a list, of all of them a table by date. */
#include "html/made.h"

#define NONE CERTCHECK_NO_DATE
#define DAY 86400

static struct certcheck_forecast
renewal(int64_t from_s, int64_t by_s)
{
    return (struct certcheck_forecast){ .changes = { { .id = CERTCHECK_CHANGE_RENEWAL,
                                                       .verifier = CERTCHECK_VERIFIER_GO,
                                                       .verdict = CERTCHECK_BREAKS,
                                                       .from_s = from_s,
                                                       .by_s = by_s } },
                                        .changes_n = 1 };
}

static void
changes_and_verifiers_are_lists(void **state)
{
    struct certcheck_forecast f = renewal(NONE, NONE);
    const struct assess_result r = { .target = "a:1", .forecast = &f };
    struct certcheck_verification(*at)[BASE_USAGES] = f.verified.at;

    (void)state;
    html_add_forecast(&context, &context.out, &r);
    is_written("<ul class='forecast'><li>renewal, go: breaks</li></ul>");
    f.changes_n = 0;
    f.verified.wanted = (uint64_t)1 << CERTCHECK_VERIFIER_GO | (uint64_t)1
                                                                   << CERTCHECK_VERIFIER_OPENSSL;
    f.verified.usages = BASE_USAGE_CLIENT_AUTH;
    at[CERTCHECK_VERIFIER_GO][0].accepted = CERTCHECK_YES;
    at[CERTCHECK_VERIFIER_GO][0].reason = at[CERTCHECK_VERIFIER_GO][1].reason =
        CERTCHECK_REASON_LEAF;
    at[CERTCHECK_VERIFIER_OPENSSL][1].reason = CERTCHECK_REASON_UNCHECKED;
    html_add_forecast(&context, &context.out, &r);
    is_written("<details><summary>What each verifier says</summary><ul class='forecast'>"
               "<li>go, clientAuth: refused (leaf)</li></ul></details>");
}

static void
without_dates_there_is_no_section(void **state)
{
    const struct assess_result r = { .target = "a:1" };

    (void)state;
    add_result(&r);
    html_link_forecast(&html, &context.out);
    html_write_forecast(&html, &context.out);
    is_written("");
}

static void
what_breaks_is_a_table(void **state)
{
    const struct certcheck_forecast dated = renewal(2 * DAY, 10 * DAY), vague = renewal(NONE, NONE);
    struct assess_result r = { .target = "<a>:1", .forecast = &dated };
    const char *text;

    (void)state;
    html.now_s = 3 * DAY;
    add_result(&r);
    html_link_forecast(&html, &context.out);
    is_written("<li><a href='#forecast'>What stops working, and when</a></li>\n");
    html_write_forecast(&html, &context.out);
    text = written();
    has(text, "<section aria-labelledby='forecast'>");
    has(text, "<tr><td data-sort='1970-01-11'><time ");
    has(text, "</time></td><td>7</td><td data-sort='1970-01-03'><time ");
    has(text, "<br><span class='quiet'>&lt;a&gt;:1</span></td><td>renewal</td><td>go</td></tr>\n");
    lacks(text, "<p class='quiet'>* ");
    r.forecast = &vague;
    r.assumed = true;
    add_result(&r);
    report_breaks_sort(&html.breaks);
    html_write_forecast(&html, &context.out);
    text = written();
    has(text, "<tr><td data-sort=''></td><td></td><td data-sort=''></td><td>");
    has(text, "<td>renewal *</td><td>go</td>");
    has(text, "<p class='quiet'>* if this certificate is also presented in the client role</p>");
}

/* What expires alone has a timeline, and no table. */
static void
what_expires_has_a_timeline(void **state)
{
    const struct html_expiry e = { .at_s = 10 * DAY };

    (void)state;
    output_add(&html.expiries, &e, sizeof e);
    output_add_str(&html.expiry_names, "edge01");
    html_link_forecast(&html, &context.out);
    has(written(), "#forecast");
    html_write_forecast(&html, &context.out);
    has(written(), "<svg class='timeline'");
    lacks(told_text, "forecast-table");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        OF_HTML(changes_and_verifiers_are_lists),
        OF_HTML(without_dates_there_is_no_section),
        OF_HTML(what_breaks_is_a_table),
        OF_HTML(what_expires_has_a_timeline),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
