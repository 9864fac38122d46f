/* SPDX-License-Identifier: MIT */
/* What nobody sees in a list goes, and nothing else does. */
#include "list/kinds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ZWSP "\xE2\x80\x8B"
#define NBSP "\xC2\xA0"
#define MARK "\xEF\xBB\xBF"

static const struct {
    const char *text, *want;
} rows[] = {
    { MARK "edge01" MARK, "edge01" },
    { "edge" ZWSP "01" NBSP "8057", "edge01 8057" },
    { "edge\xE2\x80\x93"
      "01",
      "edge-01" }, /* en dash */
    { "a\xE2\x88\x92"
      "b",
      "a-b" }, /* minus */
    { "a\xE2\x80\xA8"
      "b\xE2\x80\xA9"
      "c\xC2\x85"
      "d",
      "a\nb\nc\nd" },
    { "\xE2\x80\xAA"
      "a\xE2\x80\xAC\xE2\x81\xA6\xE2\x81\xA9",
      "a" }, /* embedding, isolate */
    { "a\xE3\x80\x80"
      "b\xE2\x80\xAF"
      "c",
      "a b c" },
    { "a\xE2\x80\xAE"
      "b\xE2\x80\x90"
      "c",
      "ab-c" }, /* the override, a hyphen: the ends of two ranges */
    /* The neighbours of what goes are letters, or are shown. */
    { "\xC2\xA1\xC2\xAC\xC2\xAE", "\xC2\xA1\xC2\xAC\xC2\xAE" },
    { "\xE2\x80\x96\xE2\x80\xA7\xE2\x81\xAA", "\xE2\x80\x96\xE2\x80\xA7\xE2\x81\xAA" },
    { "K\xC3\xB6ln", "K\xC3\xB6ln" },
    /* No UTF-8: a no-break space of Windows-1252 becomes a blank, the rest stays as it is. */
    { "edge01\xA0"
      "8057",
      "edge01 8057" },
    { "\xFF\xE2\x80", "\xFF\xE2\x80" },
    { "\xC0\x80x", "\xC0\x80x" },
    { "\xE2\x80\x8Bx\xF0\x9F\x98\x80", "x\xF0\x9F\x98\x80" },
    /* CR ends lines where no LF does, and is part of them elsewhere. */
    { "a\rb\r\rc\r", "a\nb\n\nc\n" },
    { ZWSP "a\rb", "a\nb" },
    { ZWSP "a\rb\r\n", "a\rb\r\n" },
    { NBSP, " " },
    { ZWSP, "" },
};

static void
what_is_not_seen_goes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct base_slice s = base_slice_str(rows[i].text);
        char *owned;

        assert_true(inventory_list_clean(&s, &owned));
        if (!base_slice_eq_str(s, rows[i].want))
            fail_msg("row %zu: %.*s", i, (int)s.len, (const char *)s.ptr);
        assert_true(s.len <= strlen(rows[i].text));
        free(owned);
    }
}

/* 64 MiB that are as they should be are not copied. */
static void
plain_text_stays_where_it_is(void **state)
{
    static const char *const texts[] = { "", "edge01:8057\n", "a\r\nb\r\n", "\x01\x7f\t" };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct base_slice s = base_slice_str(texts[i]);
        char *owned;

        assert_true(inventory_list_clean(&s, &owned));
        assert_null(owned);
        assert_ptr_equal(s.ptr, texts[i]);
        assert_int_equal(s.len, strlen(texts[i]));
    }
}

/* Cutting the text anywhere reads nothing beyond it: each prefix is a block of its own. */
static void
a_text_that_ends_anywhere_is_read_to_its_end(void **state)
{
    static const char text[] = MARK "a" ZWSP NBSP "\xF0\x9F\x98\x80\r";

    (void)state;
    for (size_t n = 0; n < sizeof text; n++) {
        uint8_t *block = malloc(n + (n == 0));
        struct base_slice s = { block, n };
        char *owned;

        assert_non_null(block);
        memcpy(block, text, n);
        assert_true(inventory_list_clean(&s, &owned));
        assert_true(s.len <= n);
        free(owned);
        free(block);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_seen_goes),
        cmocka_unit_test(plain_text_stays_where_it_is),
        cmocka_unit_test(a_text_that_ends_anywhere_is_read_to_its_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
