/* SPDX-License-Identifier: MIT */
/* The lines of --suppress, and what they excuse. */
#include "suppress.h"

#include "cmocka_prelude.h"

#include <stdio.h>
#include <string.h>

#define PATH "unit_cli_suppress.txt"
#define DAY 86400

static struct cli_suppressions s;
static char why[512];

static bool
load_at(const char *lines, int64_t now_s)
{
    const struct cli_options o = { .program = CLI_CERTCHECK, .suppress = PATH };
    FILE *file = fopen(PATH, "wb");
    bool ok;

    assert_non_null(file);
    assert_true(fputs(lines, file) >= 0);
    assert_int_equal(fclose(file), 0);
    cli_suppressions_clear(&s);
    ok = cli_suppressions_load(&s, &o, now_s, BASE_TEXT_IN(why));
    (void)remove(PATH);
    return ok;
}

static bool
load(const char *lines)
{
    return load_at(lines, 0);
}

static int
end(void **state)
{
    (void)state;
    cli_suppressions_clear(&s);
    return 0;
}

static void
wrong(const char *lines, const char *want)
{
    assert_false(load(lines));
    assert_memory_equal(why, "--suppress " PATH ":", sizeof "--suppress " PATH);
    if (strstr(why, want) == NULL)
        fail_msg("%s", why);
}

static void
bad_lines_are_named(void **state)
{
    (void)state;
    wrong("# all\n\na:1 breaks\n", ":3: expected TARGET, a verdict or finding code, the last day");
    wrong("a:1 breaks 2030-01-01\n", ":1: expected TARGET");
    wrong("a:1 breaks 2030-01-01  \n", ":1: expected TARGET");
    wrong("a:1 wrong 2030-01-01 why\n", ":1: the second word is neither a verdict nor");
    wrong("a:1 breaks soon why\n", ":1: the third word is not a day");
    wrong("\"a b breaks 2030-01-01 why\n", ":1: expected TARGET"); /* no second quotation mark */
}

static const char *
excuse(const char *target, enum certcheck_verdict verdict, const struct certcheck_finding *findings,
       size_t n)
{
    const struct assess_result r = {
        .target = target, .verdict = verdict, .findings = findings, .findings_n = n
    };

    return cli_suppressed(&s, &r);
}

static void
verdicts_are_excused_with_a_reason(void **state)
{
    struct assess_result seen = { .target = "a:1",
                                  .verdict = CERTCHECK_BREAKS,
                                  .seen_from = "here" };

    (void)state;
    assert_true(load("  a:1 breaks 2030-01-01 until  May\r\n# b:1 breaks 2030-01-01 x\n"
                     "c:1 ready 2030-01-01 x"));
    assert_int_equal(s.n, 2);
    assert_string_equal(excuse("a:1", CERTCHECK_BREAKS, NULL, 0), "until  May");
    assert_null(excuse("a:1", CERTCHECK_BROKEN, NULL, 0));
    assert_null(excuse("b:1", CERTCHECK_BREAKS, NULL, 0));
    assert_null(excuse("c:1", CERTCHECK_READY, NULL, 0));         /* that needs no excuse */
    assert_string_equal(cli_suppressed(&s, &seen), "until  May"); /* whoever saw it */
}

/* Each error must be excused, and there must be one. */
static void
codes_excuse_what_they_make_up(void **state)
{
    const struct certcheck_finding findings[] = { { .code = CERTCHECK_F_WEAK_KEY },
                                                  { .code = CERTCHECK_F_EKU_LACKS_CLIENT_AUTH },
                                                  { .code = CERTCHECK_F_EXPIRED } };

    (void)state;
    assert_true(load("a:1 EKU_LACKS_CLIENT_AUTH 2030-01-01 first\na:1 WEAK_KEY 2030-01-01 x\n"));
    assert_string_equal(excuse("a:1", CERTCHECK_BREAKS, findings, 2), "first");
    assert_null(excuse("a:1", CERTCHECK_BROKEN, findings, 3));
    assert_null(excuse("a:1", CERTCHECK_INDETERMINATE, findings, 1)); /* a warning alone */
    assert_true(load("a:1 EKU_LACKS_CLIENT_AUTH 2030-01-01 first\na:1 EXPIRED 2030-01-01 last\n"));
    assert_string_equal(excuse("a:1", CERTCHECK_BROKEN, findings, 3), "last");
    assert_true(load("a:1 EXPIRED 2030-01-01 last\n")); /* the first is not */
    assert_null(excuse("a:1", CERTCHECK_BROKEN, findings, 3));
}

static void
targets_may_have_wildcards_and_blanks(void **state)
{
    static const struct {
        const char *pattern, *target;
        bool matches;
    } rows[] = {
        { "*", "a:1", true },
        { "edge*:8057", "edge01:8057", true },
        { "edge*:8057", "edge01:80579", false },
        { "edge??:8057", "edge01:8057", true },
        { "edge??:8057", "edge1:8057", false },
        { "a*b*c", "aXbXbXc", true },
        { "a*b*c", "aXbX", false },
        { "ab*bX", "abX", false },
        { "a", "ab", false },
        { "ab", "a", false },
        { "a**", "a", true },
        { "\"a b\"", "a b", true },
        { "\"a b\"", "a", false },
    };
    char line[64];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        (void)snprintf(line, sizeof line, "%s breaks 2030-01-01 why\n", rows[i].pattern);
        assert_true(load(line));
        if ((excuse(rows[i].target, CERTCHECK_BREAKS, NULL, 0) != NULL) != rows[i].matches)
            fail_msg("%s, %s", rows[i].pattern, rows[i].target);
    }
}

/* The last day counts whole. */
static void
lines_run_out(void **state)
{
    (void)state;
    assert_true(load_at("a:1 breaks 1970-01-02 why\n", 2 * DAY - 1));
    assert_int_equal(s.n, 1);
    assert_true(load_at("a:1 breaks 1970-01-02 why\n", 2 * DAY));
    assert_int_equal(s.n, 0);
}

static void
without_the_option_nothing_is_excused(void **state)
{
    const struct cli_options o = { .suppress = NULL };
    const struct cli_options missing = { .suppress = "nowhere/" PATH };

    (void)state;
    assert_true(cli_suppressions_load(&s, &o, 0, BASE_TEXT_IN(why)));
    assert_null(excuse("a:1", CERTCHECK_BREAKS, NULL, 0));
    assert_false(cli_suppressions_load(&s, &missing, 0, BASE_TEXT_IN(why)));
    assert_non_null(strstr(why, PATH));
    assert_true(load("")); /* an empty file is one, too */
}

#define CASE(test) cmocka_unit_test_teardown(test, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(bad_lines_are_named),
        CASE(verdicts_are_excused_with_a_reason),
        CASE(codes_excuse_what_they_make_up),
        CASE(targets_may_have_wildcards_and_blanks),
        CASE(lines_run_out),
        CASE(without_the_option_nothing_is_excused),
    };

    return cmocka_run_group_tests_name("suppress", tests, NULL, NULL);
}
