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
    { RSA, 16384, NONE, OID_SHA256_RSA, CERTCHECK_YES, "" },
    { RSA, 16385, NONE, OID_SHA256_RSA, CERTCHECK_UNKNOWN, "ALGORITHM_NEWER_THAN_WINDOWS " },
    { RSA, 2048, OID_RSA_PSS, OID_SHA256_RSA, CERTCHECK_UNKNOWN, "ALGORITHM_NEWER_THAN_WINDOWS " },
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

#define PSS "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"
#define MGF1 "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08"
#define SHA2(n) "\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02" n "\x05\x00"
#define SHA1 "\x30\x07\x06\x05\x2b\x0e\x03\x02\x1a"
#define HASH(n) "\xa0\x0f" SHA2(n)
#define MASK(n) "\xa1\x1c\x30\x1a" MGF1 SHA2(n)

static void
a_hash_of_pss_is_one_that_windows_has(void **state)
{
    static const struct {
        const char *der;
        size_t len;
        enum certcheck_answer accepted;
    } parameters[] = {
#define PARAMETERS(der, accepted) { der, sizeof der - 1, accepted }
        PARAMETERS("\x30\x3c" PSS "\x30\x2f" HASH("\1") MASK("\1"), CERTCHECK_YES),
        PARAMETERS("\x30\x3c" PSS "\x30\x2f" HASH("\3") MASK("\3"), CERTCHECK_YES),
        PARAMETERS("\x30\x0d" PSS "\x30\x00", CERTCHECK_YES), /* SHA-1 twice */
        PARAMETERS("\x30\x18" PSS "\x30\x0b\xa0\x09" SHA1, CERTCHECK_YES),
        PARAMETERS("\x30\x3c" PSS "\x30\x2f" HASH("\4") MASK("\4"), CERTCHECK_UNKNOWN),
        PARAMETERS("\x30\x3c" PSS "\x30\x2f" HASH("\6") MASK("\6"), CERTCHECK_UNKNOWN),
        PARAMETERS("\x30\x3c" PSS "\x30\x2f" HASH("\1") MASK("\2"), CERTCHECK_UNKNOWN),
        PARAMETERS("\x30\x1e" PSS "\x30\x11" HASH("\1"), CERTCHECK_UNKNOWN),
        PARAMETERS("\x30\x0b" PSS, CERTCHECK_UNKNOWN),
        PARAMETERS("\x30\x0d" PSS "\x05\x00", CERTCHECK_UNKNOWN),
#undef PARAMETERS
    };

    (void)state;
    for (size_t i = 0; i < ROWS(parameters); i++) {
        const struct certcheck_facts f = {
            .key = { .alg = RSA, .bits = 2048, .oid = octets(NONE) },
            .sig_alg = { (const uint8_t *)parameters[i].der, parameters[i].len },
            .sig_oid = octets(OID_RSA_PSS),
        };

        check(&f, 0, parameters[i].accepted,
              parameters[i].accepted == CERTCHECK_YES ? "" : "ALGORITHM_NEWER_THAN_WINDOWS ");
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
        cmocka_unit_test(a_hash_of_pss_is_one_that_windows_has),
        cmocka_unit_test(a_roots_own_signature_is_not_looked_at),
        cmocka_unit_test(what_has_no_signature_or_no_sound_key_is_told_elsewhere),
    };

    return cmocka_run_group_tests_name("algorithms", tests, NULL, NULL);
}
