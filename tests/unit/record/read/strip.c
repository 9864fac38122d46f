/* SPDX-License-Identifier: MIT */
/* Which values of a line are left out for the parser, and where they are found again. */
#include "read/strip.h"

#include <stdlib.h>
#include <string.h>

#include "cmocka_prelude.h"

static const struct {
    const char *line, *want; /* want NULL: no object */
    const char *shown, *certificates, *issuers, *ca_names;
} rows[] = {
    { "{}", "{}", "", "", "", "" },
    { " { \"a\" : 1 , \"b\" : [ {} ] } \r\n", "{\"a\":1,\"b\":[ {} ]}", "", "", "", "" },
    { "{\"a\":1,\"certificates\":[{\"x\":2}],\"b\":3}", "{\"a\":1,\"certificates\":0,\"b\":3}",
      "[{\"x\":2}]", "", "", "" },
    { "{\"replay\":{\"certificates\":[\"QQ\"],\"issuers\":[],\"ca_names\":[\"x\"],\"v\":1}}",
      "{\"replay\":{\"certificates\":0,\"issuers\":0,\"ca_names\":0,\"v\":1}}", "", "[\"QQ\"]",
      "[]", "[\"x\"]" },
    /* Names count in their own object alone. */
    { "{\"issuers\":[1],\"x\":{\"certificates\":[2]}}",
      "{\"issuers\":[1],\"x\":{\"certificates\":[2]}}", "", "", "", "" },
    { "{\"replay\":{\"replay\":{\"issuers\":[1]}}}", "{\"replay\":{\"replay\":{\"issuers\":[1]}}}",
      "", "", "", "" },
    { "{\"replay\":null,\"x\":\"certificates\"}", "{\"replay\":null,\"x\":\"certificates\"}", "",
      "", "", "" },
    { "{\"replay\":[\"certificates\"]}", "{\"replay\":[\"certificates\"]}", "", "", "", "" },
    /* A name that is escaped is another's: the parser refuses what comes twice then. */
    { "{\"certific\\u0061tes\":[1]}", "{\"certific\\u0061tes\":[1]}", "", "", "", "" },
    { "{\"certificates\":1,\"certificates\":2}", "{\"certificates\":0,\"certificates\":0}", "2", "",
      "", "" },
    /* Brackets and quotes inside of strings are text. */
    { "{\"a\":\"}\\\"\\\\\",\"certificates\":[\"]}\\\"\"],\"b\":1}",
      "{\"a\":\"}\\\"\\\\\",\"certificates\":0,\"b\":1}", "[\"]}\\\"\"]", "", "", "" },
    { "", NULL, "", "", "", "" },
    { "[]", NULL, "", "", "", "" },
    { "{\"a\":1} x", NULL, "", "", "", "" },
    { "{\"a\":1}{}", NULL, "", "", "", "" },
    { "{\"a\":1", NULL, "", "", "", "" },
    { "{\"a\" 1}", NULL, "", "", "", "" },
    { "{\"a\":1 \"b\":2}", NULL, "", "", "", "" },
    { "{a:1}", NULL, "", "", "", "" },
    { "{\"certificates\":}", NULL, "", "", "", "" },
    { "{\"replay\":{\"a\":1]}", NULL, "", "", "", "" },
};

static void
is(struct base_slice got, const char *want, size_t row)
{
    if (!base_slice_eq_str(got, want))
        fail_msg("row %zu: %.*s", row, (int)got.len, (const char *)got.ptr);
}

/* One object for all lines: nothing of a line is left for the next. */
static void
bulk_is_left_out_and_found_in_the_line(void **state)
{
    struct record_strip l = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct base_slice line = base_slice_str(rows[i].line);
        enum record_strip_status status = record_strip_read(&l, line);

        assert_int_equal(status, rows[i].want != NULL ? RECORD_STRIP_OK : RECORD_STRIP_NO_OBJECT);
        if (rows[i].want == NULL)
            continue;
        is((struct base_slice){ (const uint8_t *)l.text, l.len }, rows[i].want, i);
        is(l.shown, rows[i].shown, i);
        is(l.certificates, rows[i].certificates, i);
        is(l.issuers, rows[i].issuers, i);
        is(l.ca_names, rows[i].ca_names, i);
    }
    record_strip_free(&l);
    assert_null(l.text);
}

static void
stays_within_its_room(struct record_strip *l, struct base_slice line)
{
    (void)record_strip_read(l, line);
    assert_true(l->len <= line.len + 2); /* what it makes room for: "{}" of nothing */
    assert_true(l->len <= l->cap);
}

/* Lines that end anywhere, or have another byte anywhere, are not written behind their room. */
static void
no_line_becomes_longer(void **state)
{
    static const char bytes[] = "{}[]\",:\\ 0";
    struct record_strip l = { 0 };
    char line[160];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t len = strlen(rows[i].line);

        assert_true(len < sizeof line);
        for (size_t n = 0; n <= len; n++)
            stays_within_its_room(&l, (struct base_slice){ (const uint8_t *)rows[i].line, n });
        for (size_t at = 0; at < len; at++)
            for (size_t b = 0; b < sizeof bytes; b++) { /* NUL too */
                memcpy(line, rows[i].line, len);
                line[at] = bytes[b];
                stays_within_its_room(&l, (struct base_slice){ (const uint8_t *)line, len });
            }
    }
    record_strip_free(&l);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bulk_is_left_out_and_found_in_the_line),
        cmocka_unit_test(no_line_becomes_longer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
