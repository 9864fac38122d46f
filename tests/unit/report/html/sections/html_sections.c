/* SPDX-License-Identifier: MIT */
/* Groups: what shares advice and sentences stands together; certificates with who presents
 * them. */
#include <stdio.h>

#include "fixture_build.h"
#include "html/made.h"

#define MANY 12

static char targets[MANY][8];

static const struct certcheck_finding lacking = { .code = CERTCHECK_F_EKU_LACKS_CLIENT_AUTH,
                                                  .element = -1 },
                                      expired = { .code = CERTCHECK_F_EXPIRED, .element = -1 };

static struct assess_result
breaking(const char *target, const struct certcheck_finding *f)
{
    return (struct assess_result){
        .target = target, .verdict = CERTCHECK_BREAKS, .findings = f, .findings_n = f != NULL
    };
}

static void
add(const char *target, enum certcheck_verdict verdict, uint8_t seed)
{
    struct assess_result r = { .target = target, .verdict = verdict };

    (void)build_shown(&r, seed, "edge01", true);
    add_result(&r);
}

static const char *
advice(void)
{
    assert_true(html_write_advice(&html, &context.out));
    return written();
}

/* A single result is its own heading. */
static void
one_result_is_its_own_heading(void **state)
{
    const struct assess_result r = breaking("<a>:1", &lacking);

    (void)state;
    assert_string_equal(advice(), "");
    add_result(&r);
    has(advice(), "<article class='advice'><h3><span class='badge breaks'>breaks</span> &#8211; "
                  "&lt;a&gt;:1</h3><dl><dt>Why</dt><dd><p>");
    has(told_text, "</p></dd><dt>To do</dt><dd>");
}

static void
those_alike_are_named_together(void **state)
{
    struct assess_result a = breaking("a:1", &lacking), b = breaking("b:1", NULL),
                         c = breaking("c:1", &lacking);
    const struct probe_error refused = { .kind = PROBE_REFUSED, .alert = -1 },
                             late = { .kind = PROBE_TIMEOUT, .alert = -1 };

    (void)state;
    a.verdict = b.verdict = c.verdict = CERTCHECK_INDETERMINATE;
    a.findings = b.findings = c.findings = NULL;
    a.findings_n = c.findings_n = 0;
    a.error = c.error = &refused;
    b.error = &late;
    add_result(&a);
    add_result(&b);
    add_result(&c);
    has(advice(), " &#8211; 3 endpoints</h3>");
    has(told_text, "<ul><li><b>a:1, c:1</b><p>nothing listens");
    has(told_text, "</li><li><b>b:1</b><p>no answer");
    lacks(told_text, "<li><b>c:1</b>");
}

static void
the_worst_group_stands_first(void **state)
{
    const struct assess_result unreachable = { .target = "a:1", .verdict = CERTCHECK_UNREACHABLE },
                               ready = { .target = "c:1", .findings = &expired, .findings_n = 1 },
                               b = breaking("b:1", &lacking);
    const char *text;

    (void)state;
    add_result(&unreachable);
    add_result(&ready);
    add_result(&b);
    text = behind(advice(), "<span class='badge breaks'>");
    text = behind(text, "<span class='badge unreachable'>");
    has(text, "</span> &#8211; c:1</h3><dl><dt>Warning</dt><dd>");
}

/* More than a few are told by cause, and folded away. */
static void
many_are_told_by_cause(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 9; i++) {
        struct assess_result r;

        (void)snprintf(targets[i], sizeof targets[i], "e%u:1", i);
        r = breaking(targets[i], &lacking);
        add_result(&r);
        if (i == 7)
            lacks(advice(), "<details class='cause'>");
    }
    has(advice(), " &#8211; 9 endpoints</h3>");
    has(told_text, "<ul><li><details class='cause'><summary><b>9 endpoints</b>: the certificate "
                   "lacks Client Authentication <span class='code'>EKU_LACKS_CLIENT_AUTH</span>"
                   "</summary><p><a class='code' href='#EKU_LACKS_CLIENT_AUTH'>What it means</a>"
                   "</p><p class='names'>e0:1, e1:1, ");
    has(told_text, ", e8:1</p></details></li>\n</ul>");
}

static void
each_cause_has_its_own(void **state)
{
    const struct probe_error refused = { .kind = PROBE_REFUSED, .alert = -1 },
                             late = { .kind = PROBE_TIMEOUT, .alert = -1 };

    (void)state;
    for (unsigned i = 0; i < 9; i++) {
        struct assess_result r = { .target = targets[i], .verdict = CERTCHECK_INDETERMINATE };

        (void)snprintf(targets[i], sizeof targets[i], "e%u:1", i);
        r.error = i == 4 ? &late : &refused;
        add_result(&r);
    }
    has(advice(), "<b>8 endpoints</b>: nothing listens on the port</summary><p class='names'>"
                  "e0:1, e1:1, e2:1, e3:1, e5:1, ");
    has(told_text, "<b>1 endpoint</b>: no answer within the time allowed</summary>"
                   "<p class='names'>e4:1</p>");
}

static const char *
certificates(size_t most)
{
    assert_true(html_write_certificates(&html, &context.out, most));
    return written();
}

static void
certificates_have_their_worst_verdict(void **state)
{
    const char *text;

    (void)state;
    assert_string_equal(certificates(9), "");
    add("a:1", CERTCHECK_READY, 0x11);
    add("b:1", CERTCHECK_READY, 0x22);
    add("c:1", CERTCHECK_BREAKS, 0x22);
    text = certificates(9);
    assert_ptr_equal(found(text, "<tr id='c1'>"), text); /* worst first */
    text = behind(text, "<td data-sort='5'><span class='badge breaks'>breaks</span></td>"
                        "<td data-sort='2' class='shown-by' data-label='Presented by'>"
                        "b:1<br>c:1</td></tr>\n<tr id='c0'>");
    has(text, "<td data-sort='0'><span class='badge ready'>ready</span></td>"
              "<td data-sort='1' class='shown-by' data-label='Presented by'>a:1</td></tr>\n");
    lacks(certificates(1), "<tr id='c0'>");
    has(told_text, "<tr id='c1'>");
}

static void
many_that_present_one_are_folded_away(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 9; i++) {
        (void)snprintf(targets[i], sizeof targets[i], "e%u:1", i);
        add(targets[i], CERTCHECK_READY, 0x11);
        if (i == 7)
            lacks(certificates(9), "<details><summary>8 endpoints");
    }
    has(certificates(9), "'Presented by'><details><summary>9 endpoints</summary>e0:1<br>e1:1");
    has(told_text, "e8:1</details></td></tr>\n");
}

static const char *
fix(void)
{
    assert_true(html_write_fix(&html, &context.out));
    return written();
}

static void
what_reissuing_fixes_is_counted(void **state)
{
    (void)state;
    add("a:1", CERTCHECK_READY, 0x11);
    assert_string_equal(fix(), "");
    add("b:1", CERTCHECK_BREAKS, 0x22);
    add("c:1", CERTCHECK_BREAKS, 0x22);
    add("d:1", CERTCHECK_BROKEN, 0x22);
    assert_string_equal(fix(), "<p class=\"fix\"><a href=\"#certificates\">"
                               "Reissuing 1 certificate fixes 2 connections.</a></p>");
    html.endpoints = false;
    assert_string_equal(fix(), "");
}

static void
the_decision_heads_the_page(void **state)
{
    const struct assess_run_info run = { .tool = "ekuprobe", .results = 1 };
    struct assess_result r = breaking("<a>:1", &lacking);
    const char *text;

    (void)state;
    r.host = "<a>";
    r.port = 1;
    r.profile = base_profile_get(BASE_PROFILE_EDGE_PSOM);
    (void)build_shown(&r, 0x2A, "edge01", false);
    (void)build_judge(&r, CERTCHECK_BREAKS, BASE_USAGE_CLIENT_AUTH);
    advice_decision_add(&context.decision, &r);
    html_add_decision(&context.out, &context.decision, &run);
    text = behind(written(), "<h1>");
    has(text, ".</h1>\n<p class='decision'>");
    lacks(text, "<p class='decision'> ");
    has(text, "</p>\n<p class='quiet'>Scope: ");
}

static void
interruptions_are_told(void **state)
{
    struct assess_run_info run = { .tool = "ekuprobe" };

    (void)state;
    html_add_interruption(&context.out, &run);
    is_written("");
    run.targets = 3;
    run.finished = 1;
    html_add_interruption(&context.out, &run);
    has(written(), "<p class='interrupted'><strong>interrupted: 1 of 3 targets");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        OF_HTML(one_result_is_its_own_heading),
        OF_HTML(those_alike_are_named_together),
        OF_HTML(the_worst_group_stands_first),
        OF_HTML(many_are_told_by_cause),
        OF_HTML(each_cause_has_its_own),
        OF_HTML(certificates_have_their_worst_verdict),
        OF_HTML(many_that_present_one_are_folded_away),
        OF_HTML(what_reissuing_fixes_is_counted),
        OF_HTML(the_decision_heads_the_page),
        OF_HTML(interruptions_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
