/* SPDX-License-Identifier: MIT */
/* R3 to R21 over a whole path: what each element allows, and what is said of it. */
#include <certcheck/judge.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "judged.h"

#define S BASE_USAGE_SERVER_AUTH
#define C BASE_USAGE_CLIENT_AUTH

#define APP_MAPPINGS "3011 06092b060104018237150b 0404 30020500"
#define APP_CONSTRAINTS "3012 06092b060104018237150c 0405 3003800100"

static const struct {
    struct recipe leaf, ca, root;
    const char *want;
} judges_the_whole_path_rows[] = {
    { { .eku = NULL }, { 0 }, { 0 }, "ready" },
    { { .eku = "S" }, { .eku = "S C" }, { .eku = "ANY" }, "ready" },
    { { .eku = "C" }, { 0 }, { 0 }, "breaks EKU_LACKS_SERVER_AUTH@0" },
    { { .ap = "C" }, { 0 }, { 0 }, "breaks APPLICATION_POLICIES_LACK_SERVER_AUTH@0" },
    { { .eku = "C", .ap = "S" }, { 0 }, { 0 }, "ready APPLICATION_POLICIES_OVERRIDE_EKU@0" },
    { { .eku = "S", .ap = "C" },
      { 0 },
      { 0 },
      "breaks APPLICATION_POLICIES_LACK_SERVER_AUTH@0 APPLICATION_POLICIES_OVERRIDE_EKU@0" },
    { { .eku = "S", .ap = "S" }, { 0 }, { 0 }, "ready" },
    { { .eku = "=0500", .ap = "S" }, /* R10: not even decoded */
      { 0 },
      { 0 },
      "ready APPLICATION_POLICIES_OVERRIDE_EKU@0" },
    { { .eku = "S", .ap = "=0500" },
      { 0 },
      { 0 },
      "broken APPLICATION_POLICIES_OVERRIDE_EKU@0 APPLICATION_POLICIES_UNDECODABLE@0" },
    { { .eku = "ANYPOL" },
      { 0 },
      { 0 },
      "breaks EKU_LACKS_SERVER_AUTH@0 ANY_POLICY_IS_NO_WILDCARD@0" },
    { { .eku = "SGC" }, { 0 }, { 0 }, "breaks EKU_LACKS_SERVER_AUTH@0 SGC_IS_NOT_SERVER_AUTH@0" },
    { { .eku = "SGC S" }, { 0 }, { 0 }, "ready" },
    { { .eku = "" }, { 0 }, { 0 }, "breaks EKU_LACKS_SERVER_AUTH@0 EKU_EMPTY@0" },
    { { .eku = "S" },
      { .eku = "C" },
      { .eku = "CS" }, /* R17: from the root down */
      "breaks CA_EKU_EXCLUDES_SERVER_AUTH@2 CA_EKU_EXCLUDES_SERVER_AUTH@1" },
    { { .eku = NULL }, { .eku = "C" }, { 0 }, "breaks CA_EKU_EXCLUDES_SERVER_AUTH@1" },
    { { .eku = "ANY" }, { .eku = "C" }, { 0 }, "breaks CA_EKU_EXCLUDES_SERVER_AUTH@1" },
    { { .eku = "S" },
      { .ap = "C" },
      { 0 },
      "breaks CA_APPLICATION_POLICIES_EXCLUDE_SERVER_AUTH@1" },
    { { .eku = "S" }, { .eku = "=0500" }, { 0 }, "broken EKU_UNDECODABLE@1" },
    { { .eku = "S" }, { 0 }, { .eku = "=0500" }, "broken EKU_UNDECODABLE@2" },
    { { .eku = "ANYAPP" }, { 0 }, { 0 }, "indeterminate ANY_APPLICATION_POLICY_UNSETTLED@0" },
    { { .eku = "S" },
      { .eku = "ANYAPP" },
      { 0 },
      "indeterminate ANY_APPLICATION_POLICY_UNSETTLED@1" },
    { { .eku = "ANYAPP ANY" }, { 0 }, { 0 }, "ready" }, /* one wildcard is certain */
    { { .eku = "C" }, /* a certain refusal beats an open question */
      { .eku = "ANYAPP" },
      { 0 },
      "breaks EKU_LACKS_SERVER_AUTH@0 ANY_APPLICATION_POLICY_UNSETTLED@1" },
    { { .eku = "=300a06082b0601050507030100" },
      { 0 },
      { 0 },
      "indeterminate EKU_TRAILING_BYTES@0" },
    { { .eku = "=30810a06082b06010505070301" }, { 0 }, { 0 }, "indeterminate EKU_NOT_DER@0" },
    { { .eku = "=300c06082b060105050703010600" },
      { 0 },
      { 0 },
      "indeterminate EKU_OID_MALFORMED@0" },
    { { .eku = "S", .ext = APP_MAPPINGS },
      { 0 },
      { 0 },
      "indeterminate APPLICATION_POLICY_MAPPINGS@0" },
    { { .eku = "S" },
      { .ext = APP_CONSTRAINTS },
      { 0 },
      "indeterminate APPLICATION_POLICY_CONSTRAINTS@1" },
};

/* Leaf, issuing CA and root; what is required is serverAuth. */
static void
judges_the_whole_path(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(judges_the_whole_path_rows); i++) {
        struct recipe path[] = { judges_the_whole_path_rows[i].leaf,
                                 judges_the_whole_path_rows[i].ca,
                                 judges_the_whole_path_rows[i].root };
        struct judged d;
        char got[512];

        path[0].subject = "leaf";
        path[0].issuer = path[1].subject = "ca";
        path[1].issuer = path[2].subject = "root";
        path[1].bc = path[2].bc = "ca";
        judged_path(&d, path, 3);
        d.policy.required = S;
        certcheck_judge(&d.policy, &d.j);
        if (strcmp(judged_text(&d.j, got, sizeof got), judges_the_whole_path_rows[i].want) != 0)
            fail_msg("row %zu: %s", i, got);
        judged_clear(&d);
    }
}

static void
says_what_each_element_allows(void **state)
{
    struct recipe path[] = {
        { .subject = "leaf", .issuer = "ca", .eku = "S" },
        { .subject = "ca", .issuer = "root", .eku = "ANYAPP C", .bc = "ca" },
        { .subject = "root", .bc = "ca" },
    };
    struct judged d;

    (void)state;
    judged_path(&d, path, 3);
    certcheck_judge(&d.policy, &d.j);
    assert_int_equal(d.j.path.at[0].allows[0], CERTCHECK_YES);
    assert_int_equal(d.j.path.at[0].allows[1], CERTCHECK_NO);
    assert_int_equal(d.j.path.at[1].allows[0], CERTCHECK_UNKNOWN);
    assert_int_equal(d.j.path.at[1].allows[1], CERTCHECK_YES);
    assert_int_equal(d.j.path.at[2].allows[0], CERTCHECK_YES);
    assert_int_equal(d.j.path.at[2].allows[1], CERTCHECK_YES);
    judged_clear(&d);
}

/* R18: the property is intersected with the extension, and counts without one. */
static void
intersects_the_store_property(void **state)
{
    static const struct {
        const char *root_eku;
        unsigned property;
        const char *want;
    } rows[] = {
        { NULL, S, "ready" },
        { NULL, S | C, "ready" },
        { NULL, C, "breaks STORE_PROPERTY_EXCLUDES_SERVER_AUTH@1" },
        { NULL, 0, "breaks STORE_PROPERTY_EXCLUDES_SERVER_AUTH@1" },
        { "S", S, "ready" },
        { "C", S, "breaks CA_EKU_EXCLUDES_SERVER_AUTH@1" },
        { "S", C, "breaks STORE_PROPERTY_EXCLUDES_SERVER_AUTH@1" },
        { "C", C, "breaks CA_EKU_EXCLUDES_SERVER_AUTH@1" },
        { "=0500", C, "broken STORE_PROPERTY_EXCLUDES_SERVER_AUTH@1 EKU_UNDECODABLE@1" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct recipe path[] = { { .subject = "leaf", .issuer = "root", .eku = "S" },
                                 { .subject = "root", .bc = "ca", .eku = rows[i].root_eku } };
        struct certcheck_property property = { .allows = rows[i].property };
        struct judged d;
        char got[512];

        judged_path(&d, path, 2);
        d.policy.required = S;
        d.j.path.at[1].property = &property;
        certcheck_judge(&d.policy, &d.j);
        if (strcmp(judged_text(&d.j, got, sizeof got), rows[i].want) != 0)
            fail_msg("row %zu: %s", i, got);
        assert_true(judged_has(&d.j, CERTCHECK_F_STORE_PROPERTY_APPLIED, 1));
        judged_clear(&d);
    }
}

/* What is only worth knowing: info and advice. */
static void
notes_what_is_worth_knowing(void **state)
{
    struct recipe path[] = {
        { .subject = "leaf", .issuer = "root" },
        { .subject = "root", .bc = "ca", .eku = "ANY" },
    };
    struct judged d;

    (void)state;
    judged_path(&d, path, 2);
    d.policy.required = C;
    d.policy.advised = S;
    certcheck_judge(&d.policy, &d.j);
    assert_true(judged_has(&d.j, CERTCHECK_F_NO_EKU_ALLOWS_ALL, 0));
    assert_false(judged_has(&d.j, CERTCHECK_F_NO_EKU_ALLOWS_ALL, 1));
    assert_true(judged_has(&d.j, CERTCHECK_F_ROOT_EKU_INFERRED, 1));
    assert_true(judged_has(&d.j, CERTCHECK_F_ANY_EKU_ALLOWS_ALL, 1));
    assert_false(judged_has(&d.j, CERTCHECK_F_ADVISED_USAGE_MISSING, 0));
    judged_clear(&d);

    path[0].eku = "C";
    path[1].eku = NULL;
    judged_path(&d, path, 2);
    d.policy.required = C;
    d.policy.advised = S;
    certcheck_judge(&d.policy, &d.j);
    assert_int_equal(d.j.verdict, CERTCHECK_READY);
    assert_true(judged_has(&d.j, CERTCHECK_F_ADVISED_USAGE_MISSING, 0));
    judged_clear(&d);
}

/* R19: a well-formed critical Application Policies extension is inferred to be fine. */
static void
accepts_critical_application_policies(void **state)
{
    struct recipe path[] = {
        { .subject = "leaf", .issuer = "root" },
        { .subject = "root", .bc = "ca" },
    };
    struct writer w = { 0 };
    char hex[256] = "";
    struct judged d;

    (void)state;
    recipe_extension(&w, "1.3.6.1.4.1.311.21.10", true, "300c300a06082b06010505070301");
    for (size_t i = 0; i < w.len; i++)
        (void)snprintf(hex + 2 * i, 3, "%02x", w.at[i]);
    path[0].ext = hex;
    judged_path(&d, path, 2);
    d.policy.required = S;
    certcheck_judge(&d.policy, &d.j);
    assert_int_equal(d.j.verdict, CERTCHECK_READY);
    assert_true(judged_has(&d.j, CERTCHECK_F_CRITICAL_APPLICATION_POLICIES_INFERRED, 0));
    judged_clear(&d);
    writer_free(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_the_whole_path),
        cmocka_unit_test(says_what_each_element_allows),
        cmocka_unit_test(intersects_the_store_property),
        cmocka_unit_test(notes_what_is_worth_knowing),
        cmocka_unit_test(accepts_critical_application_policies),
    };

    return cmocka_run_group_tests_name("usage", tests, NULL, NULL);
}
