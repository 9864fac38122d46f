/* SPDX-License-Identifier: MIT */
/* Results of one report are judged alike: which option says that they are not, and where. */
#include <record/json_result.h>

#include "fixture_build.h"
#include "index_file.h"

/* A line of a target, judged under a policy. */
static void
put_line(const char *target, const struct assess_policy *policy)
{
    static struct record_json_memory memory;
    const struct assess_run_info run = { .version = "0.1.0", .policy = *policy };
    const struct assess_result r = { .target = target, .verdict = CERTCHECK_NO_CERTIFICATE };
    struct output_bytes text = { .ptr = NULL };

    record_json_line(&text, &memory, &r, &run);
    record_json_line_end(&text, &run);
    put(text.ptr, text.len);
    output_bytes_free(&text);
    record_json_memory_free(&memory);
    memory = (struct record_json_memory){ .policy_of = { .required = 0 } };
}

static void
index_file(void)
{
    record_index_clear(&lines);
    base_text_clear(&why);
    assert_true(record_index_add(&lines, path, &end, &torn, &why));
    assert_true(record_index_choose(&lines));
}

#define PLAIN                                                                                      \
    {                                                                                              \
        .at_s = NOW                                                                                \
    }
static const struct assess_policy plain = PLAIN;
static const struct {
    struct assess_policy policy;
    const char *option;
    bool of_run; /* contradicts a run that goes on, no report */
} rows[] = {
    { { .at_s = NOW, .trust = true }, "(--ca-file)", false },
    { { .at_s = NOW, .opted_out = true }, "(--opted-out)", false },
    { { .at_s = NOW, .required = BASE_USAGE_CLIENT_AUTH }, "(--require)", false },
    { { .at_s = NOW, .expires_s = DAY }, "(--expires-within)", false },
    { { .at_s = NOW, .settings = { [ASSESS_SETTING_SNI] = 1 } }, "(--sni)", true },
    { { .at_s = NOW, .settings = { [ASSESS_SETTINGS - 1] = 1 } }, "(--trial-certs)", true },
};
#define ROWS (sizeof rows / sizeof rows[0])

static int
again(void)
{
    return truncate(path, 0);
}

static void
what_contradicts_is_told_by_line_and_option(void **state)
{
    struct assess_policy got;

    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        assert_int_equal(again(), 0);
        put_line("a:1", &plain);
        put_line("b:1", &rows[i].policy);
        index_file();
        assert_int_equal(record_index_policy(&lines, NULL, &got, &why), rows[i].of_run);
        if (rows[i].of_run)
            continue;
        assert_non_null(strstr(line, ":2: judged differently from the results before it"));
        assert_non_null(strstr(line, rows[i].option));
    }
}

static void
a_run_that_goes_on_is_compared_with_itself(void **state)
{
    struct assess_policy got;

    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        assert_int_equal(again(), 0);
        put_line("a:1", &rows[i].policy);
        index_file();
        assert_false(record_index_policy(&lines, &plain, &got, &why));
        assert_non_null(strstr(line, ":1: judged differently from this run"));
        assert_non_null(strstr(line, rows[i].option));
        base_text_clear(&why);
        assert_true(record_index_policy(&lines, &rows[i].policy, &got, &why));
    }
}

/* A run may be resumed the next day. Of a merge the latest time is told, of a run its own. */
static void
times_do_not_contradict(void **state)
{
    const struct assess_policy later = { .at_s = NOW + DAY }, latest = { .at_s = NOW + 2 * DAY };
    struct assess_policy got;

    (void)state;
    put_line("a:1", &later);
    put_line("b:1", &latest);
    put_line("c:1", &plain);
    index_file();
    assert_true(record_index_policy(&lines, NULL, &got, &why));
    assert_true(got.at_s == latest.at_s);
    assert_true(record_index_policy(&lines, &plain, &got, &why));
    assert_true(got.at_s == plain.at_s);
}

static void
nothing_was_judged_under_nothing(void **state)
{
    struct assess_policy got;

    (void)state;
    index_file();
    assert_true(record_index_policy(&lines, NULL, &got, &why));
    assert_int_equal(got.at_s, 0);
    assert_true(record_index_policy(&lines, &rows[0].policy, &got, &why));
    assert_true(got.trust);
}

/* What is not told contradicts nothing, but whoever reads the report must know that it is hidden.
 */
static void
what_is_hidden_is_not_compared(void **state)
{
    struct assess_policy got;

    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        assert_int_equal(again(), 0);
        put_line("a:1", &rows[i].policy);
        put_line("a:1", &plain);
        index_file();
        assert_true(record_index_policy(&lines, NULL, &got, &why));
        assert_true(record_index_hides(&lines));
    }
    assert_int_equal(again(), 0);
    put_line("a:1", &(struct assess_policy){ .at_s = NOW - DAY });
    put_line("a:1", &plain);
    put_line("b:1", &rows[0].policy); /* another target */
    index_file();
    assert_false(record_index_hides(&lines));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_contradicts_is_told_by_line_and_option),
        CASE(a_run_that_goes_on_is_compared_with_itself),
        CASE(times_do_not_contradict),
        CASE(nothing_was_judged_under_nothing),
        CASE(what_is_hidden_is_not_compared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
