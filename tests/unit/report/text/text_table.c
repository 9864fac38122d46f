/* SPDX-License-Identifier: MIT */
/* The table: columns as wide as they need, which give way, what is hidden and how rows sort. */
#include "text/text_table.h"

#include <stdio.h>

#include "telling.h"

static struct report_table table;

static int
begin(void **state)
{
    table = (struct report_table){ .n = 0 };
    return begin_telling(state);
}

static int
end(void **state)
{
    report_table_free(&table);
    return end_telling(state);
}

static void
add(enum certcheck_verdict v, const char *const *cells, size_t n)
{
    struct output_bytes *b = report_table_row(&table, v, 7 + table.n, SIZE_MAX);

    for (size_t i = 0; i < n; i++) {
        output_add_str(b, cells[i]);
        report_table_cell(&table);
    }
}

#define ADD(verdict, ...)                                                                          \
    add(CERTCHECK_##verdict, (const char *const[]){ __VA_ARGS__ },                                 \
        sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

static const char *
printed(int width, bool endpoints)
{
    const struct report_style style = { .width = width };

    report_table_print(&table, &context.out, &style, endpoints);
    return written();
}

static void
rows_keep_their_cells_and_numbers(void **state)
{
    (void)state;
    ADD(BREAKS, "edge01", "edge-psom");
    ADD(READY, "a", "b", "c", "d", "e", "f", "g", "beyond the last");
    assert_int_equal(report_table_rows(&table), 2);
    assert_int_equal(report_table_tag(&table, 0), 7);
    assert_true(report_table_note(&table, 0) == SIZE_MAX);
    assert_true(base_slice_eq_str(report_table_text(&table, 0, 0), "edge01"));
    assert_true(base_slice_eq_str(report_table_text(&table, 0, 1), "edge-psom"));
    assert_int_equal(report_table_text(&table, 0, 2).len, 0); /* those to come are empty */
    assert_true(base_slice_eq_str(report_table_text(&table, 1, 6), "g"));
    assert_false(report_table_no_memory(&table));
}

/* Columns in which nothing stands are left out; lines end in no spaces. */
static void
columns_are_as_wide_as_they_need(void **state)
{
    (void)state;
    ADD(BREAKS, "a:1", "edge-psom-long", "breaks", "", "2018-05-01");
    ADD(READY, "endpoint:2", "p", "ready", "", "");
    assert_string_equal(printed(80, true), "ENDPOINT    PROFILE         VERDICT  EXPIRES\n"
                                           "a:1         edge-psom-long  breaks   2018-05-01\n"
                                           "endpoint:2  p               ready\n");
    assert_string_equal(printed(0, false), "FILE        KIND            VERDICT  EXPIRES\n"
                                           "a:1         edge-psom-long  breaks   2018-05-01\n"
                                           "endpoint:2  p               ready\n");
}

static void
headings_may_be_others(void **state)
{
    static const char *const names[REPORT_TABLE_COLUMNS] = { "A", "B", "C", "D", "E", "F", "G" };

    (void)state;
    table.headings = names;
    ADD(READY, "1", "", "3", "", "", "", "7");
    assert_string_equal(printed(80, true), "A  C  G\n1  3  7\n");
}

/* Of endpoints the usages go first, then the certificate, the date, and at last the name. */
static void
columns_give_way_to_the_verdict(void **state)
{
    const char *text;

    (void)state;
    ADD(BREAKS, "edge01.a.long.name.contoso.com:8057", "edge-psom", "breaks",
        "serverAuth ready, clientAuth breaks", "2018-05-01", "edge01.a.long.name.contoso.com");
    text = printed(0, true);
    has(text, "BY USAGE");
    has(text, "edge01.a.long.name.contoso.com\n");
    text = printed(104, true);
    lacks(text, "BY USAGE");
    has(text, "2018-05-01  edge01.a.long.name.contoso.com\n");
    text = printed(86, true);
    has(text, "2018-05-01  edge01.a.l");
    lacks(text, "edge01.a.long.name.contoso.com\n");
    text = printed(80, true);
    lacks(text, "CERTIFICATE");
    has(text, "edge01.a.long.name.contoso.com:8057  ");
    has(text, "EXPIRES");
    text = printed(54, true);
    lacks(text, "EXPIRES");
    has(text, ":8057  edge-psom  breaks\n"); /* cut in the middle */
    lacks(text, "edge01.a.long.name.contoso.com:8057");
    text = printed(30, true);
    has(text, "breaks\n");
    lacks(text, "edge-psom ");
}

/* Of files the usages matter most. */
static void
files_keep_their_usages(void **state)
{
    (void)state;
    ADD(BREAKS, "a.pem", "certificate", "breaks", "serverAuth ready, clientAuth breaks",
        "2018-05-01", "edge01.a.long.name.contoso.com");
    has(printed(80, false), "BY USAGE");
    lacks(told_text, "CERTIFICATE\n");
}

static void
fixed_columns_stay(void **state)
{
    static const char *const names[REPORT_TABLE_COLUMNS] = { "A", "B", "C", "D", "E", "F", "G" };

    (void)state;
    table.headings = names;
    table.fixed = 1;
    ADD(READY, "name", "1", "ready", "what never gives way, however long", "serverAuth",
        "the request", "templates/a.txt");
    has(printed(60, false), "what never gives way, however long");
}

static void
no_line_is_wider_than_asked_for(void **state)
{
    (void)state;
    ADD(BREAKS, "edge01.a.long.name.contoso.com:8057", "edge-replication", "breaks",
        "serverAuth ready, clientAuth breaks", "2018-05-01", "edge01.a.long.name.contoso.com");
    for (int width = 32; width < 150; width++)
        for (int endpoints = 0; endpoints < 2; endpoints++) {
            const char *line = strchr(printed(width, endpoints), '\n') + 1;
            size_t columns = 0;

            for (; *line != '\n'; line++)
                columns += ((unsigned char)*line & 0xC0) != 0x80; /* an ellipsis is one */
            assert_true(columns <= (size_t)width);
            assert_non_null(strstr(told_text, "breaks"));
        }
}

static void
what_is_hidden_or_apart_is_not_printed(void **state)
{
    (void)state;
    ADD(READY, "a.very.long.name", "p");
    ADD(READY, "b", "p");
    ADD(READY, "c", "p");
    report_table_hide(&table, 0);
    report_table_hide(&table, 0);
    report_table_set_apart(&table, 2);
    report_table_set_apart(&table, 99); /* there was no memory for it */
    assert_true(report_table_is_hidden(&table, 0) && !report_table_is_hidden(&table, 1));
    assert_int_equal(table.hidden, 1);
    assert_int_equal(table.apart, 1);
    assert_string_equal(printed(80, false), "FILE  KIND\nb     p\n");
    report_table_hide(&table, 1);
    assert_string_equal(printed(80, false), "");
}

static void
rows_sort_by_name_then_profile(void **state)
{
    static const char *const want[] = { "edge2 a", "edge2 b", "edge2 b", "edge10 a" };

    (void)state;
    ADD(READY, "edge10", "a");
    ADD(BREAKS, "edge2", "b");
    ADD(READY, "edge2", "b");
    ADD(READY, "edge2", "a");
    report_table_sort(&table);
    for (size_t i = 0; i < 4; i++) {
        char row[32];
        struct base_slice name = report_table_text(&table, i, 0),
                          profile = report_table_text(&table, i, 1);

        (void)snprintf(row, sizeof row, "%.*s %.*s", (int)name.len, (const char *)name.ptr,
                       (int)profile.len, (const char *)profile.ptr);
        assert_string_equal(row, want[i]);
    }
    assert_int_equal(report_table_tag(&table, 1), 8); /* as they came */
}

static void
verdicts_have_colours(void **state)
{
    const struct report_style plain = { 0 }, color = { .color = true };

    (void)state;
    for (unsigned v = 0; v < CERTCHECK_VERDICTS; v++)
        assert_string_equal(report_verdict_color(&plain, (enum certcheck_verdict)v), "");
    assert_string_equal(report_verdict_color(&color, CERTCHECK_READY), "\033[32m");
    assert_string_equal(report_verdict_color(&color, CERTCHECK_BREAKS), "\033[1;31m");
    assert_string_equal(report_verdict_color(&color, CERTCHECK_INDETERMINATE), "\033[33m");
    ADD(BROKEN, "a", "p", "broken");
    report_table_print(&table, &context.out, &color, true);
    is_written("\033[1mENDPOINT\033[0m  \033[1mPROFILE\033[0m  \033[1mVERDICT\033[0m\n"
               "a         p        \033[31mbroken\033[0m\n");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(rows_keep_their_cells_and_numbers),
        CASE(columns_are_as_wide_as_they_need),
        CASE(headings_may_be_others),
        CASE(columns_give_way_to_the_verdict),
        CASE(files_keep_their_usages),
        CASE(fixed_columns_stay),
        CASE(no_line_is_wider_than_asked_for),
        CASE(what_is_hidden_or_apart_is_not_printed),
        CASE(rows_sort_by_name_then_profile),
        CASE(verdicts_have_colours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
