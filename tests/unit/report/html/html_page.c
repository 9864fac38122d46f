/* SPDX-License-Identifier: MIT */
/* The page as a whole: every placeholder is filled in, and sections that would be empty are not
 * there. */
#include <stdio.h>

#include "fixture_build.h"
#include "html.h"
#include "told.h"

#define MANY 210

static struct assess_result many[MANY];
static char targets[MANY][16];

static const struct report_style plain = { .width = 0 };

static const char *
told(const struct assess_result *results, size_t n)
{
    struct assess_run_info run = { .tool = "eku<probe>", .version = "1.0" };

    for (size_t i = 0; i < n; i++)
        assess_count(&run, &results[i]);
    return told_in("html", &plain, &run, results, n);
}

static void
nothing_is_left_to_fill_in(void **state)
{
    const struct assess_result r = {
        .target = "a:1", .host = "a", .port = 1, .verdict = CERTCHECK_BREAKS
    };

    (void)state;
    lacks(told(&r, 1), "{{");
    lacks(told_text, "}}</"); /* of a placeholder; the script has braces */
    has(told_text, "<html lang='en'");
    has(told_text, "content='eku&lt;probe&gt; 1.0'");
    has(told_text, " &#183; eku&lt;probe&gt;</title>");
}

static void
contents_list_what_is_there(void **state)
{
    struct assess_result r = { .target = "a:1", .host = "a", .port = 1 };

    (void)state;
    has(told(&r, 1), "<li><a href='#estate'>");
    has(told_text, "<li><a href='#results'>By endpoint</a></li>");
    has(told_text, "<li><a href='#method'>");
    lacks(told_text, "<li><a href='#advice'>");
    lacks(told_text, "<li><a href='#events'>");
    lacks(told_text, "<li><a href='#certificates'>");
    lacks(told_text, "<li><a href='#requests'>");
    lacks(told_text, "<li><a href='#findings'>");
    r.verdict = CERTCHECK_BREAKS;
    r.profile = base_profile_get(BASE_PROFILE_EDGE_PSOM);
    (void)build_shown(&r, 0x2A, "edge01", false);
    has(told(&r, 1), "<li><a href='#advice'>");
    has(told_text, "<li><a href='#events'>");
    has(told_text, "<li><a href='#certificates'>");
    r.target = NULL;
    r.file = "a.pem";
    has(told(&r, 1), "<li><a href='#results'>By file</a></li>");
    lacks(told_text, "<li><a href='#estate'>");
}

/* Requests and templates alone have no table of results; nothing at all has an empty one. */
static void
tables_without_rows_are_hidden(void **state)
{
    const struct assess_result r = { .file = "a.req", .kind = "request" };

    (void)state;
    has(told(&r, 1), "<a href='#requests'");
    lacks(told_text, "<li><a href='#results'>");
    lacks(told(NULL, 0), "<li><a href='#requests'>");
    has(told_text, "<li><a href='#results'>By file</a></li>");
}

static void
heads_fit_the_rows(void **state)
{
    struct assess_result r = { .target = "a:1", .host = "a" };

    (void)state;
    has(told(&r, 1), "<th scope='col'>Endpoint</th><th scope='col' aria-sort='descending'>Verdict"
                     "</th><th scope='col'>Profile</th>");
    has(told_text, "aria-sort='descending'>Worst verdict</th><th scope='col'>Presented by</th>");
    r.target = NULL;
    r.file = "a.pem";
    has(told(&r, 1), "<th scope='col'>File</th><th scope='col' aria-sort='descending'>Verdict</th>"
                     "<th scope='col'>Kind</th>");
    has(told_text, "<th scope='col'>By usage</th>");
    has(told_text, "<th scope='col'>In</th>");
}

static void
the_worst_rows_stand_first(void **state)
{
    const struct assess_result results[] = {
        { .target = "a:1", .host = "a" },
        { .target = "b:1", .host = "b", .verdict = CERTCHECK_BREAKS },
        { .target = "c:1", .host = "c", .verdict = CERTCHECK_BROKEN },
    };
    const char *text;

    (void)state;
    text = behind(told(results, 3), "<tr data-verdict='breaks'>");
    text = behind(text, "<tr data-verdict='broken'>");
    has(text, "<tr data-verdict='ready'>");
}

static void
fill(size_t n)
{
    for (size_t i = 0; i < n; i++) {
        (void)snprintf(targets[i], sizeof targets[i], "e%u:1", (unsigned)i);
        many[i] = (struct assess_result){ .target = targets[i], .host = targets[i], .port = 1 };
    }
}

static size_t
rows_in(const char *text)
{
    size_t n = 0;

    while ((text = found(text, "<tr data-verdict='ready'>")) != NULL) {
        text++;
        n++;
    }
    return n;
}

/* Of a large table a page stands in the document; all are data. */
static void
large_tables_are_data(void **state)
{
    (void)state;
    fill(200);
    (void)told(many, 200);
    assert_int_equal(rows_in(told_text), 200);
    lacks(told_text, "data-rows=");
    fill(201);
    (void)told(many, 201);
    assert_int_equal(rows_in(told_text), HTML_PAGE);
    has(told_text, "The first 100 of 201 rows;");
    has(told_text, " id='results-table-all' data-rows='201'>{'shapes':[");
    lacks(told_text, "certificates-table-all"); /* there are none */
}

static void
pages_have_sizes(void **state)
{
    (void)state;
    fill(201);
    has(told(many, 20), "'small few'");
    lacks(told(many, 21), "'small few'");
    has(told_text, "'small'");
    has(told(many, 201), "'large'");
}

/* More servers than a map has room for are a table. */
static void
many_servers_are_a_table(void **state)
{
    (void)state;
    fill(31);
    has(told(many, 30), "<svg class='map'");
    lacks(told_text, "<p>Connections by domain");
    has(told(many, 31), "<p>Connections by domain");
    lacks(told_text, "<svg class='map'");
}

/* What stands at the head is of what has verdicts: templates have none there. */
static void
templates_do_not_count_as_results(void **state)
{
    const struct assess_template t = { .name = "A", .governs = "eku" };
    const struct assess_result results[] = {
        { .file = "t.txt", .as_template = &t, .verdict = CERTCHECK_BREAKS },
        { .file = "a.pem", .kind = "certificate" },
    };

    (void)state;
    has(told(results, 2), "<title>1 certificate is ready; templates: ");
    has(told_text, "<li><a href='#templates'>");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_left_to_fill_in),
        cmocka_unit_test(contents_list_what_is_there),
        cmocka_unit_test(tables_without_rows_are_hidden),
        cmocka_unit_test(heads_fit_the_rows),
        cmocka_unit_test(the_worst_rows_stand_first),
        cmocka_unit_test(large_tables_are_data),
        cmocka_unit_test(pages_have_sizes),
        cmocka_unit_test(many_servers_are_a_table),
        cmocka_unit_test(templates_do_not_count_as_results),
    };

    return cmocka_run_group_tests(tests, NULL, forget);
}
