/* SPDX-License-Identifier: MIT */
#include "building.h"

#define ENTRY(name)                                                                                \
    "dn: CN=" name "\nobjectClass: top\nobjectClass: pKICertificateTemplate\ncn: " name "\n"
#define FLAGS "flags: 0\nmsPKI-Certificate-Name-Flag: 1\nmsPKI-Template-Schema-Version: 1\n"

static void
knows_ldif(void **state)
{
    static const struct {
        const char *text;
        bool want;
    } rows[] = {
        { "dn: CN=a\n", true },
        { "# ldapsearch\n#\n\nversion: 1\n\nDN: CN=a\n", true },
        { "# folded\n comment\ndn:: Q049YQ==", true },
        { "dn", false },
        { "cn: a\ndn: CN=a\n", false },
        { "-----BEGIN", false },
        { "", false },
    };
    char text[256];

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        if (template_is_ldif(base_slice_str(rows[i].text)) != rows[i].want)
            fail_msg("row %zu", i);
    for (size_t n = 199; n <= 200; n++) { /* lines that are looked at */
        memset(text, '\n', n);
        memcpy(text + n, "dn:", 4);
        assert_int_equal(template_is_ldif(base_slice_str(text)), n == 199);
    }
}

struct row {
    const char *text, *want, *want_why;
};

static void
check(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct building x;
        size_t len = strlen(rows[i].text) + 1;
        char *text = malloc(len); /* spoilt by reading */

        assert_non_null(text);
        memcpy(text, rows[i].text, len);
        building_begin(&x);
        assert_true(template_ldif(&x.b, text));
        if (strcmp(building_told(&x.out), rows[i].want) != 0 ||
            strcmp(x.why, rows[i].want_why) != 0)
            fail_msg("row %zu: %s(%s)", i, building_told(&x.out), x.why);
        building_end(&x);
        free(text);
    }
}

static void
reads_entries(void **state)
{
    static const struct row rows[] = {
        { ENTRY("A") FLAGS "pKIExtendedKeyUsage: " SERVER "\n", "A 1/3, line 1; ", "" },
        { ENTRY("A") "\n" ENTRY("B"), "A 3/3?, line 1; B 3/3?, line 6; ", "" },
        { "\n\n" ENTRY("A") "\n\n\n", "A 3/3?, line 3; ", "" },
        { "version: 1\n\n" ENTRY("A"), "A 3/3?, line 3; ", "" },
        { ENTRY("A") "pKIExtendedKeyUsage:" SERVER "\r\n", "A 1/3?, line 1; ", "" },
        { ENTRY("A") "pKIExtendedKeyUsage: 1.3.6.1.5\r\n .5.7.3.2\r\n", "A 2/3?, line 1; ", "" },
        { ENTRY("A") "# pKIExtendedKeyUsage:\n  " SERVER "\n", "A 3/3?, line 1; ", "" },
        { ENTRY("A") "pKIExtendedKeyUsage:: MS4zLjYuMS41LjUuNy4zLjE=\n", "A 1/3?, line 1; ", "" },
        { ENTRY("A") "-\n", "A 3/3?, line 1; ", "" },
        /* a last line without an end may be cut off, and what follows it missing */
        { ENTRY("A") FLAGS "revision: 1", "A 3/3?, line 1; ", "" },
        { "dn: CN=a\nobjectClass: user\ncn: a\n", "", "" },
        { "", "", "" },
    };

    (void)state;
    check(rows, ROWS(rows));
}

/* RFC 2849: nothing that a URL names is fetched. */
static void
fetches_nothing(void **state)
{
    struct building x;
    char text[] = ENTRY("A") "userCertificate:< file:///etc/passwd\n";
    static const struct row rows[] = {
        { ENTRY("A") "pKIExtendedKeyUsage:< file:///etc/passwd\n", "",
          "line 5: a value that is to be fetched from a URL is refused (template A)" },
        { ENTRY("A") "pKIExtendedKeyUsage: \t<file:x\n\n" ENTRY("B"), "B 3/3?, line 7; ",
          "line 5: a value that is to be fetched from a URL is refused (template A)" },
    };

    (void)state;
    check(rows, ROWS(rows));
    building_begin(&x);
    assert_true(template_ldif(&x.b, text));
    assert_int_equal(x.out.n, 1);
    assert_string_equal(x.out.at[0].refused, "userCertificate");
    building_end(&x);
}

static void
damage_is_told_with_its_line(void **state)
{
    static const struct row rows[] = {
        { ENTRY("A") "pKIExtendedKeyUsage\n", "",
          "line 5: not LDIF: a line has no colon (template A)" },
        { ENTRY("A") "displayName: a\n b\npKIKeyUsage:: !\n", "",
          "line 7: base64 that is damaged or cut off (template A)" },
        { ENTRY("A") "revision: x\n\n" ENTRY("B"), "B 3/3?, line 7; ",
          "line 1: a number of the template cannot be read (template A)" },
    };

    (void)state;
    check(rows, ROWS(rows));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_ldif),
        cmocka_unit_test(reads_entries),
        cmocka_unit_test(fetches_nothing),
        cmocka_unit_test(damage_is_told_with_its_line),
    };

    return cmocka_run_group_tests_name("template_ldif", tests, NULL, NULL);
}
