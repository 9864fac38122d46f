/* SPDX-License-Identifier: MIT */
#include <output/escape.h>

#include "cmocka_prelude.h"

typedef void add_fn(struct output_bytes *out, struct base_slice s);

static void
check(add_fn *add, const char *in, const char *want)
{
    struct output_bytes out = { 0 };

    add(&out, base_slice_str(in));
    output_add_char(&out, '\0');
    assert_string_equal(out.ptr, want);
    output_bytes_free(&out);
}

#define HOSTILE "a\x1b[2J\xff\xe2\x80\xae\nb" /* a terminal's command, no UTF-8, right to left */

static void
what_is_hostile_is_seen_in_every_format(void **state)
{
    add_fn *const all[] = { output_add_safe, output_add_xml, output_add_csv, output_add_nagios,
                            output_add_prometheus };

    (void)state;
    check(output_add_safe, HOSTILE, "a\\x1b[2J\\xff\\u{202e}\\x0ab");
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct output_bytes out = { 0 };

        all[i](&out, base_slice_str(HOSTILE));
        for (size_t k = 0; k < out.len; k++)
            assert_true(out.ptr[k] >= ' ' && out.ptr[k] <= '~');
        all[i](&out, (struct base_slice){ NULL, 0 });
        output_bytes_free(&out);
    }
}

static void
xml_keeps_text_out_of_its_markup(void **state)
{
    (void)state;
    check(output_add_xml, "<a href=\"x\">&'</a>",
          "&lt;a href=&quot;x&quot;&gt;&amp;&#39;&lt;/a&gt;");
    check(output_add_xml, "\xEF\xBF\xBE|\xEF\xBF\xBF", "\xEF\xBF\xBD|\xEF\xBF\xBD"); /* no Char */
    check(output_add_xml, "\xE6\x9D\xB1\xE4\xBA\xAC", "\xE6\x9D\xB1\xE4\xBA\xAC");
}

static void
csv_quotes_and_disarms_formulas(void **state)
{
    static const char *const formulas[] = { "=1+1", "+1", "-1", "@SUM(A1)", "\xEF\xBC\x9D=1" };

    (void)state;
    check(output_add_csv, "plain", "plain");
    check(output_add_csv, "a,b", "\"a,b\"");
    check(output_add_csv, "a;b", "\"a;b\""); /* the separator where a comma is for decimals */
    check(output_add_csv, "say \"x\"", "\"say \"\"x\"\"\"");
    check(output_add_csv, " a", "\" a\"");
    check(output_add_csv, "\tcmd", "'\\x09cmd");
    for (size_t i = 0; i < sizeof formulas / sizeof formulas[0]; i++) {
        struct output_bytes out = { 0 };

        output_add_csv(&out, base_slice_str(formulas[i]));
        assert_int_equal(out.ptr[0], '\'');
        output_bytes_free(&out);
    }
}

static void
lines_of_monitoring_stay_lines(void **state)
{
    struct output_bytes out = { 0 };

    (void)state;
    check(output_add_nagios, "a|b=1;2", "a/b=1;2");
    check(output_add_prometheus, "a\\b\"c\"", "a\\\\b\\\"c\\\"");
    check(output_add_prometheus, "a\nb", "a\\\\x0ab"); /* made safe, then escaped */
    output_add_prometheus_gauge(&out, "name", "What it is.");
    output_add_char(&out, '\0');
    assert_string_equal(out.ptr, "# HELP name What it is.\n# TYPE name gauge\n");
    output_bytes_free(&out);
}

static void
uris_keep_what_is_unreserved_or_named(void **state)
{
    struct output_bytes out = { 0 };

    (void)state;
    output_add_uri(&out, base_slice_str("a b/c:~\xC3\xA4%"), "/");
    output_add_char(&out, '\0');
    assert_string_equal(out.ptr, "a%20b/c%3a~%c3%a4%25");
    output_bytes_free(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_hostile_is_seen_in_every_format),
        cmocka_unit_test(xml_keeps_text_out_of_its_markup),
        cmocka_unit_test(csv_quotes_and_disarms_formulas),
        cmocka_unit_test(lines_of_monitoring_stay_lines),
        cmocka_unit_test(uris_keep_what_is_unreserved_or_named),
    };

    return cmocka_run_group_tests_name("escape", tests, NULL, NULL);
}
