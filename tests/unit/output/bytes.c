/* SPDX-License-Identifier: MIT */
#include <output/bytes.h>

#include <output/spool.h>

#include <string.h>

#include "cmocka_prelude.h"

static void
values_are_appended_as_text(void **state)
{
    struct output_bytes b = { 0 };
    const uint8_t octets[] = { 0x00, 0xAB };

    (void)state;
    output_add_u64(&b, UINT64_MAX);
    output_add_char(&b, ' ');
    output_add_i64(&b, INT64_MIN);
    output_add_repeat(&b, '.', 3);
    output_add_hex(&b, octets, sizeof octets);
    output_add_char(&b, ' ');
    output_add_time(&b, 1494288000);
    output_add_char(&b, ' ');
    output_add_date(&b, 1494288000);
    output_add_char(&b, '\0');
    assert_string_equal(b.ptr, "18446744073709551615 -9223372036854775808...00ab "
                               "2017-05-09T00:00:00Z 2017-05-09");
    output_bytes_free(&b);
    assert_null(b.ptr);
}

static void
sentences_are_filled_in_whatever_order(void **state)
{
    struct output_bytes b = { 0 };

    (void)state;
    output_add_filled(&b, base_slice_str("%b of %a, 100%"), base_slice_str("A"),
                      base_slice_str("B"));
    output_add_char(&b, '\0');
    assert_string_equal(b.ptr, "B of A, 100%");
    output_bytes_free(&b);
}

/* Beyond OUTPUT_SPOOL_FROM the bytes are on disk, and the same. */
static void
what_grows_large_stays_whole(void **state)
{
    static char piece[OUTPUT_PIECE + 1];
    struct output_bytes b = { 0 };
    size_t n = 0;

    (void)state;
    for (int i = 0; i < 40; i++, n += sizeof piece) {
        memset(piece, 'a' + i % 26, sizeof piece);
        output_add(&b, piece, sizeof piece);
    }
    assert_false(b.no_memory);
    assert_int_equal(b.len, n);
    for (int i = 0; i < 40; i++) {
        assert_int_equal(b.ptr[(size_t)i * sizeof piece], 'a' + i % 26);
        assert_int_equal(b.ptr[(size_t)(i + 1) * sizeof piece - 1], 'a' + i % 26);
    }
    assert_int_equal(output_bytes_since(&b, n - 2).len, 2);
    output_bytes_free(&b);
}

static void
running_out_is_latched_and_handed_on(void **state)
{
    struct output_bytes b = { 0 }, into = { 0 };

    (void)state;
    output_add_str(&b, "x");
    assert_false(output_bytes_grow(&b, SIZE_MAX / 2));
    assert_true(b.no_memory);
    output_add_str(&b, "more");
    output_add_repeat(&b, ' ', 10);
    assert_true(b.no_memory);
    output_bytes_done(&b, &into);
    assert_true(into.no_memory);
    assert_null(b.ptr);
    output_bytes_free(&into);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_appended_as_text),
        cmocka_unit_test(sentences_are_filled_in_whatever_order),
        cmocka_unit_test(what_grows_large_stays_whole),
        cmocka_unit_test(running_out_is_latched_and_handed_on),
    };

    return cmocka_run_group_tests_name("bytes", tests, NULL, NULL);
}
