/* SPDX-License-Identifier: MIT */
#include "text/read_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

static void
takes_lines(void **state)
{
    static const struct {
        struct base_slice text;
        const char *want[4]; /* the lines; NULL behind the last */
    } rows[] = {
        { BYTES(""), { NULL } },
        { BYTES("a"), { "a", NULL } },
        { BYTES("a\n"), { "a", NULL } },
        { BYTES("\n"), { "", NULL } },
        { BYTES("a\n\nb"), { "a", "", "b", NULL } },
        { BYTES("a\r\nb\r\r\n"), { "a", "b", NULL } },
        { BYTES("a\rb\n"), { "a\rb", NULL } }, /* alone it ends no line */
        { BYTES("\r"), { "", NULL } },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct base_slice rest = rows[i].text, line;
        size_t n = 0;

        while (read_line(&rest, &line)) {
            if (rows[i].want[n] == NULL || !base_slice_eq_str(line, rows[i].want[n]))
                fail_msg("row %zu: line %zu", i, n);
            n++;
        }
        assert_null(rows[i].want[n]);
        assert_int_equal(rest.len, 0);
    }
}

static void
a_nul_ends_no_line(void **state)
{
    struct base_slice rest = SLICE("a\0b\nc"), line;

    (void)state;
    assert_true(read_line(&rest, &line));
    assert_true(base_slice_eq(line, SLICE("a\0b")));
}

static void
finds_words(void **state)
{
    (void)state;
    assert_true(read_starts(SLICE("Row 1:"), "Row"));
    assert_true(read_starts(SLICE("Row"), "Row"));
    assert_false(read_starts(SLICE("Ro"), "Row"));
    assert_false(read_starts(SLICE("row"), "Row"));
    assert_false(read_starts(SLICE(" Row"), "Row"));
    assert_true(read_has(SLICE("a Row"), "Row"));
    assert_true(read_has(SLICE("a\0Row"), "Row"));
    assert_false(read_has(SLICE("a Ro"), "Row"));
    assert_false(read_has((struct base_slice){ 0 }, "Row"));
}

static void
knows_hex_digits(void **state)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";

    (void)state;
    for (int c = 0; c < 256; c++) {
        const char *at = c == 0 ? NULL : strchr(digits, c);
        int want = at == NULL ? -1 : (int)((at - digits) % 16);

        if (read_hex_digit((uint8_t)c) != want)
            fail_msg("%d: %d", c, read_hex_digit((uint8_t)c));
    }
}

#define TEN "00 01 02 03 04 05 06 07 08 09"

static void
reads_thumbprints(void **state)
{
    static const struct {
        struct base_slice text;
        bool want;
    } rows[] = {
        { BYTES(TEN " 0a 0b 0c 0d 0e 0f 10 11 12 13"), true },
        { BYTES("000102030405060708090A0B0C0D0E0F10111213"), true },
        { BYTES("\xe2\x80\x8e" TEN ":0A:0B:0C:0D:0E:0F:10:11:12:13\r"), true },
        { BYTES(TEN " 0a 0b 0c 0d 0e 0f 10 11 12 1"), false },
        { BYTES(TEN " 0a 0b 0c 0d 0e 0f 10 11 12 13 1"), false },
        { BYTES(TEN " 0a 0b 0c 0d 0e 0f 10 11 12 xx 13"), false },
        { BYTES(TEN " 0a 0b 0c 0d 0e 0f 10 11 12 13 (sha1)"), false },
        { BYTES(""), false },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        uint8_t out[READ_THUMBPRINT_LEN + 1] = { [READ_THUMBPRINT_LEN] = 0xee };

        if (read_thumbprint(rows[i].text, out) != rows[i].want)
            fail_msg("row %zu", i);
        for (uint8_t k = 0; rows[i].want && k < READ_THUMBPRINT_LEN; k++)
            assert_int_equal(out[k], k);
        assert_int_equal(out[READ_THUMBPRINT_LEN], 0xee);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_lines),       cmocka_unit_test(a_nul_ends_no_line),
        cmocka_unit_test(finds_words),       cmocka_unit_test(knows_hex_digits),
        cmocka_unit_test(reads_thumbprints),
    };

    return cmocka_run_group_tests_name("read_text", tests, NULL, NULL);
}
