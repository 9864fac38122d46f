/* SPDX-License-Identifier: MIT */
#include "building.h"

#define SECTION(name)                                                                              \
    "[" name "]\n  objectClass = \"top\", \"pKICertificateTemplate\"\n  cn = \"" name "\"\n"
#define FLAGS                                                                                      \
    "  flags = \"0\"\n  msPKI-Certificate-Name-Flag = \"1\" 0x1\n"                                 \
    "  msPKI-Template-Schema-Version = \"1\"\n"

static void
reads_sections(void **state)
{
    static const struct {
        const char *text, *want, *want_why;
    } rows[] = {
        { SECTION("A") FLAGS "  pKIExtendedKeyUsage = \"" SERVER "\" Server\n", "A 1/3, line 1; ",
          "" },
        { SECTION("A") "  pKIExtendedKeyUsage = \"" SERVER "\", \"" CLIENT "\"\n",
          "A 3/3?, line 1; ", "" },
        { SECTION("A") "  pKIExtendedKeyUsage = \"" SERVER "\"\n    \"" CLIENT "\"\n",
          "A 3/3?, line 1; ", "" }, /* more values below */
        { SECTION("A") "  pKIExtendedKeyUsage = " CLIENT " Client\n", "A 2/3?, line 1; ", "" },
        { SECTION("A") "  msPKI-Template-Schema-Version = \"2\"\n"
                       "  msPKI-Certificate-Application-Policy = \"" CLIENT "\"\n",
          "A 3/2, line 1; ", "" },
        { SECTION("A") "\n" SECTION("B"), "A 3/3?, line 1; B 3/3?, line 5; ", "" },
        { SECTION("A") "\n    \"" CLIENT "\"\n", "A 3/3?, line 1; ", "" }, /* nobody's value */
        { SECTION("A") "  pKIExtendedKeyUsage= \"" CLIENT "\"\n", "A 3/3?, line 1; ", "" },
        { SECTION("A") "  revision = \"x\"\n" SECTION("B"), "B 3/3?, line 5; ",
          "line 1: a number of the template cannot be read (template A)" },
        { SECTION("A") "  pKIExtendedKeyUsage = Client " CLIENT "\n", "",
          "line 1: a usage of the template is not an OID (template A)" },
        { "[A]\n  objectClass = \"user\"\n  cn = \"A\"\n", "", "" },
        { "CertUtil: -dsTemplate command completed successfully.\n", "", "" },
        { "", "", "" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct building x;

        building_begin(&x);
        assert_true(template_ds(&x.b, base_slice_str(rows[i].text)));
        if (strcmp(building_told(&x.out), rows[i].want) != 0 ||
            strcmp(x.why, rows[i].want_why) != 0)
            fail_msg("row %zu: %s(%s)", i, building_told(&x.out), x.why);
        building_end(&x);
    }
}

/* Flags as a number, or by the names of their bits alone; those in parentheses are not set. */
static void
reads_flags_and_their_bits(void **state)
{
    static const struct {
        const char *text;
        bool want_ca, want_supplies, want_shown;
    } rows[] = {
        { "  flags = \"128\" 0x80\n", true, false, true },
        { "  flags = \"0\" 0x0\n    CT_FLAG_IS_CA -- 80 (128)\n", false, false, true },
        { "  flags =\n    CT_FLAG_ADD_EMAIL -- 2\n    CT_FLAG_IS_CA -- 80 (128)\n", true, false,
          true },
        { "  flags =\n    CT_FLAG_IS_CA -- 80 (128)\n    CT_FLAG_ADD_EMAIL -- 2\n", true, false,
          true },
        { "  flags = CT_FLAG_IS_CA -- 80 (128)\n", true, false, true },
        { "  flags =\n    (CT_FLAG_IS_CA -- 80 (128))\n", false, false, false },
        { "  msPKI-Enrollment-Flag =\n    CT_FLAG_X -- 80 (128)\n  flags =\n    CT_FLAG_Y -- 1\n",
          false, false, true },
        { "  msPKI-Certificate-Name-Flag =\n    CT_FLAG_ENROLLEE_SUPPLIES_SUBJECT -- 1\n", false,
          true, false },
        { "  msPKI-Enrollment-Flag =\n    CT_FLAG_PEND_ALL_REQUESTS -- 80\n", false, false, false },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        char text[512] = SECTION("A");
        const struct certcheck_template *t;
        struct building x;

        strcat(text, rows[i].text);
        building_begin(&x);
        assert_true(template_ds(&x.b, base_slice_str(text)));
        assert_int_equal(x.out.n, 1);
        t = &x.out.at[0];
        if (t->ca != rows[i].want_ca || t->supplies_subject != rows[i].want_supplies ||
            t->shows_flags != rows[i].want_shown)
            fail_msg("row %zu: %d %d %d", i, t->ca, t->supplies_subject, t->shows_flags);
        building_end(&x);
    }
}

static void
reads_key_usage_and_names(void **state)
{
    static const char text[] = SECTION("Web") "  displayName = \"Web Server\"\n"
                                              "  pKIKeyUsage = a0 00\n"
                                              "  msPKI-Cert-Template-OID = \"1.2.3\" Web\n"
                                              "  msPKI-Supersede-Templates = \"Old\", \"Older\n";
    const struct certcheck_template *t;
    struct building x;

    (void)state;
    building_begin(&x);
    assert_true(template_ds(&x.b, base_slice_str(text)));
    assert_int_equal(x.out.n, 1);
    t = &x.out.at[0];
    assert_string_equal(t->display, "Web Server");
    assert_string_equal(t->oid, "1.2.3");
    assert_string_equal(t->supersedes, "Old\n"); /* the second quote is never closed */
    assert_int_equal(building_facts(t).key_usage,
                     CERTCHECK_KU_DIGITAL_SIGNATURE | CERTCHECK_KU_KEY_ENCIPHERMENT);
    building_end(&x);
}

static void
knows_dumps(void **state)
{
    (void)state;
    assert_true(template_is_ds(SLICE("objectClass = \"top\", \"pKICertificateTemplate\"")));
    assert_true(template_is_ds(SLICE("objectClass\xc2\xa0= \"pKICertificateTemplate\"")));
    assert_false(template_is_ds(SLICE("objectClass: pKICertificateTemplate")));
    assert_false(template_is_ds(SLICE("objectClass = \"user\"")));
    assert_false(template_is_ds((struct base_slice){ 0 }));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_sections),
        cmocka_unit_test(reads_flags_and_their_bits),
        cmocka_unit_test(reads_key_usage_and_names),
        cmocka_unit_test(knows_dumps),
    };

    return cmocka_run_group_tests_name("template_ds", tests, NULL, NULL);
}
