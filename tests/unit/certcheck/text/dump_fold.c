/* SPDX-License-Identifier: MIT */
#include "text/dump_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

static const struct {
    struct base_slice text, want;
} rows[] = {
    { BYTES(""), BYTES("") },
    { BYTES("Cert Hash(sha1): aa\r\n\0b"), BYTES("Cert Hash(sha1): aa\r\n\0b") },
    /* UTF-8 */
    { BYTES("Hach.\xc2\xa0(sha1)\xe2\x80\xaf:"), BYTES("Hach. (sha1) :") },  /* no-break spaces */
    { BYTES("\xef\xbc\x88sha1\xef\xbc\x89\xef\xbc\x9a"), BYTES("(sha1):") }, /* full width */
    { BYTES("a\xef\xbc\x9d\x62\xef\xbc\x8c\xe3\x80\x80\x63"), BYTES("a=b, c") },
    { BYTES("a\xe2\x80\x87\x62\xe2\x80\x89\x63"), BYTES("a b c") }, /* figure and thin space */
    { BYTES("\xef\xbb\xbf\xe2\x80\x8e\x61\xe2\x80\x8f\x62\xe2\x80\x8b"), BYTES("ab") },
    { BYTES("G\xc3\xbcltig \xe8\xa8\xbc \xf0\x9f\x94\x91"),
      BYTES("G\xc3\xbcltig \xe8\xa8\xbc \xf0\x9f\x94\x91") },
    /* a code page: 0xA0 of 1252, 0xFF of 437 */
    { BYTES("D\xe9lai\xa0: 1\xff\x32"), BYTES("D\xe9lai : 1 2") },
    { BYTES("\xc2\xa0\xe9"), BYTES("\xc2 \xe9") }, /* one bad octet makes all of it a code page */
    { BYTES("a\xe2\x80"), BYTES("a\xe2\x80") },    /* cut off within a character */
    { BYTES("\xed\xa0\x80"), BYTES("\xed \x80") }, /* a surrogate is no UTF-8 */
};

static void
folds(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        char *out = malloc(rows[i].text.len + 1); /* as much room as is promised, and one more */
        size_t n;

        assert_non_null(out);
        out[rows[i].text.len] = '!';
        n = dump_fold(rows[i].text, out);
        if (!base_slice_eq((struct base_slice){ (uint8_t *)out, n }, rows[i].want))
            fail_msg("row %zu: %.*s", i, (int)n, out);
        assert_int_equal(out[rows[i].text.len], '!');
        free(out);
    }
}

static void
folds_in_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        char text[64];
        size_t n;

        memcpy(text, rows[i].text.ptr, rows[i].text.len);
        n = dump_fold((struct base_slice){ (uint8_t *)text, rows[i].text.len }, text);
        if (!base_slice_eq((struct base_slice){ (uint8_t *)text, n }, rows[i].want))
            fail_msg("row %zu: %.*s", i, (int)n, text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds),
        cmocka_unit_test(folds_in_place),
    };

    return cmocka_run_group_tests_name("dump_fold", tests, NULL, NULL);
}
