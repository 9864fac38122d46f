/* SPDX-License-Identifier: MIT */
#include "objects_fixture.h"

static void
open_run(bool each)
{
    const struct assess_objects_options o = {
        .policy = { .at_s = FIXTURE_AT_S },
        .profile = base_profile_get(BASE_PROFILE_EDGE_PSOM),
        .each = each,
    };

    open_objects(&o);
}

static int
setup(void **state)
{
    (void)state;
    open_run(false);
    return 0;
}

static bool
judge(struct base_slice bytes, bool found)
{
    return assess_objects_judge(
        run, &(struct assess_file){ .name = "file", .bytes = bytes, .found = found });
}

static void
test_issuers_in_a_file_are_not_judged_unless_asked(void **state)
{
    (void)state;
    assert_false(judge(fixture_file("webserver/chain.pem"), false));
    assert_int_equal(heard.results, 1);
    assert_int_equal(heard.verdict, CERTCHECK_BREAKS);
    assert_int_equal(heard.faults, 0);
    (void)teardown(NULL);
    open_run(true);
    (void)judge(fixture_file("webserver/chain.pem"), false);
    assert_in_range(heard.results, 2, 4);
}

static void
test_what_holds_nothing_is_a_fault(void **state)
{
    (void)state;
    (void)judge(base_slice_str("hello"), false);
    assert_int_equal(heard.results, 0);
    assert_int_equal(heard.faults, 1);
    assert_int_equal(heard.fault, ASSESS_FAULT_INPUT);
    assert_memory_equal(heard.text, "file: ", 6);
}

static void
test_a_key_in_a_directory_is_passed_over(void **state)
{
    (void)state;
    (void)judge(fixture_file("webserver/key.pem"), true);
    assert_int_equal(heard.faults, 0);
    assert_int_equal(heard.skipped, 1);
    assert_string_equal(heard.text, "1 private key");
    (void)judge(fixture_file("webserver/key.pem"), false);
    assert_int_equal(heard.faults, 1);
}

static void
test_a_stop_ends_the_file_there(void **state)
{
    (void)state;
    heard.stop_after = 0;
    (void)judge(fixture_file("webserver/chain.pem"), false);
    assert_int_equal(heard.results, 0);
    assert_int_equal(heard.faults, 0);
}

static void
test_what_a_list_names_and_no_file_holds_is_missing(void **state)
{
    const struct base_slice list =
        base_slice_str("Thumbprint : 0102030405060708090A0B0C0D0E0F1011121314\n"
                       "Use        : Default\n");

    (void)state;
    assert_true(assess_objects_prescan(run, "list.txt", list));
    assert_true(judge(list, false));
    assess_objects_missing(run);
    assert_int_equal(heard.results, 1);
    assert_int_equal(heard.verdict, CERTCHECK_NO_CERTIFICATE);
    assert_true(heard_code(&heard, CERTCHECK_F_CERTIFICATE_NOT_GIVEN));
    assert_string_equal(heard.use, "Default");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_issuers_in_a_file_are_not_judged_unless_asked),
        CASE(test_what_holds_nothing_is_a_fault),
        CASE(test_a_key_in_a_directory_is_passed_over),
        CASE(test_a_stop_ends_the_file_there),
        CASE(test_what_a_list_names_and_no_file_holds_is_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
