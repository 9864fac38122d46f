/* SPDX-License-Identifier: MIT */
#include <cmocka_prelude.h>

#include <base/product.h>

#include <string.h>

static void
test_every_row_is_whole_and_found_again(void **state)
{
    const struct base_product *p;
    size_t n = 0;

    (void)state;
    for (; (p = base_product_at(n)) != NULL; n++) {
        assert_true(p->name[0] != '\0' && p->title[0] != '\0' && p->service[0] != '\0');
        assert_true(p->version[0] > 0 && p->version[2] > 0);
        assert_true(p->clr[0] == 'v' && p->root[0] != '\0' && p->module[0] != '\0');
        assert_ptr_equal(base_product_named(base_slice_str(p->name)), p);
        assert_ptr_equal(base_product_named(base_slice_str(p->service)), p);
        assert_ptr_equal(base_product_of_build(p->version), p);
    }
    assert_true(n >= 4);
    assert_ptr_equal(base_product_named(base_slice_str("SfB2015")), base_product_at(2));
    assert_null(base_product_named(base_slice_str("ocs2007")));
    assert_null(base_product_of_build((const unsigned[3]){ 6, 0, 1 }));
}

static void
test_names_as_people_list_them(void **state)
{
    char text[128];
    struct base_text t;

    (void)state;
    base_text_init(&t, text, sizeof text);
    base_product_names(&t);
    assert_memory_equal(text, "lync2010, lync2013, ", 20);
    assert_non_null(strstr(text, " and "));
    assert_null(strstr(strstr(text, " and "), ","));
}

static void
test_families_stand_before_their_products(void **state)
{
    (void)state;
    assert_string_equal(base_product_family_title(0), "Lync Server");
    assert_string_equal(base_product_family_title(2), "Lync Server 2013");
    assert_string_equal(base_product_family_title(3), "Skype for Business Server");
    assert_string_equal(base_product_family_title(5), "Skype for Business Server 2019");
    assert_null(base_product_family_title(1000));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row_is_whole_and_found_again),
        cmocka_unit_test(test_names_as_people_list_them),
        cmocka_unit_test(test_families_stand_before_their_products),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
