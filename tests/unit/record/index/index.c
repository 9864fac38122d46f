/* SPDX-License-Identifier: MIT */
/* Lines of real runs, indexed: which counts, what contradicts, where a fault is. */
#include "index_file.h"

static bool opted_out; /* the next line is put as of another policy */

/* A seed of the fuzz target: a line of a run. */
static void
put_named(const char *name)
{
    static char text[65536];
    char seed[512];
    FILE *in;
    size_t n;

    (void)snprintf(seed, sizeof seed, "%s/%s", REPORT_READ_CORPUS, name);
    in = fopen(seed, "rb");
    assert_non_null(in);
    n = fread(text, 1, sizeof text - 1, in);
    (void)fclose(in);
    while (n > 0 && text[n - 1] == '\n')
        n--;
    text[n++] = '\n';
    text[n] = '\0';
    if (opted_out) {
        char *at = strstr(text, "\"opted_out\":false");

        assert_non_null(at);
        memcpy(at, "\"opted_out\":true ", strlen("\"opted_out\":true "));
    }
    put(text, n);
}

static void
test_of_the_same_target_the_last_counts(void **state)
{
    struct assess_policy policy;

    (void)state;
    put_named("trust-expires");
    put_named("trust-expires");
    assert_true(record_index_add(&lines, path, &end, &torn, &why));
    assert_false(torn);
    assert_int_equal(lines.n, 2);
    assert_true(record_index_choose(&lines));
    assert_false(lines.at[0].chosen);
    assert_true(lines.at[1].chosen);
    assert_non_null(record_index_read(&lines, &lines.at[1], &why));
    assert_true(record_index_policy(&lines, NULL, &policy, &why));
    assert_true(policy.trust);
}

static void
test_what_was_judged_otherwise_is_told_by_its_line(void **state)
{
    struct assess_policy policy;

    (void)state;
    put_named("trust-expires");
    put_named("certcheck-opted-out");
    assert_true(record_index_add(&lines, path, &end, &torn, &why));
    assert_true(record_index_choose(&lines));
    assert_false(record_index_policy(&lines, NULL, &policy, &why));
    assert_memory_equal(line, path, strlen(path));
    assert_non_null(strstr(line, ":2: judged differently from the results before it"));
}

static void
test_an_answer_to_another_question_is_not_hidden_unsaid(void **state)
{
    (void)state;
    put_named("trust-expires");
    put_named("trust-expires");
    assert_true(record_index_add(&lines, path, &end, &torn, &why));
    assert_true(record_index_choose(&lines));
    assert_false(record_index_hides(&lines));
    record_index_clear(&lines);
    opted_out = true;
    put_named("trust-expires");
    opted_out = false;
    assert_true(record_index_add(&lines, path, &end, &torn, &why));
    assert_true(record_index_choose(&lines));
    assert_true(record_index_hides(&lines));
}

static void
test_a_line_cut_off_is_left_to_the_caller(void **state)
{
    (void)state;
    put_named("trust-expires");
    put("{\"target\":\"edge", 15);
    assert_true(record_index_add(&lines, path, &end, &torn, &why));
    assert_true(torn);
    assert_int_equal(lines.n, 1);
    assert_int_equal(end, lines.at[0].len + 1u);
}

static void
test_what_is_no_result_is_refused(void **state)
{
    (void)state;
    put("nonsense\n", 9);
    assert_false(record_index_add(&lines, path, &end, &torn, &why));
    assert_non_null(strstr(line, ":1: "));
}

static void
test_targets_are_found_by_name_and_profile(void **state)
{
    const struct base_slice nowhere = { NULL, 0 };
    const struct assess_result *r;
    struct record_lookup *k;

    (void)state;
    put_named("trust-expires");
    assert_true(record_index_add(&lines, path, &end, &torn, &why));
    r = record_index_read(&lines, &lines.at[0], &why);
    assert_non_null(r);
    k = record_lookup_new(&lines);
    assert_non_null(k);
    assert_ptr_equal(record_lookup_final(k, base_slice_str(r->target), nowhere, r->profile),
                     &lines.at[0]);
    assert_null(
        record_lookup_final(k, base_slice_str("nobody.contoso.com:1"), nowhere, r->profile));
    assert_false(record_lookup_whole_host(k, base_slice_str("nobody.contoso.com"), nowhere));
    record_lookup_free(k);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_of_the_same_target_the_last_counts),
        CASE(test_what_was_judged_otherwise_is_told_by_its_line),
        CASE(test_an_answer_to_another_question_is_not_hidden_unsaid),
        CASE(test_a_line_cut_off_is_left_to_the_caller),
        CASE(test_what_is_no_result_is_refused),
        CASE(test_targets_are_found_by_name_and_profile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
