/* SPDX-License-Identifier: MIT */
#include <certcheck/names.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "recipe.h"

static char text[2048];

static struct base_text *
fresh(void)
{
    static struct base_text t;

    base_text_init(&t, text, sizeof text);
    return &t;
}

/* A Name with one RDN of one attribute. */
static void
put_attribute(struct writer *w, const char *oid, uint8_t tag, struct base_slice value)
{
    size_t set = writer_begin(w, 0x31), pair = writer_begin(w, 0x30);

    writer_oid(w, oid);
    writer_tlv(w, tag, value);
    writer_end(w, pair);
    writer_end(w, set);
}

/* RFC 4514 2.4 and hostile contents: one value. */
static void
escapes_values(void **state)
{
    static const struct {
        uint8_t tag;
        struct base_slice value;
        const char *want;
    } rows[] = {
        { 0x0c, BYTES("edge01.contoso.com"), "CN=edge01.contoso.com" },
        { 0x13, BYTES("Before, After"), "CN=Before\\, After" },
        { 0x0c, BYTES(" padded "), "CN=\\ padded\\ " },
        { 0x0c, BYTES(" "), "CN=\\ " },
        { 0x0c, BYTES("#hash #"), "CN=\\#hash #" },
        { 0x0c, BYTES("a+b\"c\\d<e>f;g"), "CN=a\\+b\\\"c\\\\d\\<e\\>f\\;g" },
        { 0x0c, BYTES("a=b"), "CN=a=b" },
        { 0x0c, BYTES(""), "CN=" },
        { 0x0c, BYTES("a\0b"), "CN=a\\00b" },
        { 0x0c, BYTES("a\nb\x1b[0m"), "CN=a\\0ab\\1b[0m" },
        { 0x0c, BYTES("Stra\xc3\x9f\x65"), "CN=Stra\xc3\x9f\x65" },
        { 0x0c, BYTES("a\xe2\x80\xae\x62"), "CN=a\\e2\\80\\ae\x62" }, /* right-to-left override */
        { 0x0c, BYTES("a\xc2\x9b\x62"), "CN=a\\c2\\9b\x62" },
        { 0x0c, BYTES("a\xff\x62"), "CN=a\xef\xbf\xbd\x62" }, /* no UTF-8 */
        { 0x0c, BYTES("a\xc0\x80"), "CN=a\xef\xbf\xbd\xef\xbf\xbd" },
        { 0x14, BYTES("M\xfcller"), "CN=M\xc3\xbcller" },                 /* T61 as Latin-1 */
        { 0x1e, BYTES("\0M\0\xfc\x20\xac"), "CN=M\xc3\xbc\xe2\x82\xac" }, /* BMPString */
        { 0x1e, BYTES("\0M\0"), "CN=M\xef\xbf\xbd" },
        { 0x1e, BYTES("\xd8\x3d\xdd\x12"), "CN=\xef\xbf\xbd\xef\xbf\xbd" },
        { 0x1e, BYTES("\0,\0\0"), "CN=\\,\\00" },
        { 0x1c, BYTES("\0\x01\xf5\x12"), "CN=\xf0\x9f\x94\x92" }, /* UniversalString */
        { 0x1c, BYTES("\0\0\0"), "CN=\xef\xbf\xbd" },
        { 0x1c, BYTES("\xff\xff\xff\xff"), "CN=\xef\xbf\xbd" },
        { 0x16, BYTES("mail"), "CN=mail" },
        { 0x12, BYTES("12 3"), "CN=12 3" },
        { 0x03, BYTES("\0\1"), "CN=#03020001" }, /* not a string: its octets */
        { 0x30, BYTES("\x05\0"), "CN=#30020500" },
        { 0x04, BYTES("a"), "CN=#040161" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct writer w = { 0 };
        size_t name = writer_begin(&w, 0x30);

        put_attribute(&w, "2.5.4.3", rows[i].tag, rows[i].value);
        writer_end(&w, name);
        certcheck_name_text(writer_slice(&w), fresh());
        if (strcmp(text, rows[i].want) != 0)
            fail_msg("row %zu: \"%s\" instead of \"%s\"", i, text, rows[i].want);
        writer_free(&w);
    }
}

static void
writes_the_most_specific_first(void **state)
{
    struct writer w = { 0 };
    size_t name = writer_begin(&w, 0x30), set, pair;

    (void)state;
    put_attribute(&w, "0.9.2342.19200300.100.1.25", 0x16, SLICE("com"));
    put_attribute(&w, "2.5.4.10", 0x0c, SLICE("Contoso"));
    put_attribute(&w, "1.3.6.1.4.1.32473.1", 0x0c, SLICE("odd"));
    set = writer_begin(&w, 0x31); /* two attributes in one RDN */
    for (int i = 0; i < 2; i++) {
        pair = writer_begin(&w, 0x30);
        writer_oid(&w, i == 0 ? "2.5.4.3" : "2.5.4.11");
        writer_str(&w, 0x0c, i == 0 ? "fe01" : "unit");
        writer_end(&w, pair);
    }
    writer_end(&w, set);
    writer_end(&w, name);
    certcheck_name_text(writer_slice(&w), fresh());
    assert_string_equal(text, "CN=fe01+OU=unit,1.3.6.1.4.1.32473.1=odd,O=Contoso,DC=com");
    certcheck_name_short(writer_slice(&w), fresh());
    assert_string_equal(text, "fe01");
    writer_free(&w);
}

static void
falls_back_without_a_cn(void **state)
{
    struct writer w = { 0 };
    size_t name = writer_begin(&w, 0x30);

    (void)state;
    put_attribute(&w, "2.5.4.10", 0x0c, SLICE("Contoso"));
    writer_end(&w, name);
    certcheck_name_short(writer_slice(&w), fresh());
    assert_string_equal(text, "O=Contoso");
    certcheck_name_text(SLICE("\x30\x00"), fresh());
    assert_string_equal(text, "");
    certcheck_name_text((struct base_slice){ 0 }, fresh());
    assert_string_equal(text, "");
    assert_false(certcheck_name_is_valid((struct base_slice){ 0 }));
    writer_free(&w);
}

static void
tells_malformed_names(void **state)
{
    static const char *const rows[] = {
        "0500",
        "30020500",
        "30043102 0500",
        "3007310530030603 55",
        "30093107 30050603550403",
        "300e310c300a 0603550403 0c0161 05",
        "300d310b 3009 0603550403 0c0161 05",
        "300c310a3008 0603550403 0c0161 00",
        "3006 0603550403 0c",
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct writer w = { 0 };

        writer_hex(&w, rows[i]);
        if (certcheck_name_is_valid(writer_slice(&w)))
            fail_msg("%s is valid", rows[i]);
        certcheck_name_text(writer_slice(&w), fresh());
        if (strncmp(text, "malformed:", 10) != 0)
            fail_msg("%s: %s", rows[i], text);
        writer_free(&w);
    }
}

static void
bounds_long_names(void **state)
{
    struct writer w = { 0 };
    size_t name = writer_begin(&w, 0x30);

    (void)state;
    for (unsigned i = 0; i < 65; i++)
        put_attribute(&w, "2.5.4.11", 0x0c, SLICE("x"));
    writer_end(&w, name);
    certcheck_name_text(writer_slice(&w), fresh());
    assert_memory_equal(text, "..., OU=x,OU=x,", 15);
    assert_int_equal(strlen(text), 5 + 64 * 5 - 1);
    writer_free(&w);
}

static void
writes_alternative_names(void **state)
{
    static const struct {
        const char *hex, *want;
    } rows[] = {
        { "8205612e636f6d", "DNS:a.com" },
        { "8200", "DNS:" },
        { "8204612e0062", "DNS:a.\\x00b" },
        { "82032a2e61", "DNS:*.a" },
        { "8704 0a000005", "IP:10.0.0.5" },
        { "8704 ffffffff", "IP:255.255.255.255" },
        { "8703 0a0000", "IP:0a0000" },
        { "8710 00000000000000000000000000000000", "IP:::" },
        { "8710 00000000000000000000000000000001", "IP:::1" },
        { "8710 20010db8000000000000000000000005", "IP:2001:db8::5" },
        { "8710 20010db8000000010000000000000001", "IP:2001:db8:0:1::1" },
        { "8710 20010db8000000000001000000000001", "IP:2001:db8::1:0:0:1" },
        { "8710 fe800000000000000000000000000000", "IP:fe80::" },
        { "8710 00010002000300040005000600070000", "IP:1:2:3:4:5:6:7:0" }, /* one group: no :: */
        { "8710 abcd0ef00012000300040005000600ff", "IP:abcd:ef0:12:3:4:5:6:ff" },
        { "8103614062", "email:a@b" },
        { "8607 7369703a612e62", "URI:sip:a.b" },
        { "a40e 300c310a300806035504030c0161", "DirName:CN=a" },
        { "a402 0500", "DirName:malformed:0500" },
        { "a005 06035504 03", "other:0603550403" },
        { "8803 550403", "other:550403" },
        { "a500", "other:" },
        { "a300", "other:" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct writer w = { 0 };
        struct certcheck_san san;
        struct base_slice rest;

        writer_hex(&w, rows[i].hex);
        rest = writer_slice(&w);
        if (!certcheck_san_next(&rest, &san) || rest.len != 0)
            fail_msg("%s cannot be read", rows[i].hex);
        certcheck_san_text(&san, fresh());
        if (strcmp(text, rows[i].want) != 0)
            fail_msg("%s: %s instead of %s", rows[i].hex, text, rows[i].want);
        writer_free(&w);
    }
}

static void
stops_at_what_is_no_name(void **state)
{
    static const char *const rows[] = { "8900", "a200", "3000", "8002 0102", "8205 61", "82", "" };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct writer w = { 0 };
        struct certcheck_san san;
        struct base_slice rest;

        writer_hex(&w, rows[i]);
        rest = writer_slice(&w);
        if (certcheck_san_next(&rest, &san) || rest.len != w.len)
            fail_msg("%s", rows[i]);
        writer_free(&w);
    }
}

static void
writes_keys_and_signatures(void **state)
{
    static const struct {
        struct certcheck_key key;
        const char *want;
    } rows[] = {
        { { CERTCHECK_KEY_RSA, 2048, { NULL, 0 } }, "RSA 2048" },
        { { CERTCHECK_KEY_DSA, 1024, { NULL, 0 } }, "DSA 1024" },
        { { CERTCHECK_KEY_EC, 256, BYTES("\x2a\x86\x48\xce\x3d\x03\x01\x07") }, "EC P-256" },
        { { CERTCHECK_KEY_EC, 0, BYTES("\x2a\x86\x48\xce\x3d\x03\x01\x09") },
          "EC 1.2.840.10045.3.1.9" },
        { { CERTCHECK_KEY_ED25519, 256, { NULL, 0 } }, "Ed25519" },
        { { CERTCHECK_KEY_ED448, 456, { NULL, 0 } }, "Ed448" },
        { { CERTCHECK_KEY_OTHER, 0, BYTES("\x2b\x65\x6e") }, "1.3.101.110" },
        { { CERTCHECK_KEY_OTHER, 0, { NULL, 0 } }, "malformed:" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        certcheck_key_text(&rows[i].key, fresh());
        assert_string_equal(text, rows[i].want);
    }
    certcheck_signature_text(SLICE("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"), fresh());
    assert_string_equal(text, "sha256WithRSAEncryption");
    certcheck_signature_text(SLICE("\x2b\x01"), fresh());
    assert_string_equal(text, "1.3.1");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_values),
        cmocka_unit_test(writes_the_most_specific_first),
        cmocka_unit_test(falls_back_without_a_cn),
        cmocka_unit_test(tells_malformed_names),
        cmocka_unit_test(bounds_long_names),
        cmocka_unit_test(writes_alternative_names),
        cmocka_unit_test(stops_at_what_is_no_name),
        cmocka_unit_test(writes_keys_and_signatures),
    };

    return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
