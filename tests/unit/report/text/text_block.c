/* SPDX-License-Identifier: MIT */
/* Why a verdict is what it is, and what to do: labels, what is left out, what is for -v. */
#include "text/text_block.h"

#include <advice/remedy.h>

#include "fixture_build.h"
#include "telling.h"

static const char *
why(const struct assess_result *r)
{
    context.style.width = 1000;
    report_text_why(&context, &context.out, r);
    return written();
}

static const char *
advice(const struct assess_result *r)
{
    context.style.width = 1000;
    report_text_advice(&context, &context.out, r);
    return written();
}

static void
errors_have_class_stage_and_text(void **state)
{
    struct probe_error e = { .kind = PROBE_NOT_TLS,
                             .stage = PROBE_STAGE_TLS,
                             .alert = -1,
                             .tried = 1u << PROBE_TRIED_CLIENT,
                             .text = "220 ftp\x1B" };
    struct assess_result r = { .target = "a:1", .error = &e, .verdict = CERTCHECK_UNREACHABLE };

    (void)state;
    assert_string_equal(why(&r), "  why        the peer speaks a protocol other than TLS (not-tls, "
                                 "stage tls: 220 ftp\\x1b)\n"
                                 "  tried      as TLS client with TLS 1.2 and below\n");
    e = (struct probe_error){ .kind = PROBE_REFUSED, .stage = PROBE_STAGE_CONNECT, .alert = -1 };
    assert_string_equal(why(&r), "  why        nothing listens on the port (refused, stage connect)"
                                 "\n");
    e = (struct probe_error){ .kind = PROBE_RESET,
                              .stage = PROBE_STAGE_TLS,
                              .alert = -1,
                              .text = "the peer reset the connection before anything was sent" };
    assert_string_equal(why(&r), "  why        the peer reset the connection before anything was "
                                 "sent (reset, stage tls)\n");
    e.kind = PROBE_OK;
    assert_string_equal(why(&r), "");
}

/* Where a certificate came all the same, or a finding says it better. */
static void
errors_that_are_said_are_not_repeated(void **state)
{
    const struct certcheck_finding refused = { .code = CERTCHECK_F_PEER_REFUSED_US, .element = -1 };
    struct probe_error e = { .kind = PROBE_PEER_REFUSED_US, .alert = 48 };
    struct assess_result r = { .target = "a:1",
                               .error = &e,
                               .verdict = CERTCHECK_NO_CERTIFICATE,
                               .findings = &refused,
                               .findings_n = 1 };

    (void)state;
    lacks(why(&r), "peer-refused-us");
    has(told_text, "[PEER_REFUSED_US]\n");
    r.findings_n = 0;
    has(why(&r), "(peer-refused-us, stage ");
    (void)build_shown(&r, 0x2A, "a", true);
    lacks(why(&r), "peer-refused-us");
}

static void
findings_are_told_by_severity(void **state)
{
    const struct certcheck_finding findings[] = {
        { .code = CERTCHECK_F_CHAIN_INCOMPLETE, .element = -1 },
        { .code = CERTCHECK_F_WEAK_KEY, .element = -1 },
        { .code = CERTCHECK_F_EKU_UNDECODABLE, .element = -1 },
    };
    struct assess_result r = {
        .target = "a:1", .verdict = CERTCHECK_BROKEN, .findings = findings, .findings_n = 3
    };
    const char *text;

    (void)state;
    text = behind(why(&r), "  why        the Enhanced Key Usage");
    text = behind(text, " [EKU_UNDECODABLE]\n  warning    ");
    assert_string_equal(behind(text, " [WEAK_KEY]\n"), "");
    context.style.verbose = 1;
    text = behind(why(&r), " [WEAK_KEY]\n  note       ");
    assert_string_equal(behind(text, " [CHAIN_INCOMPLETE]\n"), "");
}

/* A warning that decided is a reason. */
static void
warnings_that_decide_are_reasons(void **state)
{
    const struct certcheck_finding f = { .code = CERTCHECK_F_ANY_APPLICATION_POLICY_UNSETTLED,
                                         .element = -1 };
    struct assess_result r = {
        .target = "a:1", .verdict = CERTCHECK_INDETERMINATE, .findings = &f, .findings_n = 1
    };

    (void)state;
    has(why(&r), "  why        ");
    r.verdict = CERTCHECK_READY;
    has(why(&r), "  warning    ");
}

/* Information that was asked for is told without -v. */
static void
templates_of_requests_and_trials_are_told(void **state)
{
    static const enum certcheck_code shown[] = { CERTCHECK_F_TEMPLATE_STAMPS,
                                                 CERTCHECK_F_REQUEST_NAMES_TEMPLATE,
                                                 CERTCHECK_F_TRIAL_FITS,
                                                 CERTCHECK_F_TRIAL_NOT_REQUESTED };

    (void)state;
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        const struct certcheck_finding f = { .code = shown[i], .element = -1 };
        const struct assess_result r = { .file = "a", .findings = &f, .findings_n = 1 };

        (void)why(&r);
        assert_true(*told_text != '\0');
        has(told_text, certcheck_rule_get(shown[i])->code);
    }
}

static void
answers_of_a_trial_are_items(void **state)
{
    const struct assess_trial_answer answers[] = {
        { .name = "both.pem", .outcome = ASSESS_TRIAL_ACCEPTED },
        { .name = "server\x1B.pem",
          .outcome = ASSESS_TRIAL_REFUSED,
          .error = { .kind = PROBE_ALERT, .alert = 42, .text = "alert \x07" } },
        { .name = "c.pem", .outcome = ASSESS_TRIAL_NOT_TRIED },
    };
    const struct assess_trial trial = { .at = answers, .n = 3 };
    const struct assess_result r = { .target = "a:1", .trial = &trial };

    (void)state;
    assert_string_equal(why(&r), "  trial    - both.pem: accepted\n"
                                 "           - server\\x1b.pem: refused (alert \\x07)\n"
                                 "           - c.pem: not tried\n");
}

static void
a_refusal_of_ours_is_a_note(void **state)
{
    const struct probe_result p = { .tls = true, .accepted_us = PROBE_NO };
    const struct probe_error e = { .kind = PROBE_ALERT, .alert = 48 };
    struct assess_result r = { .target = "a:1", .probe = &p, .error = &e };

    (void)state;
    lacks(why(&r), "  note ");
    (void)build_shown(&r, 0x2A, "a", true);
    has(why(&r), "  note       the peer refused our own certificate: TLS alert 48\n");
}

static void
details_are_for_v(void **state)
{
    const struct probe_result p = { .address = "10.0.0.5" };
    const struct assess_result r = { .target = "a:1", .probe = &p };

    (void)state;
    assert_string_equal(why(&r), "");
    context.style.verbose = 1;
    assert_string_equal(why(&r), "  address    10.0.0.5\n");
}

static void
what_breaks_has_users_events_and_remedies(void **state)
{
    const struct advice_remedy *remedies[ADVICE_REMEDIES_MAX];
    const struct certcheck_finding f = { .code = CERTCHECK_F_EKU_LACKS_CLIENT_AUTH };
    struct assess_result r = { .target = "a:1",
                               .verdict = CERTCHECK_BREAKS,
                               .profile = base_profile_get(BASE_PROFILE_EDGE_PSOM),
                               .findings = &f,
                               .findings_n = 1 };
    const char *text;

    (void)state;
    text = behind(advice(&r), "  users      Participants outside");
    text = behind(text, "\n  events   - 41025 (LS Data MCU, ");
    text = behind(text, "\n           - 41026 (LS Data MCU, ");
    text = behind(text, "\n  to do    - ");
    assert_true(advice_remedies(&r, remedies) > 1);
    assert_memory_equal(text, remedies[0]->what, strlen(remedies[0]->what));
    has(text, "\n           - ");
    r.verdict = CERTCHECK_READY;
    r.findings_n = 0;
    assert_string_equal(advice(&r), "");
    r.verdict = CERTCHECK_BROKEN;
    has(advice(&r), "  users ");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TELLING(errors_have_class_stage_and_text),
        TELLING(errors_that_are_said_are_not_repeated),
        TELLING(findings_are_told_by_severity),
        TELLING(warnings_that_decide_are_reasons),
        TELLING(templates_of_requests_and_trials_are_told),
        TELLING(answers_of_a_trial_are_items),
        TELLING(a_refusal_of_ours_is_a_note),
        TELLING(details_are_for_v),
        TELLING(what_breaks_has_users_events_and_remedies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
