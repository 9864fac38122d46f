/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <output/charset.h>

static void
converted(const char *text, const char *want)
{
    struct output_bytes b = { 0 };

    output_add_str(&b, text);
    output_charset_apply(&b);
    assert_int_equal(b.len, strlen(want));
    assert_memory_equal(b.ptr, want, b.len);
    output_bytes_free(&b);
}

static void
what_takes_all_is_left_alone(void **state)
{
    (void)state;
    assert_true(output_charset_open("UTF-8"));
    assert_true(output_charset_open("ANSI_X3.4-1968"));
    converted("\xE8\xA8\xBC\xFF", "\xE8\xA8\xBC\xFF");
    assert_false(output_charset_open("no such charset"));
    converted("\xE8\xA8\xBC", "\xE8\xA8\xBC");
}

static void
what_a_charset_lacks_is_a_question_mark(void **state)
{
    (void)state;
    if (!output_charset_open("ISO-8859-1"))
        skip();
    converted("caf\xC3\xA9", "caf\xE9");
    converted("a\xE8\xA8\xBC"
              "b",
              "a?b");
    converted("a\xFF"
              "b\xE8",
              "a?b?"); /* none at all, or cut */
}

static void
long_texts_are_whole(void **state)
{
    struct output_bytes b = { 0 };

    (void)state;
    if (!output_charset_open("ISO-8859-1"))
        skip();
    for (size_t i = 0; i < 10001; i++)
        output_add_str(&b, "\xC3\xA9");
    output_charset_apply(&b);
    assert_int_equal(b.len, 10001);
    assert_int_equal((unsigned char)b.ptr[10000], 0xE9);
    output_bytes_free(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_takes_all_is_left_alone),
        cmocka_unit_test(what_a_charset_lacks_is_a_question_mark),
        cmocka_unit_test(long_texts_are_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
