/* SPDX-License-Identifier: MIT */
#include <certcheck/bundle.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "bytes.h"
#include "file.h"
#include "writer.h"

#define BEGIN(label) "-----BEGIN " label "-----\n"
#define END(label) "-----END " label "-----\n"
#define CERT BEGIN("CERTIFICATE") "MAMCAQU=\n" END("CERTIFICATE")
#define KEY BEGIN("PRIVATE KEY") "MAMCAQU=\n" END("PRIVATE KEY")

static const struct {
    struct base_slice in;
    enum certcheck_status want;
    size_t want_n;
    unsigned want_skipped;
    const char *want_why;
} rows[] = {
    { BYTES("\x30\x03\x02\x01\x05"), CERTCHECK_OK, 1, 0, "" },
    { BYTES("\x30\x82"), CERTCHECK_OK, 1, 0, "" }, /* the facts reader says what is wrong */
    { BYTES(CERT), CERTCHECK_OK, 1, 0, "" },
    { BYTES(CERT CERT CERT), CERTCHECK_OK, 3, 0, "" },
    { BYTES("subject=CN = a\n\n" CERT "trailing words\n"), CERTCHECK_OK, 1, 0, "" },
    { BYTES(" 0 s:CN = a\n" CERT " 1 s:CN = b\n" CERT), CERTCHECK_OK, 2, 0, "" },
    { BYTES("0 s:CN = a\n" CERT), CERTCHECK_OK, 1, 0, "" }, /* begins as DER does */
    { BYTES("\xef\xbb\xbf" CERT), CERTCHECK_OK, 1, 0, "" },
    { BYTES(KEY CERT), CERTCHECK_OK, 1, 1, "" },
    { BYTES(BEGIN("X509 CERTIFICATE") "MAMCAQU=\n" END("X509 CERTIFICATE")), CERTCHECK_OK, 1, 0,
      "" },
    { BYTES(BEGIN("TRUSTED CERTIFICATE") "MAMCAQUwAA==\n" END("TRUSTED CERTIFICATE")), CERTCHECK_OK,
      1, 0, "" },
    { BYTES("-----BEGIN CERTIFICATE-----\r\nMAMCAQU=\r\n-----END CERTIFICATE-----\r\n"),
      CERTCHECK_OK, 1, 0, "" },
    { BYTES("-----BEGIN CERTIFICATE-----\nMAMCAQU=\n-----END CERTIFICATE-----"), CERTCHECK_OK, 1, 0,
      "" },
    { BYTES(KEY), CERTCHECK_OK, 0, 1, "no certificate in it, only 1 private key" },
    { BYTES(""), CERTCHECK_E_DER, 0, 0, "the file is empty" },
    { BYTES("hello\n"), CERTCHECK_E_DER, 0, 0, "neither PEM nor DER: no certificate in it" },
    { BYTES("0"), CERTCHECK_E_DER, 0, 0, "neither PEM nor DER: no certificate in it" },
    { BYTES("01/02/2026 \xc3\xa9"), CERTCHECK_E_DER, 0, 0,
      "neither PEM nor DER: no certificate in it" },
    { BYTES("\0\0\0\0"), CERTCHECK_E_DER, 0, 0, "neither PEM nor DER: no certificate in it" },
    /* damage is told, and the rest read */
    { BYTES(CERT BEGIN("CERTIFICATE") "MAMCAQU=\n"), CERTCHECK_OK, 1, 0,
      "line 4: a PEM block is damaged or cut off" },
    { BYTES(CERT BEGIN("CERTIFICATE") "MAM!AQU=\n" END("CERTIFICATE") CERT), CERTCHECK_OK, 2, 0,
      "line 4: a PEM block is damaged or cut off" },
    { BYTES(BEGIN("CERTIFICATE") CERT), CERTCHECK_OK, 1, 0,
      "line 1: a PEM block is damaged or cut off" },
    { BYTES(BEGIN("CERTIFICATE") "MAMCAQU=\n" END("CRL")), CERTCHECK_OK, 0, 0,
      "line 1: a PEM block is damaged or cut off" },
    { BYTES(BEGIN("CERTIFICATE") END("CERTIFICATE")), CERTCHECK_OK, 0, 0,
      "line 1: a PEM block is damaged or cut off" },
    { BYTES("-----BEGIN "), CERTCHECK_OK, 0, 0, "no certificate in it" },
    { BYTES("x-----BEGIN CERTIFICATE-----"), CERTCHECK_OK, 0, 0,
      "line 1: a PEM block is damaged or cut off" },
};

static void
reads_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        uint8_t *copy = malloc(rows[i].in.len + 1);
        struct certcheck_bundle b;
        char why[BASE_WHY_MAX];
        enum certcheck_status got;

        assert_non_null(copy);
        memcpy(copy, rows[i].in.ptr, rows[i].in.len);
        got = certcheck_bundle_read((struct base_slice){ copy, rows[i].in.len }, &b,
                                    BASE_TEXT_IN(why));
        if (got != rows[i].want)
            fail_msg("row %zu: status %d: %s", i, (int)got, why);
        if (rows[i].want_why != NULL && strcmp(why, rows[i].want_why) != 0)
            fail_msg("row %zu: \"%s\"", i, why);
        if (b.n != rows[i].want_n ||
            (got == CERTCHECK_OK && b.skipped.keys != rows[i].want_skipped))
            fail_msg("row %zu: %zu objects, %u keys skipped", i, b.n, b.skipped.keys);
        for (size_t k = 0; got == CERTCHECK_OK && k < b.n && rows[i].in.len > 2; k++)
            assert_true(base_slice_eq(b.at[k].der, SLICE("\x30\x03\x02\x01\x05")));
        certcheck_bundle_clear(&b);
        assert_int_equal(b.n, 0);
        free(copy);
    }
}

static void
reads_what_the_generator_makes(void **state)
{
    struct base_slice pem = file_read(TESTCERTS "/scenarios/both/chain.pem"),
                      leaf = file_read(TESTCERTS "/scenarios/both/leaf.der");
    struct certcheck_bundle b;
    char why[BASE_WHY_MAX];

    (void)state;
    assert_int_equal(certcheck_bundle_read(pem, &b, BASE_TEXT_IN(why)), CERTCHECK_OK);
    assert_int_equal(b.n, 2);
    assert_true(base_slice_eq(b.at[0].der, leaf));
    certcheck_bundle_clear(&b);
    free((void *)(uintptr_t)pem.ptr);
    free((void *)(uintptr_t)leaf.ptr);
}

static void
bounds_what_it_reads(void **state)
{
    struct writer w = { 0 };
    struct certcheck_bundle b;
    char why[BASE_WHY_MAX];
    static const uint8_t one[1] = { 0x30 };

    (void)state;
    for (unsigned i = 0; i < CERTCHECK_OBJECTS_MAX; i++)
        writer_bytes(&w, SLICE(CERT));
    assert_int_equal(certcheck_bundle_read(writer_slice(&w), &b, BASE_TEXT_IN(why)), CERTCHECK_OK);
    assert_int_equal(b.n, CERTCHECK_OBJECTS_MAX);
    certcheck_bundle_clear(&b);
    writer_bytes(&w, SLICE(CERT));
    assert_int_equal(certcheck_bundle_read(writer_slice(&w), &b, BASE_TEXT_IN(why)),
                     CERTCHECK_E_LIMIT);
    assert_string_equal(why, "more than 65536 certificates in one file");
    assert_int_equal(b.n, 0);
    writer_free(&w);
    /* Told by its length alone, before a byte is read. */
    assert_int_equal(certcheck_bundle_read((struct base_slice){ one, CERTCHECK_FILE_MAX + 1 }, &b,
                                           BASE_TEXT_IN(why)),
                     CERTCHECK_E_LIMIT);
}

/* A file of nothing but BEGIN lines takes no longer than its length. */
static void
reads_hostile_files_in_time(void **state)
{
    struct writer w = { 0 };
    struct certcheck_bundle b;
    char why[BASE_WHY_MAX];
    clock_t from = clock();

    (void)state;
    while (w.len < 4u << 20)
        writer_bytes(&w, SLICE("-----BEGIN A-----"));
    assert_int_equal(certcheck_bundle_read(writer_slice(&w), &b, BASE_TEXT_IN(why)), CERTCHECK_OK);
    assert_int_equal(b.n, 0);
    assert_true(clock() - from < 5 * CLOCKS_PER_SEC); /* 4 MiB; squared it took minutes */
    certcheck_bundle_clear(&b);
    writer_free(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_files),
        cmocka_unit_test(reads_what_the_generator_makes),
        cmocka_unit_test(bounds_what_it_reads),
        cmocka_unit_test(reads_hostile_files_in_time),
    };

    return cmocka_run_group_tests_name("bundle", tests, NULL, NULL);
}
