/* SPDX-License-Identifier: MIT */
#include <base/tabular.h>

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void
assert_slice(struct base_slice s, const char *want)
{
    if (!base_slice_eq_str(s, want))
        fail_msg("'%.*s', not '%s'", (int)s.len, (const char *)s.ptr, want);
}

static void
test_trim_and_quotes(void **state)
{
    static const struct {
        const char *text, *trimmed, *unquoted;
    } rows[] = {
        { "", "", "" },
        { " \t\r\n", "", " \t\r\n" },
        { " a b ", "a b", " a b " },
        { "\"a\"", "\"a\"", "a" },
        { "\"\"", "\"\"", "" },
        { "\"", "\"", "\"" },
        { "\"a", "\"a", "\"a" },
        { "\"a\"\"b\"", "\"a\"\"b\"", "a\"\"b" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_slice(base_trim(base_slice_str(rows[i].text)), rows[i].trimmed);
        assert_slice(base_unquote(base_slice_str(rows[i].text)), rows[i].unquoted);
    }
    assert_int_equal(base_trim((struct base_slice){ NULL, 0 }).len, 0);
}

static void
test_lines(void **state)
{
    struct base_lines l = { .text = base_slice_str("a\r\n\nb"), .next = 1 };
    struct base_slice line;

    (void)state;
    assert_true(base_lines_next(&l, &line));
    assert_slice(line, "a");
    assert_true(base_lines_next(&l, &line));
    assert_slice(line, "");
    assert_true(base_lines_next(&l, &line));
    assert_slice(line, "b");
    assert_int_equal(l.line, 3);
    assert_false(base_lines_next(&l, &line));
    assert_int_equal(l.line, 3);
}

static void
test_separator(void **state)
{
    (void)state;
    assert_int_equal(base_csv_separator(base_slice_str("Name")), ',');
    assert_int_equal(base_csv_separator(base_slice_str("Name,Use")), ',');
    assert_int_equal(base_csv_separator(base_slice_str("Name;Use")), ';');
    assert_int_equal(base_csv_separator(base_slice_str("Name\tUse")), '\t');
    assert_int_equal(base_csv_separator(base_slice_str("A;B;C,D")), ';');
}

/* Cells with "|" between them. */
static const struct {
    const char *text;
    char separator;
    const char *cells;
    size_t at, next; /* where the cursor stands then */
} records[] = {
    { "a,b\nc", ',', "a|b", 4, 2 },
    { " a , b \r\n", ',', "a|b", 9, 2 },
    { "a,,\n", ',', "a||", 4, 2 },
    { "\"a,b\",c", ',', "a,b|c", 7, 1 },
    { "\"a\nb\";c\nd", ';', "a\nb|c", 8, 3 }, /* a line within a cell */
    { "\"a \"\"b\"\"\",c", ',', "a \"\"b\"\"|c", 11, 1 },
    { "a\tb c\t\"d\te\"\n", '\t', "a|b c|d\te", 12, 2 },
    { "a\tb;c\n", ';', "a\tb|c", 6, 2 },
    { "a\"b\",c\n", ',', "a\"b\"|c", 7, 2 }, /* a quote opens only where a cell begins */
    { "\n", ',', "", 1, 2 },
};

static void
test_records(void **state)
{
    struct base_record r;

    (void)state;
    for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
        struct base_lines l = { .text = base_slice_str(records[i].text), .next = 1 };
        char cells[64] = "";

        assert_int_equal(base_csv_record(&l, (uint8_t)records[i].separator, 100, &r),
                         BASE_RECORD_OK);
        for (size_t c = 0; c < r.n; c++) {
            if (c > 0)
                strcat(cells, "|");
            strncat(cells, (const char *)r.cell[c].ptr, r.cell[c].len);
        }
        assert_string_equal(cells, records[i].cells);
        assert_int_equal(l.at, records[i].at);
        assert_int_equal(l.line, 1);
        assert_int_equal(l.next, records[i].next);
    }
}

static void
test_records_that_are_none(void **state)
{
    char many[BASE_CELLS_MAX + 1];
    struct base_record r;
    struct base_lines open = { .text = base_slice_str("\"a\nb"), .next = 7 },
                      length = { .text = base_slice_str("abcdefgh\n"), .next = 1 },
                      exact = { .text = base_slice_str("abcd"), .next = 1 }, wide = { .next = 1 };

    (void)state;
    assert_int_equal(base_csv_record(&open, ',', 100, &r), BASE_RECORD_UNCLOSED);
    assert_int_equal(open.at, 0);
    assert_int_equal(open.line, 7);
    assert_int_equal(open.next, 7);
    assert_int_equal(base_csv_record(&length, ',', 4, &r), BASE_RECORD_LONG);
    assert_int_equal(base_csv_record(&exact, ',', 4, &r), BASE_RECORD_OK);
    memset(many, ',', sizeof many);
    wide.text = (struct base_slice){ (const uint8_t *)many, BASE_CELLS_MAX - 1 };
    assert_int_equal(base_csv_record(&wide, ',', 1000, &r), BASE_RECORD_OK);
    assert_int_equal(r.n, BASE_CELLS_MAX);
    wide = (struct base_lines){ .text = { (const uint8_t *)many, BASE_CELLS_MAX }, .next = 1 };
    assert_int_equal(base_csv_record(&wide, ',', 1000, &r), BASE_RECORD_CELLS);
}

static void
test_rulers(void **state)
{
    struct base_slice dashes = base_slice_str("----   ---- ----");
    struct base_slice line = base_slice_str("a\xc3\xa4 b     443 two words");
    struct base_column c[3];

    (void)state;
    assert_int_equal(base_ruler(dashes, c, 3), 3);
    assert_int_equal(c[0].from, 0);
    assert_int_equal(c[0].to, 4);
    assert_int_equal(c[0].next, 7);
    assert_int_equal(c[2].next, SIZE_MAX);
    assert_slice(base_ruler_cell(line, &c[0]), "a\xc3\xa4");
    assert_slice(base_ruler_field(line, &c[0]), "a\xc3\xa4 b");
    assert_slice(base_ruler_cell(line, &c[1]), "443");
    assert_slice(base_ruler_cell(line, &c[2]), "two");
    assert_slice(base_ruler_field(line, &c[2]), "two words");
    assert_int_equal(base_ruler_cell(base_slice_str("ab"), &c[1]).len, 0);
    assert_int_equal(base_ruler_field(base_slice_str(""), &c[0]).len, 0);
    assert_int_equal(base_ruler(dashes, c, 2), 0);
    assert_int_equal(base_ruler(base_slice_str("--- a"), c, 3), 0);
    assert_int_equal(base_ruler(base_slice_str(""), c, 3), 0);
}

static void
test_properties(void **state)
{
    struct base_slice name, value;

    (void)state;
    assert_true(base_property(base_slice_str("Name  : fe01:8057 "), &name, &value));
    assert_slice(name, "Name");
    assert_slice(value, "fe01:8057");
    assert_true(base_property(base_slice_str(":"), &name, &value));
    assert_int_equal(name.len + value.len, 0);
    assert_false(base_property(base_slice_str("Name"), &name, &value));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trim_and_quotes),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_separator),
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_records_that_are_none),
        cmocka_unit_test(test_rulers),
        cmocka_unit_test(test_properties),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
