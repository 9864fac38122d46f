/* SPDX-License-Identifier: MIT */
#include "facts/extensions.h"

#include "der/der.h"

#include <certcheck/names.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "recipe.h"

#define BC "2.5.29.19"
#define KU "2.5.29.15"
#define SAN "2.5.29.17"
#define SKI "2.5.29.14"
#define AKI "2.5.29.35"
#define NC "2.5.29.30"
#define POLICIES "2.5.29.32"
#define MAPPINGS "2.5.29.33"
#define PC "2.5.29.36"
#define INHIBIT "2.5.29.54"
#define APP_MAPPINGS "1.3.6.1.4.1.311.21.11"
#define APP_CONSTRAINTS "1.3.6.1.4.1.311.21.12"

static struct certcheck_facts facts;

static struct certcheck_facts *
fresh(void)
{
    facts = (struct certcheck_facts){ .version = 3,
                                      .path_len = CERTCHECK_NO_LIMIT,
                                      .require_explicit = CERTCHECK_NO_LIMIT,
                                      .inhibit_mapping = CERTCHECK_NO_LIMIT,
                                      .inhibit_any = CERTCHECK_NO_LIMIT };
    return &facts;
}

static const struct {
    const char *oid, *value;
    uint32_t want_has, want_defects;
} decodes_or_says_so_rows[] = {
    { BC, "3000", CERTCHECK_HAS_BASIC_CONSTRAINTS, 0 },
    { BC, "30030101ff", CERTCHECK_HAS_BASIC_CONSTRAINTS, 0 },
    { BC, "30060101ff020100", CERTCHECK_HAS_BASIC_CONSTRAINTS, 0 },
    { BC, "3003020100", CERTCHECK_HAS_BASIC_CONSTRAINTS, 0 },
    { BC, "30060101ff0201ff", 0, CERTCHECK_DEFECT_EXTENSION }, /* negative */
    { BC, "30060101ff0500", 0, CERTCHECK_DEFECT_EXTENSION },
    { BC, "30040102ffff", 0, CERTCHECK_DEFECT_EXTENSION },
    { BC, "30030101", 0, CERTCHECK_DEFECT_EXTENSION },
    { BC, "300000", 0, CERTCHECK_DEFECT_EXTENSION },
    { BC, "0500", 0, CERTCHECK_DEFECT_EXTENSION },
    { BC, "", 0, CERTCHECK_DEFECT_EXTENSION },
    { BC, "3081030101ff", CERTCHECK_HAS_BASIC_CONSTRAINTS, CERTCHECK_DEFECT_NOT_DER },
    { BC, "3004018101ff", CERTCHECK_HAS_BASIC_CONSTRAINTS, CERTCHECK_DEFECT_NOT_DER },
    { KU, "03020106", CERTCHECK_HAS_KEY_USAGE, 0 },
    { KU, "030100", CERTCHECK_HAS_KEY_USAGE, 0 },
    { KU, "0300", 0, CERTCHECK_DEFECT_EXTENSION },
    { KU, "03020806", 0, CERTCHECK_DEFECT_EXTENSION },
    { KU, "04020106", 0, CERTCHECK_DEFECT_EXTENSION },
    { KU, "0302010600", 0, CERTCHECK_DEFECT_EXTENSION },
    { SAN, "3000", CERTCHECK_HAS_SAN, 0 },
    { SAN, "30038201 61", CERTCHECK_HAS_SAN, 0 },
    { SAN, "30038901 61", 0, CERTCHECK_DEFECT_EXTENSION }, /* no ninth kind */
    { SAN, "30048202 61", 0, CERTCHECK_DEFECT_EXTENSION },
    { SAN, "3011", 0, CERTCHECK_DEFECT_EXTENSION },
    { SKI, "0402abcd", CERTCHECK_HAS_SKI, 0 },
    { SKI, "0302abcd", 0, CERTCHECK_DEFECT_EXTENSION },
    { AKI, "3000", CERTCHECK_HAS_AKI, 0 },
    { AKI, "30048002abcd", CERTCHECK_HAS_AKI, 0 },
    { AKI, "3007a102a400820101", CERTCHECK_HAS_AKI, 0 },
    { AKI, "30048302abcd", 0, CERTCHECK_DEFECT_EXTENSION },
    { AKI, "3006800105800105", 0, CERTCHECK_DEFECT_EXTENSION },
    { NC, "3000", CERTCHECK_HAS_NAME_CONSTRAINTS, 0 },
    { NC, "3007a0053003820161", CERTCHECK_HAS_NAME_CONSTRAINTS, 0 },
    { NC, "300aa1083006820161800101", CERTCHECK_HAS_NAME_CONSTRAINTS, 0 },
    { NC, "3006a00430028201", 0, CERTCHECK_DEFECT_EXTENSION },
    { NC, "3005a003300182", 0, CERTCHECK_DEFECT_EXTENSION },
    { NC, "3004a0020500", 0, CERTCHECK_DEFECT_EXTENSION },
    { NC, "3002a200", 0, CERTCHECK_DEFECT_EXTENSION },
    { NC, "3009a0073005820161 0500", 0, CERTCHECK_DEFECT_EXTENSION },
    { POLICIES, "3000", CERTCHECK_HAS_POLICIES, 0 },
    { POLICIES, "300730050603550401", CERTCHECK_HAS_POLICIES, 0 },
    { POLICIES, "3009300706035504013000", CERTCHECK_HAS_POLICIES, 0 },
    { POLICIES, "30053003020101", 0, CERTCHECK_DEFECT_POLICY },
    { POLICIES, "300930050603550401 0500", 0, CERTCHECK_DEFECT_POLICY },
    { POLICIES, "30050603550401", 0, CERTCHECK_DEFECT_POLICY },
    { POLICIES, "", 0, CERTCHECK_DEFECT_POLICY },
    { POLICIES, "05", 0, CERTCHECK_DEFECT_POLICY },
    { POLICIES, "3007300506035504010500", 0, CERTCHECK_DEFECT_EXTENSION }, /* bytes behind */
    { POLICIES, "300a 3008 0606 2a8fffffff7f", CERTCHECK_HAS_POLICIES, 0 },
    { POLICIES, "300a 3008 0606 2a9080808000", CERTCHECK_HAS_POLICIES, CERTCHECK_DEFECT_OID },
    { MAPPINGS, "300c300a06035504010603550402", CERTCHECK_HAS_POLICY_MAPPINGS, 0 },
    { MAPPINGS, "300730050603550401", 0, CERTCHECK_DEFECT_POLICY },
    { PC, "3003800100", CERTCHECK_HAS_POLICY_CONSTRAINTS, 0 },
    { PC, "3006800100810105", CERTCHECK_HAS_POLICY_CONSTRAINTS, 0 },
    { PC, "3003830102", 0, CERTCHECK_DEFECT_POLICY },
    { PC, "3000", CERTCHECK_HAS_POLICY_CONSTRAINTS, 0 },
    { PC, "30038001ff", 0, CERTCHECK_DEFECT_POLICY },
    { PC, "3006810105800100", 0, CERTCHECK_DEFECT_POLICY },
    { INHIBIT, "020100", CERTCHECK_HAS_INHIBIT_ANY, 0 },
    { INHIBIT, "0201ff", 0, CERTCHECK_DEFECT_EXTENSION },
    { APP_MAPPINGS, "0500", CERTCHECK_HAS_APP_MAPPINGS, 0 }, /* R21: being there is enough */
    { APP_CONSTRAINTS, "", CERTCHECK_HAS_APP_CONSTRAINTS, 0 },
    { "2.5.29.31", "0500", 0, 0 },           /* CRL distribution points: nobody asks */
    { "1.3.6.1.4.1.32473.9", "0500", 0, 0 }, /* unknown, not critical */
};

/* One extension. What can be decoded sets its bit of has, all else a defect. */
static void
decodes_or_says_so(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(decodes_or_says_so_rows); i++) {
        struct writer w = { 0 };

        recipe_extension(&w, decodes_or_says_so_rows[i].oid, false,
                         decodes_or_says_so_rows[i].value);
        assert_true(extensions_read(writer_slice(&w), fresh()));
        if (facts.has != decodes_or_says_so_rows[i].want_has ||
            facts.defects != decodes_or_says_so_rows[i].want_defects)
            fail_msg("%s %s: has %x defects %x", decodes_or_says_so_rows[i].oid,
                     decodes_or_says_so_rows[i].value, facts.has, facts.defects);
        writer_free(&w);
    }
}

/* A value that breaks off leaves nothing behind that looks read. */
static void
keeps_no_half_read_values(void **state)
{
    static const struct {
        const char *oid, *value;
    } rows[] = {
        { BC, "30060101ff0500" },
        { BC, "30080101ff0201030500" },
        { SAN, "30068201618901 62" },
        { AKI, "30068002abcd0500" },
        { PC, "3005800100 0500" },
        { NC, "3009a0053003820161a200" },
        { POLICIES, "300930050603550401 0500" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct writer w = { 0 };

        recipe_extension(&w, rows[i].oid, false, rows[i].value);
        assert_true(extensions_read(writer_slice(&w), fresh()));
        if (facts.has != 0 || facts.ca || facts.path_len != CERTCHECK_NO_LIMIT ||
            facts.san.len != 0 || facts.aki.len != 0 || facts.name_constraints.len != 0 ||
            facts.policies.len != 0 || facts.require_explicit != CERTCHECK_NO_LIMIT)
            fail_msg("row %zu", i);
        writer_free(&w);
    }
}

static void
reads_values(void **state)
{
    struct writer w = { 0 };

    (void)state;
    recipe_extension(&w, BC, true, "30060101ff020103");
    recipe_extension(&w, KU, true, "03020106");
    recipe_extension(&w, SKI, false, "0402abcd");
    recipe_extension(&w, AKI, false, "300780021234820107");
    recipe_extension(&w, PC, false, "3006800102810103");
    recipe_extension(&w, INHIBIT, false, "020104");
    assert_true(extensions_read(writer_slice(&w), fresh()));
    assert_int_equal(facts.defects, 0);
    assert_true(facts.ca);
    assert_int_equal(facts.path_len, 3);
    assert_int_equal(facts.key_usage, CERTCHECK_KU_KEY_CERT_SIGN | CERTCHECK_KU_CRL_SIGN);
    assert_true(base_slice_eq(facts.ski, SLICE("\xab\xcd")));
    assert_true(base_slice_eq(facts.aki, SLICE("\x12\x34")));
    assert_true(base_slice_eq(facts.aki_serial, SLICE("\x07")));
    assert_int_equal(facts.require_explicit, 2);
    assert_int_equal(facts.inhibit_mapping, 3);
    assert_int_equal(facts.inhibit_any, 4);
    assert_int_equal(facts.critical, CERTCHECK_HAS_BASIC_CONSTRAINTS | CERTCHECK_HAS_KEY_USAGE);
    writer_free(&w);
}

static void
reads_key_usage_bits(void **state)
{
    static const struct {
        const char *value;
        unsigned want;
    } rows[] = {
        { "03020780", CERTCHECK_KU_DIGITAL_SIGNATURE },
        { "030205a0", CERTCHECK_KU_DIGITAL_SIGNATURE | CERTCHECK_KU_KEY_ENCIPHERMENT },
        { "03020204", CERTCHECK_KU_KEY_CERT_SIGN },
        { "0303070080", 1u << 8 },                      /* decipherOnly: the ninth bit */
        { "030207ff", CERTCHECK_KU_DIGITAL_SIGNATURE }, /* the other seven are unused */
        { "030307ffff", 0x1ff },
        { "030400ffffff", 0x1ff },
        { "030100", 0 },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct writer w = { 0 };

        recipe_extension(&w, KU, false, rows[i].value);
        assert_true(extensions_read(writer_slice(&w), fresh()));
        if (facts.key_usage != rows[i].want)
            fail_msg("%s: %x", rows[i].value, facts.key_usage);
        writer_free(&w);
    }
}

static void
remembers_the_first_of_each_defect(void **state)
{
    struct writer w = { 0 };

    (void)state;
    recipe_extension(&w, SAN, false, "0500");
    recipe_extension(&w, SKI, false, "0500");
    recipe_extension(&w, BC, false, "3000");
    recipe_extension(&w, BC, false, "30030101ff");
    recipe_extension(&w, KU, false, "03020106");
    recipe_extension(&w, KU, false, "03020106");
    recipe_extension(&w, "1.3.6.1.4.1.32473.9", true, "0500");
    recipe_extension(&w, "1.3.6.1.4.1.32473.10", true, "0500");
    assert_true(extensions_read(writer_slice(&w), fresh()));
    assert_int_equal(facts.defects, CERTCHECK_DEFECT_EXTENSION | CERTCHECK_DEFECT_DUPLICATE |
                                        CERTCHECK_DEFECT_UNKNOWN_CRITICAL);
    assert_true(base_slice_eq(facts.undecodable, SLICE("\x55\x1d\x11")));
    assert_true(base_slice_eq(facts.duplicate, SLICE("\x55\x1d\x13")));
    assert_int_equal(facts.unknown_critical.ptr[facts.unknown_critical.len - 1], 9);
    assert_false(facts.ca); /* the first one counts */
    writer_free(&w);
}

static void
refuses_what_is_no_list_of_extensions(void **state)
{
    static const struct {
        const char *hex;
        bool want;
    } rows[] = {
        { "", true },
        { "30090603551d2504023000", true },
        { "300c0603551d250101ff04023000", true },
        { "300c0603551d2501010004023000", true }, /* FALSE written out */
        { "30050603551d25", false },
        { "30040603551d", false },
        { "300d0603551d250102ffff04023000", false },
        { "300b0603551d25040230000500", false },
        { "30090603551d2503023000", false },
        { "3009020101 0101ff 0400", false },
        { "31090603551d2504023000", false },
        { "30090603551d2504023000 05", false },
        { "307f0603551d25", false },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct writer w = { 0 };

        writer_hex(&w, rows[i].hex);
        if (extensions_read(writer_slice(&w), fresh()) != rows[i].want)
            fail_msg("%s", rows[i].hex);
        writer_free(&w);
    }
}

static void
tells_a_malformed_oid(void **state)
{
    struct writer w = { 0 };

    (void)state;
    writer_hex(&w, "300406000400");
    assert_true(extensions_read(writer_slice(&w), fresh()));
    assert_int_equal(facts.defects, CERTCHECK_DEFECT_EXTENSION);
    writer_free(&w);
}

/* Beyond the bound EKU and Application Policies are found all the same: they decide. */
static void
finds_usages_beyond_the_bound(void **state)
{
    struct writer w = { 0 };

    (void)state;
    for (unsigned i = 0; i < CERTCHECK_EXTENSIONS_MAX - 1; i++)
        recipe_extension(&w, "1.3.6.1.4.1.32473.9", false, "0500");
    recipe_extension(&w, KU, false, "03020106");
    assert_true(extensions_read(writer_slice(&w), fresh()));
    assert_int_equal(facts.defects, 0);
    assert_int_equal(facts.has, CERTCHECK_HAS_KEY_USAGE);
    recipe_extension(&w, SKI, false, "0402abcd");
    recipe_extension(&w, "2.5.29.37", false, "3000");
    recipe_extension(&w, "1.3.6.1.4.1.311.21.10", false, "0500");
    assert_true(extensions_read(writer_slice(&w), fresh()));
    assert_int_equal(facts.defects, CERTCHECK_DEFECT_TOO_MANY);
    assert_int_equal(facts.has, CERTCHECK_HAS_KEY_USAGE);
    assert_int_equal(facts.eku.state, CERTCHECK_SET_EMPTY);
    assert_int_equal(facts.app_policies.state, CERTCHECK_SET_UNDECODABLE);
    writer_free(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_or_says_so),
        cmocka_unit_test(keeps_no_half_read_values),
        cmocka_unit_test(reads_values),
        cmocka_unit_test(reads_key_usage_bits),
        cmocka_unit_test(remembers_the_first_of_each_defect),
        cmocka_unit_test(refuses_what_is_no_list_of_extensions),
        cmocka_unit_test(tells_a_malformed_oid),
        cmocka_unit_test(finds_usages_beyond_the_bound),
    };

    return cmocka_run_group_tests_name("extensions", tests, NULL, NULL);
}
