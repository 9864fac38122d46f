/* SPDX-License-Identifier: MIT */
/* json: what stands around the results. ndjson: where a line ends, and what of the run is left. */
#include "told.h"

#include "fixture.h"

static const struct assess_run_info plain = {
    .tool = "ekuprobe", .version = "1.0", .started_s = 0, .finished_s = 61
};

static const char *
told(const struct assess_run_info *run, const struct assess_result *results, size_t n)
{
    const struct report_style style = { 0 };

    return told_in("json", &style, run, results, n);
}

static void
an_empty_run_is_a_whole_document(void **state)
{
    const char *text = told(&plain, NULL, 0);

    (void)state;
    assert_ptr_equal(found(text, "{'schema_version':1,'tool':'ekuprobe','version':'1.0','started':"
                                 "'1970-01-01T00:00:00Z','policy':{"),
                     text);
    has(text, "'fail_on':['breaks','broken']},'results':[],'by_certificate':[],'complete':true,"
              "'decision':'");
    has(text, "'summary':{'ready':0,'indeterminate':0,'breaks':0,'broken':0,'no-certificate':0,"
              "'unreachable':0},'notes':[],'finished':'1970-01-01T00:01:01Z'}\n");
    lacks(text, "'targets'");
}

static void
verdicts_that_fail_are_told(void **state)
{
    const struct report_style style = { .fail_on = 1u << CERTCHECK_UNREACHABLE };
    const struct report_style none = { .fail_on = REPORT_FAIL_ON_NONE };

    (void)state;
    has(told_in("json", &style, &plain, NULL, 0), "'fail_on':['unreachable']}");
    has(told_in("json", &none, &plain, NULL, 0), "'fail_on':[]}");
}

static void
results_stand_on_lines_of_their_own(void **state)
{
    const struct assess_result results[] = { { .target = "a:1" }, { .target = "b:2" } };
    const char *text = told(&plain, results, 2), *first = found(text, "'results':[\n{"),
               *second = found(text, "},\n{");

    (void)state;
    assert_true(first != NULL && second > first);
    has(first, "'target':'a:1'");
    has(second, "'target':'b:2'");
    has(second, "}\n],'by_certificate':");
}

/* A run that ended early, with what was left of it. */
static void
what_is_missing_is_told(void **state)
{
    static const char *const notes[] = { "one \"note\"", "two" };
    struct assess_run_info run = plain;
    const char *text;

    (void)state;
    run.targets = 9;
    run.finished = 4;
    run.interrupted = 2;
    run.notes = notes;
    run.notes_n = 2;
    run.summary[CERTCHECK_BREAKS] = 3;
    text = told(&run, NULL, 0);
    has(text, "'complete':false,'targets':{'finished':4,'all':9},'decision':");
    has(text, "'breaks':3,");
    has(text, "'unreachable':0,'interrupted':2},");
    has(text, "'notes':['one \\'note\\'','two'],");
    run = plain;
    run.unread = 1;
    has(told(&run, NULL, 0), "'complete':false,'decision':");
}

/* All that show a certificate, with how many of them break. */
static void
endpoints_are_told_by_certificate(void **state)
{
    const struct assess_result *r = fixture_find(fixture_endpoints(), "fe01.contoso.com:8060");
    struct assess_result both[2] = { *r,
                                     *fixture_find(fixture_endpoints(), "fe01.contoso.com:8061") };
    const char *text;

    (void)state;
    both[1].verdict = CERTCHECK_READY;
    text = told(&plain, both, 2);
    has(text, "3131','subject':'CN=fe01.contoso.com,O=Contoso','breaks':1,'endpoints':["
              "{'target':'fe01.contoso.com:8060','verdict':'breaks'},"
              "{'target':'fe01.contoso.com:8061','verdict':'ready'}]}],'complete'");
}

static void
the_decision_has_its_basis(void **state)
{
    const struct assess_result r = { .target = "a:1", .verdict = CERTCHECK_UNREACHABLE };
    struct assess_run_info run = plain;
    const char *text, *end;

    (void)state;
    assess_count(&run, &r);
    text = found(told(&run, &r, 1), "'decision':'");
    assert_non_null(text);
    end = strchr(text + 12, '"');
    assert_true(end != NULL && end[-1] == '.');
    text = strstr(text, ". "); /* the basis is a sentence of its own */
    assert_true(text != NULL && text < end);
}

static size_t
lines(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text++)
        n += *text == '\n';
    return n;
}

static void
ndjson_has_a_line_for_each(void **state)
{
    const struct report_style style = { 0 }, behind = { .one_behind = true };
    const struct assess_result results[] = { { .target = "a:1" }, { .target = "b:2" } };
    struct assess_run_info run = plain;
    const char *text = told_in("ndjson", &style, &run, results, 2);

    (void)state;
    assert_int_equal(lines(text), 2);
    assert_true(found(text, "'a:1'") < strchr(text, '\n'));
    has(strchr(text, '\n'), "}\n");
    text = told_in("ndjson", &behind, &run, results, 2); /* the last is written at the end */
    assert_int_equal(lines(text), 2);
    has(strchr(text, '\n'), "'b:2'");
    assert_int_equal(lines(told_in("ndjson", &behind, &run, NULL, 0)), 0);
}

/* Where what the last call added was not taken out yet, a line goes behind it. */
static void
ndjson_settles_what_is_behind(void **state)
{
    const struct report_style style = { .one_behind = true, .held = true };
    const struct assess_result a = { .target = "a:1" }, b = { .target = "b:2" };
    struct assess_run_info run = plain;
    char why[256] = "";
    struct report *r = report_open_memory("ndjson", &style, BASE_TEXT_IN(why));
    struct base_slice text;

    (void)state;
    assert_non_null(r);
    run.left = 1;
    assert_true(report_begin(r, &run) && report_result(r, &a) && report_settle(r));
    assert_true(report_result(r, &b) && report_settle(r) && report_settle(r));
    run.left = 0;
    assert_true(report_end(r, &run, BASE_TEXT_IN(why)));
    text = report_text(r);
    assert_int_equal(text.ptr[text.len - 1], '\n');
    ((char *)(uintptr_t)text.ptr)[text.len - 1] = '\0';
    assert_int_equal(lines((const char *)text.ptr), 1);
    assert_true(found((const char *)text.ptr, "'a:1'") < found((const char *)text.ptr, "'b:2'"));
    has(strchr((const char *)text.ptr, '\n'), "'left':1");
    report_free(r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_run_is_a_whole_document),
        cmocka_unit_test(verdicts_that_fail_are_told),
        cmocka_unit_test(results_stand_on_lines_of_their_own),
        cmocka_unit_test(what_is_missing_is_told),
        cmocka_unit_test(endpoints_are_told_by_certificate),
        cmocka_unit_test(the_decision_has_its_basis),
        cmocka_unit_test(ndjson_has_a_line_for_each),
        cmocka_unit_test(ndjson_settles_what_is_behind),
    };

    return cmocka_run_group_tests(tests, NULL, forget);
}
