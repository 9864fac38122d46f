/* SPDX-License-Identifier: MIT */
#include "pbe.h"

#include "der/ber.h"
#include "der/oids.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/x509.h>

/* Nanoseconds, measured on a slow core and rounded up: a bound, no prediction. */
#define KEY_NS 20000u         /* any key at all: fetching algorithms, setting up */
#define PBKDF2_NS 400u        /* an iteration of HMAC-SHA-256 */
#define PBKDF2_SLOW_NS 800u   /* ... of SHA-512; of SHA-1, which takes two for a key of AES-256 */
#define PKCS12_MAC_NS 400u    /* an iteration of a digest (RFC 7292 appendix B) */
#define PKCS12_KEY_NS 600u    /* ... three times: a key of two blocks and an IV */
#define SCRYPT_NS 600u        /* 128 bytes mixed twice */
#define SCRYPT_BLOCK_NS 2500u /* the PBKDF2 around it */
#define SCRYPT_BYTES_MAX (32u << 20) /* OpenSSL's own limit (EVP_PBE_scrypt) */

static uint64_t
times(uint64_t a, uint64_t b)
{
    return b != 0 && a > UINT64_MAX / b ? UINT64_MAX : a * b;
}

static bool
take_count(struct base_slice *rest, int *out)
{
    struct der_item item;

    return ber_take_tag(rest, DER_INTEGER, &item) && der_uint(item.body, out);
}

/* PBKDF2-params: salt, iterationCount, keyLength OPTIONAL, prf DEFAULT hmacWithSHA1. */
static bool
pbkdf2_cost(struct base_slice params, uint64_t *ns)
{
    struct der_item salt, key_len, prf, oid;
    int iterations;
    enum oid id = OID_HMAC_SHA1;

    if (!ber_take(&params, &salt) || !take_count(&params, &iterations))
        return false;
    (void)ber_take_tag(&params, DER_INTEGER, &key_len);
    if (ber_take_tag(&params, DER_SEQUENCE, &prf) && ber_take_tag(&prf.body, DER_OID, &oid))
        id = oid_find(oid.body);
    *ns = times((uint64_t)iterations, id == OID_HMAC_SHA256 ? PBKDF2_NS : PBKDF2_SLOW_NS);
    return true;
}

/* scrypt-params: salt, N, r, p. Its memory is 128 * N * r bytes. */
static bool
scrypt_cost(struct base_slice params, uint64_t *ns)
{
    struct der_item salt;
    uint64_t blocks;
    int n, r, p;

    if (!ber_take(&params, &salt) || !take_count(&params, &n) || !take_count(&params, &r) ||
        !take_count(&params, &p))
        return false;
    blocks = times((uint64_t)r, (uint64_t)p);
    *ns = times(blocks, times((uint64_t)n, SCRYPT_NS) + SCRYPT_BLOCK_NS);
    if (times(times((uint64_t)n, (uint64_t)r), 128) > SCRYPT_BYTES_MAX)
        *ns = UINT64_MAX;
    return true;
}

static bool
take_algorithm(struct base_slice *rest, struct der_item *oid, struct base_slice *params)
{
    struct der_item algorithm, item;

    if (!ber_take_tag(rest, DER_SEQUENCE, &algorithm) ||
        !ber_take_tag(&algorithm.body, DER_OID, oid))
        return false;
    *params =
        ber_take_tag(&algorithm.body, DER_SEQUENCE, &item) ? item.body : (struct base_slice){ 0 };
    return true;
}

static int
nid_of(struct base_slice oid)
{
    const unsigned char *at = oid.ptr;
    ASN1_OBJECT *object = d2i_ASN1_OBJECT(NULL, &at, (long)oid.len);
    int nid = OBJ_obj2nid(object);

    ASN1_OBJECT_free(object);
    return nid;
}

static bool
key_cost(const struct der_item *oid, struct base_slice params, uint64_t *ns)
{
    struct base_slice inner;
    struct der_item kdf, salt;
    int iterations;

    *ns = 0;
    if (oid_matches(OID_PBES2, oid->body)) {
        if (!take_algorithm(&params, &kdf, &inner))
            return false;
        switch (oid_find(kdf.body)) {
        case OID_PBKDF2:
            return pbkdf2_cost(inner, ns);
        case OID_SCRYPT:
            return scrypt_cost(inner, ns);
        default:
            return true; /* unknown to OpenSSL too */
        }
    }
    if (EVP_PBE_find(EVP_PBE_TYPE_OUTER, nid_of(oid->all), NULL, NULL, NULL) != 1)
        return true;
    if (!ber_take(&params, &salt) || !take_count(&params, &iterations))
        return false;
    *ns = times((uint64_t)iterations, PKCS12_KEY_NS);
    return true;
}

bool
pbe_cost(struct base_slice algorithm, uint64_t *ns)
{
    struct der_item oid;
    struct base_slice params;

    if (!take_algorithm(&algorithm, &oid, &params) || !key_cost(&oid, params, ns))
        return false;
    *ns = *ns > UINT64_MAX - KEY_NS ? UINT64_MAX : *ns + KEY_NS;
    return true;
}

uint64_t
pbe_mac_cost(const struct pbe_mac *mac)
{
    return KEY_NS + times((uint64_t)mac->iterations, PKCS12_MAC_NS);
}

static const EVP_MD *
digest_of(const struct pbe_mac *mac)
{
    const EVP_MD *md = EVP_get_digestbynid(nid_of(mac->algorithm));

    return md == NULL || EVP_MD_get_size(md) <= 0 ? NULL : md;
}

bool
pbe_mac_is_known(const struct pbe_mac *mac)
{
    return digest_of(mac) != NULL;
}

bool
pbe_mac_fits(const struct pbe_mac *mac, struct base_slice content,
             const struct pbe_password *password)
{
    const EVP_MD *md = digest_of(mac);
    unsigned char key[EVP_MAX_MD_SIZE], sum[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    int size = md == NULL ? 0 : EVP_MD_get_size(md);
    bool fits = md != NULL && mac->digest.len == (size_t)size &&
                PKCS12_key_gen_utf8(password->text, password->len,
                                    (unsigned char *)(uintptr_t)mac->salt.ptr, (int)mac->salt.len,
                                    PKCS12_MAC_ID, mac->iterations, size, key, md) == 1 &&
                HMAC(md, key, size, content.ptr, content.len, sum, &len) != NULL &&
                len == mac->digest.len && CRYPTO_memcmp(sum, mac->digest.ptr, len) == 0;

    OPENSSL_cleanse(key, sizeof key);
    ERR_clear_error();
    return fits;
}

static OSSL_PROVIDER *legacy; /* for the life of the process */

static void
load_legacy(void)
{
    legacy = OSSL_PROVIDER_try_load(NULL, "legacy", 1);
}

bool
pbe_has_legacy(void)
{
    static CRYPTO_ONCE once = CRYPTO_ONCE_STATIC_INIT;

    return CRYPTO_THREAD_run_once(&once, load_legacy) == 1 && legacy != NULL;
}

/* nid: the algorithm's own name, of PBES2 the cipher's inside; cipher_nid: the cipher. */
static int
cipher_of(struct base_slice algorithm, int *nid)
{
    struct der_item oid, kdf;
    struct base_slice params, inner;
    int cipher = NID_undef;

    *nid = NID_undef;
    if (!take_algorithm(&algorithm, &oid, &params))
        return NID_undef;
    if (!oid_matches(OID_PBES2, oid.body)) {
        *nid = nid_of(oid.all);
        if (EVP_PBE_find(EVP_PBE_TYPE_OUTER, *nid, &cipher, NULL, NULL) != 1)
            return NID_undef;
        return cipher;
    }
    if (take_algorithm(&params, &kdf, &inner) && take_algorithm(&params, &oid, &inner))
        *nid = nid_of(oid.all);
    return *nid;
}

static bool
is_here(const char *cipher)
{
    EVP_CIPHER *c = EVP_CIPHER_fetch(NULL, cipher, NULL);

    EVP_CIPHER_free(c);
    ERR_clear_error();
    return c != NULL;
}

bool
pbe_has_cipher(struct base_slice algorithm)
{
    int nid, cipher = cipher_of(algorithm, &nid);
    const char *name = cipher == NID_undef ? NULL : OBJ_nid2sn(cipher);

    return name != NULL && (is_here(name) || (pbe_has_legacy() && is_here(name)));
}

const char *
pbe_name(struct base_slice algorithm)
{
    int nid;

    (void)cipher_of(algorithm, &nid);
    return nid == NID_undef ? NULL : OBJ_nid2sn(nid);
}

uint8_t *
pbe_decrypt(struct base_slice algorithm, struct base_slice content,
            const struct pbe_password *password, size_t *out_len)
{
    const unsigned char *at = algorithm.ptr;
    X509_ALGOR *alg = d2i_X509_ALGOR(NULL, &at, (long)algorithm.len);
    unsigned char *clear = NULL;
    int len = 0;

    if (alg == NULL || content.len > INT32_MAX || !pbe_has_cipher(algorithm) ||
        PKCS12_pbe_crypt(alg, password->text, password->len, content.ptr, (int)content.len, &clear,
                         &len, 0) == NULL)
        clear = NULL;
    X509_ALGOR_free(alg);
    ERR_clear_error();
    *out_len = (size_t)len;
    return clear;
}

uint8_t *
pbe_copy(struct base_slice clear)
{
    return OPENSSL_memdup(clear.ptr, clear.len);
}

void
pbe_forget(uint8_t *clear, size_t len)
{
    OPENSSL_clear_free(clear, len);
}
