/* SPDX-License-Identifier: MIT */
#include <output/width.h>

#include "cmocka_prelude.h"

static void
assert_text(struct output_bytes *b, const char *want)
{
    assert_int_equal(b->len, strlen(want));
    assert_memory_equal(b->ptr, want, b->len);
    b->len = 0;
}

static void
wide_and_combining_runes_are_counted(void **state)
{
    (void)state;
    assert_int_equal(output_width(base_slice_str("abc")), 3);
    assert_int_equal(output_width(base_slice_str("\xE8\xA8\xBC\xE6\x98\x8E")), 4);
    assert_int_equal(output_width(base_slice_str("e\xCC\x81")), 1);
    assert_int_equal(output_width(base_slice_str("\xC3\xA9\xE2\x80\xA6")), 2);
    assert_int_equal(output_width(base_slice_str("")), 0);
}

static void
what_is_too_long_is_cut_visibly(void **state)
{
    struct output_bytes b = { 0 };
    struct base_slice host = base_slice_str("edge01.long.contoso.com:8057");

    (void)state;
    output_add_cut(&b, host, 28);
    assert_text(&b, "edge01.long.contoso.com:8057");
    output_add_cut(&b, host, 10);
    assert_text(&b, "edge01.lo\xE2\x80\xA6");
    output_add_cut_middle(&b, host, 18);
    assert_text(&b, "edge01.long\xE2\x80\xA6m:8057");
    output_add_cut(&b, base_slice_str("\xE8\xA8\xBC\xE6\x98\x8E\xE6\x9B\xB8"), 4);
    assert_text(&b, "\xE8\xA8\xBC\xE2\x80\xA6"); /* never half a rune */
    output_bytes_free(&b);
}

static void
lines_never_exceed_the_width(void **state)
{
    struct output_bytes b = { 0 };

    (void)state;
    output_add_wrapped(&b, base_slice_str("one two three four"), 2, 12);
    assert_text(&b, "one two\n  three four\n");
    output_add_wrapped(&b, base_slice_str("0123456789abcdef x"), 2, 10);
    assert_text(&b, "01234567\n  89abcdef\n  x\n");
    output_add_wrapped(&b, base_slice_str("a b"), 2, 0);
    assert_text(&b, "a b\n");
    output_bytes_free(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wide_and_combining_runes_are_counted),
        cmocka_unit_test(what_is_too_long_is_cut_visibly),
        cmocka_unit_test(lines_never_exceed_the_width),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
