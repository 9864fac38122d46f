/* SPDX-License-Identifier: MIT */
/* What a run was judged under, in JSON: null is "by the profile", and marks are all their digits.
 */
#include <record/json_parts.h>

#include "written.h"

static void
usages_are_listed_by_name(void **state)
{
    (void)state;
    record_json_usages(&j, 0);
    is_written("[]");
    record_json_usages(&j, BASE_USAGE_CLIENT_AUTH);
    is_written("['clientAuth']");
    record_json_usages(&j, ~0u); /* bits that mean nothing are none */
    is_written("['serverAuth','clientAuth']");
}

/* --require of nothing does not exist: 0 is each result by its profile. */
static void
a_policy_is_written_in_whole_days(void **state)
{
    struct assess_policy p = { .trust = true, .at_s = 1577836800, .expires_s = 30 * 86400 };

    (void)state;
    record_json_policy(&j, &p);
    is_written("'required':null,'opted_out':false,'trust':true,"
               "'at':'2020-01-01T00:00:00Z','expires_within_days':30");
    p = (struct assess_policy){ .required = BASE_USAGE_SERVER_AUTH, .opted_out = true };
    record_json_policy(&j, &p);
    is_written("'required':['serverAuth'],'opted_out':true,'trust':false,"
               "'at':'1970-01-01T00:00:00Z','expires_within_days':0");
}

/* Settings that were not given are left out, and so is the object where none was. */
static void
marks_have_all_their_digits(void **state)
{
    struct assess_policy p = { .required = 0 };

    (void)state;
    record_json_settings(&j, &p);
    assert_int_equal(out.len, 0);
    p.settings[ASSESS_SETTINGS - 1] = 0xab;
    record_json_settings(&j, &p);
    output_add_char(&out, '\0');
    assert_non_null(strstr(out.ptr, "\"settings\":{\"--"));
    assert_non_null(strstr(out.ptr, "\":\"00000000000000ab\"}"));
    assert_null(strchr(out.ptr, ',')); /* the only one */
}

static void
a_number_is_null_where_it_is_none(void **state)
{
    (void)state;
    record_json_number(&j, "a", 0, -1);
    record_json_number(&j, "b", -1, -1);
    record_json_number(&j, "c", 0, 0);
    record_json_number(&j, "d", -2, -1);
    is_written("'a':0,'b':null,'c':null,'d':-2");
}

static void
the_machines_own_opinion_is_written_where_it_was_asked(void **state)
{
    struct assess_platform p = { .accepted = false,
                                 .status = { "NotTimeValid", "NotValidForUsage" },
                                 .status_n = 2 };

    (void)state;
    record_json_platform(&j, NULL);
    assert_int_equal(out.len, 0);
    record_json_platform(&j, &p);
    is_written("'platform':{'accepted':false,'status':['NotTimeValid',"
               "'NotValidForUsage']}");
    p = (struct assess_platform){ .accepted = true };
    record_json_platform(&j, &p);
    is_written("'platform':{'accepted':true,'status':[]}");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_writing, end_writing)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(usages_are_listed_by_name),
        CASE(a_policy_is_written_in_whole_days),
        CASE(marks_have_all_their_digits),
        CASE(a_number_is_null_where_it_is_none),
        CASE(the_machines_own_opinion_is_written_where_it_was_asked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
