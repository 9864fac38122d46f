/* SPDX-License-Identifier: MIT */
/* prometheus: the labels that tell series apart, and which samples an endpoint has. */
#include "told.h"

#include "fixture_build.h"

#define SERIES "{target='a:1',profile='',tool='ekuprobe'}"

static const struct assess_run_info plain = {
    .tool = "ekuprobe", .version = "1.0", .policy.at_s = 86400, .started_s = 10, .finished_s = 25
};

static const char *
told(const struct assess_result *results, size_t n)
{
    const struct report_style style = { 0 };

    return told_in("prometheus", &style, &plain, results, n);
}

static size_t
times(const char *text, const char *part)
{
    size_t n = 0;

    while ((text = found(text, part)) != NULL) {
        text++;
        n++;
    }
    return n;
}

static void
one_verdict_is_1(void **state)
{
    const struct assess_result r = { .target = "a:1", .verdict = CERTCHECK_BREAKS };
    const char *text = told(&r, 1);

    (void)state;
    has(text, "# HELP ekuprobe_verdict 1 for the verdict of the endpoint, 0 for the others.\n"
              "# TYPE ekuprobe_verdict gauge\n"
              "ekuprobe_verdict{target='a:1',profile='',tool='ekuprobe',verdict='ready'} 0\n");
    has(text, "tool='ekuprobe',verdict='breaks'} 1\n");
    assert_int_equal(times(text, "\nekuprobe_verdict{"), CERTCHECK_VERDICTS);
}

/* What is not known has no sample, and its metric no lines. */
static void
what_is_not_known_is_absent(void **state)
{
    static const char *const known[] = { "ekuprobe_verdict" };
    const struct assess_result r = { .target = "a:1" };
    const char *text = told(&r, 1), *help, *name;

    (void)state;
    for (size_t i = 0; (name = report_metric(i, &help)) != NULL; i++)
        assert_int_equal(strstr(text, name) != NULL, strcmp(name, known[0]) == 0);
}

static void
labels_tell_series_apart(void **state)
{
    static const char *const labels[] = { "site=Nor\"d", "room=" };
    const struct report_style style = { .labels = labels, .labels_n = 2 };
    const struct assess_inbound inbound = { .peer = "10.0.0.9" };
    struct assess_result r = { .file = "a\\b.pem",
                               .profile = base_profile_get(BASE_PROFILE_FE_PSOM) };

    (void)state;
    has(told(&r, 1), "ekuprobe_verdict{file='a\\\\b.pem',profile='fe-psom',tool='ekuprobe',");
    has(told_in("prometheus", &style, &plain, &r, 1),
        "profile='fe-psom',tool='ekuprobe',site='Nor\\'d',room='',verdict='ready'} 1\n");
    r.target = "a:1";
    r.seen_from = "here";
    has(told(&r, 1), "{target='a:1',profile='fe-psom',seen_from='here',tool='ekuprobe',");
    (void)build_shown(&r, 0x2A, "edge01", true);
    lacks(told(&r, 1), "certificate='2a");
    r.inbound = &inbound;
    has(told(&r, 1), "profile='fe-psom',certificate='2a2a2a2a2a2a2a2a',seen_from='here',tool=");
}

/* A series that stands there twice makes a scraper refuse the file. */
static void
an_endpoint_that_comes_twice_is_there_once(void **state)
{
    const struct assess_result results[] = { { .target = "a:1" },
                                             { .target = "b:1" },
                                             { .target = "a:1", .verdict = CERTCHECK_BREAKS },
                                             { .target = "a:1", .seen_from = "there" } };
    const char *text = told(results, 4);

    (void)state;
    assert_int_equal(times(text, "ekuprobe_verdict{target='a:1',profile='',tool="),
                     CERTCHECK_VERDICTS);
    assert_int_equal(times(text, "ekuprobe_verdict{"), 3 * CERTCHECK_VERDICTS);
    lacks(text, "profile='',tool='ekuprobe',verdict='breaks'} 1\n");
}

static void
the_certificate_has_its_dates(void **state)
{
    const struct probe_result p = { .timing.total_us = 1020304 };
    struct assess_platform platform = { .accepted = true };
    struct assess_result r = { .target = "a:1", .probe = &p, .platform = &platform };
    struct assess_certificate *c = build_shown(&r, 0x2A, "edge\"01", true);
    struct certcheck_judgement *g;
    const char *text;

    (void)state;
    c[1].facts.not_after_s = c[0].facts.not_after_s + 1;
    g = build_judge(&r, CERTCHECK_READY, BASE_USAGE_CLIENT_AUTH);
    g->path.at[1].allows[0] = CERTCHECK_NO;
    g->path.at[1].allows[1] = CERTCHECK_UNKNOWN;
    text = told(&r, 1);
    has(text, "\nekuprobe_certificate_not_after_timestamp_seconds" SERIES " 1525132800\n");
    has(text, "\nekuprobe_certificate_not_before_timestamp_seconds" SERIES " 1462060800\n");
    has(text, "\nekuprobe_path_not_after_timestamp_seconds{target='a:1',profile='',tool='ekuprobe',"
              "certificate='edge\\\\\\'01'} 1525132800\n");
    has(text, "\nekuprobe_allows_server_auth" SERIES " 0\n");
    lacks(text, "ekuprobe_allows_client_auth");
    has(text, "\nekuprobe_probe_duration_seconds" SERIES " 1.020304\n");
    has(text, "\nekuprobe_platform_accepts" SERIES " 1\n");
    g->path.at[1].allows[1] = CERTCHECK_YES;
    c[0].facts.defects = CERTCHECK_DEFECT_NOT_AFTER;
    platform.accepted = false;
    text = told(&r, 1);
    has(text, "\nekuprobe_allows_client_auth" SERIES " 1\n");
    lacks(text, "ekuprobe_certificate_not_after");
    has(text, "\nekuprobe_certificate_not_before_timestamp_seconds");
    has(text, "\nekuprobe_platform_accepts" SERIES " 0\n");
}

#define RENEWAL(verifier, what)                                                                    \
    "\nekuprobe_change_" what "{target='a:1',profile='',tool='ekuprobe',change='renewal',"         \
    "verifier='" verifier "'} "

static void
changes_have_their_days(void **state)
{
    const struct certcheck_forecast f = { .changes = { { .id = CERTCHECK_CHANGE_RENEWAL,
                                                         .verifier = CERTCHECK_VERIFIER_OPENSSL,
                                                         .verdict = CERTCHECK_BREAKS,
                                                         .by_s = 86400 * 4 - 1 },
                                                       { .id = CERTCHECK_CHANGE_RENEWAL,
                                                         .verifier = CERTCHECK_VERIFIER_GO,
                                                         .verdict = CERTCHECK_BREAKS,
                                                         .by_s = CERTCHECK_NO_DATE },
                                                       { .id = CERTCHECK_CHANGE_RENEWAL,
                                                         .verifier = CERTCHECK_VERIFIER_NSS,
                                                         .verdict = CERTCHECK_READY,
                                                         .by_s = 86400 },
                                                       { .id = CERTCHECK_CHANGE_RENEWAL,
                                                         .verifier = CERTCHECK_VERIFIER_JAVA,
                                                         .verdict = CERTCHECK_INDETERMINATE } },
                                          .changes_n = 4 };
    const struct assess_result r = { .target = "a:1", .forecast = &f };
    const char *text = told(&r, 1);

    (void)state;
    has(text, RENEWAL("openssl", "breaks") "1\n");
    has(text, RENEWAL("openssl", "break_timestamp_seconds") "345599\n");
    has(text, RENEWAL("openssl", "break_days") "2\n");
    has(text, RENEWAL("go", "breaks") "1\n");
    has(text, RENEWAL("nss", "breaks") "0\n");
    lacks(text, "verifier='java'");
    assert_int_equal(times(text, "\nekuprobe_change_break_days{"), 1);
    assert_int_equal(times(text, "\nekuprobe_change_break_timestamp_seconds{"), 1);
}

static void
verifiers_answer_for_the_usages_shown(void **state)
{
    struct certcheck_forecast f = { .verified = { .wanted = (uint64_t)1 << CERTCHECK_VERIFIER_GO |
                                                            (uint64_t)1 << CERTCHECK_VERIFIER_NSS,
                                                  .usages = BASE_USAGE_CLIENT_AUTH } };
    const struct assess_result r = { .target = "a:1", .forecast = &f };
    const char *text;

    (void)state;
    f.verified.at[CERTCHECK_VERIFIER_GO][1].accepted = CERTCHECK_YES;
    f.verified.at[CERTCHECK_VERIFIER_GO][0].accepted = CERTCHECK_YES;
    f.verified.at[CERTCHECK_VERIFIER_NSS][1].accepted = CERTCHECK_UNKNOWN;
    text = told(&r, 1);
    has(text, "ekuprobe_verifier_accepts{target='a:1',profile='',tool='ekuprobe',"
              "usage='clientAuth',verifier='go'} 1\n");
    assert_int_equal(times(text, "\nekuprobe_verifier_accepts{"), 1);
}

static void
the_run_stands_behind_them(void **state)
{
    const struct report_style style = { 0 };
    struct assess_run_info run = plain;
    const char *text;

    (void)state;
    run.summary[CERTCHECK_BREAKS] = 7;
    text = told_in("prometheus", &style, &run, NULL, 0);
    has(text, "\nekuprobe_results{tool='ekuprobe',verdict='breaks'} 7\n");
    has(text, "\nekuprobe_last_run_complete{tool='ekuprobe'} 1\n");
    has(text, "\nekuprobe_last_run_timestamp_seconds{tool='ekuprobe'} 25\n");
    has(text, "\nekuprobe_last_run_duration_seconds{tool='ekuprobe'} 15\n");
    has(text, "\nekuprobe_build_info{tool='ekuprobe',version='1.0'} 1\n");
    lacks(text, "interrupted");
    lacks(text, "last_run_targets");
    run.interrupted = 3;
    run.targets = 9;
    run.finished = 6;
    text = told_in("prometheus", &style, &run, NULL, 0);
    has(text, "\nekuprobe_results{tool='ekuprobe',verdict='interrupted'} 3\n");
    has(text, "\nekuprobe_last_run_complete{tool='ekuprobe'} 0\n");
    has(text, "\nekuprobe_last_run_targets{tool='ekuprobe'} 9\n");
    has(text, "\nekuprobe_last_run_targets_finished{tool='ekuprobe'} 6\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_verdict_is_1),
        cmocka_unit_test(what_is_not_known_is_absent),
        cmocka_unit_test(labels_tell_series_apart),
        cmocka_unit_test(an_endpoint_that_comes_twice_is_there_once),
        cmocka_unit_test(the_certificate_has_its_dates),
        cmocka_unit_test(changes_have_their_days),
        cmocka_unit_test(verifiers_answer_for_the_usages_shown),
        cmocka_unit_test(the_run_stands_behind_them),
    };

    return cmocka_run_group_tests(tests, NULL, forget);
}
