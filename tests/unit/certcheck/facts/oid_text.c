/* SPDX-License-Identifier: MIT */
#include <certcheck/names.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "writer.h"

/* Octets and the dotted form, both ways where valid. */
static const struct {
    struct base_slice der;
    const char *want;
} pairs[] = {
    { BYTES("\x55\x1d\x25"), "2.5.29.37" },
    { BYTES("\x2b\x06\x01\x05\x05\x07\x03\x01"), "1.3.6.1.5.5.7.3.1" },
    { BYTES("\x00"), "0.0" },
    { BYTES("\x27"), "0.39" },
    { BYTES("\x28"), "1.0" },
    { BYTES("\x4f"), "1.39" },
    { BYTES("\x50"), "2.0" },
    { BYTES("\x77"), "2.39" },
    { BYTES("\x78"), "2.40" },
    { BYTES("\x88\x37"), "2.999" },
    { BYTES("\x55\x7f"), "2.5.127" },
    { BYTES("\x55\x81\x00"), "2.5.128" },
    { BYTES("\x55\x8f\xff\xff\xff\x7f"), "2.5.4294967295" },
    { BYTES("\x55\x90\x80\x80\x80\x00"), "2.5.4294967296" },
    { BYTES("\x55\xff\xff\xff\xff\xff\xff\xff\xff\x7f"), "2.5.9223372036854775807" },
    { BYTES("\x55\x81\x80\x80\x80\x80\x80\x80\x80\x80\x00"), "2.5.9223372036854775808" },
    { BYTES("\x55\x82\x80\x80\x80\x80\x80\x80\x80\x80\x00"), "2.5.18446744073709551616" },
    /* A UUID under 2.25 (X.667): 128 bits. */
    { BYTES("\x69\x83\xf0\xea\xb5\xd9\xfe\x97\xd1\x94\xbb\xd3\xf0\xe5\xd7\xb6\x8a\xb1\xad\x99\x2f"),
      NULL },
    { BYTES("\x69\x83\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"),
      "2.25.340282366920938463463374607431768211455" },
    /* The first arc is 40 * x + y, however large: 80 + 2^70 - 1. */
    { BYTES("\x81\x80\x80\x80\x80\x80\x80\x80\x80\x80\x4f"), "2.1180591620717411303423" },
    { BYTES("\x81\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00"), "2.1180591620717411303344" },
};

static void
writes_and_reads_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(pairs); i++) {
        char text[256];
        uint8_t der[64];
        size_t len;
        struct base_text t;

        base_text_init(&t, text, sizeof text);
        certcheck_oid_text(pairs[i].der, &t);
        if (pairs[i].want != NULL && strcmp(text, pairs[i].want) != 0)
            fail_msg("row %zu: %s instead of %s", i, text, pairs[i].want);
        assert_true(certcheck_oid_is_valid(pairs[i].der));
        if (!certcheck_oid_parse(text, der, sizeof der, &len))
            fail_msg("row %zu: %s cannot be parsed", i, text);
        if (!base_slice_eq(pairs[i].der, (struct base_slice){ der, len }))
            fail_msg("row %zu: %s parses to something else", i, text);
    }
}

/* X.690 8.19: what is no OID is shown as such. */
static void
tells_malformed(void **state)
{
    static const struct {
        struct base_slice der;
        const char *want;
    } rows[] = {
        { BYTES(""), "malformed:" },
        { BYTES("\x80"), "malformed:80" },
        { BYTES("\x55\x80\x01"), "malformed:558001" },
        { BYTES("\x55\x9d"), "malformed:559d" },
        { BYTES("\x80\x55"), "malformed:8055" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        char text[64];
        struct base_text t;

        base_text_init(&t, text, sizeof text);
        certcheck_oid_text(rows[i].der, &t);
        assert_string_equal(text, rows[i].want);
        assert_false(certcheck_oid_is_valid(rows[i].der));
    }
}

static void
bounds_huge_arcs(void **state)
{
    static uint8_t der[4000];
    char text[1500];
    struct base_text t;

    (void)state;
    memset(der, 0xff, sizeof der);
    der[0] = 0x55;
    der[sizeof der - 1] = 0x7f;
    base_text_init(&t, text, sizeof text);
    certcheck_oid_text((struct base_slice){ der, sizeof der }, &t);
    assert_true(t.cut);
    assert_memory_equal(text, "2.5.0xffff", 10); /* too long for digits: its octets */
    memset(der, 1, sizeof der);
    base_text_init(&t, text, sizeof text);
    certcheck_oid_text((struct base_slice){ der, 600 }, &t);
    assert_false(t.cut);
    assert_memory_equal(text, "0.1.1.1.1.", 10);
    assert_int_equal(t.len, 2 * 600 + 1);
}

static void
refuses_what_is_no_oid(void **state)
{
    static const char *const rows[] = {
        "",       "1",    "1.",         ".1",     "1..2",   "1.2.",       "3.1",
        "0.40",   "1.40", "1.2.x",      "1.2.-3", "1.2. 3", "1.02",       "01.2",
        "1.2.+3", "1,2",  "serverAuth", "1.2.3a", " 1.2",   "2.5.29.37 ", "1.2.0x3",
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        uint8_t der[64];
        size_t len;

        if (certcheck_oid_parse(rows[i], der, sizeof der, &len))
            fail_msg("\"%s\" was taken", rows[i]);
    }
}

static void
stays_within_its_buffer(void **state)
{
    uint8_t der[4] = { 0, 0, 0, 0x77 };
    size_t len;

    (void)state;
    assert_true(certcheck_oid_parse("2.5.29", der, 2, &len) && len == 2);
    assert_true(certcheck_oid_parse("2.5.29.37", der, 3, &len) && len == 3);
    assert_false(certcheck_oid_parse("2.5.29.37.0", der, 3, &len));
    assert_false(certcheck_oid_parse("2.5.29.128", der, 3, &len));
    assert_int_equal(der[3], 0x77);
}

static void
names_known_oids(void **state)
{
    (void)state;
    assert_string_equal(certcheck_oid_name(SLICE("\x2b\x06\x01\x05\x05\x07\x03\x02")),
                        "clientAuth");
    assert_null(certcheck_oid_name(SLICE("\x2b\x06\x01\x05\x05\x07\x03")));
    assert_null(certcheck_oid_name(SLICE("")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_and_reads_back),   cmocka_unit_test(tells_malformed),
        cmocka_unit_test(bounds_huge_arcs),        cmocka_unit_test(refuses_what_is_no_oid),
        cmocka_unit_test(stays_within_its_buffer), cmocka_unit_test(names_known_oids),
    };

    return cmocka_run_group_tests_name("oid_text", tests, NULL, NULL);
}
