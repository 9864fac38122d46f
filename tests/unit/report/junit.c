/* SPDX-License-Identifier: MIT */
/* junit: what fails, what is an error and what is skipped; the counts before the cases. */
#include "told.h"

#include <advice/sentences.h>

static const struct assess_run_info plain = {
    .tool = "ekuprobe", .version = "1.0", .started_s = 86400, .finished_s = 86403
};

static const char *
told(unsigned fail_on, const struct assess_result *results, size_t n)
{
    const struct report_style style = { .fail_on = fail_on };

    return told_in("junit", &style, &plain, results, n);
}

static void
a_verdict_decides_the_outcome(void **state)
{
    static const struct {
        enum certcheck_verdict verdict;
        unsigned fail_on;
        const char *element;
    } rows[] = {
        { CERTCHECK_READY, REPORT_FAIL_ON, "<system-out>ready</system-out>" },
        { CERTCHECK_BREAKS, REPORT_FAIL_ON, "<failure message='breaks' type='breaks'>" },
        { CERTCHECK_BROKEN, REPORT_FAIL_ON, "<failure message='broken' type='broken'>" },
        { CERTCHECK_INDETERMINATE, REPORT_FAIL_ON, "<error message='indeterminate' type=" },
        { CERTCHECK_NO_CERTIFICATE, REPORT_FAIL_ON, "<error message='no-certificate' type=" },
        { CERTCHECK_UNREACHABLE, REPORT_FAIL_ON, "<error message='unreachable' type=" },
        { CERTCHECK_BREAKS, 1u << CERTCHECK_BROKEN, "<system-out>breaks</system-out>" },
        { CERTCHECK_UNREACHABLE, 1u << CERTCHECK_UNREACHABLE, "<failure message='unreachable'" },
        { CERTCHECK_UNREACHABLE, REPORT_FAIL_ON_NONE, "<skipped message='unreachable'>" },
        { CERTCHECK_BREAKS, REPORT_FAIL_ON_NONE, "<system-out>breaks</system-out>" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct assess_result r = { .target = "a:1", .verdict = rows[i].verdict };

        has(told(rows[i].fail_on, &r, 1), rows[i].element);
    }
}

static void
what_is_excused_is_skipped(void **state)
{
    struct assess_result r = { .target = "a:1",
                               .verdict = CERTCHECK_BREAKS,
                               .standing = ASSESS_KNOWN,
                               .excuse = "until \"May\"" };

    (void)state;
    has(told(REPORT_FAIL_ON, &r, 1), "<skipped message='breaks (until &quot;May&quot;)'>");
    r.verdict = CERTCHECK_READY;
    has(told(REPORT_FAIL_ON, &r, 1), "<system-out>ready</system-out>");
    r.verdict = CERTCHECK_BREAKS;
    r.standing = ASSESS_WORSE;
    has(told(REPORT_FAIL_ON, &r, 1), "<failure message='breaks' ");
}

static void
counts_stand_before_the_cases(void **state)
{
    const struct assess_result results[] = {
        { .target = "a:1", .verdict = CERTCHECK_BREAKS },
        { .target = "b:1", .verdict = CERTCHECK_BREAKS, .standing = ASSESS_KNOWN, .excuse = "x" },
        { .target = "c:1", .verdict = CERTCHECK_UNREACHABLE },
        { .target = "d:1" },
    };
    const char *text = told(REPORT_FAIL_ON, results, 4);

    (void)state;
    has(text, "<?xml version='1.0' encoding='UTF-8'?>\n<testsuites name='ekuprobe' tests='4' "
              "failures='1' errors='1' time='3.000'>\n"
              "  <testsuite name='ekuprobe' tests='4' failures='1' errors='1' time='3.000' "
              "skipped='1' timestamp='1970-01-02T00:00:00'>\n"
              "    <properties>\n      <property name='version' value='1.0'/>\n    </properties>\n"
              "    <testcase classname='' name='a:1' time='0.000'>\n");
    has(text, "    </testcase>\n  </testsuite>\n</testsuites>\n");
}

/* A profile, else a kind; a name is escaped, and a duration that is not known is none. */
static void
a_case_has_class_name_and_time(void **state)
{
    struct probe_result p = { .timing.total_us = 12345678 };
    struct assess_result r = { .target = "<a>&:1", .kind = "certificate", .probe = &p };

    (void)state;
    has(told(REPORT_FAIL_ON, &r, 1),
        "<testcase classname='certificate' name='&lt;a&gt;&amp;:1' time='12.345'>");
    r.profile = base_profile_get(BASE_PROFILE_FE_PSOM);
    p.timing.total_us = -1;
    has(told(REPORT_FAIL_ON, &r, 1), "<testcase classname='fe-psom' name='&lt;a&gt;&amp;:1' "
                                     "time='0.000'>");
}

static void
what_is_known_is_in_the_case(void **state)
{
    const struct certcheck_finding findings[] = { { .code = CERTCHECK_F_EKU_UNDECODABLE } };
    struct probe_error e = {
        .kind = PROBE_NOT_TLS, .alert = -1, .tried = 1u << PROBE_TRIED_CLIENT, .text = "<b>\x1B"
    };
    const struct assess_result r = { .target = "a:1",
                                     .verdict = CERTCHECK_BROKEN,
                                     .profile = base_profile_get(BASE_PROFILE_EDGE_PSOM),
                                     .error = &e,
                                     .findings = findings,
                                     .findings_n = 1 };
    const char *text = told(REPORT_FAIL_ON, &r, 1);

    (void)state;
    has(text, "type='broken'>not-tls\n  ");
    has(text, ": &lt;b&gt;\\x1b\n  tried: as TLS client with TLS 1.2 and below\n");
    has(text, "\nerror EKU_UNDECODABLE\n  ");
    has(text, "\nevent 41025: ");
    has(text, "\nto do reissue-clean: ");
    e.text[0] = '\0';
    e.tried = 0;
    text = told(REPORT_FAIL_ON, &r, 1);
    lacks(text, "tried:");
    has(text, probe_class_about(PROBE_NOT_TLS));
}

/* What decided; of what is ready the worst remark; else the error. */
static void
the_reason_is_what_decided(void **state)
{
    const struct certcheck_finding remark = { .code = CERTCHECK_F_WEAK_SIGNATURE,
                                              .arg = { (const uint8_t *)"md5", 3 } };
    const struct probe_error e = { .kind = PROBE_REFUSED, .alert = -1 };
    struct assess_result r = { .target = "a:1", .verdict = CERTCHECK_UNREACHABLE, .error = &e };
    char sentence[256];
    struct base_text t;

    (void)state;
    base_text_init(&t, sentence, sizeof sentence);
    base_text_str(&t, "<error message=\"");
    base_text_str(&t, probe_class_about(PROBE_REFUSED));
    base_text_str(&t, "\" type=\"unreachable\">");
    assert_non_null(strstr(told(REPORT_FAIL_ON, &r, 1), sentence));
    r = (struct assess_result){ .target = "a:1", .findings = &remark, .findings_n = 1 };
    base_text_init(&t, sentence, sizeof sentence);
    base_text_str(&t, "<failure message=\"");
    advice_sentence(&r, &remark, &t);
    assert_non_null(strstr(told(1u << CERTCHECK_READY, &r, 1), sentence));
}

static void
forecasts_are_told(void **state)
{
    struct certcheck_forecast f = {
        .changes = { { .id = CERTCHECK_CHANGE_RENEWAL,
                       .verifier = CERTCHECK_VERIFIER_OPENSSL,
                       .verdict = CERTCHECK_BREAKS,
                       .from_s = CERTCHECK_NO_DATE,
                       .by_s = CERTCHECK_NO_DATE } },
        .changes_n = 1,
        .verified = { .wanted = (uint64_t)1 << CERTCHECK_VERIFIER_GO,
                      .usages = BASE_USAGE_CLIENT_AUTH },
    };
    const struct assess_result r = { .target = "a:1", .forecast = &f };
    const char *text;

    (void)state;
    f.verified.at[CERTCHECK_VERIFIER_GO][1].accepted = CERTCHECK_YES;
    text = told(REPORT_FAIL_ON, &r, 1);
    has(text, "<system-out>change renewal, openssl: breaks\nverifier go clientAuth: accepted");
    has(text, "\n</system-out>");
}

/* A case of its own, in the totals too. */
static void
a_run_that_is_not_whole_has_an_error(void **state)
{
    static const char *const notes[] = { "<note>" };
    const struct report_style style = { 0 };
    const struct assess_run_info run = {
        .tool = "certcheck", .version = "1.0", .unread = 2, .notes = notes, .notes_n = 1
    };
    const char *text = told_in("junit", &style, &run, NULL, 0);

    (void)state;
    has(text, "<testsuites name='certcheck' tests='1' failures='0' errors='1' time='0.000'>");
    has(text, "<property name='complete' value='false'/>\n      <property name='note' "
              "value='&lt;note&gt;'/>\n    </properties>");
    has(text,
        "<testcase classname='certcheck' name='unread' time='0.000'>\n      <error message='");
    has(text, "' type='unread'/>\n    </testcase>\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_verdict_decides_the_outcome),
        cmocka_unit_test(what_is_excused_is_skipped),
        cmocka_unit_test(counts_stand_before_the_cases),
        cmocka_unit_test(a_case_has_class_name_and_time),
        cmocka_unit_test(what_is_known_is_in_the_case),
        cmocka_unit_test(the_reason_is_what_decided),
        cmocka_unit_test(forecasts_are_told),
        cmocka_unit_test(a_run_that_is_not_whole_has_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, forget);
}
