/* SPDX-License-Identifier: MIT */
#include <cmocka_prelude.h>

#include <base/version.h>

#include <stdio.h>

static void
test_the_library_and_its_headers_are_of_one_version(void **state)
{
    char numbers[32];

    (void)state;
    (void)snprintf(numbers, sizeof numbers, "%d.%d.%d", EKUPROBE_VERSION_MAJOR,
                   EKUPROBE_VERSION_MINOR, EKUPROBE_VERSION_PATCH);
    assert_string_equal(base_version(), EKUPROBE_VERSION);
    assert_string_equal(base_version(), numbers);
    assert_int_equal(EKUPROBE_VERSION_NUMBER % 100, EKUPROBE_VERSION_PATCH);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_library_and_its_headers_are_of_one_version),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
