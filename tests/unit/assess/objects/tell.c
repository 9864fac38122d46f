/* SPDX-License-Identifier: MIT */
#include "objects_fixture.h"

#include "objects/objects_state.h"

static int
setup(void **state)
{
    const struct assess_objects_options o = { .policy = { .at_s = FIXTURE_AT_S } };

    (void)state;
    open_objects(&o);
    return 0;
}

static void
test_a_lack_of_memory_is_a_fault_of_its_own(void **state)
{
    (void)state;
    assess_objects_fault(run, "web.pem", "spoilt");
    assert_int_equal(heard.fault, ASSESS_FAULT_INPUT);
    assert_string_equal(heard.text, "web.pem: spoilt");
    assess_objects_no_memory(run, "web.pem");
    assert_int_equal(heard.fault, ASSESS_FAULT_MEMORY);
    assert_string_equal(heard.text, "web.pem: out of memory");
    assert_int_equal(heard.faults, 2);
}

static void
test_callbacks_may_be_missing(void **state)
{
    const struct assess_objects_options o = { .policy = { .at_s = FIXTURE_AT_S } };
    const struct assess_objects_events events = { .ctx = &heard, .result = heard_result };
    struct assess_objects *a = assess_objects_new(&o, &store, &events);
    const char *const files[] = { "webserver/chain.pem", "webserver/key.pem" };

    (void)state;
    assert_non_null(a);
    for (size_t i = 0; i < 2; i++)
        (void)assess_objects_judge(
            a, &(struct assess_file){ .name = files[i], .bytes = fixture_file(files[i]) });
    assert_int_equal(heard.results, 1);
    assess_objects_free(a);
    assess_objects_free(NULL);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_lack_of_memory_is_a_fault_of_its_own),
        CASE(test_callbacks_may_be_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
