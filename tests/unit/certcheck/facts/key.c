/* SPDX-License-Identifier: MIT */
#include "facts/facts_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "writer.h"

#define RSA "06092a864886f70d010101"
#define PSS "06092a864886f70d01010a"
#define EC "06072a8648ce3d0201"
#define P256 "06082a8648ce3d030107"
#define P521 "06052b81040023"
#define DSA "06072a8648ce380401"
#define ED25519 "06032b6570"
#define ED448 "06032b6571"
#define OTHER "06032a0304"
#define F4 "0203010001" /* the usual exponent, 65537 */
#define X16 "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a"
#define X32 X16 X16
#define X64 X32 X32

struct row {
    const char *algorithm, *key; /* hex of AlgorithmIdentifier's and BIT STRING's contents */
    bool want;
    enum certcheck_key_alg want_alg;
    unsigned want_bits;
};

/* Contents of a SubjectPublicKeyInfo. */
static void
assemble(struct writer *w, const char *algorithm, const char *key)
{
    size_t begun = writer_begin(w, 0x30);

    writer_hex(w, algorithm);
    writer_end(w, begun);
    begun = writer_begin(w, 0x03);
    writer_hex(w, key);
    writer_end(w, begun);
}

static void
check(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct writer w = { 0 };
        struct certcheck_key key;
        bool got;

        assemble(&w, rows[i].algorithm, rows[i].key);
        got = facts_read_key(writer_slice(&w), &key);
        if (got != rows[i].want || key.alg != rows[i].want_alg || key.bits != rows[i].want_bits)
            fail_msg("row %zu: %d, kind %d of %u bits", i, got, (int)key.alg, key.bits);
        writer_free(&w);
    }
}

static void
reads_the_kinds(void **state)
{
    static const struct row rows[] = {
        { RSA "0500", "00 300c 0205 0080000001" F4, true, CERTCHECK_KEY_RSA, 32 },
        { RSA, "00 300b 0204 40000001" F4, true, CERTCHECK_KEY_RSA, 31 },
        { PSS "3000", "00 3008 0201 7f" F4, true, CERTCHECK_KEY_RSA, 7 },
        { EC P256, "00 04" X64, true, CERTCHECK_KEY_EC, 256 },
        { EC P521, "00 04" X64 X64 "2a2a2a2a", true, CERTCHECK_KEY_EC, 521 },
        { EC OTHER, "00 04", true, CERTCHECK_KEY_EC, 0 },  /* a curve nobody here knows */
        { EC "3000", "00 04", true, CERTCHECK_KEY_EC, 0 }, /* parameters in full */
        { DSA "3005 0203 00ff01", "00 0201 05", true, CERTCHECK_KEY_DSA, 16 },
        { ED25519, "00" X32, true, CERTCHECK_KEY_ED25519, 256 },
        { ED448, "00" X32, true, CERTCHECK_KEY_ED448, 456 },
        { OTHER, "00", true, CERTCHECK_KEY_OTHER, 0 },
        { OTHER "0500", "00", true, CERTCHECK_KEY_OTHER, 0 },
    };

    (void)state;
    check(rows, ROWS(rows));
}

static void
names_algorithm_or_curve(void **state)
{
    struct writer w = { 0 };
    struct certcheck_key key;

    (void)state;
    assemble(&w, EC P256, "00 04" X64);
    assert_true(facts_read_key(writer_slice(&w), &key));
    assert_true(base_slice_eq(key.oid, SLICE("\x2a\x86\x48\xce\x3d\x03\x01\x07")));
    writer_free(&w);
    assemble(&w, OTHER, "00");
    assert_true(facts_read_key(writer_slice(&w), &key));
    assert_true(base_slice_eq(key.oid, SLICE("\x2a\x03\x04")));
    writer_free(&w);
}

/* RFC 8017 A.1.1, and the exponents that CryptoAPI takes. */
static void
an_rsa_key_is_a_modulus_and_an_exponent(void **state)
{
    static const struct row rows[] = {
        { RSA, "00 3006 0201 7f 0201 03", true, CERTCHECK_KEY_RSA, 7 },
        { RSA, "00 300a 0201 7f 0205 00ffffffff", true, CERTCHECK_KEY_RSA, 7 },
        { RSA, "00 300a 0201 7f 0205 0100000001", false, CERTCHECK_KEY_RSA, 7 }, /* 33 bits */
        { RSA, "00 3006 0201 7f 0201 01", false, CERTCHECK_KEY_RSA, 7 },
        { RSA, "00 3006 0201 7f 0201 02", false, CERTCHECK_KEY_RSA, 7 }, /* even */
        { RSA, "00 3006 0201 7f 0201 ff", false, CERTCHECK_KEY_RSA, 7 }, /* negative */
        { RSA, "00 3005 0201 7f 0200", false, CERTCHECK_KEY_RSA, 7 },
        { RSA, "00 3007 0201 7f 0202 0003", false, CERTCHECK_KEY_RSA, 7 }, /* padded */
        { RSA, "00 3007 0202 007f 0201 03", false, CERTCHECK_KEY_RSA, 7 },
        { RSA, "00 3006 0201 ff 0201 03", false, CERTCHECK_KEY_RSA, 0 }, /* negative */
        { RSA, "00 3006 0201 00 0201 03", false, CERTCHECK_KEY_RSA, 0 },
        { RSA, "00 3005 0200 0201 03", false, CERTCHECK_KEY_RSA, 0 },
        { RSA, "00 3003 0201 7f", false, CERTCHECK_KEY_RSA, 0 },              /* no exponent */
        { RSA, "00 3008 0201 7f 0201 03 0500", false, CERTCHECK_KEY_RSA, 0 }, /* more behind it */
        { RSA, "00 3006 0201 7f 0201 03 00", false, CERTCHECK_KEY_RSA, 0 },
        { RSA, "00", false, CERTCHECK_KEY_RSA, 0 },
    };

    (void)state;
    check(rows, ROWS(rows));
}

static void
refuses_what_is_no_key(void **state)
{
    static const struct row rows[] = {
        { EC P256, "00 04" X32, false, CERTCHECK_KEY_EC, 256 },     /* half a point */
        { EC P256, "00 02" X32, false, CERTCHECK_KEY_EC, 256 },     /* compressed */
        { EC P256, "00 06" X64, false, CERTCHECK_KEY_EC, 256 },     /* hybrid */
        { EC P256, "00", false, CERTCHECK_KEY_EC, 256 },            /* nothing */
        { EC P256 "0500", "00 04", false, CERTCHECK_KEY_OTHER, 0 }, /* two parameters */
        { EC "0608", "00 04", false, CERTCHECK_KEY_OTHER, 0 },      /* ... or half of one */
        { DSA, "00 0201 05", false, CERTCHECK_KEY_DSA, 0 },         /* inherited: not known */
        { DSA "3003 0401 01", "00 0201 05", false, CERTCHECK_KEY_DSA, 0 },
        { ED25519, "01" X32, false, CERTCHECK_KEY_ED25519, 256 }, /* 255 bits and an unused one */
        { OTHER, "", false, CERTCHECK_KEY_OTHER, 0 },
        { "0603 2a0384", "00", false, CERTCHECK_KEY_OTHER, 0 }, /* an arc without an end */
        { "0600", "00", false, CERTCHECK_KEY_OTHER, 0 },
        { "0500", "00", false, CERTCHECK_KEY_OTHER, 0 },
        { "", "00", false, CERTCHECK_KEY_OTHER, 0 },
    };
    struct certcheck_key key;

    (void)state;
    check(rows, ROWS(rows));
    assert_false(facts_read_key((struct base_slice){ 0 }, &key));
    assert_false(facts_read_key(SLICE("\x30\x05\x06\x03\x2a\x03\x04\x04\x01\x00"), &key));
    assert_true(facts_read_key(SLICE("\x30\x05\x06\x03\x2a\x03\x04\x03\x01\x00"), &key));
    assert_false(facts_read_key(SLICE("\x30\x05\x06\x03\x2a\x03\x04\x03\x01\x00\x05\x00"), &key));
}

/* 8192 octets are the largest number that is measured. */
static void
bounds_the_modulus(void **state)
{
    (void)state;
    for (size_t n = 8192; n <= 8193; n++) {
        struct writer number = { 0 }, w = { 0 };
        struct certcheck_key key;
        size_t string, seq;

        writer_hex(&number, "7f");
        while (number.len < n)
            writer_hex(&number, "ff");
        writer_tlv(&w, 0x30, SLICE("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"));
        string = writer_begin(&w, 0x03);
        writer_hex(&w, "00");
        seq = writer_begin(&w, 0x30);
        writer_tlv(&w, 0x02, writer_slice(&number));
        writer_hex(&w, F4);
        writer_end(&w, seq);
        writer_end(&w, string);
        assert_int_equal(facts_read_key(writer_slice(&w), &key), n == 8192);
        assert_int_equal(key.bits, n == 8192 ? 65535 : 0);
        writer_free(&w);
        writer_free(&number);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_kinds),
        cmocka_unit_test(names_algorithm_or_curve),
        cmocka_unit_test(an_rsa_key_is_a_modulus_and_an_exponent),
        cmocka_unit_test(refuses_what_is_no_key),
        cmocka_unit_test(bounds_the_modulus),
    };

    return cmocka_run_group_tests_name("key", tests, NULL, NULL);
}
