/* SPDX-License-Identifier: MIT */
/* What the machine's own chain engine said, as it was written. */
#include <record/json_parts.h>

#include "reading.h"

static void
read(void)
{
    record_reader_platform(r);
}

static void
what_is_written_comes_back(void **state)
{
    struct assess_platform p = { .accepted = false, .status_n = ASSESS_PLATFORM_STATUS_MAX };

    (void)state;
    for (size_t i = 0; i < p.status_n; i++)
        p.status[i] = i % 2 == 0 ? "NotValidForUsage" : "NotTimeValid";
    record_json_platform(&j, &p);
    take_written();
    read();
    assert_null(r->bad);
    assert_ptr_equal(r->result.platform, &r->platform);
    assert_false(r->platform.accepted);
    assert_int_equal(r->platform.status_n, ASSESS_PLATFORM_STATUS_MAX);
    assert_string_equal(r->platform.status[ASSESS_PLATFORM_STATUS_MAX - 1], "NotTimeValid");
    take("{'platform':{'accepted':true,'status':[]}}");
    read();
    assert_true(r->platform.accepted);
    assert_int_equal(r->platform.status_n, 0);
}

static void
it_was_not_asked(void **state)
{
    (void)state;
    take("{}");
    read();
    assert_null(r->bad);
    assert_null(r->result.platform);
}

static void
what_is_bent_is_refused(void **state)
{
    static const struct bent rows[] = {
        { "false", "0", "accepted" },
        { "{'accepted':false,'status':['NotTimeValid']}", "null", "accepted" },
        { "'NotTimeValid'", "7", "status" },
        { "['NotTimeValid']", "'NotTimeValid'", "status" },
    };

    (void)state;
    REFUSED("{'platform':{'accepted':false,'status':['NotTimeValid']}}", rows, read);
}

static void
one_word_too_many_is_refused(void **state)
{
    struct assess_platform p = { .status_n = ASSESS_PLATFORM_STATUS_MAX };

    (void)state;
    for (size_t i = 0; i < p.status_n; i++)
        p.status[i] = "NotTimeValid";
    record_json_platform(&j, &p);
    take_written();
    json_array_append_new(json_object_get(json_object_get(r->root, "platform"), "status"),
                          json_string("Revoked"));
    read();
    assert_string_equal(r->bad, "status");
    assert_int_equal(r->platform.status_n, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_reading, end_reading)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_written_comes_back),
        CASE(it_was_not_asked),
        CASE(what_is_bent_is_refused),
        CASE(one_word_too_many_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
