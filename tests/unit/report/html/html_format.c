/* SPDX-License-Identifier: MIT */
/* What is kept of each result: numbers of what results share, zones of servers, what is left
 * out. */
#include "fixture_build.h"
#include "html/made.h"

static const struct html_record *
last(void)
{
    return html_record_at(&html, html_records_n(&html) - 1);
}

static bool
is_text(const struct output_intern *texts, uint32_t number, const char *want)
{
    return number < texts->n && base_slice_eq_str(output_intern_text(texts, number), want);
}

static void
equal_things_are_kept_once(void **state)
{
    struct assess_result r = { .target = "<a>:1",
                               .host = "a",
                               .port = 1,
                               .origin = "topology.xml: pool01",
                               .verdict = CERTCHECK_BREAKS };

    (void)state;
    (void)build_shown(&r, 0x2A, "edge01", true);
    add_result(&r);
    r.target = "b:1";
    r.host = "b";
    add_result(&r);
    assert_int_equal(html_records_n(&html), 2);
    assert_int_equal(html.hosts.n, 2);
    assert_int_equal(html.certificates.n, 1);
    assert_int_equal(html.groups.n, 1);
    assert_int_equal(html.expiries.len, sizeof(struct html_expiry));
    assert_true(is_text(&html.pools, last()->pool, "pool01"));
    assert_true(is_text(&html.issuers, last()->issuer, "Contoso Issuing CA 1"));
    assert_true(is_text(&html.hosts, last()->host, "b"));
    html_add_label(&html, &context.out, html_record_at(&html, 0));
    is_written("&lt;a&gt;:1");
    assert_int_equal(last()->verdict, CERTCHECK_BREAKS);
    assert_int_equal(last()->port, 1);
}

static void
what_there_is_none_of_has_no_number(void **state)
{
    const struct assess_result r = { .target = "a:1", .origin = "argument" };

    (void)state;
    add_result(&r);
    assert_true(last()->pool == HTML_NONE && last()->issuer == HTML_NONE);
    assert_true(last()->certificate == HTML_NONE);
    assert_true(last()->group == HTML_NONE && last()->why == HTML_NONE); /* ready, no advice */
    assert_true(html.endpoints && !html.other_kinds);
}

/* A server that has an Edge's or a Front End's port is one. */
static void
a_host_is_in_the_first_zone_that_is_true(void **state)
{
    struct assess_result r = { .target = "a:1", .host = "a" };

    (void)state;
    add_result(&r);
    assert_int_equal(html.zones.ptr[0], HTML_ZONE_OTHER);
    r.profile = base_profile_get(BASE_PROFILE_FE_PSOM);
    add_result(&r);
    assert_int_equal(html.zones.ptr[0], HTML_ZONE_FRONT_END);
    r.profile = base_profile_get(BASE_PROFILE_EDGE_PSOM);
    add_result(&r);
    r.profile = base_profile_get(BASE_PROFILE_TLS_SERVER);
    add_result(&r);
    assert_int_equal(html.zones.ptr[0], HTML_ZONE_EDGE);
    assert_int_equal(html.zones.len, 1);
}

/* Of one group where the advice is the same; of one why where the sentences are, too. */
static void
groups_are_of_one_verdict(void **state)
{
    const struct probe_error refused = { .kind = PROBE_REFUSED, .alert = -1 },
                             late = { .kind = PROBE_TIMEOUT, .alert = -1 };
    struct assess_result r = { .target = "a:1",
                               .verdict = CERTCHECK_UNREACHABLE,
                               .error = &refused };

    (void)state;
    add_result(&r);
    r.error = &late;
    add_result(&r);
    assert_int_equal(html.whys.n, 2);
    r.verdict = CERTCHECK_NO_CERTIFICATE;
    add_result(&r);
    assert_int_not_equal(last()->group, html_record_at(&html, 0)->group);
    assert_int_equal(html.whys.n, 3);
    assert_int_equal(last()->cause, CERTCHECK_CODES + PROBE_TIMEOUT);
}

static void
quiet_counts_what_is_ready(void **state)
{
    struct assess_result r = { .target = "a:1", .host = "a" };

    (void)state;
    context.style.quiet = true;
    add_result(&r);
    r.verdict = CERTCHECK_BREAKS;
    add_result(&r);
    assert_int_equal(html.left_out, 1);
    assert_int_equal(html_records_n(&html), 1);
    assert_int_equal(html.hosts.n, 1);
}

static void
templates_and_requests_are_apart(void **state)
{
    const struct assess_template t = { .name = "A", .governs = "eku" };
    const struct assess_result template = { .file = "t.txt", .as_template = &t },
                               request = { .file = "a.req", .kind = "request" },
                               file = { .file = "a.pem", .kind = "certificate" };

    (void)state;
    add_result(&template);
    assert_int_equal(html_records_n(&html), 0);
    assert_int_equal(html_templates_n(&html), 1);
    add_result(&file);
    assert_false(html.other_kinds);
    assert_true(last()->row_len > 0);
    add_result(&request);
    assert_true(html.other_kinds && !html.endpoints);
    assert_int_equal(html.requests_n, 1);
    assert_int_equal(last()->row_len, 0); /* its row is in another table */
}

/* Endpoints finish in any order; files stay in the order given. */
static void
endpoints_are_sorted_at_the_end(void **state)
{
    const struct assess_run_info run = { .tool = "ekuprobe", .version = "1.0", .results = 3 };
    struct assess_result r = { .target = "edge10:1", .host = "edge" };

    (void)state;
    add_result(&r);
    r.target = "edge9:1";
    r.port = 1;
    add_result(&r);
    r.port = 2;
    add_result(&r);
    report_format_html.end(&context, &run);
    assert_int_equal(html_record_at(&html, 0)->port, 1);
    assert_int_equal(html_record_at(&html, 1)->port, 2);
    assert_true(base_slice_eq_str(html_record_at(&html, 2)->label, "edge10:1"));
    context.out.len = 0;
    html.endpoints = false;
    html.records.len = 0;
    r.target = NULL;
    r.file = "b.pem";
    add_result(&r);
    r.file = "a.pem";
    add_result(&r);
    report_format_html.end(&context, &run);
    assert_true(base_slice_eq_str(html_record_at(&html, 0)->label, "b.pem"));
    assert_false(report_format_html.no_memory(&context));
    html.whys.no_memory = true;
    assert_true(report_format_html.no_memory(&context));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        OF_HTML(equal_things_are_kept_once),
        OF_HTML(what_there_is_none_of_has_no_number),
        OF_HTML(a_host_is_in_the_first_zone_that_is_true),
        OF_HTML(groups_are_of_one_verdict),
        OF_HTML(quiet_counts_what_is_ready),
        OF_HTML(templates_and_requests_are_apart),
        OF_HTML(endpoints_are_sorted_at_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
