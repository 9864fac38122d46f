/* SPDX-License-Identifier: MIT */
/* The head of the page: a headline for each outcome, what users lose, how many of each. */
#include "html_page.h"

#include "html/made.h"

static struct assess_run_info run;
static struct page page;

static int
begin(void **state)
{
    run = (struct assess_run_info){ .tool = "ekuprobe", .version = "1.0" };
    (void)begin_html(state);
    page = (struct page){ &html, &run, &run, &context.decision, &context.out };
    return 0;
}

static void
count(enum certcheck_verdict verdict, unsigned n)
{
    run.summary[verdict] += n;
    run.results += n;
}

static void
headline(const char *want)
{
    html_fill_headline(&page);
    is_written(want);
}

static void
each_outcome_has_a_headline(void **state)
{
    (void)state;
    html.endpoints = true;
    headline("Nothing was judged");
    count(CERTCHECK_READY, 1);
    headline("1 connection is ready");
    count(CERTCHECK_READY, 1);
    headline("All 2 connections are ready");
    run.shares = 2; /* of others nothing is known */
    headline("None of 2 connections was seen to break");
    run.shares = 0;
    run.unread = 1;
    headline("None of 2 connections was seen to break");
    run.unread = 0;
    count(CERTCHECK_UNREACHABLE, 1);
    headline("None of 3 connections was seen to break, 1 could not be judged");
    count(CERTCHECK_BREAKS, 2);
    headline("2 of 5 connections will break");
    count(CERTCHECK_BROKEN, 1);
    headline("2 of 6 connections will break, 1 is broken already");
    count(CERTCHECK_BROKEN, 1);
    headline("2 of 7 connections will break, 2 are broken already");
}

static void
nouns_are_those_of_what_was_judged(void **state)
{
    const struct assess_result request = { .file = "a.req", .kind = "request" },
                               other = { .file = "a.crl", .kind = "CRL" };

    (void)state;
    count(CERTCHECK_READY, 2);
    headline("All 2 certificates are ready");
    add_result(&request);
    headline("All 2 requests are ready");
    add_result(&other);
    headline("All 2 objects are ready");
}

static void
templates_are_told_behind(void **state)
{
    (void)state;
    html.fits.n[ASSESS_TEMPLATE_FITS_BOTH] = 1;
    headline("Templates: 1 fits");
    count(CERTCHECK_READY, 1);
    headline("1 certificate is ready; templates: 1 fits");
}

/* For each profile that breaks what its users lose; words of the Data MCU explained. */
static void
impacts_are_counted_by_profile(void **state)
{
    struct assess_result r = { .target = "a:1",
                               .verdict = CERTCHECK_BREAKS,
                               .profile = base_profile_get(BASE_PROFILE_TLS_SERVER) };
    const char *text;

    (void)state;
    html_fill_impacts(&page);
    is_written("");
    add_result(&r);
    html_fill_impacts(&page);
    text = written();
    has(text, "<ul class='impacts breaks'><li><b>1 connection</b> <span class='quiet'>");
    lacks(text, "PSOM carries");
    r.profile = base_profile_get(BASE_PROFILE_EDGE_PSOM);
    add_result(&r);
    add_result(&r);
    r.verdict = CERTCHECK_BROKEN;
    add_result(&r);
    html_fill_impacts(&page);
    text = written();
    has(text, "<li><b>2 connections</b> <span class='quiet'>PSOM from a Front End to");
    has(text, "<li><b>1 connection</b>");
    has(text, "</li></ul><p class='quiet'>PSOM carries");
}

static void
the_bar_has_a_piece_for_each_verdict(void **state)
{
    (void)state;
    html_fill_bar(&page);
    is_written("");
    count(CERTCHECK_READY, 3);
    count(CERTCHECK_BREAKS, 2);
    html_fill_bar(&page);
    is_written("<svg class='bar' viewBox='0 0 5 1' preserveAspectRatio='none' aria-hidden='true'>"
               "<rect class='breaks' height='1' x='0' width='2'/>"
               "<rect class='ready' height='1' x='2' width='3'/></svg>\n<ul class='legend'>"
               "<li><b>2</b> <span class='badge breaks'>breaks</span></li>"
               "<li><b>3</b> <span class='badge ready'>ready</span></li></ul>");
    run.expiring = 1;
    html_fill_bar(&page);
    has(written(), "<li><b>1</b> expires soon</li></ul>");
}

/* A button for what there is; what was left out cannot be shown. */
static void
toggles_are_for_what_there_is(void **state)
{
    const char *text;

    (void)state;
    count(CERTCHECK_READY, 1);
    count(CERTCHECK_BREAKS, 1);
    html_fill_toggles(&page);
    text = written();
    has(text, "<button type='button' aria-pressed='false' class='breaks' data-verdict='breaks'>");
    has(text, "data-verdict='ready'>");
    lacks(text, "data-verdict='unreachable'");
    run.interrupted = 1;
    html.left_out = 1;
    html_fill_toggles(&page);
    text = written();
    has(text, "data-verdict='unreachable'>");
    lacks(text, "data-verdict='ready'");
}

static void
the_kicker_has_time_and_changes(void **state)
{
    (void)state;
    run.started_s = 86400 + 3661;
    html_fill_kicker(&page);
    has(written(), "ekuprobe 1.0 &#183; <time datetime='1970-01-02T01:01:01Z'>1970-01-02 01:01 UTC"
                   "</time> &#183; the .NET Framework updates of May 2017 (CVE-2017-0248)");
    run.changes = 1u << CERTCHECK_CHANGE_RENEWAL | 1u << CERTCHECK_CHANGE_DOTNET_2017;
    html_fill_kicker(&page);
    has(written(), "(CVE-2017-0248); the renewal of a certificate");
}

static void
the_decision_tells_of_an_interruption(void **state)
{
    (void)state;
    html_fill_decision(&page);
    has(written(), "<h1>");
    lacks(told_text, "interrupted");
    run.targets = 9;
    run.finished = 4;
    html_fill_decision(&page);
    has(written(), "<p class='interrupted'><strong>interrupted: 4 of 9 targets");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end_html)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(each_outcome_has_a_headline),
        CASE(nouns_are_those_of_what_was_judged),
        CASE(templates_are_told_behind),
        CASE(impacts_are_counted_by_profile),
        CASE(the_bar_has_a_piece_for_each_verdict),
        CASE(toggles_are_for_what_there_is),
        CASE(the_kicker_has_time_and_changes),
        CASE(the_decision_tells_of_an_interruption),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
