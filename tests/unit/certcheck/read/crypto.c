/* SPDX-License-Identifier: MIT */
/* Signatures of every kind that OpenSSL makes, sound and spoilt, and fingerprints. */
#include <certcheck/crypto.h>

#include <openssl/dsa.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "file.h"

struct signed_certificate {
    uint8_t *der;
    size_t len;
    struct certcheck_facts facts;
};

static EVP_PKEY *
make_key(const char *kind)
{
    EVP_PKEY *key = NULL;
    EVP_PKEY *parameters = NULL;
    EVP_PKEY_CTX *ctx;

    if (strncmp(kind, "EC:", 3) == 0)
        return EVP_PKEY_Q_keygen(NULL, NULL, "EC", kind + 3);
    if (strncmp(kind, "RSA", 3) != 0 && strcmp(kind, "DSA") != 0)
        return EVP_PKEY_Q_keygen(NULL, NULL, kind);
    if (strcmp(kind, "RSA") == 0)
        return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)1024);
    ctx = EVP_PKEY_CTX_new_from_name(NULL, kind, NULL);
    assert_non_null(ctx);
    if (strcmp(kind, "DSA") == 0) {
        assert_int_equal(EVP_PKEY_paramgen_init(ctx), 1);
        assert_true(EVP_PKEY_CTX_set_dsa_paramgen_bits(ctx, 1024) > 0);
        assert_int_equal(EVP_PKEY_paramgen(ctx, &parameters), 1);
        EVP_PKEY_CTX_free(ctx);
        ctx = EVP_PKEY_CTX_new_from_pkey(NULL, parameters, NULL);
    }
    assert_int_equal(EVP_PKEY_keygen_init(ctx), 1);
    assert_int_equal(EVP_PKEY_keygen(ctx, &key), 1);
    EVP_PKEY_free(parameters);
    EVP_PKEY_CTX_free(ctx);
    return key;
}

/* A certificate of key, signed by signer; a CA where serial is odd. */
static struct signed_certificate
sign(EVP_PKEY *key, EVP_PKEY *signer, const char *digest, long serial)
{
    struct signed_certificate out = { 0 };
    X509 *x = X509_new();
    X509_NAME *name = X509_NAME_new();
    ASN1_OCTET_STRING *ca = ASN1_OCTET_STRING_new();
    int len;

    assert_true(x != NULL && name != NULL && ca != NULL);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"a", -1, -1, 0);
    X509_set_version(x, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x), serial);
    X509_set_subject_name(x, name);
    X509_set_issuer_name(x, name);
    X509_gmtime_adj(X509_getm_notBefore(x), 0);
    X509_gmtime_adj(X509_getm_notAfter(x), 86400);
    assert_int_equal(X509_set_pubkey(x, key), 1);
    if (serial % 2 != 0) {
        X509_EXTENSION *e;

        ASN1_OCTET_STRING_set(ca, (const unsigned char *)"\x30\x03\x01\x01\xff", 5);
        e = X509_EXTENSION_create_by_NID(NULL, NID_basic_constraints, 1, ca);
        X509_add_ext(x, e, -1);
        X509_EXTENSION_free(e);
    }
    if (X509_sign(x, signer, digest == NULL ? NULL : EVP_get_digestbyname(digest)) <= 0)
        fail_msg("cannot sign with %s", digest == NULL ? "the key alone" : digest);
    len = i2d_X509(x, &out.der);
    assert_true(len > 0);
    out.len = (size_t)len;
    assert_int_equal(certcheck_facts_read((struct base_slice){ out.der, out.len }, &out.facts),
                     CERTCHECK_OK);
    ASN1_OCTET_STRING_free(ca);
    X509_NAME_free(name);
    X509_free(x);
    return out;
}

/* Change one octet of a slice of the certificate, and back. */
static enum certcheck_answer
verify_spoilt(struct certcheck_crypto *c, struct signed_certificate *s, struct base_slice part,
              const struct certcheck_facts *issuer)
{
    uint8_t *at = s->der + (part.ptr - s->der) + part.len - 1;
    enum certcheck_answer answer;

    *at ^= 1;
    answer = certcheck_crypto_verify(c, &s->facts, issuer);
    *at ^= 1;
    return answer;
}

static const struct {
    const char *key, *digest;
} rows[] = {
    { "RSA", "SHA256" },
    { "RSA", "SHA1" },
    { "RSA", "SHA384" },
    { "RSA", "SHA512" },
    { "RSA", "SHA224" },
    { "RSA", "MD5" },
    { "RSA-PSS", "SHA256" },
    { "RSA-PSS", "SHA384" },
    { "EC:P-256", "SHA256" },
    { "EC:P-256", "SHA1" },
    { "EC:P-384", "SHA384" },
    { "EC:P-521", "SHA512" },
    { "EC:secp256k1", "SHA224" },
    { "EC:brainpoolP256r1", "SHA256" },
    { "DSA", "SHA1" },
    { "DSA", "SHA256" },
    { "ED25519", NULL },
    { "ED448", NULL },
};

static void
verifies_every_algorithm(void **state)
{
    struct certcheck_crypto *c = certcheck_crypto_new();
    EVP_PKEY *other = make_key("EC:P-256");
    struct signed_certificate stranger = sign(other, other, "SHA256", 2);

    (void)state;
    assert_non_null(c);
    for (size_t i = 0; i < ROWS(rows); i++) {
        EVP_PKEY *key = make_key(rows[i].key);
        struct signed_certificate s;

        assert_non_null(key);
        s = sign(key, key, rows[i].digest, 2);
        if (certcheck_crypto_verify(c, &s.facts, &s.facts) != CERTCHECK_YES)
            fail_msg("%s with %s: not verified", rows[i].key, rows[i].digest);
        if (verify_spoilt(c, &s, s.facts.serial, &s.facts) != CERTCHECK_NO)
            fail_msg("%s with %s: another serial verified", rows[i].key, rows[i].digest);
        if (verify_spoilt(c, &s, s.facts.signature, &s.facts) != CERTCHECK_NO)
            fail_msg("%s with %s: a spoilt signature verified", rows[i].key, rows[i].digest);
        if (certcheck_crypto_verify(c, &s.facts, &stranger.facts) == CERTCHECK_YES)
            fail_msg("%s with %s: another key verified", rows[i].key, rows[i].digest);
        EVP_PKEY_free(key);
        OPENSSL_free(s.der);
    }
    assert_false(certcheck_crypto_failed(c));
    OPENSSL_free(stranger.der);
    EVP_PKEY_free(other);
    certcheck_crypto_free(c);
}

static void
knows_what_it_cannot_tell(void **state)
{
    struct certcheck_crypto *c = certcheck_crypto_new();
    EVP_PKEY *key = make_key("EC:P-256");
    struct signed_certificate s = sign(key, key, "SHA256", 2);
    struct certcheck_facts odd = s.facts;
    static const uint8_t unknown[] = { 0x30, 0x05, 0x06, 0x03, 0x2a, 0x03, 0x04 };

    (void)state;
    odd.spki = SLICE("\x30\x00");
    assert_int_equal(certcheck_crypto_verify(c, &s.facts, &odd), CERTCHECK_UNKNOWN);
    assert_int_equal(certcheck_crypto_verify(c, &s.facts, &odd), CERTCHECK_UNKNOWN);
    odd = s.facts;
    odd.der = SLICE("one certificate"); /* what answers are remembered by */
    odd.sig_alg = (struct base_slice){ unknown, sizeof unknown };
    odd.sig_oid = (struct base_slice){ unknown + 4, 3 };
    assert_int_equal(certcheck_crypto_verify(c, &odd, &s.facts), CERTCHECK_UNKNOWN);
    odd = s.facts;
    odd.der = SLICE("another");
    odd.signature.len = 0;
    assert_int_equal(certcheck_crypto_verify(c, &odd, &s.facts), CERTCHECK_NO);
    assert_false(certcheck_crypto_failed(c));
    OPENSSL_free(s.der);
    EVP_PKEY_free(key);
    certcheck_crypto_free(c);
}

/* OpenSSL asks for room as large as an RSA modulus; of one that is 0 it then says that memory
 * lacks. An invalid key signs nothing, and no later answer suffers from it. */
static void
takes_a_modulus_of_nothing_for_no_lack_of_memory(void **state)
{
    static const uint8_t spki[] = { 0x30, 0x1c, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                    0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00, 0x03, 0x0b, 0x00,
                                    0x30, 0x08, 0x02, 0x01, 0x00, 0x02, 0x03, 0x01, 0x00, 0x01 };
    struct certcheck_crypto *c = certcheck_crypto_new();
    EVP_PKEY *key = make_key("RSA");
    struct signed_certificate s = sign(key, key, "SHA256", 2);
    struct certcheck_facts unsigned_one = s.facts, issuer = s.facts;

    (void)state;
    unsigned_one.der = SLICE("one without a signature"); /* what answers are remembered by */
    unsigned_one.signature.len = 0;
    issuer.spki = (struct base_slice){ spki, sizeof spki };
    assert_int_equal(certcheck_crypto_verify(c, &unsigned_one, &issuer), CERTCHECK_NO);
    assert_false(certcheck_crypto_failed(c));
    assert_int_equal(certcheck_crypto_verify(c, &s.facts, &s.facts), CERTCHECK_YES);
    OPENSSL_free(s.der);
    EVP_PKEY_free(key);
    certcheck_crypto_free(c);
}

/* More issuers than keys are remembered and more pairs than slots: what is
 * forgotten is worked out again, what is remembered is remembered right. */
static void
forgets_without_harm(void **state)
{
    enum { KEYS = 80, CERTIFICATES = 2200 };
    struct certcheck_crypto *c = certcheck_crypto_new();
    static EVP_PKEY *keys[KEYS];
    static struct signed_certificate certs[CERTIFICATES];

    (void)state;
    for (size_t i = 0; i < KEYS; i++)
        keys[i] = make_key("ED25519");
    for (size_t i = 0; i < CERTIFICATES; i++)
        certs[i] = sign(keys[i % KEYS], keys[i % KEYS], NULL, (long)i);
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < CERTIFICATES; i++) {
            const struct certcheck_facts *next = &certs[(i + 1) % KEYS].facts;

            if (certcheck_crypto_verify(c, &certs[i].facts, &certs[i].facts) != CERTCHECK_YES ||
                certcheck_crypto_verify(c, &certs[i].facts, next) != CERTCHECK_NO)
                fail_msg("certificate %zu in round %d", i, round);
        }
    for (size_t i = 0; i < CERTIFICATES; i++)
        OPENSSL_free(certs[i].der);
    for (size_t i = 0; i < KEYS; i++)
        EVP_PKEY_free(keys[i]);
    certcheck_crypto_free(c);
}

/* FIPS 180: the hashes of "abc" and of nothing. */
static void
hashes(void **state)
{
    struct certcheck_crypto *c = certcheck_crypto_new();
    uint8_t sha1[CERTCHECK_SHA1_LEN], sha256[CERTCHECK_SHA256_LEN];

    (void)state;
    assert_true(certcheck_sha1(c, SLICE("abc"), sha1));
    assert_memory_equal(sha1,
                        "\xa9\x99\x3e\x36\x47\x06\x81\x6a\xba\x3e\x25\x71\x78\x50\xc2\x6c\x9c\xd0"
                        "\xd8\x9d",
                        sizeof sha1);
    assert_true(certcheck_sha256(c, SLICE("abc"), sha256));
    assert_memory_equal(sha256,
                        "\xba\x78\x16\xbf\x8f\x01\xcf\xea\x41\x41\x40\xde\x5d\xae\x22\x23\xb0\x03"
                        "\x61\xa3\x96\x17\x7a\x9c\xb4\x10\xff\x61\xf2\x00\x15\xad",
                        sizeof sha256);
    assert_true(certcheck_sha1(c, (struct base_slice){ 0 }, sha1));
    assert_memory_equal(sha1, "\xda\x39\xa3\xee", 4);
    certcheck_crypto_free(c);
    certcheck_crypto_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verifies_every_algorithm),
        cmocka_unit_test(knows_what_it_cannot_tell),
        cmocka_unit_test(takes_a_modulus_of_nothing_for_no_lack_of_memory),
        cmocka_unit_test(forgets_without_harm),
        cmocka_unit_test(hashes),
    };

    return cmocka_run_group_tests_name("crypto", tests, NULL, NULL);
}
