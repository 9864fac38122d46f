/* SPDX-License-Identifier: MIT */
#include <output/natural.h>

#include "cmocka_prelude.h"

static int
order(const char *a, const char *b)
{
    int n = output_compare_natural(base_slice_str(a), base_slice_str(b));

    return (n > 0) - (n < 0);
}

static void
numbers_count_as_numbers(void **state)
{
    static const char *const sorted[] = { "",        "10.0.0.2",  "10.0.0.10",  "edge",
                                          "edge2",   "edge2.b:9", "edge2.b:10", "edge10",
                                          "edge10a", "f" };
    const size_t n = sizeof sorted / sizeof sorted[0];

    (void)state;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            assert_int_equal(order(sorted[i], sorted[k]), (i > k) - (i < k));
}

static void
numbers_have_no_bound_and_no_leading_zeros(void **state)
{
    (void)state;
    assert_int_equal(order("a99999999999999999999998", "a99999999999999999999999"), -1);
    assert_int_equal(order("a007", "a7"), 0);
    assert_int_equal(order("a008", "a7"), 1);
    assert_int_equal(order("a0", "a"), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_count_as_numbers),
        cmocka_unit_test(numbers_have_no_bound_and_no_leading_zeros),
    };

    return cmocka_run_group_tests_name("natural", tests, NULL, NULL);
}
