/* SPDX-License-Identifier: MIT */
#include "building.h"

#define LDIF "dn: CN=A\nobjectClass: pKICertificateTemplate\ncn: A\nflags: 0\n"
#define DUMP "Template[0]:\n  TemplatePropCommonName = A\n"
#define DS "[A]\n  objectClass = \"pKICertificateTemplate\"\n  cn = \"A\"\n"
#define DS_FRENCH "[A]\n  objectClass\xc2\xa0= \"pKICertificateTemplate\"\n  cn\xc2\xa0= \"A\"\n"

/* Every character as UTF-16 with its mark. */
static size_t
to_utf16(const char *text, bool big_endian, uint8_t *out)
{
    size_t n = 0;

    out[n++] = big_endian ? 0xfe : 0xff;
    out[n++] = big_endian ? 0xff : 0xfe;
    for (; *text != '\0'; text++) {
        out[n + (big_endian ? 1 : 0)] = (uint8_t)*text;
        out[n + (big_endian ? 0 : 1)] = 0;
        n += 2;
    }
    return n;
}

static enum certcheck_status
read_copy(struct base_slice bytes, struct certcheck_templates *out, struct base_text *why)
{
    uint8_t *copy = malloc(bytes.len + 1); /* so that a sanitizer sees what is read beyond it */
    enum certcheck_status status;

    assert_non_null(copy);
    if (bytes.len > 0)
        memcpy(copy, bytes.ptr, bytes.len);
    status = certcheck_templates_read((struct base_slice){ copy, bytes.len }, out, why);
    free(copy); /* nothing points into it */
    return status;
}

static void
tells_the_forms_apart(void **state)
{
    static const struct {
        struct base_slice bytes;
        bool want_templates;
        enum certcheck_status want;
        const char *want_told, *want_why;
    } rows[] = {
        { BYTES(LDIF), true, CERTCHECK_OK, "A 3/3?, line 1; ", "" },
        { BYTES("\xef\xbb\xbf" LDIF), true, CERTCHECK_OK, "A 3/3?, line 1; ", "" },
        { BYTES(DUMP), true, CERTCHECK_OK, "A 3/3?, line 2; ", "" },
        { BYTES(DS), true, CERTCHECK_OK, "A 3/3?, line 1; ", "" },
        { BYTES(DS_FRENCH), true, CERTCHECK_OK, "A 3/3?, line 1; ", "" },
        { BYTES("dn: CN=a\nobjectClass: user\n"), true, CERTCHECK_E_DER, "",
          "no certificate template in it" },
        { BYTES("dn: \nobjectClass (a)\n"), false, CERTCHECK_E_DER, "",
          "line 2: not LDIF: a line has no colon" },
        { BYTES(LDIF "\0"), true, CERTCHECK_E_DER, "", "a NUL in the text" },
        { BYTES("-----BEGIN CERTIFICATE-----\n"), false, CERTCHECK_E_DER, "",
          "no certificate template in it" },
        { BYTES("0\x82\x01\x00"), false, CERTCHECK_E_DER, "", "a NUL in the text" },
        { BYTES(""), false, CERTCHECK_E_DER, "", "the file is empty" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct certcheck_templates all;
        char why[BASE_WHY_MAX];
        enum certcheck_status got = read_copy(rows[i].bytes, &all, BASE_TEXT_IN(why));

        if (certcheck_is_templates(rows[i].bytes) != rows[i].want_templates)
            fail_msg("row %zu: %d", i, !rows[i].want_templates);
        if (got != rows[i].want || strcmp(building_told(&all), rows[i].want_told) != 0 ||
            strcmp(why, rows[i].want_why) != 0)
            fail_msg("row %zu: status %d: %s(%s)", i, (int)got, building_told(&all), why);
        certcheck_templates_clear(&all);
        assert_true(all.at == NULL && all.n == 0);
    }
}

static void
reads_utf16(void **state)
{
    static const char *const texts[] = { LDIF, DUMP, DS };

    (void)state;
    for (size_t i = 0; i < 2 * ROWS(texts); i++) {
        struct certcheck_templates all;
        char why[BASE_WHY_MAX];
        uint8_t bytes[512];
        struct base_slice s = { bytes, to_utf16(texts[i / 2], i % 2 != 0, bytes) };

        assert_true(certcheck_is_templates(s));
        assert_int_equal(read_copy(s, &all, BASE_TEXT_IN(why)), CERTCHECK_OK);
        assert_int_equal(all.n, 1);
        assert_string_equal(all.at[0].name, "A");
        certcheck_templates_clear(&all);
    }
}

/* Header lines may come first, but not without end. */
static void
looks_no_further_than_the_front(void **state)
{
    static const char word[] = "TemplatePropCommonName";
    static uint8_t text[262144 + sizeof word];

    (void)state;
    for (size_t beyond = 0; beyond < 2; beyond++) {
        memset(text, '.', sizeof text);
        memcpy(text + 262144 - strlen(word) + beyond, word, strlen(word));
        assert_int_equal(certcheck_is_templates((struct base_slice){ text, sizeof text }),
                         beyond == 0);
    }
}

static void
bounds_the_file(void **state)
{
    static const uint8_t one[1] = { 'd' };
    struct certcheck_templates all;
    char why[BASE_WHY_MAX];

    (void)state;
    /* Told by its length alone, before a byte is read. */
    assert_int_equal(
        certcheck_templates_read((struct base_slice){ one, 67108865 }, &all, BASE_TEXT_IN(why)),
        CERTCHECK_E_LIMIT);
    assert_string_equal(why, "the file is larger than 64 MiB");
    assert_int_equal(all.n, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_the_forms_apart),
        cmocka_unit_test(reads_utf16),
        cmocka_unit_test(looks_no_further_than_the_front),
        cmocka_unit_test(bounds_the_file),
    };

    return cmocka_run_group_tests_name("template_read", tests, NULL, NULL);
}
