/* SPDX-License-Identifier: MIT */
#include "der/ber.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

/* X.690 8.1.3.6: indefinite lengths, and all that der_take takes. */
static void
takes_items(void **state)
{
    static const struct {
        struct base_slice in;
        bool want;
        size_t want_body, want_rest;
    } rows[] = {
        { BYTES("\x04\x02zz!"), true, 2, 1 },
        { BYTES("\x30\x80\x00\x00"), true, 0, 0 },
        { BYTES("\x30\x80\x00\x00!!"), true, 0, 2 },
        { BYTES("\x30\x80\x04\x02\x00\x00\x00\x00!"), true, 4, 1 }, /* zeros that are contents */
        { BYTES("\x30\x80\x30\x80\x05\x00\x00\x00\x00\x00"), true, 6, 0 },
        { BYTES("\x30\x04\x30\x80\x00\x00"), true, 4, 0 },
        { BYTES("\x30\x80"), false, 0, 0 },
        { BYTES("\x30\x80\x00"), false, 0, 0 },
        { BYTES("\x30\x80\x30\x80\x00\x00"), false, 0, 0 },
        { BYTES("\x30\x80\x04\x05\x00\x00"), false, 0, 0 },
        { BYTES("\x04\x80\x00\x00"), false, 0, 0 }, /* primitive */
        { BYTES("\x3f\x80\x00\x00"), false, 0, 0 }, /* tag numbers above 30 */
        { BYTES("\x30\x80\x3f\x81\x01\x00\x00\x00"), false, 0, 0 },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct base_slice rest = rows[i].in;
        struct der_item item;
        bool got = ber_take(&rest, &item);

        if (got != rows[i].want ||
            (got ? item.body.len != rows[i].want_body || rest.len != rows[i].want_rest ||
                       item.all.len + rest.len != rows[i].in.len
                 : rest.len != rows[i].in.len))
            fail_msg("row %zu: %d", i, got);
    }
}

static void
joins_pieces(void **state)
{
    static const struct {
        struct base_slice in;
        const char *want; /* NULL: not only pieces */
    } rows[] = {
        { BYTES(""), "" },
        { BYTES("\x04\x01"
                "a\x04\x02"
                "bc"),
          "abc" },
        { BYTES("\x24\x80\x04\x01"
                "a\x00\x00\x04\x00\x24\x03\x04\x01"
                "b"),
          "ab" },
        { BYTES("\x04\x01"
                "a\x02\x01"
                "b"),
          NULL },
        { BYTES("\x04\x05"
                "a"),
          NULL },
        { BYTES("\x24\x05\x04\x01"), NULL },
        { BYTES("\x30\x80\x04\x01"
                "a\x00\x00"),
          NULL },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        uint8_t out[32];
        size_t len;
        bool got = ber_join(rows[i].in, out, &len);

        if (got != (rows[i].want != NULL))
            fail_msg("row %zu: %d", i, got);
        if (got && (len != strlen(rows[i].want) || memcmp(out, rows[i].want, len) != 0))
            fail_msg("row %zu: %zu octets", i, len);
    }
}

/* 16 MiB of openings cost one pass and no stack. */
static void
nests_without_a_stack(void **state)
{
    const size_t n = 8u << 20;
    uint8_t *deep = malloc(4 * n);
    struct base_slice rest = { deep, 4 * n };
    struct der_item item;

    (void)state;
    assert_non_null(deep);
    memset(deep, 0, 4 * n);
    for (size_t i = 0; i < n; i++) {
        deep[2 * i] = 0x30;
        deep[2 * i + 1] = 0x80;
    }
    assert_true(ber_take(&rest, &item));
    assert_int_equal(rest.len, 0);
    free(deep);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_items),
        cmocka_unit_test(joins_pieces),
        cmocka_unit_test(nests_without_a_stack),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
