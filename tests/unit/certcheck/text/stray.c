/* SPDX-License-Identifier: MIT */
#include "text/stray.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

#define VERSION3 "\xa0\x03\x02\x01\x02\x02\x01\x05"
#define CERT "\x30\x82\x04\x00\x30\x82\x03\x00" VERSION3
#define VERSION1 "\x30\x82\x04\x00\x30\x82\x03\x00\x02\x01\x05\x30\x0d\x06\x09"
/* An algorithm and a name; a date stands behind those of a CRL. */
#define NAME "\x30\x0d\x06\x09\x01\x02\x03\x04\x05\x06\x07\x08\x09\x05\x00\x30\x00"
#define CRL "\x30\x82\x04\x00\x30\x82\x03\x00\x02\x01\x01" NAME "\x17\x0d"
#define SERIAL1 "\x30\x82\x04\x00\x30\x82\x03\x00\x02\x01\x01" NAME "\x30\x1e\x17\x0d"
#define REQUEST "\x30\x82\x04\x00\x30\x82\x03\x00\x02\x01\x00\x30\x20\x31\x0b"
#define CMS "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
#define PFX "\x30\x82\x04\x00\x02\x01\x03\x30\x82"
#define KEY "\x30\x82\x04\x00\x02\x01\x00\x30\x0d\x06\x09"
#define DIGITS                                                                                     \
    "MIGAMIF9oAMCAQICAQUAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" /* a certificate's first 48 \
                                                                          octets */
#define CRL64                                                                                      \
    "MIIEADCCAwACAQEwDQYJAQIDBAUGBwgJBQAwGzEZMBcGA1UEAwwQQ29udG9zbyBJc3N1aW5nMRcNMjUwMTAxMDAwMDAw" \
    "WjAwMDAw"
#define SERIAL1_64                                                                                 \
    "MIIEADCCAwACAQEwDQYJAQIDBAUGBwgJBQAwGzEZMBcGA1UEAwwQQ29udG9zbyBJc3N1aW5nMTAeFw0yNTAxMDEwMDAw" \
    "MDBaMDAw"

/* Copied, so that a sanitizer sees what is read beyond the end. */
static void
check(bool (*found)(struct base_slice), struct base_slice text, bool want)
{
    uint8_t *copy = malloc(text.len + (text.len == 0));

    assert_non_null(copy);
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    if (found((struct base_slice){ copy, text.len }) != want)
        fail_msg("%.*s is%s found", (int)text.len, (const char *)text.ptr, want ? " not" : "");
    free(copy);
}

static void
finds_der_by_its_opening(void **state)
{
    static const struct base_slice there[] = {
        BYTES(CERT),          BYTES(VERSION1),      BYTES(REQUEST), BYTES(CMS),
        BYTES(PFX),           BYTES("words0" CERT), BYTES(SERIAL1), BYTES(CRL CERT),
        BYTES("\0\0\0" CERT), BYTES("00" CMS),
    };
    static const struct base_slice none[] = {
        BYTES(""),
        BYTES("0"),
        BYTES("0\x82"),
        BYTES("30 certificates, 02 keys"),
        BYTES(KEY),
        BYTES(CRL),
        BYTES("\x30\x0c\x30\x0a" VERSION3), /* no certificate is so short */
        BYTES("\x30\x82\x04\x00\x30\x82\x03\x00\xa0\x03\x02\x01\x02"),
        BYTES("\x31\x82\x04\x00\x30\x82\x03\x00" VERSION3),
    };

    (void)state;
    for (size_t i = 0; i < ROWS(there); i++)
        check(stray_has_der, there[i], true);
    for (size_t i = 0; i < ROWS(none); i++)
        check(stray_has_der, none[i], false);
    check(stray_is_der, SLICE(CERT), true);
    check(stray_is_der, SLICE("0" CERT), false);
}

static void
finds_base64_by_its_opening(void **state)
{
    static const struct base_slice there[] = {
        BYTES(DIGITS),
        BYTES("tls.crt: " DIGITS),
        BYTES(SERIAL1_64),
        BYTES(CRL64 "\n\n" DIGITS),
        BYTES("<X509Certificate>\r\n" DIGITS "\r\n"),
        BYTES("MIIEMI\n  \n" DIGITS),
        BYTES("LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg=="), /* PEM, encoded once more */
    };
    static const struct base_slice none[] = {
        BYTES(""),
        BYTES("M"),
        BYTES("MI"),
        BYTES("MIDDLEWARE of MICROSOFT, and MIIS and MIIT"),
        BYTES("x" DIGITS), /* within a word */
        BYTES(CRL64),
        BYTES(CRL64 "\nother words"),
        BYTES("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"), /* a key */
    };

    (void)state;
    for (size_t i = 0; i < ROWS(there); i++)
        check(stray_has_base64, there[i], true);
    for (size_t i = 0; i < ROWS(none); i++)
        check(stray_has_base64, none[i], false);
}

static void
finds_words_in_the_other_encoding(void **state)
{
    (void)state;
    check(stray_has_utf16, SLICE("a\nB\0E\0G\0I\0N\0 \0"), true);
    check(stray_has_utf16,
          SLICE("a\n\0X\0"
                "5\0"
                "0\0"
                "9"),
          true);
    check(stray_has_utf16, SLICE("BEGIN X509 Thumbprint"), false);
    check(stray_has_utf16, SLICE(""), false);
    check(stray_has_ascii, SLICE("B\0E\0G\0 TemplateProp"), true);
    check(stray_has_ascii,
          SLICE("X\0"
                "5\0"
                "0\0"
                "9\0"),
          false);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_der_by_its_opening),
        cmocka_unit_test(finds_base64_by_its_opening),
        cmocka_unit_test(finds_words_in_the_other_encoding),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
