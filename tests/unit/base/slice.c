/* SPDX-License-Identifier: MIT */
#include <base/slice.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

static void
finds_the_first(void **state)
{
    static const struct {
        struct base_slice in, word;
        int want; /* -1: nowhere */
    } rows[] = {
        { BYTES("aab\0abc"), BYTES("ab"), 1 },   { BYTES("aab\0abc"), BYTES("abc"), 4 },
        { BYTES("aab\0abc"), BYTES("b\0a"), 2 }, { BYTES("aab\0abc"), BYTES("abcd"), -1 },
        { BYTES("aab\0abc"), BYTES("x"), -1 },   { BYTES(""), BYTES("a"), -1 },
        { { NULL, 0 }, BYTES("a"), -1 },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const uint8_t *at = base_slice_find(rows[i].in, rows[i].word);

        if ((at == NULL ? -1 : (int)(at - rows[i].in.ptr)) != rows[i].want)
            fail_msg("row %zu: find", i);
    }
}

static void
compares_bytes(void **state)
{
    static const struct {
        struct base_slice a, b;
        bool want_eq, want_nocase;
    } rows[] = {
        { BYTES("abc"), BYTES("abc"), true, true },
        { BYTES("abc"), BYTES("abd"), false, false },
        { BYTES("abc"), BYTES("ab"), false, false },
        { BYTES("ABC"), BYTES("abc"), false, true },
        { BYTES("a\0b"), BYTES("a\0B"), false, true },
        { BYTES("a\0b"), BYTES("a\0c"), false, false },
        { BYTES(""), BYTES(""), true, true },
        { { NULL, 0 }, BYTES(""), true, true },
        { { NULL, 0 }, { NULL, 0 }, true, true },
        { BYTES("[]"), BYTES("{}"), false, false },     /* 0x20 apart, no letters */
        { BYTES("\xc4"), BYTES("\xe4"), false, false }, /* ASCII case alone */
        { BYTES("@Z"), BYTES("`z"), false, false },     /* around the letters */
        { BYTES("AZaz"), BYTES("azAZ"), false, true },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        if (base_slice_eq(rows[i].a, rows[i].b) != rows[i].want_eq ||
            base_slice_eq(rows[i].b, rows[i].a) != rows[i].want_eq)
            fail_msg("row %zu: eq", i);
        if (base_slice_eq_nocase(rows[i].a, rows[i].b) != rows[i].want_nocase ||
            base_slice_eq_nocase(rows[i].b, rows[i].a) != rows[i].want_nocase)
            fail_msg("row %zu: eq_nocase", i);
    }
}

static void
compares_strings(void **state)
{
    (void)state;
    assert_true(base_slice_eq_str(SLICE("edge-psom"), "edge-psom"));
    assert_false(base_slice_eq_str(SLICE("edge-psom\0"), "edge-psom"));
    assert_false(base_slice_eq_str(SLICE("edge"), "edge-psom"));
    assert_true(base_slice_eq_str((struct base_slice){ 0 }, ""));
    assert_int_equal(base_slice_str("four").len, 4);
    assert_int_equal(base_slice_str("").len, 0);
}

/* The published FNV-1a vectors: shards of different runs and machines must agree. */
static void
tells_what_begins(void **state)
{
    (void)state;
    assert_true(base_slice_begins(SLICE("PK\3\4x"), "PK\3\4"));
    assert_true(base_slice_begins(SLICE("dn"), ""));
    assert_false(base_slice_begins(SLICE("DN: x"), "dn:"));
    assert_true(base_slice_begins_nocase(SLICE("DN: x"), "dn:"));
    assert_false(base_slice_begins_nocase(SLICE("dn"), "dn:"));
    assert_false(base_slice_begins((struct base_slice){ 0 }, "d"));
    assert_true(base_slice_begins((struct base_slice){ 0 }, ""));
}

static void
hashes_as_published(void **state)
{
    (void)state;
    assert_true(base_slice_hash((struct base_slice){ 0 }) == 0xcbf29ce484222325u);
    assert_true(base_slice_hash(SLICE("a")) == 0xaf63dc4c8601ec8cu);
    assert_true(base_slice_hash(SLICE("foobar")) == 0x85944171f73967e8u);
    assert_true(base_slice_hash(SLICE("\xff")) == 0xaf64724c8602eb6eu);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_first),     cmocka_unit_test(compares_bytes),
        cmocka_unit_test(compares_strings),    cmocka_unit_test(tells_what_begins),
        cmocka_unit_test(hashes_as_published),
    };

    return cmocka_run_group_tests_name("slice", tests, NULL, NULL);
}
