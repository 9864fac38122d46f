/* SPDX-License-Identifier: MIT */
#include <certcheck/crypto.h>

#include "der/oids.h"

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <stdlib.h>
#include <string.h>

#define KEYS_MAX 64           /* issuers' keys remembered */
#define PAIRS_MAX 4096        /* certificates whose signature was checked */
#define MEMORY_ENOUGH 1048576 /* bytes, beside some for the certificate */

struct known_key {
    uint64_t hash;
    uint8_t *spki; /* owned copy */
    size_t spki_len;
    EVP_PKEY *key; /* NULL: OpenSSL cannot read it */
};

struct known_pair {
    uint8_t digest[CERTCHECK_SHA256_LEN]; /* of certificate and issuer's key */
    enum certcheck_answer answer;
    bool used;
};

struct certcheck_crypto {
    EVP_MD *sha1, *sha256;
    EVP_MD_CTX *digest, *verify;
    struct known_key keys[KEYS_MAX];
    unsigned keys_next;
    struct known_pair pairs[PAIRS_MAX];
    bool failed;  /* an allocation did */
    bool suspect; /* OpenSSL spoke of memory since this was reset */
};

struct certcheck_crypto *
certcheck_crypto_new(void)
{
    struct certcheck_crypto *c = calloc(1, sizeof *c);

    if (c == NULL)
        return NULL;
    /* Without memory for its own start OpenSSL crashes at the first fetch. */
    if (OSSL_LIB_CTX_get0_global_default() == NULL) {
        certcheck_crypto_free(c);
        return NULL;
    }
    c->sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
    c->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    c->digest = EVP_MD_CTX_new();
    c->verify = EVP_MD_CTX_new();
    if (c->sha1 == NULL || c->sha256 == NULL || c->digest == NULL || c->verify == NULL) {
        certcheck_crypto_free(c);
        return NULL;
    }
    return c;
}

static void
forget_key(struct known_key *k)
{
    EVP_PKEY_free(k->key);
    free(k->spki);
    *k = (struct known_key){ 0 };
}

void
certcheck_crypto_free(struct certcheck_crypto *c)
{
    if (c == NULL)
        return;
    for (unsigned i = 0; i < KEYS_MAX; i++)
        forget_key(&c->keys[i]);
    EVP_MD_CTX_free(c->verify);
    EVP_MD_CTX_free(c->digest);
    EVP_MD_free(c->sha256);
    EVP_MD_free(c->sha1);
    free(c);
}

static bool
digest(struct certcheck_crypto *c, const EVP_MD *md, struct base_slice a, struct base_slice b,
       uint8_t *out)
{
    bool ok = EVP_DigestInit_ex2(c->digest, md, NULL) == 1 &&
              EVP_DigestUpdate(c->digest, a.ptr, a.len) == 1 &&
              EVP_DigestUpdate(c->digest, b.ptr, b.len) == 1 &&
              EVP_DigestFinal_ex(c->digest, out, NULL) == 1;

    c->failed = c->failed || !ok;
    return ok;
}

bool
certcheck_sha1(struct certcheck_crypto *c, struct base_slice in, uint8_t out[CERTCHECK_SHA1_LEN])
{
    return digest(c, c->sha1, in, (struct base_slice){ 0 }, out);
}

bool
certcheck_sha256(struct certcheck_crypto *c, struct base_slice in,
                 uint8_t out[CERTCHECK_SHA256_LEN])
{
    return digest(c, c->sha256, in, (struct base_slice){ 0 }, out);
}

bool
certcheck_crypto_failed(const struct certcheck_crypto *c)
{
    return c->failed;
}

/* Does OpenSSL say that memory lacked? Empties its queue of errors. */
static bool
speaks_of_memory(struct certcheck_crypto *c)
{
    unsigned long e;
    bool memory = false;

    while ((e = ERR_get_error()) != 0)
        memory = memory || ERR_GET_REASON(e) == ERR_R_MALLOC_FAILURE;
    c->suspect = c->suspect || memory;
    return memory;
}

/* OpenSSL also says so where it asked for no bytes at all, such as for a modulus of 0: then more
 * than it can have wanted is to be had. */
static bool
has_memory_for(const struct certcheck_facts *f)
{
    void *volatile room = malloc(MEMORY_ENOUGH + 4 * f->der.len);
    bool had = room != NULL;

    free(room);
    return had;
}

static bool
is_known(const struct known_key *k, uint64_t hash, struct base_slice spki)
{
    return k->spki != NULL && k->hash == hash && k->spki_len == spki.len &&
           memcmp(k->spki, spki.ptr, spki.len) == 0;
}

/* The issuer's key, decoded once a run (decoding costs more than verifying). */
static EVP_PKEY *
key_of(struct certcheck_crypto *c, struct base_slice spki)
{
    uint64_t hash = base_slice_hash(spki);
    const uint8_t *p = spki.ptr;
    struct known_key *k;

    for (unsigned i = 0; i < KEYS_MAX; i++)
        if (is_known(&c->keys[i], hash, spki))
            return c->keys[i].key;
    k = &c->keys[c->keys_next++ % KEYS_MAX];
    forget_key(k);
    k->spki = malloc(spki.len);
    if (k->spki == NULL) {
        c->failed = true;
        return NULL;
    }
    memcpy(k->spki, spki.ptr, spki.len);
    k->spki_len = spki.len;
    k->hash = hash;
    k->key = d2i_PUBKEY(NULL, &p, (long)spki.len);
    if (k->key == NULL && speaks_of_memory(c))
        forget_key(k); /* it may be readable the next time */
    return k->key;
}

/* The algorithms that need no parameters, by hand: the general way below
 * copies the certificate twice. */
static const struct {
    enum oid oid;
    int key;
    const char *digest; /* NULL: the key alone decides */
} plain[] = {
    { OID_SHA256_RSA, EVP_PKEY_RSA, "SHA256" },  { OID_SHA1_RSA, EVP_PKEY_RSA, "SHA1" },
    { OID_SHA384_RSA, EVP_PKEY_RSA, "SHA384" },  { OID_SHA512_RSA, EVP_PKEY_RSA, "SHA512" },
    { OID_SHA224_RSA, EVP_PKEY_RSA, "SHA224" },  { OID_MD5_RSA, EVP_PKEY_RSA, "MD5" },
    { OID_SHA1_RSA_OIW, EVP_PKEY_RSA, "SHA1" },  { OID_SHA1_ECDSA, EVP_PKEY_EC, "SHA1" },
    { OID_SHA224_ECDSA, EVP_PKEY_EC, "SHA224" }, { OID_SHA256_ECDSA, EVP_PKEY_EC, "SHA256" },
    { OID_SHA384_ECDSA, EVP_PKEY_EC, "SHA384" }, { OID_SHA512_ECDSA, EVP_PKEY_EC, "SHA512" },
    { OID_SHA1_DSA, EVP_PKEY_DSA, "SHA1" },      { OID_ED25519, EVP_PKEY_ED25519, NULL },
    { OID_ED448, EVP_PKEY_ED448, NULL },
};

static enum certcheck_answer
answer_of(int rc)
{
    /* A negative result is a malformed signature as often as a missing algorithm;
     * a signature that cannot be right is wrong. */
    return rc == 1 ? CERTCHECK_YES : CERTCHECK_NO;
}

static enum certcheck_answer
verify_plain(struct certcheck_crypto *c, const char *md, const struct certcheck_facts *f,
             EVP_PKEY *key)
{
    EVP_MD_CTX_reset(c->verify);
    if (EVP_DigestVerifyInit_ex(c->verify, NULL, md, NULL, NULL, key, NULL) != 1)
        return CERTCHECK_UNKNOWN;
    return answer_of(
        EVP_DigestVerify(c->verify, f->signature.ptr, f->signature.len, f->tbs.ptr, f->tbs.len));
}

/* Algorithms with parameters (RSASSA-PSS): OpenSSL reads them. */
static enum certcheck_answer
verify_general(const struct certcheck_facts *f, EVP_PKEY *key)
{
    const uint8_t *p = f->sig_alg.ptr, *q = f->tbs.ptr;
    X509_ALGOR *alg = d2i_X509_ALGOR(NULL, &p, (long)f->sig_alg.len);
    ASN1_TYPE *tbs = d2i_ASN1_TYPE(NULL, &q, (long)f->tbs.len);
    ASN1_BIT_STRING *sig = ASN1_BIT_STRING_new();
    enum certcheck_answer answer = CERTCHECK_UNKNOWN;
    int rc;

    if (alg != NULL && tbs != NULL && sig != NULL && f->signature.len <= INT32_MAX &&
        ASN1_BIT_STRING_set(sig, (unsigned char *)(uintptr_t)f->signature.ptr,
                            (int)f->signature.len) == 1) {
        sig->flags = (sig->flags & ~(ASN1_STRING_FLAG_BITS_LEFT | 7L)) | ASN1_STRING_FLAG_BITS_LEFT;
        rc = ASN1_item_verify(ASN1_ITEM_rptr(ASN1_ANY), alg, sig, tbs, key);
        answer = rc < 0 ? CERTCHECK_UNKNOWN : answer_of(rc);
    }
    ASN1_BIT_STRING_free(sig);
    ASN1_TYPE_free(tbs);
    X509_ALGOR_free(alg);
    return answer;
}

static enum certcheck_answer
verify_now(struct certcheck_crypto *c, const struct certcheck_facts *subject,
           const struct certcheck_facts *issuer)
{
    EVP_PKEY *key = key_of(c, issuer->spki);
    enum oid id = oid_find(subject->sig_oid);

    if (key == NULL)
        return CERTCHECK_UNKNOWN;
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (plain[i].oid == id)
            return EVP_PKEY_get_base_id(key) == plain[i].key
                       ? verify_plain(c, plain[i].digest, subject, key)
                       : CERTCHECK_NO;
    return verify_general(subject, key);
}

static enum certcheck_answer
verify_once(struct certcheck_crypto *c, const struct certcheck_facts *subject,
            const struct certcheck_facts *issuer)
{
    enum certcheck_answer answer;

    ERR_clear_error();
    c->suspect = false;
    answer = verify_now(c, subject, issuer);
    (void)speaks_of_memory(c);
    return answer;
}

/* A missing answer for want of memory is none: certcheck_crypto_failed tells. What the error was
 * is settled by a second try, where there is memory. */
static enum certcheck_answer
verify_checked(struct certcheck_crypto *c, const struct certcheck_facts *subject,
               const struct certcheck_facts *issuer)
{
    enum certcheck_answer answer = verify_once(c, subject, issuer);

    if (answer == CERTCHECK_YES || !c->suspect)
        return answer;
    if (has_memory_for(subject) && has_memory_for(issuer))
        return verify_once(c, subject, issuer);
    c->failed = true;
    return CERTCHECK_UNKNOWN;
}

/* Certificates come again and again in a run: the CA's with every leaf, a leaf on every
 * port and pool member that has it. */
enum certcheck_answer
certcheck_crypto_verify(void *ctx, const struct certcheck_facts *subject,
                        const struct certcheck_facts *issuer)
{
    struct certcheck_crypto *c = ctx;
    uint8_t id[CERTCHECK_SHA256_LEN];
    struct known_pair *p;
    enum certcheck_answer answer;

    if (!digest(c, c->sha256, subject->der, issuer->spki, id))
        return verify_checked(c, subject, issuer);
    p = &c->pairs[(id[0] | (unsigned)id[1] << 8) % PAIRS_MAX];
    if (p->used && memcmp(p->digest, id, sizeof id) == 0)
        return p->answer;
    answer = verify_checked(c, subject, issuer);
    if (!c->failed) {
        p->answer = answer;
        p->used = true;
        memcpy(p->digest, id, sizeof id);
    }
    return answer;
}
