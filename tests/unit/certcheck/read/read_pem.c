/* SPDX-License-Identifier: MIT */
#include "reading.h"

#define BEGIN(label) "-----BEGIN " label "-----\n"
#define END(label) "-----END " label "-----\n"
#define BLOCK(label, base64) BEGIN(label) base64 "\n" END(label)
#define ANY "MAMCAQU="                 /* 30 03 02 01 05 */
#define CERT "MAswCQIBBTAAMAAwAA=="    /* version 1, its first items */
#define CERT3 "MA0wC6AAAgEFMAAwADAA"   /* version 3 */
#define REQUEST "MAswCQIBADAAMACgAA==" /* the same of a request */
#define KEY "MAUCAQAwAA=="             /* PrivateKeyInfo, its first items */
#define DER "\x30\x81\x20\x30\x81\x1d\xa0\x03\x02\x01\x02\x02\x01\x05" /* how one begins */
#define BASE64 "MIGAMIF9oAMCAQICAQUAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

#define DAMAGED(line) "line " line ": a PEM block is damaged or cut off"
#define LOST "base64 without a BEGIN line stands beside PEM: put each into a file of its own"
#define MIXED "DER follows PEM: put each into a file of its own"

struct row {
    struct base_slice text;
    size_t want_n;
    struct certcheck_skipped want;
    const char *want_why;
};

static void
check(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct reading x;
        enum certcheck_status got = reading_of(&x, read_pem, rows[i].text);
        const struct certcheck_skipped *s = &x.bundle.skipped, *want = &rows[i].want;

        if (got != CERTCHECK_OK || x.bundle.n != rows[i].want_n ||
            strcmp(x.why, rows[i].want_why) != 0)
            fail_msg("row %zu: status %d, %zu objects: %s", i, (int)got, x.bundle.n, x.why);
        if (s->keys != want->keys || s->crls != want->crls || s->others != want->others)
            fail_msg("row %zu: %u keys, %u CRLs, %u others", i, s->keys, s->crls, s->others);
        assert_int_equal(x.bundle.damaged, rows[i].want_why[0] != '\0');
        reading_end(&x);
    }
}

static void
labels_tell_what_is_read(void **state)
{
    static const struct row rows[] = {
        { BYTES(BLOCK("CERTIFICATE", ANY)), 1, { 0 }, "" },
        { BYTES(BLOCK("PKCS7", ANY)), 1, { 0 }, "" },
        { BYTES(BLOCK("PRIVATE KEY", KEY)), 0, { .keys = 1 }, "" },
        { BYTES(BLOCK("ENCRYPTED PRIVATE KEY", "not base64!")), 0, { .keys = 1 }, "" },
        { BYTES(BLOCK("X509 CRL", ANY)), 0, { .crls = 1 }, "" },
        { BYTES(BLOCK("DH PARAMETERS", ANY)), 0, { .others = 1 }, "" },
        /* what is one under any other label is read; what claims to be one is not left out */
        { BYTES(BLOCK("SOMETHING", CERT)), 1, { 0 }, "" },
        { BYTES(BLOCK("SOMETHING", CERT3)), 1, { 0 }, "" },
        { BYTES(BLOCK("SOMETHING", REQUEST)), 1, { 0 }, "" },
        { BYTES(BLOCK("USER CERTIFICATE", ANY)), 1, { 0 }, "" },
        { BYTES(BLOCK("USER CERTIFICATE", KEY)), 0, { .others = 1 }, "" },
        { BYTES(BLOCK("USER CERTIFICATE", "not base64!")), 0, { 0 }, DAMAGED("1") },
        { BYTES(BLOCK("ATTRIBUTE CERTIFICATE", ANY)), 0, { .others = 1 }, "" },
    };

    (void)state;
    check(rows, ROWS(rows));
}

static void
the_label_tells_the_kind(void **state)
{
    struct reading x;

    (void)state;
    assert_int_equal(reading_of(&x, read_pem,
                                SLICE("a\n" BLOCK("CERTIFICATE", ANY) "\r\n" BLOCK(
                                    "NEW CERTIFICATE REQUEST", ANY))),
                     CERTCHECK_OK);
    assert_int_equal(x.bundle.n, 2);
    assert_int_equal(x.bundle.at[0].kind, CERTCHECK_KIND_CERTIFICATE);
    assert_int_equal(x.bundle.at[0].line, 2);
    assert_int_equal(x.bundle.at[1].kind, CERTCHECK_KIND_REQUEST);
    assert_int_equal(x.bundle.at[1].line, 6);
    assert_true(base_slice_eq(x.bundle.at[0].der, SLICE("\x30\x03\x02\x01\x05")));
    reading_end(&x);
}

/* OpenSSL's own data goes; a second certificate does not. */
static void
a_trusted_certificate_ends_where_its_data_begin(void **state)
{
    static const struct {
        struct base_slice text;
        size_t want_n;
    } rows[] = {
        { BYTES(BLOCK("TRUSTED CERTIFICATE", "MAMCAQUwAA==")), 1 },
        { BYTES(BLOCK("CERTIFICATE", "MAMCAQUwAA==")), 2 },
        { BYTES(BLOCK("TRUSTED CERTIFICATE", "MAMCAQUwCzAJAgEFMAAwADAA")), 2 },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct reading x;

        assert_int_equal(reading_of(&x, read_pem, rows[i].text), CERTCHECK_OK);
        assert_int_equal(x.bundle.n, rows[i].want_n);
        assert_int_equal(x.bundle.at[0].der.len, 5);
        reading_end(&x);
    }
}

/* A certificate would be lost there without a word. */
static void
damage_is_told_with_its_line(void **state)
{
    static const struct row rows[] = {
        { BYTES(BLOCK("CERTIFICATE", ANY) "\n" BLOCK("CERTIFICATE", "MAM!")),
          1,
          { 0 },
          DAMAGED("5") },
        { BYTES(BEGIN("CERTIFICATE") BLOCK("CERTIFICATE", ANY)), 1, { 0 }, DAMAGED("1") },
        { BYTES(BEGIN("CERTIFICATE") ANY "\n" END("X509 CRL")), 0, { 0 }, DAMAGED("1") },
        { BYTES(BEGIN("CERTIFICATE") ANY "\n-----END CERTIFICATE----"), 0, { 0 }, DAMAGED("1") },
        { BYTES("\n" END("CERTIFICATE") BLOCK("CERTIFICATE", ANY)), 1, { 0 }, DAMAGED("2") },
        { BYTES(BLOCK("CERTIFICATE", ANY) ANY "\n" END("CERTIFICATE")), 1, { 0 }, DAMAGED("5") },
        /* BEGIN lines that no reader takes for one */
        { BYTES("----BEGIN CERTIFICATE----\n" ANY "\n"), 0, { 0 }, DAMAGED("1") },
        { BYTES("a\n-----begin certificate-----\n"), 0, { 0 }, DAMAGED("2") },
        { BYTES("----- BEGIN CERTIFICATE -----\n"), 0, { 0 }, DAMAGED("1") },
        { BYTES("\xe2\x80\x94\xc2\xa0"
                "BEGIN CERTIFICATE\n"),
          0,
          { 0 },
          DAMAGED("1") },
        { BYTES("\x96\xa0"
                "BEGIN CERTIFICATE\n"),
          0,
          { 0 },
          DAMAGED("1") },
        { BYTES(BLOCK("CERTIFICATE", ANY) "-begin trusted cert\n"), 1, { 0 }, DAMAGED("4") },
        { BYTES("we -begin\n certificates\n"), 0, { 0 }, "" }, /* words */
        { BYTES("we begin certificates\n"), 0, { 0 }, "" },
        { BYTES("-----BEGIN \n-----\n"), 0, { 0 }, "" }, /* without a label */
        { BYTES("-----BEGIN "), 0, { 0 }, "" },
        { BYTES(""), 0, { 0 }, "" },
    };

    (void)state;
    check(rows, ROWS(rows));
}

static void
what_has_no_block_is_told(void **state)
{
    static const struct row rows[] = {
        { BYTES(BLOCK("CERTIFICATE", ANY) DER), 1, { 0 }, MIXED },
        { BYTES(BLOCK("CERTIFICATE", ANY) "0 s:CN = a\n" DER), 1, { 0 }, MIXED },
        { BYTES(BLOCK("CERTIFICATE", ANY) "0 s:CN = a\n" BLOCK("CERTIFICATE", ANY)), 2, { 0 }, "" },
        { BYTES(BLOCK("CERTIFICATE", ANY) "\x30\x03\x02\x01\x05"), 1, { 0 }, "" }, /* none */
        { BYTES(BLOCK("CERTIFICATE", ANY) BASE64 "\n"), 1, { 0 }, LOST },
        { BYTES(BASE64 "\n" BLOCK("CERTIFICATE", ANY)), 1, { 0 }, LOST },
    };

    (void)state;
    check(rows, ROWS(rows));
}

/* LABEL_MAX octets, the dashes behind it included. */
static void
bounds_the_label(void **state)
{
    (void)state;
    for (size_t len = 59; len <= 60; len++) {
        char text[256] = "-----BEGIN ";
        struct reading x;

        memset(text + 11, 'A', len);
        strcat(text, "-----\n" ANY "\n-----END ");
        memset(text + strlen(text), 'A', len);
        strcat(text, "-----\n");
        assert_int_equal(reading_of(&x, read_pem, base_slice_str(text)), CERTCHECK_OK);
        assert_int_equal(x.bundle.skipped.others, len == 59);
        reading_end(&x);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_tell_what_is_read),
        cmocka_unit_test(the_label_tells_the_kind),
        cmocka_unit_test(a_trusted_certificate_ends_where_its_data_begin),
        cmocka_unit_test(damage_is_told_with_its_line),
        cmocka_unit_test(what_has_no_block_is_told),
        cmocka_unit_test(bounds_the_label),
    };

    return cmocka_run_group_tests_name("read_pem", tests, NULL, NULL);
}
