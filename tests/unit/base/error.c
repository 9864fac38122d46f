/* SPDX-License-Identifier: MIT */
#include <cmocka_prelude.h>

#include <base/error.h>

#include <string.h>

static void
test_a_thing_and_its_fault_on_one_line(void **state)
{
    char line[64];
    struct base_text why;

    (void)state;
    base_text_init(&why, line, sizeof line);
    assert_false(base_complain(&why, "web.pem", "no certificate in it"));
    assert_string_equal(line, "web.pem: no certificate in it");
    base_text_init(&why, line, sizeof line);
    assert_false(base_complain_line(&why, "list.txt", 12, "no target"));
    assert_string_equal(line, "list.txt:12: no target");
}

static void
test_names_are_made_safe_and_what_does_not_fit_is_cut(void **state)
{
    char line[16];
    struct base_text why;

    (void)state;
    base_text_init(&why, line, sizeof line);
    assert_false(base_complain(&why, "a\x1b[2Jb", "x"));
    assert_null(memchr(line, '\x1b', sizeof line));
    base_text_init(&why, line, sizeof line);
    assert_false(base_complain_line(&why, "a-very-long-name.txt", 1, "x"));
    assert_true(why.cut);
    assert_int_equal(line[sizeof line - 1], '\0');
}

static void
test_who_calls_puts_the_thing_in_front(void **state)
{
    char line[BASE_WHY_MAX], small[12];
    struct base_text why;

    (void)state;
    base_text_init(&why, line, sizeof line);
    base_text_str(&why, "line 3: damaged");
    assert_false(base_complain_about(&why, "a\nb.pem"));
    assert_string_equal(line, "a\\x0ab.pem: line 3: damaged");
    base_text_init(&why, small, sizeof small);
    base_text_str(&why, "damaged");
    assert_false(base_complain_about(&why, "b.pem"));
    assert_string_equal(small, "b.pem: dama");
    assert_true(why.cut);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_thing_and_its_fault_on_one_line),
        cmocka_unit_test(test_who_calls_puts_the_thing_in_front),
        cmocka_unit_test(test_names_are_made_safe_and_what_does_not_fit_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
