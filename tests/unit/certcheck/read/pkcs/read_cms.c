/* SPDX-License-Identifier: MIT */
#include "certcheck/read/reading.h"

#include "writer.h"

#define DATA "06092a864886f70d010701"
#define SIGNED "06092a864886f70d010702"
#define ENVELOPED "06092a864886f70d010703"
#define ENCRYPTED "06092a864886f70d010706"
#define PKI_DATA "06082b06010505070c02"
#define OTHER "06032a0304"
#define CERT "3003020105"
#define CRL "3000"
#define REQUEST "300b 3009 020100 3000 3000 a000"

#define CUT "a PKCS#7 message that is damaged or cut off"
#define DAMAGED_CERT "a certificate in the PKCS#7 message is damaged or cut off"
#define DAMAGED_CMC "the CMC message cannot be read"

struct row {
    const char *type, *content; /* of what is signed: hex of its OID, and of what stands in [0] */
    const char *tail;           /* hex of what follows it: certificates, CRLs, signers */
    size_t want_n;
    struct certcheck_skipped want;
    const char *want_why;
};

/* ContentInfo { id-signedData, [0] SignedData { 1, {}, { type, [0] content }, tail } } */
static void
assemble(struct writer *w, const struct row *row)
{
    size_t info = writer_begin(w, 0x30), tagged, data, inner, explicit;

    writer_hex(w, SIGNED);
    tagged = writer_begin(w, 0xa0);
    data = writer_begin(w, 0x30);
    writer_hex(w, "020101 3100");
    inner = writer_begin(w, 0x30);
    writer_hex(w, row->type);
    if (row->content != NULL) {
        explicit = writer_begin(w, 0xa0);
        writer_hex(w, row->content);
        writer_end(w, explicit);
    }
    writer_end(w, inner);
    writer_hex(w, row->tail);
    writer_end(w, data);
    writer_end(w, tagged);
    writer_end(w, info);
}

static void
check(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct writer w = { 0 };
        struct reading x;
        enum certcheck_status got;

        assemble(&w, &rows[i]);
        got = reading_of(&x, read_cms, writer_slice(&w));
        if (got != CERTCHECK_OK || x.bundle.n != rows[i].want_n ||
            strcmp(x.why, rows[i].want_why) != 0)
            fail_msg("row %zu: status %d, %zu objects: %s", i, (int)got, x.bundle.n, x.why);
        if (x.bundle.skipped.crls != rows[i].want.crls ||
            x.bundle.skipped.others != rows[i].want.others)
            fail_msg("row %zu: %u CRLs, %u others", i, x.bundle.skipped.crls,
                     x.bundle.skipped.others);
        assert_int_equal(x.bundle.damaged, rows[i].want_why[0] != '\0');
        reading_end(&x);
        writer_free(&w);
    }
}

static void
takes_the_certificates_beside_the_content(void **state)
{
    static const struct row rows[] = {
        { DATA, NULL, "", 0, { 0 }, "" },
        { DATA, NULL, "a005" CERT, 1, { 0 }, "" },
        { DATA, NULL, "a00a" CERT CERT "3100", 2, { 0 }, "" },
        { DATA, NULL, "a005" CERT "a104" CRL CRL, 1, { .crls = 2 }, "" },
        { DATA, NULL, "a104" CRL "a100", 0, { .crls = 1, .others = 1 }, "" },
        { DATA, NULL, "a100 3100", 0, { 0 }, "" },
        { DATA, NULL, "a100a202 0500 3100", 0, { 0 }, DAMAGED_CERT }, /* the certificates, once? */
        { DATA, "0403 616263", "a005" CERT, 1, { 0 }, "" }, /* content of no kind read here */
        { OTHER, "0403 616263", "a005" CERT, 1, { 0 }, "" },
        { OTHER, "3000", "a005" CERT, 1, { 0 }, "" }, /* PKCS#7: any type stands there */
        /* attribute certificates are others; what is none of the choice may have been one */
        { DATA, NULL, "a009 a100 a305 " CERT, 0, { .others = 2 }, "" },
        { DATA, NULL, "a007" CERT "0500", 1, { 0 }, DAMAGED_CERT },
        { DATA, NULL, "a007" CERT "a400", 1, { 0 }, DAMAGED_CERT },
        { DATA, NULL, "a007" CERT "3005", 1, { 0 }, DAMAGED_CERT },
        { DATA, NULL, "a005" CERT "3105", 1, { 0 }, CUT },
    };

    (void)state;
    check(rows, ROWS(rows));
}

/* As certreq signs requests, or sends them in CMC (RFC 5272). */
static void
takes_requests_out_of_the_content(void **state)
{
    static const struct row rows[] = {
        { DATA, "040d" REQUEST, "a005" CERT, 2, { 0 }, "" },
        { DATA, "240f 040a 300b3009020100300030 0401 00", "", 0, { 0 }, "" }, /* in pieces, short */
        { DATA, "2411 040a 300b3009020100300030 0403 00a000", "", 1, { 0 }, "" },
        { PKI_DATA, "0419 3017 3000 3012 a010 020101" REQUEST "3000", "", 1, { 0 }, "" },
        { PKI_DATA, "0404 3002 3000", "", 0, { 0 }, DAMAGED_CMC },
        { PKI_DATA, "0404 3102 3000", "", 0, { 0 }, DAMAGED_CMC },
        { PKI_DATA, "0406 3004 3000 3000", "", 0, { 0 }, "" },
        { PKI_DATA, "0408 3006 3000 3002 a100", "", 0, { .others = 1 }, "" }, /* CRMF */
        /* what is no request of any kind may have been one */
        { PKI_DATA, "0419 3017 3000 3012 3010 020101" REQUEST "3000", "", 0, { 0 }, DAMAGED_CMC },
        { PKI_DATA, "0408 3006 3000 3002 a000", "", 0, { 0 }, DAMAGED_CMC },
        { PKI_DATA, "0408 3006 3000 3002 0500", "", 0, { 0 }, DAMAGED_CMC },
        { PKI_DATA, "0409 3007 3000 3003 a00501", "", 0, { 0 }, DAMAGED_CMC },
        { PKI_DATA, "0400", "a005" CERT, 1, { 0 }, "" },
    };

    (void)state;
    check(rows, ROWS(rows));
}

static enum certcheck_status
refuse(struct reader *r, struct base_slice der, enum certcheck_kind fallback)
{
    (void)der;
    (void)fallback;
    return read_fail(r, CERTCHECK_E_DER, "refused");
}

/* The certificates beside it can be read all the same. */
static void
content_that_cannot_be_read_is_damage(void **state)
{
    struct writer w = { 0 };
    struct reading x;

    (void)state;
    assemble(&w, &(struct row){ .type = DATA, .content = "040d" REQUEST, .tail = "a005" CERT });
    reading_begin(&x);
    x.r.der = refuse;
    assert_int_equal(read_cms(&x.r, writer_slice(&w)), CERTCHECK_OK);
    assert_int_equal(x.bundle.n, 1);
    assert_true(x.bundle.damaged);
    assert_string_equal(x.why, "refused");
    reading_end(&x);
    writer_free(&w);
}

static void
hands_over_the_octets_it_found(void **state)
{
    struct writer w = { 0 };
    struct reading x;

    (void)state;
    assemble(&w, &(struct row){ .type = DATA, .content = "040d" REQUEST, .tail = "a005" CERT });
    assert_int_equal(reading_of(&x, read_cms, writer_slice(&w)), CERTCHECK_OK);
    assert_int_equal(x.bundle.n, 2);
    assert_int_equal(x.bundle.at[0].kind, CERTCHECK_KIND_REQUEST);
    assert_int_equal(x.bundle.at[0].der.len, 13);
    assert_int_equal(x.bundle.at[1].kind, CERTCHECK_KIND_CERTIFICATE);
    assert_true(base_slice_eq(x.bundle.at[1].der, SLICE("\x30\x03\x02\x01\x05")));
    reading_end(&x);
    writer_free(&w);
}

static void
refuses_what_holds_none(void **state)
{
    static const struct {
        const char *hex, *want_why;
    } rows[] = {
        { "300f" ENVELOPED "a002 3000", "an encrypted PKCS#7 message: decrypt it first" },
        { "300f" ENCRYPTED "a002 3000", "an encrypted PKCS#7 message: decrypt it first" },
        { "300f" DATA "a002 0400", "a PKCS#7 message without certificates" },
        { "3005" OTHER, "a PKCS#7 message without certificates" },
        { "300b" SIGNED, CUT },
        { "300f" SIGNED "a002 3000", CUT },
        { "3014" SIGNED "a007 3005 020101 3100", CUT },
        { "300f" SIGNED "a102 3000", CUT },
        { "300f" SIGNED "a002 30", CUT },
        { "3000", CUT },
        { "", CUT },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct writer w = { 0 };
        struct reading x;

        writer_hex(&w, rows[i].hex);
        assert_int_equal(reading_of(&x, read_cms, writer_slice(&w)), CERTCHECK_E_DER);
        if (strcmp(x.why, rows[i].want_why) != 0)
            fail_msg("row %zu: %s", i, x.why);
        reading_end(&x);
        writer_free(&w);
    }
}

static void
content_infos(void **state)
{
    static const struct {
        struct base_slice in;
        bool want;
        enum oid want_type;
        size_t want_content, want_rest;
    } rows[] = {
        { BYTES("\x30\x05\x06\x03\x2a\x03\x04!"), true, OID_COUNT, 0, 1 },
        { BYTES("\x30\x09\x06\x03\x2a\x03\x04\xa0\x02\x04\x00"), true, OID_COUNT, 2, 0 },
        { BYTES("\x30\x0f\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x02\x04\x00"), true,
          OID_CMS_DATA, 2, 0 },
        { BYTES("\x30\x80\x06\x03\x2a\x03\x04\xa0\x80\x04\x00\x00\x00\x00\x00!"), true, OID_COUNT,
          2, 1 },
        { BYTES("\x30\x09\x06\x03\x2a\x03\x04\xa1\x02\x04\x00"), false, OID_COUNT, 0, 0 },
        { BYTES("\x30\x09\x06\x03\x2a\x03\x04\xa0\x03\x04\x00"), false, OID_COUNT, 0, 0 },
        { BYTES("\x30\x02\x05\x00"), false, OID_COUNT, 0, 0 },
        { BYTES(""), false, OID_COUNT, 0, 0 },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct base_slice rest = rows[i].in, content;
        enum oid type = OID_COUNT;
        bool got = read_content_info(&rest, &type, &content);

        if (got != rows[i].want || type != rows[i].want_type || content.len != rows[i].want_content)
            fail_msg("row %zu: %d, %zu octets", i, got, content.len);
        assert_true(!got || rest.len == rows[i].want_rest);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_the_certificates_beside_the_content),
        cmocka_unit_test(takes_requests_out_of_the_content),
        cmocka_unit_test(content_that_cannot_be_read_is_damage),
        cmocka_unit_test(hands_over_the_octets_it_found),
        cmocka_unit_test(refuses_what_holds_none),
        cmocka_unit_test(content_infos),
    };

    return cmocka_run_group_tests_name("read_cms", tests, NULL, NULL);
}
