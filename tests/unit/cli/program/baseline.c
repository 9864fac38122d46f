/* SPDX-License-Identifier: MIT */
/* How results stand against an earlier run's, and what that run must be like. */
#include "baseline.h"

#include <report/report.h>

#include "shown.h"

#define PATH "unit_cli_baseline.ndjson"

static struct cli_baseline *baseline;
static struct cli_options o;
static char why[512];

static int
end(void **state)
{
    (void)state;
    cli_baseline_free(baseline);
    baseline = NULL;
    return 0;
}

static bool
load_text(struct base_slice text)
{
    FILE *file = fopen(PATH, "wb");
    bool ok;

    assert_non_null(file);
    assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
    (void)end(NULL);
    why[0] = '\0';
    ok = cli_baseline_load(&baseline, &o, 0, BASE_TEXT_IN(why));
    (void)remove(PATH);
    return ok;
}

/* A run with these results, as --format ndjson writes it; cut: so many bytes of it are lost. */
static bool
load(const struct assess_result *results, size_t n, size_t cut)
{
    const struct report_style style = { .width = 0 };
    const struct assess_run_info run = { .tool = "ekuprobe", .version = "1.0" };
    struct report *r = report_open_memory("ndjson", &style, BASE_TEXT_IN(why));
    struct base_slice text;
    bool ok;

    assert_non_null(r);
    assert_true(report_begin(r, &run));
    for (size_t i = 0; i < n; i++)
        assert_true(report_result(r, &results[i]));
    assert_true(report_end(r, &run, BASE_TEXT_IN(why)));
    text = report_text(r);
    text.len -= cut;
    ok = load_text(text);
    report_free(r);
    return ok;
}

static int
begin(void **state)
{
    (void)state;
    o = (struct cli_options){ .program = CLI_EKUPROBE, .baseline = PATH };
    return 0;
}

static enum assess_standing
standing(struct assess_result r)
{
    cli_baseline_compare(baseline, &r);
    assert_int_equal(r.excuse != NULL,
                     r.standing == ASSESS_KNOWN || r.standing == ASSESS_SUPPRESSED);
    return r.standing;
}

static struct assess_result
of(const char *target, enum certcheck_verdict verdict)
{
    return (struct assess_result){ .target = target,
                                   .host = target,
                                   .port = 1,
                                   .verdict = verdict,
                                   .profile = base_profile_get(BASE_PROFILE_FE_PSOM) };
}

/* Worse is a worse verdict, or an error that was not there. */
static void
results_are_compared_by_verdict(void **state)
{
    static const enum certcheck_verdict better_first[] = {
        CERTCHECK_READY,         CERTCHECK_UNREACHABLE, CERTCHECK_NO_CERTIFICATE,
        CERTCHECK_INDETERMINATE, CERTCHECK_BROKEN,      CERTCHECK_BREAKS,
    };

    (void)state;
    for (size_t before = 0; before < CERTCHECK_VERDICTS; before++) {
        const struct assess_result earlier = of("a:1", better_first[before]);

        assert_true(load(&earlier, 1, 0));
        for (size_t now = 0; now < CERTCHECK_VERDICTS; now++)
            assert_int_equal(standing(of("a:1", better_first[now])),
                             now > before ? ASSESS_WORSE : ASSESS_KNOWN);
    }
    assert_int_equal(standing(of("b:1", CERTCHECK_READY)), ASSESS_NEW);
}

static void
new_errors_are_worse(void **state)
{
    const struct certcheck_finding lacking = { .code = CERTCHECK_F_EKU_LACKS_CLIENT_AUTH,
                                               .element = -1 },
                                   others[] = { { .code = CERTCHECK_F_WEAK_KEY, .element = -1 },
                                                { .code = CERTCHECK_F_EXPIRED, .element = -1 } };
    struct assess_result r = of("a:1", CERTCHECK_BREAKS);

    (void)state;
    r.findings = &lacking;
    r.findings_n = 1;
    assert_true(load(&r, 1, 0));
    assert_int_equal(standing(r), ASSESS_KNOWN);
    r.findings = others;
    assert_int_equal(standing(r), ASSESS_KNOWN); /* a warning is none */
    r.findings_n = 2;
    assert_int_equal(standing(r), ASSESS_WORSE);
}

/* A target of another profile, or seen from elsewhere, is another. */
static void
results_are_told_apart(void **state)
{
    struct assess_result r = of("a:1", CERTCHECK_BREAKS);

    (void)state;
    assert_true(load(&r, 1, 0));
    r.seen_from = "here";
    assert_int_equal(standing(r), ASSESS_NEW);
    r.seen_from = NULL;
    r.profile = base_profile_get(BASE_PROFILE_EDGE_PSOM);
    assert_int_equal(standing(r), ASSESS_NEW);
    r = of("a:1", CERTCHECK_BREAKS);
    o.settings[ASSESS_SETTING_CHANGE] = 5; /* what another change made of it is no answer */
    assert_int_equal(standing(r), ASSESS_NEW);
}

/* As with --merge. */
static void
the_last_of_a_target_counts(void **state)
{
    const struct assess_result results[] = {
        of("a:1", CERTCHECK_BREAKS), of("a:1", CERTCHECK_BREAKS), of("a:1", CERTCHECK_BREAKS),
        of("a:1", CERTCHECK_BREAKS), of("b:1", CERTCHECK_BREAKS), of("a:1", CERTCHECK_READY),
    };

    (void)state;
    assert_true(load(results, 6, 0));
    assert_int_equal(standing(of("a:1", CERTCHECK_BREAKS)), ASSESS_WORSE);
    assert_int_equal(standing(of("b:1", CERTCHECK_BREAKS)), ASSESS_KNOWN);
}

/* What was interrupted, then or now, is not known. */
static void
interruptions_are_no_results(void **state)
{
    const struct probe_error e = { .kind = PROBE_INTERRUPTED, .alert = -1 };
    struct assess_result r = of("a:1", CERTCHECK_UNREACHABLE);

    (void)state;
    r.error = &e;
    assert_true(load(&r, 1, 0));
    assert_int_equal(standing(of("a:1", CERTCHECK_UNREACHABLE)), ASSESS_NEW);
    assert_int_equal(standing(r), ASSESS_NOT_COMPARED);
}

static void
bad_lines_are_named_and_torn_ones_skipped(void **state)
{
    const struct assess_result results[] = { of("a:1", CERTCHECK_BREAKS),
                                             of("b:1", CERTCHECK_BREAKS) };

    (void)state;
    assert_true(load(results, 2, 9));
    assert_int_equal(standing(of("a:1", CERTCHECK_BREAKS)), ASSESS_KNOWN);
    assert_int_equal(standing(of("b:1", CERTCHECK_BREAKS)), ASSESS_NEW);
    assert_false(load_text(base_slice_str("\nnonsense\n")));
    has(why, "--baseline " PATH);
    has(why, "2");
    o.baseline = "nowhere/" PATH;
    assert_false(load_text(base_slice_str("")));
    has(why, PATH);
}

static void
without_options_nothing_is_compared(void **state)
{
    struct assess_result r = of("a:1", CERTCHECK_BREAKS);

    (void)state;
    o.baseline = NULL;
    assert_true(load(NULL, 0, 0));
    assert_null(baseline);
    assert_int_equal(standing(r), ASSESS_NOT_COMPARED);
}

static void
sums_are_told(void **state)
{
    const struct assess_run_info run = { .standings = { [ASSESS_NEW] = 1,
                                                        [ASSESS_WORSE] = 2,
                                                        [ASSESS_KNOWN] = 10,
                                                        [ASSESS_SUPPRESSED] = 3 } };
    char text[200];

    (void)state;
    assert_true(load(NULL, 0, 0));
    cli_baseline_sum(baseline, &run, text);
    assert_string_equal(text, "compared: 1 new, 2 worse, 10 known, 3 suppressed; only what is new "
                              "or worse fails");
    o.baseline = NULL;
    o.suppress = PATH;
    assert_true(load_text(base_slice_str("a:1 breaks 2030-01-01 why\n")));
    assert_int_equal(standing(of("a:1", CERTCHECK_BREAKS)), ASSESS_SUPPRESSED);
    assert_int_equal(standing(of("b:1", CERTCHECK_BREAKS)), ASSESS_NOT_COMPARED);
    cli_baseline_sum(baseline, &run, text);
    assert_string_equal(text, "suppressed: 3; only what is not suppressed fails");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(results_are_compared_by_verdict),
        CASE(new_errors_are_worse),
        CASE(results_are_told_apart),
        CASE(the_last_of_a_target_counts),
        CASE(interruptions_are_no_results),
        CASE(bad_lines_are_named_and_torn_ones_skipped),
        CASE(without_options_nothing_is_compared),
        CASE(sums_are_told),
    };

    return cmocka_run_group_tests_name("baseline", tests, NULL, NULL);
}
