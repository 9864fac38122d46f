/* SPDX-License-Identifier: MIT */
#include <base/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

static void
writes_within_its_buffer(void **state)
{
    char buf[8];
    struct base_text t;

    (void)state;
    memset(buf, '#', sizeof buf);
    base_text_init(&t, buf, 6);
    assert_string_equal(buf, "");
    base_text_str(&t, "abc");
    base_text_byte(&t, 'd');
    assert_false(t.cut);
    base_text_str(&t, "efg");
    assert_string_equal(buf, "abcde");
    assert_true(t.cut);
    assert_int_equal(t.len, 5);
    assert_int_equal(buf[6], '#');
    base_text_byte(&t, 'x');
    assert_string_equal(buf, "abcde");
}

static void
writes_nothing_without_room(void **state)
{
    char buf[1] = { '#' };
    struct base_text t;

    (void)state;
    base_text_init(&t, buf, 0);
    base_text_str(&t, "abc");
    base_text_rune(&t, 0x20AC);
    assert_true(t.cut);
    assert_int_equal(buf[0], '#');
    base_text_init(&t, buf, 1);
    base_text_str(&t, "");
    assert_false(t.cut);
    base_text_byte(&t, 'a');
    assert_true(t.cut);
    assert_int_equal(buf[0], '\0');
}

static void
writes_numbers(void **state)
{
    static const struct {
        uint64_t v;
        const char *want;
    } rows[] = {
        { 0, "0" },
        { 9, "9" },
        { 10, "10" },
        { UINT64_MAX, "18446744073709551615" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        char buf[32];
        struct base_text t;

        base_text_init(&t, buf, sizeof buf);
        base_text_u64(&t, rows[i].v);
        assert_string_equal(buf, rows[i].want);
    }
}

static void
writes_hex(void **state)
{
    char buf[5];
    struct base_text t;

    (void)state;
    base_text_init(&t, buf, sizeof buf);
    base_text_hex(&t, SLICE("\x00\xfa"));
    assert_string_equal(buf, "00fa");
    base_text_hex(&t, SLICE("\x01"));
    assert_true(t.cut);
}

static void
writes_runes_whole(void **state)
{
    static const struct {
        uint32_t rune;
        const char *want;
    } rows[] = {
        { 'a', "a" },
        { 0x7F, "\x7f" },
        { 0x80, "\xc2\x80" },
        { 0x7FF, "\xdf\xbf" },
        { 0x800, "\xe0\xa0\x80" },
        { 0xD7FF, "\xed\x9f\xbf" },
        { 0xD800, "\xef\xbf\xbd" }, /* surrogates are no characters */
        { 0xDFFF, "\xef\xbf\xbd" },
        { 0xE000, "\xee\x80\x80" },
        { 0xFFFF, "\xef\xbf\xbf" },
        { 0x10000, "\xf0\x90\x80\x80" },
        { 0x10FFFF, "\xf4\x8f\xbf\xbf" },
        { 0x110000, "\xef\xbf\xbd" },
        { UINT32_MAX, "\xef\xbf\xbd" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        size_t want_len = strlen(rows[i].want);
        char buf[8];
        struct base_text t;

        base_text_init(&t, buf, sizeof buf);
        base_text_rune(&t, rows[i].rune);
        assert_string_equal(buf, rows[i].want);
        base_text_init(&t, buf, want_len); /* one byte short: never half a rune */
        base_text_rune(&t, rows[i].rune);
        assert_string_equal(buf, "");
        assert_true(t.cut);
    }
}

static const struct {
    struct base_slice in;
    const char *want;
} escapes_hostile_bytes_rows[] = {
    { BYTES("plain text, 100%"), "plain text, 100%" },
    { BYTES("Stra\xc3\x9f"
            "e"),
      "Stra\xc3\x9f"
      "e" },
    { BYTES("\xf0\x9f\x94\x92"), "\xf0\x9f\x94\x92" },
    { BYTES(""), "" },
    { BYTES("a\0b"), "a\\x00b" },
    { BYTES("\x1b[31mred"), "\\x1b[31mred" },
    { BYTES("line\r\nline"), "line\\x0d\\x0aline" },
    { BYTES("\x7f"), "\\x7f" },
    { BYTES("\xc2\x85"), "\\u{85}" },            /* C1: next line */
    { BYTES("\xc2\x9b"), "\\u{9b}" },            /* C1: control sequence introducer */
    { BYTES("\xe2\x80\xae"), "\\u{202e}" },      /* right-to-left override */
    { BYTES("\xe2\x81\xa7"), "\\u{2067}" },      /* right-to-left isolate */
    { BYTES("\xd8\x9c"), "\\u{61c}" },           /* Arabic letter mark */
    { BYTES("\xe2\x80\xa8"), "\\u{2028}" },      /* line separator */
    { BYTES("\xe2\x80\x8b"), "\\u{200b}" },      /* zero width space */
    { BYTES("\xef\xbb\xbf"), "\\u{feff}" },      /* byte order mark */
    { BYTES("\xf3\xa0\x81\x81"), "\\u{e0041}" }, /* tag character */
    { BYTES("\xff"), "\\xff" },
    { BYTES("\x80"), "\\x80" },
    { BYTES("\xc0\x80"), "\\xc0\\x80" }, /* NUL in two octets */
    { BYTES("\xc1\xbf"), "\\xc1\\xbf" },
    { BYTES("\xe0\x80\xaf"), "\\xe0\\x80\\xaf" }, /* overlong slash */
    { BYTES("\xf0\x80\x80\xaf"), "\\xf0\\x80\\x80\\xaf" },
    { BYTES("\xed\xa0\x80"), "\\xed\\xa0\\x80" },          /* surrogate */
    { BYTES("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80" }, /* beyond U+10FFFF */
    { BYTES("\xf5\x80\x80\x80"), "\\xf5\\x80\\x80\\x80" },
    { BYTES("\xe2\x82"), "\\xe2\\x82" }, /* cut off */
    { BYTES("\xe2\x82"
            "A"),
      "\\xe2\\x82"
      "A" }, /* cut off by a letter, which stays */
    { BYTES("\xf0\x9f\x94"), "\\xf0\\x9f\\x94" },
    { BYTES("\xc3"), "\\xc3" },
};

/* Bytes from a peer: what is shown, and that nothing unsafe gets through. */
static void
escapes_hostile_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(escapes_hostile_bytes_rows); i++) {
        char buf[128];
        struct base_text t;

        base_text_init(&t, buf, sizeof buf);
        base_text_safe(&t, escapes_hostile_bytes_rows[i].in);
        if (strcmp(buf, escapes_hostile_bytes_rows[i].want) != 0)
            fail_msg("row %zu: \"%s\" instead of \"%s\"", i, buf,
                     escapes_hostile_bytes_rows[i].want);
    }
}

/* Every sequence of up to three octets: what comes out is valid UTF-8, holds no
 * control, and decoding always gets to the end. */
static void
escapes_everything(void **state)
{
    uint8_t in[3];
    char buf[64];
    struct base_text t;

    (void)state;
    for (uint32_t v = 0; v < 1u << 24; v += v < 1u << 16 ? 1 : 7) {
        size_t at = 0, n = v < 1u << 8 ? 1 : v < 1u << 16 ? 2 : 3;
        struct base_slice out;

        for (size_t i = 0; i < n; i++)
            in[i] = (uint8_t)(v >> 8 * i);
        base_text_init(&t, buf, sizeof buf);
        base_text_safe(&t, (struct base_slice){ in, n });
        assert_false(t.cut);
        out = (struct base_slice){ (const uint8_t *)buf, t.len };
        while (at < out.len) {
            bool valid;
            uint32_t rune = base_utf8_next(out, &at, &valid);

            if (!valid || base_rune_is_unsafe(rune))
                fail_msg("%06x: unsafe output", (unsigned)v);
        }
    }
}

static void
parses_numbers(void **state)
{
    static const struct {
        const char *text;
        uint64_t min, max;
        bool want;
        uint64_t want_value;
    } rows[] = {
        { "0", 0, 9, true, 0 },
        { "007", 0, 9, true, 7 },
        { "65535", 1, 65535, true, 65535 },
        { "65536", 1, 65535, false, 0 },
        { "0", 1, 65535, false, 0 },
        { "18446744073709551615", 0, UINT64_MAX, true, UINT64_MAX },
        { "18446744073709551616", 0, UINT64_MAX, false, 0 },
        { "99999999999999999999999", 0, UINT64_MAX, false, 0 },
        { "", 0, 9, false, 0 },
        { "-1", 0, 9, false, 0 },
        { "+1", 0, 9, false, 0 },
        { " 1", 0, 9, false, 0 },
        { "1 ", 0, 9, false, 0 },
        { "0x1", 0, 9, false, 0 },
        { "1e1", 0, 99, false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        uint64_t v = 77;
        bool got = base_parse_u64(rows[i].text, rows[i].min, rows[i].max, &v);

        if (got != rows[i].want || v != (got ? rows[i].want_value : 77))
            fail_msg("\"%s\": %d", rows[i].text, got);
    }
}

static void
parses_hex(void **state)
{
    static const struct {
        const char *text;
        size_t cap;
        bool want;
        struct base_slice want_bytes;
    } rows[] = {
        { "00fF", 2, true, BYTES("\x00\xff") }, { "a0B1c2", 3, true, BYTES("\xa0\xb1\xc2") },
        { "00ff", 1, false, { NULL, 0 } },      { "0", 2, false, { NULL, 0 } },
        { "000", 2, false, { NULL, 0 } },       { "0g", 2, false, { NULL, 0 } },
        { "0 ", 2, false, { NULL, 0 } },        { "0:", 2, false, { NULL, 0 } },
        { "", 2, false, { NULL, 0 } },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        uint8_t out[4];
        size_t len = 0;
        bool got = base_parse_hex(rows[i].text, out, rows[i].cap, &len);

        if (got != rows[i].want ||
            (got && !base_slice_eq((struct base_slice){ out, len }, rows[i].want_bytes)))
            fail_msg("\"%s\": %d", rows[i].text, got);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_within_its_buffer),
        cmocka_unit_test(writes_nothing_without_room),
        cmocka_unit_test(writes_numbers),
        cmocka_unit_test(writes_hex),
        cmocka_unit_test(writes_runes_whole),
        cmocka_unit_test(escapes_hostile_bytes),
        cmocka_unit_test(escapes_everything),
        cmocka_unit_test(parses_numbers),
        cmocka_unit_test(parses_hex),
    };

    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
