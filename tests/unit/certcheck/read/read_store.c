/* SPDX-License-Identifier: MIT */
#include "reading.h"

#include "writer.h"

#define HEADER "00000000 43455254"
#define END "00000000 00000000 00000000"
#define CERT "20000000 01000000 03000000 300100" /* property 32 */
#define OTHER_CERT "20000000 01000000 02000000 3000"
#define CRL                                                                                        \
    "21000000 01000000 17000000 3015 3013 3000 3000 170d3136303130313030303030305a" /* version 1   \
                                                                                     */
#define CTL "22000000 01000000 07000000 3005 06032a0304"
#define OPENING "308120 30811d a003020102 020105"  /* of a certificate: 14 octets */
#define NAME "0b000000 01000000 04000000 41004200" /* of a kind that is of no account here */
#define EKU_SERVER "09000000 01000000 0c000000 300a06082b06010505070301"
#define EKU_EMPTY "09000000 01000000 02000000 3000"
#define EKU_BAD "09000000 01000000 02000000 3100"

#define CUT "the serialized store is cut off"
#define BENT "the serialized store is damaged"
#define DAMAGED "a property that lists a certificate's usages is damaged"

static void
reads_stores(void **state)
{
    static const struct {
        const char *hex;
        enum certcheck_status want;
        size_t want_n;
        const char *want_why;
    } rows[] = {
        { HEADER END, CERTCHECK_OK, 0, "" },
        { HEADER CERT END, CERTCHECK_OK, 1, "" },
        { HEADER CERT NAME OTHER_CERT END, CERTCHECK_OK, 2, "" },
        { HEADER CERT END "ffffffff", CERTCHECK_OK, 1, "" }, /* words behind the end */
        { HEADER CERT "00000000 00000000 01000000 ff" OTHER_CERT END, CERTCHECK_OK, 2, "" },
        /* a certificate that claims to be something else, or stands behind the end */
        { HEADER CERT "21000000 01000000 0e000000" OPENING END, CERTCHECK_OK, 1, BENT },
        { HEADER CERT "22000000 01000000 0e000000" OPENING END, CERTCHECK_OK, 1, BENT },
        { HEADER CERT "2a000000 01000000 0e000000" OPENING END, CERTCHECK_OK, 1, BENT },
        { HEADER CERT END OPENING, CERTCHECK_OK, 1, BENT },
        { HEADER EKU_BAD CERT OTHER_CERT END, CERTCHECK_OK, 1, DAMAGED },
        /* the rest of what is cut off is told; nothing before it is lost */
        { HEADER, CERTCHECK_E_DER, 0, CUT },
        { HEADER "20000000 01000000 030000", CERTCHECK_E_DER, 0, CUT },
        { HEADER "20000000 01000000 03000000 3001", CERTCHECK_E_DER, 0, CUT },
        { HEADER "20000000 01000000 ffffffff 3001", CERTCHECK_E_DER, 0, CUT },
        { HEADER CERT, CERTCHECK_OK, 1, CUT },
        { HEADER CERT "20000000 01000000 04000000 300100", CERTCHECK_OK, 1, CUT },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct writer w = { 0 };
        struct reading x;
        enum certcheck_status got;

        writer_hex(&w, rows[i].hex);
        assert_true(read_is_store(writer_slice(&w)));
        got = reading_of(&x, read_store, writer_slice(&w));
        if (got != rows[i].want || x.bundle.n != rows[i].want_n ||
            strcmp(x.why, rows[i].want_why) != 0)
            fail_msg("row %zu: status %d, %zu certificates: %s", i, (int)got, x.bundle.n, x.why);
        assert_int_equal(x.bundle.damaged, got == CERTCHECK_OK && rows[i].want_why[0] != '\0');
        reading_end(&x);
        writer_free(&w);
    }
}

/* R18: an empty list disables every purpose; it is the next certificate's alone. */
static void
a_property_belongs_to_what_follows(void **state)
{
    struct writer w = { 0 };
    struct reading x;

    (void)state;
    writer_hex(&w, HEADER EKU_SERVER NAME CERT EKU_EMPTY OTHER_CERT CERT EKU_SERVER CRL CERT END);
    assert_int_equal(reading_of(&x, read_store, writer_slice(&w)), CERTCHECK_OK);
    assert_int_equal(x.bundle.n, 4);
    assert_true(base_slice_eq(x.bundle.at[0].der, SLICE("\x30\x01\x00")));
    assert_int_equal(x.bundle.at[0].kind, CERTCHECK_KIND_CERTIFICATE);
    assert_true(x.bundle.at[0].has_property);
    assert_int_equal(x.bundle.at[0].property.allows, BASE_USAGE_SERVER_AUTH);
    assert_true(x.bundle.at[1].has_property);
    assert_int_equal(x.bundle.at[1].property.allows, 0);
    assert_false(x.bundle.at[2].has_property);
    assert_false(x.bundle.at[3].has_property); /* that was the CRL's */
    assert_int_equal(x.bundle.skipped.crls, 1);
    reading_end(&x);
    writer_free(&w);
}

static void
counts_what_it_passes_over(void **state)
{
    struct writer w = { 0 };
    struct reading x;

    (void)state;
    writer_hex(&w, HEADER CRL CRL CTL CERT END);
    assert_int_equal(reading_of(&x, read_store, writer_slice(&w)), CERTCHECK_OK);
    assert_int_equal(x.bundle.n, 1);
    assert_int_equal(x.bundle.skipped.crls, 2);
    assert_int_equal(x.bundle.skipped.others, 1);
    reading_end(&x);
    writer_free(&w);
}

static void
knows_its_header(void **state)
{
    (void)state;
    assert_true(read_is_store(SLICE("\0\0\0\0"
                                    "CERT")));
    assert_false(read_is_store(SLICE("\0\0\0\0"
                                     "CER")));
    assert_false(read_is_store(SLICE("\1\0\0\0"
                                     "CERT"))); /* another version */
    assert_false(read_is_store(SLICE("\0\0\0\0"
                                     "CERU")));
    assert_false(read_is_store((struct base_slice){ 0 }));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_stores),
        cmocka_unit_test(a_property_belongs_to_what_follows),
        cmocka_unit_test(counts_what_it_passes_over),
        cmocka_unit_test(knows_its_header),
    };

    return cmocka_run_group_tests_name("read_store", tests, NULL, NULL);
}
