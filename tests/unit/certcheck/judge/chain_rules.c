/* SPDX-License-Identifier: MIT */
/* What rejects with or without a usage, and what is only worth knowing. */
#include <certcheck/judge.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "judged.h"

#define RSA1024                                                                                    \
    "30819f300d06092a864886f70d010101050003818d0030818902818100" RSA_HALF RSA_HALF "0203010001"
#define RSA_HALF                                                                                   \
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" \
    "ffffffffffffffffffffffffffffffffffff"
#define CRITICAL_UNKNOWN "3010 06092b0601040181fd5909 0101ff 0400"

static const struct {
    struct recipe leaf, ca, root;
    const char *want, *want_status;
} judges_the_path_rows[] = {
    { { 0 }, { 0 }, { 0 }, "ready", "-" },
    { { .to = "191231235959Z" }, { 0 }, { 0 }, "broken EXPIRED@0", "NotTimeValid" },
    { { .to = "200101000000Z" }, { 0 }, { 0 }, "ready", "-" }, /* its last second */
    { { .from = "200101000000Z" }, { 0 }, { 0 }, "ready", "-" },
    { { .from = "200101000001Z" }, { 0 }, { 0 }, "broken NOT_YET_VALID@0", "NotTimeValid" },
    { { 0 }, { .to = "191231235959Z" }, { 0 }, "broken EXPIRED@1", "NotTimeValid" },
    { { 0 }, { 0 }, { .to = "191231235959Z" }, "broken EXPIRED@2", "NotTimeValid" },
    { { .from = "201301000000Z" }, { 0 }, { 0 }, "broken VALIDITY_UNREADABLE@0", "NotTimeValid" },
    { { .from = "400101000000Z", .to = "180101000000Z" },
      { 0 },
      { 0 },
      "broken NOT_YET_VALID@0",
      "NotTimeValid" },
    /* CA marks */
    { { 0 },
      { .bc = "no" },
      { 0 },
      "broken CA_WITHOUT_BASIC_CONSTRAINTS@1",
      "InvalidBasicConstraints" },
    { { 0 },
      { .bc = "" },
      { 0 },
      "broken CA_WITHOUT_BASIC_CONSTRAINTS@1",
      "InvalidBasicConstraints" },
    { { 0 }, { 0 }, { .bc = "" }, "ready", "-" }, /* an old root */
    { { 0 },
      { 0 },
      { .bc = "no" },
      "broken CA_WITHOUT_BASIC_CONSTRAINTS@2",
      "InvalidBasicConstraints" },
    { { 0 }, { 0 }, { .bc = "ca 0" }, "broken PATH_LENGTH_EXCEEDED@2", "InvalidBasicConstraints" },
    { { 0 }, { .bc = "ca 0" }, { .bc = "ca 1" }, "ready", "-" },
    { { .bc = "ca" }, { .bc = "ca 0" }, { .bc = "ca 1" }, "ready", "-" }, /* the last one */
    /* KeyUsage of CAs (R22) */
    { { 0 }, { .ku = "02" }, { 0 }, "broken CA_KEY_USAGE_LACKS_CERT_SIGN@1", "NotValidForUsage" },
    { { 0 }, { .ku = "04" }, { .ku = "06" }, "ready", "-" },
    { { 0 }, { 0 }, { .ku = "80" }, "broken CA_KEY_USAGE_LACKS_CERT_SIGN@2", "NotValidForUsage" },
    { { .ku = "84" }, { 0 }, { 0 }, "indeterminate LEAF_KEY_USAGE_CERT_SIGN@0", "-" },
    { { .ku = "84", .bc = "ca" }, { 0 }, { 0 }, "ready", "-" },
    { { .ku = "40" }, { 0 }, { 0 }, "ready", "-" }, /* rows 59 and 60: no KeyUsage check */
    /* encoding */
    { { .ext = CRITICAL_UNKNOWN },
      { 0 },
      { 0 },
      "broken CRITICAL_EXTENSION_UNKNOWN@0",
      "HasNotSupportedCriticalExtension" },
    { { 0 },
      { .ext = CRITICAL_UNKNOWN },
      { 0 },
      "broken CRITICAL_EXTENSION_UNKNOWN@1",
      "HasNotSupportedCriticalExtension" },
    { { .san = "8900" }, { 0 }, { 0 }, "indeterminate EXTENSION_UNDECODABLE@0", "-" },
    { { .san = "820161", .ext = "300c 0603551d11 0405 3003820161" },
      { 0 },
      { 0 },
      "indeterminate EXTENSION_DUPLICATE@0",
      "-" },
    { { .spki = "3000" }, { 0 }, { 0 }, "indeterminate ENCODING_DEFECT@0", "-" },
    { { .subject_hex = "300431020500" }, { 0 }, { 0 }, "indeterminate ENCODING_DEFECT@0", "-" },
    /* weakness changes nothing */
    { { .spki = RSA1024 }, { 0 }, { 0 }, "ready WEAK_KEY@0", "-" },
    { { 0 }, { 0 }, { .spki = RSA1024 }, "ready WEAK_KEY@2", "-" },
};

/* Leaf, issuing CA and root at JUDGED_NOW, no usage required. */
static void
judges_the_path(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(judges_the_path_rows); i++) {
        struct recipe path[] = { judges_the_path_rows[i].leaf, judges_the_path_rows[i].ca,
                                 judges_the_path_rows[i].root };
        struct judged d;
        char got[512], status[128];

        path[0].subject = "leaf";
        path[0].issuer = path[1].subject = "ca";
        path[1].issuer = path[2].subject = "root";
        for (size_t k = 1; k < 3; k++)
            path[k].bc = path[k].bc == NULL ? "ca" : path[k].bc[0] == '\0' ? NULL : path[k].bc;
        judged_path(&d, path, 3);
        d.policy.required = 0;
        certcheck_judge(&d.policy, &d.j);
        judged_status(d.j.before.status, status, sizeof status);
        if (strcmp(judged_text(&d.j, got, sizeof got), judges_the_path_rows[i].want) != 0 ||
            strcmp(status, judges_the_path_rows[i].want_status) != 0)
            fail_msg("row %zu: %s, %s", i, got, status);
        judged_clear(&d);
    }
}

static void
judges_signatures_and_ends(void **state)
{
    static const struct {
        enum certcheck_answer leaf_signed, root_signed;
        enum certcheck_path_end end;
        enum certcheck_source root_source;
        bool trust;
        const char *want, *want_status;
    } rows[] = {
        { CERTCHECK_NO, CERTCHECK_YES, CERTCHECK_END_ROOT, CERTCHECK_SOURCE_TRUST, true,
          "broken SIGNATURE_INVALID@0", "NotSignatureValid" },
        { CERTCHECK_YES, CERTCHECK_NO, CERTCHECK_END_ROOT, CERTCHECK_SOURCE_TRUST, true,
          "broken SIGNATURE_INVALID@1", "NotSignatureValid" },
        { CERTCHECK_UNKNOWN, CERTCHECK_YES, CERTCHECK_END_ROOT, CERTCHECK_SOURCE_TRUST, true,
          "indeterminate SIGNATURE_UNSUPPORTED@0", "-" },
        { CERTCHECK_YES, CERTCHECK_NO, CERTCHECK_END_UNSEEN, CERTCHECK_SOURCE_FILE, false, "ready",
          "-" }, /* nobody asked: its issuer is not there */
        { CERTCHECK_YES, CERTCHECK_YES, CERTCHECK_END_ROOT, CERTCHECK_SOURCE_FILE, true,
          "broken UNTRUSTED_ROOT@1", "UntrustedRoot" },
        { CERTCHECK_YES, CERTCHECK_YES, CERTCHECK_END_ROOT, CERTCHECK_SOURCE_FILE, false, "ready",
          "-" },
        { CERTCHECK_YES, CERTCHECK_YES, CERTCHECK_END_UNSEEN, CERTCHECK_SOURCE_TRUST, true,
          "indeterminate ISSUER_UNKNOWN@1", "PartialChain" },
        { CERTCHECK_YES, CERTCHECK_YES, CERTCHECK_END_LIMIT, CERTCHECK_SOURCE_FILE, true,
          "indeterminate PATH_LIMIT@1", "-" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct recipe path[] = { { .subject = "leaf", .issuer = "root" },
                                 { .subject = "root", .bc = "ca" } };
        struct judged d;
        char got[512], status[128];

        judged_path(&d, path, 2);
        d.policy.required = 0;
        d.policy.trust = rows[i].trust;
        d.j.path.end = rows[i].end;
        d.j.path.at[0].signed_by_next = rows[i].leaf_signed;
        d.j.path.at[1].signed_by_next = rows[i].root_signed;
        d.j.path.at[1].source = rows[i].root_source;
        certcheck_judge(&d.policy, &d.j);
        judged_status(d.j.before.status, status, sizeof status);
        if (strcmp(judged_text(&d.j, got, sizeof got), rows[i].want) != 0 ||
            strcmp(status, rows[i].want_status) != 0)
            fail_msg("row %zu: %s, %s", i, got, status);
        if (rows[i].end == CERTCHECK_END_UNSEEN && !rows[i].trust)
            assert_true(judged_has(&d.j, CERTCHECK_F_CHAIN_INCOMPLETE, 1));
        judged_clear(&d);
    }
}

/* R20: one element, a root of itself. */
static void
judges_a_self_signed_leaf(void **state)
{
    static const struct {
        struct recipe leaf;
        enum certcheck_source source;
        const char *want;
    } rows[] = {
        { { .eku = "S" }, CERTCHECK_SOURCE_TRUST, "ready" },
        { { .eku = "C" }, CERTCHECK_SOURCE_TRUST, "breaks EKU_LACKS_SERVER_AUTH@0" },
        { { .eku = "S" }, CERTCHECK_SOURCE_PEER, "broken UNTRUSTED_ROOT@0" },
        { { .eku = "S", .ku = "84" }, CERTCHECK_SOURCE_TRUST, "ready" },
        { { .eku = "S", .bc = "no", .ku = "80" }, CERTCHECK_SOURCE_TRUST, "ready" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct recipe leaf = rows[i].leaf;
        struct judged d;
        char got[512];

        leaf.subject = "self";
        judged_path(&d, &leaf, 1);
        d.policy.required = BASE_USAGE_SERVER_AUTH;
        d.j.path.at[0].source = rows[i].source;
        certcheck_judge(&d.policy, &d.j);
        if (strcmp(judged_text(&d.j, got, sizeof got), rows[i].want) != 0)
            fail_msg("row %zu: %s", i, got);
        judged_clear(&d);
    }
}

/* Path lengths count CAs between, self-issued ones aside (RFC 5280 4.2.1.9). */
static void
counts_path_lengths(void **state)
{
    struct recipe path[] = {
        { .subject = "leaf", .issuer = "ca" },
        { .subject = "ca", .key = "new", .signer = "old", .bc = "ca" },
        { .subject = "ca", .key = "old", .issuer = "root", .bc = "ca" },
        { .subject = "root", .bc = "ca 1" },
    };
    struct judged d;
    char got[256];

    (void)state;
    judged_path(&d, path, 4);
    certcheck_judge(&d.policy, &d.j);
    assert_string_equal(judged_text(&d.j, got, sizeof got), "ready");
    judged_clear(&d);
    path[1].issuer = "ca2";
    path[2].subject = "ca2";
    judged_path(&d, path, 4);
    certcheck_judge(&d.policy, &d.j);
    assert_string_equal(judged_text(&d.j, got, sizeof got), "broken PATH_LENGTH_EXCEEDED@3");
    judged_clear(&d);
}

static void
warns_of_what_is_near(void **state)
{
    struct recipe path[] = { { .subject = "leaf", .issuer = "root", .to = "200131000000Z" },
                             { .subject = "root", .bc = "ca", .to = "200110000000Z" } };
    struct judged d;

    (void)state;
    judged_path(&d, path, 2);
    d.policy.expires_s = 30 * 86400;
    d.policy.host = SLICE("edge01.contoso.com");
    certcheck_judge(&d.policy, &d.j);
    assert_int_equal(d.j.verdict, CERTCHECK_READY);
    assert_false(judged_has(&d.j, CERTCHECK_F_EXPIRES_SOON, 0)); /* in exactly 30 days */
    assert_true(judged_has(&d.j, CERTCHECK_F_EXPIRES_SOON, 1));
    assert_true(judged_has(&d.j, CERTCHECK_F_HOST_NAME_MISMATCH, 0));
    d.policy.expires_s = 30 * 86400 + 1;
    certcheck_judge(&d.policy, &d.j);
    assert_true(judged_has(&d.j, CERTCHECK_F_EXPIRES_SOON, 0));
    judged_clear(&d);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_the_path),           cmocka_unit_test(judges_signatures_and_ends),
        cmocka_unit_test(judges_a_self_signed_leaf), cmocka_unit_test(counts_path_lengths),
        cmocka_unit_test(warns_of_what_is_near),
    };

    return cmocka_run_group_tests_name("chain_rules", tests, NULL, NULL);
}
