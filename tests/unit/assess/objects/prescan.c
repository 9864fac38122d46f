/* SPDX-License-Identifier: MIT */
#include "templates_fixture.h"

static void
test_a_glance_tells_what_is_worth_reading(void **state)
{
    static const uint8_t utf16[] = "T\0h\0u\0m\0b\0p\0r\0i\0n\0t\0";

    (void)state;
    assert_false(assess_objects_wants(fixture_file("webserver/leaf.der")));
    assert_false(assess_objects_wants(fixture_file("webserver/chain.pem")));
    assert_false(assess_objects_wants((struct base_slice){ 0 }));
    assert_false(assess_objects_wants(base_slice_str("a text of some kind")));
    assert_true(assess_objects_wants(base_slice_str("Subject  Thumbprint\n")));
    assert_true(assess_objects_wants((struct base_slice){ utf16, sizeof utf16 - 1 }));
    assert_true(assess_objects_wants(base_slice_str(TEMPLATE_SERVER)));
}

static void
test_what_is_neither_list_nor_template_is_left_alone(void **state)
{
    static struct assess_store store;
    const struct assess_objects_options o = { .policy = { .at_s = FIXTURE_AT_S } };
    struct heard heard;
    struct assess_objects *a = heard_run(&heard, &store, &o);

    (void)state;
    assert_true(assess_objects_prescan(a, "web.pem", fixture_file("webserver/chain.pem")));
    assert_true(assess_objects_prescan(a, "odd", base_slice_str("Thumbprint")));
    assess_objects_missing(a);
    assert_int_equal(heard.results + heard.faults, 0);
    assess_objects_free(a);
    assess_store_clear(&store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_glance_tells_what_is_worth_reading),
        cmocka_unit_test(test_what_is_neither_list_nor_template_is_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
