/* SPDX-License-Identifier: MIT */
#include "building.h"

static void
say(struct building *x, const char *name, struct base_slice value)
{
    builder_attribute(&x->b, base_slice_str(name), value);
}

/* An entry of the class, and of this name. */
static void
begin(struct building *x, const char *cn)
{
    building_begin(x);
    say(x, "objectClass", SLICE("pKICertificateTemplate"));
    say(x, "cn", base_slice_str(cn));
}

static void
reads_numbers(void **state)
{
    static const struct {
        struct base_slice text;
        bool want, want_hex;
        uint32_t want_number;
    } rows[] = {
        { BYTES("66113"), true, true, 66113 },
        { BYTES(" \"131649\" 0x20241"), true, true, 131649 },
        { BYTES("1, more"), true, true, 1 },
        { BYTES("-1509949440"), true, false, 0xa6000000u },
        { BYTES("0x10241"), true, true, 0x10241 },
        { BYTES("4294967295"), true, false, 4294967295u },
        { BYTES("4294967296"), false, false, 0 },
        { BYTES("0xffffffff"), true, true, 4294967295u },
        { BYTES("0x100000000"), false, false, 0 },
        { BYTES("99999999999999999999999999999999"), false, false, 0 },
        { BYTES("a0"), false, true, 0 },
        { BYTES("a0g"), false, false, 0 },
        { BYTES("0x"), false, false, 0 },
        { BYTES("-"), false, false, 0 },
        { BYTES("--1"), false, false, 0 },
        { BYTES("\x11\x12"), false, false, 0 }, /* no digits, though a bit apart from them */
        { BYTES("\"\""), false, false, 0 },
        { BYTES(""), false, false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        uint32_t n, hex;
        bool got = builder_number(rows[i].text, &n);

        if (got != rows[i].want || (got && n != rows[i].want_number))
            fail_msg("row %zu: %d, %u", i, got, n);
        if (builder_hex(rows[i].text, &hex) != rows[i].want_hex)
            fail_msg("row %zu: hex %u", i, hex);
    }
}

static void
builds_a_template(void **state)
{
    static const struct {
        const char *name, *value;
    } attributes[] = {
        { "DISPLAYNAME", "Web Server" },
        { "msPKI-Cert-Template-OID", "1.2.3" },
        { "msPKI-Template-Schema-Version", "2" },
        { "revision", "100" },
        { "msPKI-Template-Minor-Revision", "5" },
        { "flags", "0x20280" },
        { "msPKI-Certificate-Name-Flag", "1" },
        { "pKIExtendedKeyUsage", SERVER },
        { "pKIExtendedKeyUsage", CLIENT },
        { "msPKI-Certificate-Application-Policy;range=0-*", CLIENT },
        { "pKIKeyUsage", "\xa0" },
        { "distinguishedName", "passed over" },
    };
    struct building x;
    const struct certcheck_template *t;
    struct certcheck_facts f;

    (void)state;
    begin(&x, "Web");
    for (size_t i = 0; i < ROWS(attributes); i++)
        say(&x, attributes[i].name, base_slice_str(attributes[i].value));
    assert_true(builder_end(&x.b) && builder_finish(&x.b));
    assert_string_equal(building_told(&x.out), "Web 3/2, line 1; ");
    t = &x.out.at[0];
    assert_string_equal(t->display, "Web Server");
    assert_string_equal(t->oid, "1.2.3");
    assert_true(t->schema_version == 2 && t->major == 100 && t->minor == 5);
    assert_true(t->ca && t->supplies_subject && t->shows_flags && t->shows_subject);
    assert_int_equal(t->governs, CERTCHECK_GOVERNS_APPLICATION_POLICY);
    f = building_facts(t);
    assert_int_equal(f.key_usage, CERTCHECK_KU_DIGITAL_SIGNATURE | CERTCHECK_KU_KEY_ENCIPHERMENT);
    assert_true(f.ca);
    building_end(&x);
}

/* R3, and what version 1 stamps. */
static void
tells_which_attribute_governs(void **state)
{
    static const struct {
        const char *version, *eku, *policy;
        enum certcheck_template_governs want;
        const char *want_name, *want_told;
    } rows[] = {
        { "2", SERVER, CLIENT, CERTCHECK_GOVERNS_APPLICATION_POLICY,
          "msPKI-Certificate-Application-Policy", "T 1/2, line 1; " },
        { "1", SERVER, CLIENT, CERTCHECK_GOVERNS_EKU, "pKIExtendedKeyUsage", "T 1/3?, line 1; " },
        { "2", SERVER, NULL, CERTCHECK_GOVERNS_EKU, "pKIExtendedKeyUsage", "T 1/3?, line 1; " },
        { "2", NULL, NULL, CERTCHECK_GOVERNS_NONE, "none", "T 3/3?, line 1; " },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct building x;

        begin(&x, "T");
        say(&x, "msPKI-Template-Schema-Version", base_slice_str(rows[i].version));
        if (rows[i].eku != NULL)
            say(&x, "pKIExtendedKeyUsage", base_slice_str(rows[i].eku));
        if (rows[i].policy != NULL)
            builder_oid(&x.b, base_slice_str(rows[i].policy), true);
        assert_true(builder_end(&x.b));
        assert_string_equal(building_told(&x.out), rows[i].want_told);
        assert_int_equal(x.out.at[0].governs, rows[i].want);
        assert_string_equal(certcheck_governs_name(rows[i].want), rows[i].want_name);
        building_end(&x);
    }
}

/* Policies count where there are some (R3): without them all that exports have must be there. */
static void
doubts_what_shows_too_little(void **state)
{
    struct certcheck_template t = { .governs = CERTCHECK_GOVERNS_EKU };

    (void)state;
    assert_true(certcheck_template_is_doubtful(&t));
    t.shows_flags = true;
    assert_true(certcheck_template_is_doubtful(&t));
    t.shows_subject = true;
    assert_true(certcheck_template_is_doubtful(&t));
    t.shows_version = true;
    assert_false(certcheck_template_is_doubtful(&t));
    t.shows_flags = false;
    assert_true(certcheck_template_is_doubtful(&t));
    t.governs = CERTCHECK_GOVERNS_APPLICATION_POLICY;
    assert_false(certcheck_template_is_doubtful(&t));
}

static void
drops_what_cannot_be_read(void **state)
{
    static const struct {
        const char *name, *value, *want_why;
    } rows[] = {
        { "pKIExtendedKeyUsage", "server",
          "line 1: a usage of the template is not an OID (template T)" },
        { "revision", "x", "line 1: a number of the template cannot be read (template T)" },
        { "flags", "", "line 1: a number of the template cannot be read (template T)" },
        { "pKIExtendedKeyUsage;RANGE=0-1499", SERVER,
          "line 1: only part of an attribute is included (;range=) (template T)" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct building x;

        begin(&x, "T");
        say(&x, rows[i].name, base_slice_str(rows[i].value));
        builder_bad(&x.b, 9, "a later one");
        assert_true(builder_end(&x.b)); /* others may follow */
        assert_true(x.out.n == 0 && x.out.others == 1);
        assert_string_equal(x.why, rows[i].want_why);
        assert_false(builder_finish(&x.b)); /* none did */
        assert_int_equal(x.b.status, CERTCHECK_E_DER);
        assert_string_equal(x.why, rows[i].want_why);
        building_end(&x);
    }
}

static void
other_entries_are_counted(void **state)
{
    struct building x;

    (void)state;
    building_begin(&x);
    assert_true(builder_end(&x.b)); /* nothing was said: no entry */
    say(&x, "cn", SLICE("no template"));
    assert_true(builder_end(&x.b));
    builder_begin(&x.b, 3);
    say(&x, "objectClass", SLICE("pKICertificateTemplate")); /* without a name */
    assert_true(builder_end(&x.b));
    assert_true(x.out.n == 0 && x.out.others == 2);
    assert_false(builder_finish(&x.b));
    assert_string_equal(x.why, "no certificate template in it");
    building_end(&x);
}

static void
finds_who_supersedes_whom(void **state)
{
    static const char *const names[] = { "Old", "New", "Own" };
    struct building x;

    (void)state;
    building_begin(&x);
    for (size_t i = 0; i < ROWS(names); i++) {
        builder_begin(&x.b, (unsigned)i + 1);
        say(&x, "objectClass", SLICE("PKICERTIFICATETEMPLATE"));
        say(&x, "cn", base_slice_str(names[i]));
        if (i == 1)
            builder_supersedes(&x.b, SLICE("old"));
        if (i == 2)
            builder_supersedes(&x.b, SLICE("Own"));
        builder_supersedes(&x.b, SLICE("Old\0wn")); /* no name at all */
        builder_supersedes(&x.b, SLICE(""));
        assert_true(builder_end(&x.b));
    }
    assert_true(builder_finish(&x.b));
    assert_ptr_equal(x.out.at[0].superseded_by, &x.out.at[1]);
    assert_null(x.out.at[1].superseded_by);
    assert_null(x.out.at[2].superseded_by); /* none supersedes itself */
    building_end(&x);
}

static void
bounds_what_it_holds(void **state)
{
    struct building x;
    bool ok = true;

    (void)state;
    building_begin(&x);
    for (unsigned i = 0; i <= CERTCHECK_TEMPLATES_MAX && ok; i++) {
        builder_begin(&x.b, i);
        x.b.template = true;
        say(&x, "cn", SLICE("T"));
        ok = builder_end(&x.b);
    }
    assert_int_equal(x.out.n, CERTCHECK_TEMPLATES_MAX);
    assert_int_equal(x.b.status, CERTCHECK_E_LIMIT);
    assert_string_equal(x.why, "more than 4096 templates");
    assert_false(builder_finish(&x.b));
    building_end(&x);
    building_begin(&x);
    for (unsigned i = 0; i < 10000; i++)
        builder_supersedes(&x.b, SLICE("T"));
    assert_int_equal(x.b.status, CERTCHECK_OK);
    builder_supersedes(&x.b, SLICE("T"));
    assert_int_equal(x.b.status, CERTCHECK_E_LIMIT);
    building_end(&x);
}

static void
the_first_failure_stays(void **state)
{
    struct building x;

    (void)state;
    begin(&x, "T");
    base_text_str(&x.text, "of one entry");
    assert_false(builder_fail(&x.b, CERTCHECK_E_LIMIT, "graver"));
    assert_false(builder_fail(&x.b, CERTCHECK_E_DER, "later"));
    assert_int_equal(x.b.status, CERTCHECK_E_LIMIT);
    assert_string_equal(x.why, "graver");
    assert_false(builder_end(&x.b));
    building_end(&x);
}

static void
knows_its_attributes(void **state)
{
    size_t n = 0;

    (void)state;
    for (; builder_attribute_name(n) != NULL; n++)
        assert_true(builder_knows(base_slice_str(builder_attribute_name(n))));
    assert_true(n > 0);
    assert_true(builder_knows(SLICE("PKIKEYUSAGE;binary")));
    assert_false(builder_knows(SLICE("pKIKeyUsages")));
    assert_false(builder_knows(SLICE(";cn")));
    assert_false(builder_knows((struct base_slice){ 0 }));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_numbers),
        cmocka_unit_test(builds_a_template),
        cmocka_unit_test(tells_which_attribute_governs),
        cmocka_unit_test(doubts_what_shows_too_little),
        cmocka_unit_test(drops_what_cannot_be_read),
        cmocka_unit_test(other_entries_are_counted),
        cmocka_unit_test(finds_who_supersedes_whom),
        cmocka_unit_test(bounds_what_it_holds),
        cmocka_unit_test(the_first_failure_stays),
        cmocka_unit_test(knows_its_attributes),
    };

    return cmocka_run_group_tests_name("template", tests, NULL, NULL);
}
