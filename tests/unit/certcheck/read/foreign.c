/* SPDX-License-Identifier: MIT */
#include "reading.h"

#include <base/text.h>

static void
knows_what_people_hand_over(void **state)
{
    static const struct {
        struct base_slice bytes;
        const char *want; /* how the answer begins; NULL: not known */
    } rows[] = {
        { BYTES("%PDF-1.7"), "a PDF document" },
        { BYTES("\r\n %PDF-1.7"), "a PDF document" },
        { BYTES("x %PDF-1.7"), NULL }, /* at the front alone */
        { BYTES("PK\3\4 word/document.xml"), "a Word document" },
        { BYTES("PK\3\4 xl/workbook.xml"), "an Excel workbook" },
        { BYTES("PK\3\4 certs/a.cer"), "a ZIP archive" },
        { BYTES("\x1f\x8b\x08\0\0\0"), "compressed by gzip" },
        { BYTES("ssh-ed25519 AAAAC3Nz"), "an SSH key" },
        { BYTES("host ssh-rsa AAAAB3Nz"), "an SSH key" }, /* anywhere */
        { BYTES("-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END"), "PEM with \\n" },
        { BYTES("\xe2\x80\x94\xe2\x80\x94-BEGIN CERTIFICATE"), "PEM whose hyphens" },
        { BYTES("\xe2\x80\x94 a list"), NULL },
        { BYTES("LS0tLS1CRUdJTiBDRVJU"), "base64 of PEM" },
        { BYTES("{ \"verdict\": \"works\" }"), "results of an earlier run" },
        { BYTES("{ \"a\": 1 }"), "JSON" },
        { BYTES("[ { \"a\": 1 } ]"), "JSON" },
        { BYTES("[NewRequest]"), "a policy for certreq" },
        { BYTES("<Topology/>"), "a topology" },
        { BYTES("<html/>"), "a web page" },
        { BYTES("<a/>"), "XML" },
        { BYTES("Thumbprint  Subject"), "a listing of certificates" },
        { BYTES("Thumbprint  Use"), NULL }, /* the second word is missing */
        { BYTES("hello"), NULL },
        { BYTES(""), NULL },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const char *got = read_foreign(rows[i].bytes);

        if ((got == NULL) != (rows[i].want == NULL) ||
            (got != NULL && strncmp(got, rows[i].want, strlen(rows[i].want)) != 0))
            fail_msg("row %zu: %s", i, got == NULL ? "not known" : got);
    }
}

#define X10 "2a 2a 2a 2a 2a 2a 2a 2a 2a 2a"

static void
knows_hex_dumps(void **state)
{
    static const struct {
        struct base_slice text;
        bool want;
    } rows[] = {
        { BYTES("30 82 " X10), true },
        { BYTES("30 81 " X10), true },
        { BYTES("3082" X10), true },
        { BYTES("0x3082" X10), true },
        { BYTES("{ 0x30, 0x82, " X10), true },
        { BYTES("\\x30\\x82" X10), true },
        { BYTES("30:82:\r\n" X10), true },
        { BYTES("00000000  30 82 " X10 "  0....\n"), true },
        { BYTES("30 80 " X10), false },                         /* no SEQUENCE of this length */
        { BYTES("30 82 2a 2a 2a 2a 2a 2a 2a 2a 2a 2"), false }, /* a number, rather */
        { BYTES("30 82 2a 2a 2a xx 2a 2a 2a 2a 2a 2a 2a"), false },
        { BYTES("30\0 82 " X10), false },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const char *got = read_foreign(rows[i].text);

        if ((got != NULL && base_slice_begins(base_slice_str(got), "a hex dump")) != rows[i].want)
            fail_msg("row %zu: %s", i, got == NULL ? "not known" : got);
    }
}

/* Words in the first 64 KiB, digits in the first KiB. */
static void
looks_no_further_than_the_front(void **state)
{
    static const struct {
        const char *word;
        size_t within;
    } rows[] = { { "ssh-rsa AAAA", 65536 }, { "3082" X10, 1024 } };
    static uint8_t text[70000];

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        for (size_t beyond = 0; beyond < 2; beyond++) {
            size_t len = strlen(rows[i].word);

            memset(text, '.', sizeof text);
            memcpy(text + rows[i].within - len + beyond, rows[i].word, len);
            if ((read_foreign((struct base_slice){ text, sizeof text }) != NULL) == (beyond > 0))
                fail_msg("row %zu: %zu octets beyond", i, beyond);
        }
}

static void
controls_are_hardly_text(void **state)
{
    static uint8_t text[65];

    (void)state;
    assert_false(read_has_controls(SLICE("a\t\r\n\f \xc3\xa9")));
    assert_false(read_has_controls((struct base_slice){ 0 }));
    assert_true(read_has_controls(SLICE("a\0")));
    assert_true(read_has_controls(SLICE("\x1b[m")));
    assert_true(read_has_controls(SLICE("\x7f")));
    memset(text, 'a', sizeof text);
    text[64] = 1;
    assert_false(read_has_controls((struct base_slice){ text, 65 })); /* not at its front */
    text[63] = 1;
    assert_true(read_has_controls((struct base_slice){ text, 65 }));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_what_people_hand_over),
        cmocka_unit_test(knows_hex_dumps),
        cmocka_unit_test(looks_no_further_than_the_front),
        cmocka_unit_test(controls_are_hardly_text),
    };

    return cmocka_run_group_tests_name("foreign", tests, NULL, NULL);
}
