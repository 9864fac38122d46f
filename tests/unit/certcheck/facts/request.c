/* SPDX-License-Identifier: MIT */
#include <certcheck/facts.h>

#include <base/text.h>
#include <certcheck/names.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "recipe.h"

#define NAME "300c310a3008 0603550403 0c0161" /* CN=a */
#define SPKI "300c 300506032b6570 0303006b65"
#define ALG "300506032b6570"
#define SIGNATURE "0303006162"
#define EKU_SERVER "3013 0603551d25 040c 300a06082b06010505070301"
#define EKU_CLIENT "3013 0603551d25 040c 300a06082b06010505070302"
#define REQUEST_OID "06092a864886f70d01090e"
#define MICROSOFT_OID "060a2b06010401823702010e"
#define PAIR_OID "060a2b0601040182370d0201"
#define BMP_TEMPLATE                                                                               \
    "1e26 0043006500720074006900660069006300610074006500540065006d0070006c006100740065"
#define BMP_OTHER "1e02 0058"
#define NAME_A "3011 06092b0601040182371402 0404 1e020041"
#define NAME_NUL "3013 06092b0601040182371402 0406 1e0400410000"
#define NAME_UTF8 "3011 06092b0601040182371402 0404 0c020a42"
#define NAME_BAD "3010 06092b0601040182371402 0403 1e0941"
#define OID_ALONE "3013 06092b0601040182371507 0406 3004 06022a03"
#define OID_MAJOR "3016 06092b0601040182371507 0409 3007 06022a03 020164"
#define OID_BAD "3013 06092b0601040182371507 0406 3004 06022a83"
#define CHALLENGE "300a 06032a0304 3103 0c0178"

/* Hex of the fields; attributes is what stands inside [0], NULL: no [0] at all. */
struct request {
    const char *version, *attributes, *after;
};

static void
assemble(struct writer *w, const struct request *r)
{
    size_t outer = writer_begin(w, 0x30), info = writer_begin(w, 0x30);

    writer_hex(w, r->version == NULL ? "020100" : r->version);
    writer_hex(w, NAME SPKI);
    if (r->attributes != NULL) {
        size_t list = writer_begin(w, 0xa0);

        writer_hex(w, r->attributes);
        writer_end(w, list);
    }
    writer_end(w, info);
    writer_hex(w, ALG SIGNATURE);
    writer_hex(w, r->after == NULL ? "" : r->after);
    writer_end(w, outer);
}

static void
usages_come_from_either_attribute(void **state)
{
    static const struct {
        struct request request;
        enum certcheck_set_state want_state;
        unsigned want_allows;
    } rows[] = {
        { { .attributes = NULL }, CERTCHECK_SET_ABSENT, 3 },
        { { .attributes = "" }, CERTCHECK_SET_ABSENT, 3 },
        { { .attributes = CHALLENGE }, CERTCHECK_SET_ABSENT, 3 },
        { { .attributes = "3024" REQUEST_OID "3117 3015" EKU_SERVER }, CERTCHECK_SET_LIST, 1 },
        { { .attributes = "3025" MICROSOFT_OID "3117 3015" EKU_CLIENT }, CERTCHECK_SET_LIST, 2 },
        { { .attributes = CHALLENGE "3024" REQUEST_OID "3117 3015" EKU_SERVER },
          CERTCHECK_SET_LIST,
          1 },
        { { .attributes = "3024" REQUEST_OID "3117 3015" EKU_SERVER "3025" MICROSOFT_OID
                          "3117 3015" EKU_CLIENT },
          CERTCHECK_SET_DUPLICATE,
          0 },
        { { .attributes = "303b" REQUEST_OID "312e 3015" EKU_SERVER "3015" EKU_CLIENT },
          CERTCHECK_SET_DUPLICATE,
          0 },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct writer w = { 0 };
        struct certcheck_facts f;

        assemble(&w, &rows[i].request);
        assert_int_equal(certcheck_request_read((struct base_slice){ w.at, w.len }, &f),
                         CERTCHECK_OK);
        assert_int_equal(f.kind, CERTCHECK_KIND_REQUEST);
        assert_int_equal(f.eku.state, rows[i].want_state);
        assert_int_equal(f.eku.allows, rows[i].want_allows);
        assert_int_equal(f.defects, CERTCHECK_DEFECT_NOT_BEFORE | CERTCHECK_DEFECT_NOT_AFTER);
        assert_int_equal(f.der.len, w.len);
        writer_free(&w);
    }
}

/* One attribute with these values. */
static void
put_attribute(struct writer *w, const char *oid, const char *values)
{
    size_t attribute = writer_begin(w, 0x30), set;

    writer_hex(w, oid);
    set = writer_begin(w, 0x31);
    writer_hex(w, values);
    writer_end(w, set);
    writer_end(w, attribute);
}

/* A request with these extensions and these name-value pairs; NULL: no such attribute. */
static void
ask(struct writer *w, const char *extensions, const char *pairs)
{
    size_t outer = writer_begin(w, 0x30), info = writer_begin(w, 0x30), list;

    writer_hex(w, "020100" NAME SPKI);
    list = writer_begin(w, 0xa0);
    if (pairs != NULL)
        put_attribute(w, PAIR_OID, pairs);
    if (extensions != NULL) {
        struct writer inner = { 0 };
        char hex[512];
        struct base_text t;
        size_t seq = writer_begin(&inner, 0x30);

        writer_hex(&inner, extensions);
        writer_end(&inner, seq);
        base_text_init(&t, hex, sizeof hex);
        base_text_hex(&t, (struct base_slice){ inner.at, inner.len });
        put_attribute(w, REQUEST_OID, hex);
        writer_free(&inner);
    }
    writer_end(w, list);
    writer_end(w, info);
    writer_hex(w, ALG SIGNATURE);
    writer_end(w, outer);
}

static void
the_template_is_read(void **state)
{
    static const struct {
        const char *extensions, *pairs, *want;
    } rows[] = {
        { NULL, NULL, "" },
        { NAME_A, NULL, "A" },
        { NAME_NUL, NULL, "A" },
        { NAME_UTF8, NULL, "\\x0aB" },
        { NAME_BAD, NULL, "" },
        { OID_ALONE, NULL, "1.2.3" },
        { OID_MAJOR, NULL, "1.2.3, version 100" },
        { OID_BAD, NULL, "" },
        { OID_ALONE NAME_A, NULL, "A (1.2.3)" },
        { OID_MAJOR NAME_A, "302c" BMP_TEMPLATE BMP_OTHER, "A (1.2.3, version 100)" },
        { NULL, "302c" BMP_TEMPLATE BMP_OTHER, "X" },
        { NULL, "3008" BMP_OTHER BMP_OTHER, "" },
        { NULL, "3008" BMP_OTHER BMP_OTHER "302c" BMP_TEMPLATE BMP_OTHER, "X" },
        { NULL, "0500", "" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct writer w = { 0 };
        struct certcheck_facts f;
        struct base_text t;
        char text[128];

        ask(&w, rows[i].extensions, rows[i].pairs);
        assert_int_equal(certcheck_request_read((struct base_slice){ w.at, w.len }, &f),
                         CERTCHECK_OK);
        base_text_init(&t, text, sizeof text);
        assert_int_equal(certcheck_template_ref_text(&f.template_ref, &t), rows[i].want[0] != '\0');
        assert_string_equal(text, rows[i].want);
        assert_int_equal(f.defects, CERTCHECK_DEFECT_NOT_BEFORE | CERTCHECK_DEFECT_NOT_AFTER);
        writer_free(&w);
    }
}

static void
refusals_name_the_field(void **state)
{
    static const struct {
        struct request request;
        const char *want_part;
    } rows[] = {
        { { .version = "0101ff" }, "version" },
        { { .attributes = "31" }, "attributes" },
        { { .attributes = "3007" REQUEST_OID }, "attributes" },
        { { .attributes = "3010" REQUEST_OID "3103 020100" }, "attributes" },
        { { .after = "0500" }, "signature" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct writer w = { 0 };
        struct certcheck_facts f;

        assemble(&w, &rows[i].request);
        assert_int_equal(certcheck_request_read((struct base_slice){ w.at, w.len }, &f),
                         CERTCHECK_E_DER);
        assert_string_equal(f.part, rows[i].want_part);
        writer_free(&w);
    }
}

static void
every_cut_is_refused(void **state)
{
    const struct request request = { .attributes = "3024" REQUEST_OID "3117 3015" EKU_SERVER };
    struct writer w = { 0 };
    struct certcheck_facts f;

    (void)state;
    assemble(&w, &request);
    for (size_t n = 0; n < w.len; n++) {
        uint8_t *cut = malloc(n + 1); /* so that a sanitizer sees what is read beyond it */

        assert_non_null(cut);
        memcpy(cut, w.at, n);
        assert_int_equal(certcheck_request_read((struct base_slice){ cut, n }, &f),
                         CERTCHECK_E_DER);
        free(cut);
    }
    writer_free(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usages_come_from_either_attribute),
        cmocka_unit_test(the_template_is_read),
        cmocka_unit_test(refusals_name_the_field),
        cmocka_unit_test(every_cut_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
