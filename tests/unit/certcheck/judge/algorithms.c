/* SPDX-License-Identifier: MIT */
#include "judge/judging.h"

#include <base/text.h>

#include "der/oids.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

#define RSA CERTCHECK_KEY_RSA
#define EC CERTCHECK_KEY_EC
#define NONE OID_COUNT /* of key: rsaEncryption, of which the table needs no row */

static const struct {
    enum certcheck_key_alg alg;
    unsigned bits;
    enum oid key, signature;
    enum certcheck_answer accepted;
    const char *codes; /* with a blank behind each */
} rows[] = {
    { RSA, 2048, NONE, OID_SHA256_RSA, CERTCHECK_YES, "" },
    { RSA, 1024, NONE, OID_SHA256_RSA, CERTCHECK_YES, "WEAK_KEY " },
    { RSA, 1023, NONE, OID_SHA256_RSA, CERTCHECK_NO, "RSA_KEY_REFUSED " },
    { RSA, 0, NONE, OID_SHA256_RSA, CERTCHECK_YES, "" }, /* its size cannot be read */
    { RSA, 2048, NONE, OID_SHA1_RSA, CERTCHECK_YES, "WEAK_SIGNATURE " },
    { RSA, 2048, NONE, OID_MD5_RSA, CERTCHECK_YES, "WEAK_SIGNATURE " },
    { RSA, 2048, NONE, OID_SHA224_RSA, CERTCHECK_UNKNOWN, "ALGORITHM_NEWER_THAN_WINDOWS " },
    { RSA, 2048, NONE, NONE, CERTCHECK_UNKNOWN, "ALGORITHM_NEWER_THAN_WINDOWS " },
    { RSA, 2048, OID_RSA_PSS, OID_RSA_PSS, CERTCHECK_UNKNOWN, "ALGORITHM_NEWER_THAN_WINDOWS " },
    { EC, 256, OID_P256, OID_SHA256_ECDSA, CERTCHECK_YES, "" },
    { EC, 256, OID_SECP256K1, OID_SHA256_ECDSA, CERTCHECK_UNKNOWN,
      "ALGORITHM_NEWER_THAN_WINDOWS " },
    { CERTCHECK_KEY_DSA, 1024, NONE, OID_SHA1_DSA, CERTCHECK_YES, "WEAK_KEY WEAK_SIGNATURE " },
    /* Key and signature have one name: it is said once. */
    { CERTCHECK_KEY_ED25519, 256, OID_ED25519, OID_ED25519, CERTCHECK_UNKNOWN,
      "ALGORITHM_NEWER_THAN_WINDOWS " },
    { CERTCHECK_KEY_OTHER, 0, NONE, OID_SHA256_RSA, CERTCHECK_UNKNOWN,
      "ALGORITHM_NEWER_THAN_WINDOWS " },
};

static struct base_slice
octets(enum oid id)
{
    static const uint8_t other[] = { 0x2a, 0x03, 0x04 };

    return id == OID_COUNT ? (struct base_slice){ other, sizeof other } : oid_row(id)->der;
}

/* The codes of what is found in an element of a path of two, the second of which is its root. */
static void
check(const struct certcheck_facts *f, size_t element, enum certcheck_answer accepted,
      const char *codes)
{
    static struct certcheck_judgement out;
    struct judging j = { .out = &out, .before = { .accepted = CERTCHECK_YES } };
    char found[256];
    struct base_text t;

    out.findings_n = 0;
    out.path = (struct certcheck_path){ .n = 2, .end = CERTCHECK_END_ROOT };
    out.path.at[element].facts = f;
    algorithms_check(&j, element);
    base_text_init(&t, found, sizeof found);
    for (size_t i = 0; i < out.findings_n; i++) {
        base_text_str(&t, certcheck_rule_get(out.findings[i].code)->code);
        base_text_byte(&t, ' ');
        assert_int_equal(out.findings[i].element, element);
    }
    assert_string_equal(found, codes);
    assert_int_equal(j.before.accepted, accepted);
}

static void
keys_and_signatures_are_judged_together(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct certcheck_facts f = {
            .key = { .alg = rows[i].alg, .bits = rows[i].bits, .oid = octets(rows[i].key) },
            .sig_oid = octets(rows[i].signature)
        };

        check(&f, 0, rows[i].accepted, rows[i].codes);
    }
}

static void
a_roots_own_signature_is_not_looked_at(void **state)
{
    const struct certcheck_facts f = { .key = { .alg = RSA, .bits = 2048, .oid = octets(NONE) },
                                       .sig_oid = octets(OID_SHA1_RSA) };

    (void)state;
    check(&f, 0, CERTCHECK_YES, "WEAK_SIGNATURE ");
    check(&f, 1, CERTCHECK_YES, "");
}

static void
what_has_no_signature_or_no_sound_key_is_told_elsewhere(void **state)
{
    const struct certcheck_facts template = { .key = { .alg = CERTCHECK_KEY_NONE } };
    const struct certcheck_facts malformed = { .key = { .alg = CERTCHECK_KEY_OTHER },
                                               .defects = CERTCHECK_DEFECT_KEY,
                                               .sig_oid = octets(OID_SHA256_RSA) };

    (void)state;
    check(&template, 0, CERTCHECK_YES, "");
    check(&malformed, 0, CERTCHECK_YES, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_and_signatures_are_judged_together),
        cmocka_unit_test(a_roots_own_signature_is_not_looked_at),
        cmocka_unit_test(what_has_no_signature_or_no_sound_key_is_told_elsewhere),
    };

    return cmocka_run_group_tests_name("algorithms", tests, NULL, NULL);
}
