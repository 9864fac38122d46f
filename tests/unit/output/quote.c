/* SPDX-License-Identifier: MIT */
#include <output/quote.h>

#include "cmocka_prelude.h"

typedef void quote_fn(struct output_bytes *out, struct base_slice s);

static void
assert_quoted(quote_fn *quote, const char *text, const char *want)
{
    struct output_bytes b = { 0 };

    quote(&b, base_slice_str(text));
    assert_int_equal(b.len, strlen(want));
    assert_memory_equal(b.ptr, want, b.len);
    output_bytes_free(&b);
}

static void
inf_doubles_quotes_and_percent(void **state)
{
    (void)state;
    assert_quoted(output_add_inf, "", "\"\"");
    assert_quoted(output_add_inf, "CN=a", "\"CN=a\"");
    assert_quoted(output_add_inf, "\"%x%\"", "\"\"\"%%x%%\"\"\"");
    assert_quoted(output_add_inf, "a\r\n[Version]", "\"a\\x0d\\x0a[Version]\"");
    assert_quoted(output_add_inf, "\xE6\xA0\xAA\x80", "\"\xE6\xA0\xAA\\x80\"");
}

static void
reg_escapes_quotes_and_backslashes(void **state)
{
    (void)state;
    assert_quoted(output_add_reg, "C:\\a b\\c.exe", "\"C:\\\\a b\\\\c.exe\"");
    assert_quoted(output_add_reg, "\"=dword:1", "\"\\\"=dword:1\"");
    assert_quoted(output_add_reg, "a\n", "\"a\\\\x0a\"");
}

static void
powershell_doubles_all_its_apostrophes(void **state)
{
    (void)state;
    assert_quoted(output_add_powershell, "it's", "'it''s'");
    assert_quoted(output_add_powershell, "\xE2\x80\x98\xE2\x80\x9B",
                  "'\xE2\x80\x98\xE2\x80\x98\xE2\x80\x9B\xE2\x80\x9B'");
    assert_quoted(output_add_powershell, "$(x)`n\xE2\x80\x9C", "'$(x)`n\xE2\x80\x9C'");
    assert_quoted(output_add_powershell, "a\r\nb\xE2\x80\xA9", "'a\\x0d\\x0ab\\u{2029}'");
}

static void
windows_text_has_its_mark_and_line_ends(void **state)
{
    struct output_bytes b = { 0 };

    (void)state;
    output_add_windows_utf16(&b, base_slice_str("a\n\xF0\xA0\xAE\xB7"));
    assert_int_equal(b.len, 12);
    assert_memory_equal(b.ptr,
                        "\xFF\xFE"
                        "a\0\r\0\n\0"
                        "\x42\xD8\xB7\xDF",
                        12);
    b.len = 0;
    output_add_windows_utf8(&b, base_slice_str("a\n"));
    assert_int_equal(b.len, 6);
    assert_memory_equal(b.ptr,
                        "\xEF\xBB\xBF"
                        "a\r\n",
                        6);
    output_bytes_free(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inf_doubles_quotes_and_percent),
        cmocka_unit_test(reg_escapes_quotes_and_backslashes),
        cmocka_unit_test(powershell_doubles_all_its_apostrophes),
        cmocka_unit_test(windows_text_has_its_mark_and_line_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
