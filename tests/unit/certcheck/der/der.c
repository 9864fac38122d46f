/* SPDX-License-Identifier: MIT */
#include "der/der.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

static const struct {
    struct base_slice in;
    bool want;
    uint8_t want_tag;
    bool want_ber;
    size_t want_body, want_rest;
} takes_items_rows[] = {
    { BYTES("\x05\x00"), true, 0x05, false, 0, 0 },
    { BYTES("\x04\x02zz"), true, 0x04, false, 2, 0 },
    { BYTES("\x04\x02zz!!!"), true, 0x04, false, 2, 3 },
    { BYTES("\xa3\x00\x05\x00"), true, 0xa3, false, 0, 2 },
    { BYTES(""), false, 0, false, 0, 0 },
    { BYTES("\x04"), false, 0, false, 0, 0 },
    { BYTES("\x04\x01"), false, 0, false, 0, 0 },
    { BYTES("\x04\x03zz"), false, 0, false, 0, 0 },
    { BYTES("\x04\x81\x02zz"), true, 0x04, true, 2, 0 },     /* short form would do */
    { BYTES("\x04\x82\x00\x02zz"), true, 0x04, true, 2, 0 }, /* leading zero */
    { BYTES("\x04\x88\0\0\0\0\0\0\0\x01z"), true, 0x04, true, 1, 0 },
    { BYTES("\x04\x89\0\0\0\0\0\0\0\0\x01z"), false, 0, false, 0, 0 },
    { BYTES("\x04\x81"), false, 0, false, 0, 0 },
    { BYTES("\x04\x82\x01"), false, 0, false, 0, 0 },
    { BYTES("\x30\x80\x00\x00"), false, 0, false, 0, 0 }, /* indefinite */
    { BYTES("\x30\xffzzzzzzzz"), false, 0, false, 0, 0 }, /* reserved */
    { BYTES("\x30\x84\x7f\xff\xff\xffzz"), false, 0, false, 0, 0 },
    { BYTES("\x30\x88\xff\xff\xff\xff\xff\xff\xff\xffzz"), false, 0, false, 0, 0 },
    { BYTES("\x1f\x01\x00"), false, 0, false, 0, 0 }, /* tag numbers above 30 */
    { BYTES("\xbf\x81\x01\x00"), false, 0, false, 0, 0 },
};

/* X.690 8.1.3: lengths. */
static void
takes_items(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(takes_items_rows); i++) {
        struct base_slice rest = takes_items_rows[i].in;
        struct der_item item;
        bool got = der_take(&rest, &item);

        if (got != takes_items_rows[i].want)
            fail_msg("row %zu: %d", i, got);
        if (!got) {
            if (rest.ptr != takes_items_rows[i].in.ptr || rest.len != takes_items_rows[i].in.len)
                fail_msg("row %zu: rest has moved", i);
            continue;
        }
        if (item.tag != takes_items_rows[i].want_tag || item.ber != takes_items_rows[i].want_ber ||
            item.body.len != takes_items_rows[i].want_body ||
            rest.len != takes_items_rows[i].want_rest)
            fail_msg("row %zu: tag %02x ber %d body %zu rest %zu", i, item.tag, item.ber,
                     item.body.len, rest.len);
        assert_ptr_equal(item.all.ptr, takes_items_rows[i].in.ptr);
        assert_int_equal(item.all.len + rest.len, takes_items_rows[i].in.len);
        assert_ptr_equal(item.body.ptr + item.body.len, rest.ptr);
    }
}

/* 127 and 128 octets: on either side of the long form, both DER. */
static void
takes_long_items(void **state)
{
    static const struct {
        size_t len, header;
        const char *octets;
    } rows[] = {
        { 127, 2, "\x04\x7f" },
        { 128, 3, "\x04\x81\x80" },
        { 255, 3, "\x04\x81\xff" },
        { 256, 4, "\x04\x82\x01\x00" },
    };
    uint8_t buf[300] = { 0 };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct base_slice rest = { buf, rows[i].header + rows[i].len };
        struct der_item item;

        memcpy(buf, rows[i].octets, rows[i].header);
        assert_true(der_take(&rest, &item));
        assert_false(item.ber);
        assert_int_equal(item.body.len, rows[i].len);
    }
}

static void
takes_by_tag(void **state)
{
    struct base_slice rest = SLICE("\x02\x01\x07\x05\x00");
    struct der_item item;
    bool present;

    (void)state;
    assert_false(der_take_tag(&rest, DER_NULL, &item));
    assert_int_equal(rest.len, 5);
    assert_true(der_take_optional(&rest, DER_NULL, &item, &present));
    assert_false(present);
    assert_true(der_take_optional(&rest, DER_INTEGER, &item, &present));
    assert_true(present);
    assert_int_equal(item.body.ptr[0], 7);
    assert_true(der_only(rest, DER_NULL, &item));
    assert_false(der_only(SLICE("\x05\x00\x00"), DER_NULL, &item));
    assert_false(der_only(SLICE(""), DER_NULL, &item));
    rest = SLICE("\x05\x01");
    assert_false(der_take_optional(&rest, DER_NULL, &item, &present)); /* there, and damaged */
    rest = SLICE("");
    assert_true(der_take_optional(&rest, DER_NULL, &item, &present));
    assert_false(present);
}

static void
reads_integers(void **state)
{
    static const struct {
        struct base_slice in;
        bool want;
        int want_value;
    } rows[] = {
        { BYTES("\x00"), true, 0 },
        { BYTES("\x7f"), true, 127 },
        { BYTES("\x00\x80"), true, 128 },
        { BYTES("\x01\x00"), true, 256 },
        { BYTES("\x7f\xff\xff\xff"), true, INT32_MAX },
        { BYTES("\x00\x80\x00\x00\x00"), true, INT32_MAX }, /* saturates, never wraps */
        { BYTES("\x01\x00\x00\x00\x00\x00\x00\x00\x01"), true, INT32_MAX },
        { BYTES("\x7f\xff\xff\xff\x00"), true, INT32_MAX },
        { BYTES("\x80"), false, 0 }, /* negative */
        { BYTES("\xff\xff"), false, 0 },
        { BYTES(""), false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        int v = -7;
        bool got = der_uint(rows[i].in, &v);

        if (got != rows[i].want || v != (got ? rows[i].want_value : -7))
            fail_msg("row %zu: %d, %d", i, got, v);
    }
}

static void
reads_booleans(void **state)
{
    bool v = false;

    (void)state;
    assert_true(der_bool(SLICE("\xff"), &v));
    assert_true(v);
    assert_true(der_bool(SLICE("\x00"), &v));
    assert_false(v);
    assert_true(der_bool(SLICE("\x01"), &v));
    assert_true(v);
    assert_false(der_bool(SLICE(""), &v));
    assert_false(der_bool(SLICE("\xff\xff"), &v));
}

/* RFC 5280 4.1.2.5. */
static void
reads_times(void **state)
{
    static const struct {
        uint8_t tag;
        struct base_slice body;
        bool want;
        int64_t want_s;
    } rows[] = {
        { 0x17, BYTES("700101000000Z"), true, 0 },
        { 0x17, BYTES("491231235959Z"), true, 2524607999 },
        { 0x17, BYTES("500101000000Z"), true, -631152000 },
        { 0x17, BYTES("991231235959Z"), true, 946684799 },
        { 0x17, BYTES("000229000000Z"), true, 951782400 },
        { 0x18, BYTES("20000229000000Z"), true, 951782400 },
        { 0x18, BYTES("19000229000000Z"), false, 0 },
        { 0x18, BYTES("99991231235959Z"), true, 253402300799 },
        { 0x18, BYTES("00000101000000Z"), true, -62167219200 },
        { 0x17, BYTES("170229000000Z"), false, 0 },
        { 0x17, BYTES("171301000000Z"), false, 0 },
        { 0x17, BYTES("170100000000Z"), false, 0 },
        { 0x17, BYTES("170101240000Z"), false, 0 },
        { 0x17, BYTES("170101006000Z"), false, 0 },
        { 0x17, BYTES("170101000060Z"), false, 0 },
        { 0x17, BYTES("1701010000Z"), false, 0 },       /* seconds are obligatory */
        { 0x17, BYTES("170101000000+0000"), false, 0 }, /* so is Z */
        { 0x17, BYTES("170101000000z"), false, 0 },
        { 0x17, BYTES("17010100000 Z"), false, 0 },
        { 0x17, BYTES("17010100000\0Z"), false, 0 },
        { 0x17, BYTES("20170101000000Z"), false, 0 },
        { 0x18, BYTES("170101000000Z"), false, 0 },
        { 0x18, BYTES("20170101000000.5Z"), false, 0 },
        { 0x18, BYTES("2017010100000Z"), false, 0 },
        { 0x18, BYTES("-0170101000000Z"), false, 0 },
        { 0x17, BYTES(""), false, 0 },
        { 0x13, BYTES("700101000000Z"), false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct der_item item = { .tag = rows[i].tag, .body = rows[i].body };
        int64_t s = 77;
        bool got = der_time(&item, &s);

        if (got != rows[i].want || s != (got ? rows[i].want_s : 77))
            fail_msg("row %zu: %d, %lld", i, got, (long long)s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_items),    cmocka_unit_test(takes_long_items),
        cmocka_unit_test(takes_by_tag),   cmocka_unit_test(reads_integers),
        cmocka_unit_test(reads_booleans), cmocka_unit_test(reads_times),
    };

    return cmocka_run_group_tests_name("der", tests, NULL, NULL);
}
