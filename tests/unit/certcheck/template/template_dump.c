/* SPDX-License-Identifier: MIT */
#include "building.h"

#define CN(name) "  TemplatePropCommonName = " name "\n"
#define FLAGS                                                                                      \
    "  TemplatePropSubjectNameFlags = 1\n  TemplatePropGeneralFlags = 20241 (131649)\n"            \
    "  TemplatePropSchemaVersion = 1\n"
#define SCHEMA2 "  TemplatePropSchemaVersion = 2\n"
#define EKUS(n) "  TemplatePropEKUs =\n" n " ObjectIds:\n"
#define EXTENSIONS(n) "  TemplatePropExtensions =\n" n " Extensions:\n"
#define EXTENSION(oid) "  Extension[0]:\n    " oid ": Flags = 0, Length = e\n    Label\n"
#define NONE EXTENSIONS("0")
#define POLICIES EXTENSION("1.3.6.1.4.1.311.21.10")
#define HEX_CLIENT "    0000  30 0c 30 0a 06 08 2b 06  01 05 05 07 03 02   0.0...+.......\n"
#define NAMELESS                                                                                   \
    "application policies whose OIDs the dump does not contain: export it as LDIF (ldifde) "       \
    "(template A)"

static void
reads_templates(void **state)
{
    static const struct {
        const char *text, *want, *want_why;
    } rows[] = {
        { CN("A") FLAGS EKUS("2") "    " SERVER " Server\n    " CLIENT " Client\n" NONE,
          "A 3/3, line 1; ", "" },
        /* extensions come last, and every template has them */
        { CN("A") FLAGS EKUS("2") "    " SERVER " Server\n    " CLIENT " Client\n",
          "A 3/3?, line 1; ", "" },
        { "Template[0]:\n" CN("A") "Template[1]:\n" CN("B"), "A 3/3?, line 2; B 3/3?, line 4; ",
          "" },
        { CN("A") FLAGS SCHEMA2 "  TemplatePropV1ApplicationPolicy =\n1 ObjectIds:\n    " CLIENT
                                "\n",
          "A 3/2, line 1; ", "" },
        /* fewer than it says: the policies that count may be missing, too */
        { CN("A") FLAGS EKUS("2") "    " SERVER "\n", "A 1/3?, line 1; ", "" },
        { CN("A") FLAGS EXTENSIONS("2") EXTENSION("2.5.29.15"), "A 3/3?, line 1; ", "" },
        { CN("A") FLAGS EXTENSIONS("1") EXTENSION("2.5.29.15"), "A 3/3, line 1; ", "" },
        /* policies among the stamped extensions: by hex dump, OID, or a name that is known */
        { CN("A") SCHEMA2 EXTENSIONS("1") POLICIES HEX_CLIENT, "A 3/2, line 1; ", "" },
        { CN("A") SCHEMA2 EXTENSIONS("1") POLICIES "      Server (" SERVER ")\n" HEX_CLIENT,
          "A 3/2, line 1; ", "" },
        { CN("A") SCHEMA2 EKUS("1") "    " SERVER " Server\n" EXTENSIONS("1") POLICIES
          "      Policy Identifier=Server\n",
          "A 1/1, line 1; ", "" },
        { CN("A") SCHEMA2 EXTENSIONS("1") POLICIES "      Policy Identifier=Server\n" CN("B"),
          "B 3/3?, line 9; ", "line 1: " NAMELESS },
        { CN("A") EXTENSIONS("1") POLICIES HEX_CLIENT, "A 3/2, line 1; ", "" },
        { CN("A") FLAGS EXTENSIONS("1") POLICIES HEX_CLIENT, "A 3/3, line 1; ",
          "" },                                                                  /* version 1 */
        { CN("A") EKUS("1") "    Server " SERVER "\n", "A 3/3?, line 1; ", "" }, /* not in front */
        { "TemplatePropFriendlyName = x\n", "", "" },
        { "", "", "" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct building x;

        building_begin(&x);
        assert_true(template_dump(&x.b, base_slice_str(rows[i].text)));
        if (strcmp(building_told(&x.out), rows[i].want) != 0 ||
            strcmp(x.why, rows[i].want_why) != 0)
            fail_msg("row %zu: %s(%s)", i, building_told(&x.out), x.why);
        building_end(&x);
    }
}

/* Numbers are hex. */
static void
reads_the_properties(void **state)
{
    static const char text[] =
        CN("Web") SCHEMA2 "  TemplatePropFriendlyName = Web Server\n"
                          "  TemplatePropMajorRevision = 64 (100)\n"
                          "  TemplatePropMinorRevision = 5\n"
                          "  TemplatePropGeneralFlags = 80 (128)\n"
                          "  TemplatePropOID =\n    1.2.3 Web Server\n"
                          "  TemplatePropSupersedeTemplates[1] =\n    0: Old\n    1: Older\n"
                          "  TemplatePropExtensions =\n1 Extensions:\n" EXTENSION(
                              "2.5.29.15") "        Digital Signature, Decipher Only (80, 80)\n";
    const struct certcheck_template *t;
    struct building x;

    (void)state;
    building_begin(&x);
    assert_true(template_dump(&x.b, base_slice_str(text)));
    assert_int_equal(x.out.n, 1);
    t = &x.out.at[0];
    assert_string_equal(t->name, "Web");
    assert_string_equal(t->display, "Web Server");
    assert_string_equal(t->oid, "1.2.3");
    assert_string_equal(t->supersedes, "Old\nOlder\n");
    assert_true(t->schema_version == 2 && t->major == 100 && t->minor == 5);
    assert_true(t->ca && t->shows_flags && !t->shows_subject);
    assert_int_equal(building_facts(t).key_usage, CERTCHECK_KU_DIGITAL_SIGNATURE | 1u << 8);
    building_end(&x);
}

static void
knows_dumps(void **state)
{
    (void)state;
    assert_true(template_is_dump(SLICE("Name: x\n  TemplatePropCommonName = a\n")));
    assert_false(template_is_dump(SLICE("  TemplatePropFriendlyName = a\n")));
    assert_false(template_is_dump((struct base_slice){ 0 }));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_templates),
        cmocka_unit_test(reads_the_properties),
        cmocka_unit_test(knows_dumps),
    };

    return cmocka_run_group_tests_name("template_dump", tests, NULL, NULL);
}
