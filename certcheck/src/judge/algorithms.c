/* SPDX-License-Identifier: MIT */
/* Keys and signature algorithms: what Windows refuses, what it may not know, and what
 * is merely weak. */
#include "judging.h"

#include "der/der.h"
#include "der/oids.h"

#include <certcheck/names.h>

#include <string.h>

#define RSA_BITS_MIN 1024  /* KB2661254 (August 2012): shorter keys are refused everywhere */
#define RSA_BITS_MAX 16384 /* of CNG and of CryptoAPI's providers */
#define BITS_ADVISED 2048

static bool
is_weak_signature(enum oid algorithm)
{
    switch (algorithm) {
    case OID_MD2_RSA:
    case OID_MD4_RSA:
    case OID_MD5_RSA:
    case OID_SHA1_RSA:
    case OID_SHA1_RSA_OIW:
    case OID_SHA1_DSA:
    case OID_SHA1_ECDSA:
        return true;
    default:
        return false;
    }
}

/* The OID of an AlgorithmIdentifier, and what stands behind it. */
static enum oid
take_algorithm(struct base_slice *rest, struct base_slice *parameters)
{
    struct der_item algorithm, oid;

    if (!der_take_tag(rest, DER_SEQUENCE, &algorithm) ||
        !der_take_tag(&algorithm.body, DER_OID, &oid))
        return OID_COUNT;
    *parameters = algorithm.body;
    return oid_find(oid.body);
}

/* RSASSA-PSS-params (RFC 4055 3.1): the hash, and the hash of the mask; both are SHA-1 by default.
 * CNG's BCRYPT_PSS_PADDING_INFO has room for one. */
static bool
is_known_pss(struct base_slice sig_alg)
{
    enum oid hash = OID_SHA1, mask = OID_SHA1;
    struct base_slice rest, inner;
    struct der_item params, item;

    if (take_algorithm(&sig_alg, &rest) != OID_RSA_PSS ||
        !der_take_tag(&rest, DER_SEQUENCE, &params))
        return false;
    if (der_take_tag(&params.body, DER_CONTEXT_CONSTRUCTED, &item))
        hash = take_algorithm(&item.body, &inner);
    if (der_take_tag(&params.body, DER_CONTEXT_CONSTRUCTED | 1, &item))
        mask = take_algorithm(&item.body, &inner) == OID_MGF1 ? take_algorithm(&inner, &rest)
                                                              : OID_COUNT;
    return hash == mask &&
           (hash == OID_SHA1 || hash == OID_SHA256 || hash == OID_SHA384 || hash == OID_SHA512);
}

/* The algorithm in words, where no document says that Windows of 2017 verifies it; else NULL. */
static const char *
unknown_signature(enum oid algorithm, struct base_slice sig_alg)
{
    switch (algorithm) {
    case OID_RSA_PSS:
        return is_known_pss(sig_alg)
                   ? NULL
                   : "RSASSA-PSS without one of the usual hashes for both message and mask";
    case OID_SHA1_RSA:
    case OID_SHA256_RSA:
    case OID_SHA384_RSA:
    case OID_SHA512_RSA:
    case OID_MD2_RSA:
    case OID_MD4_RSA:
    case OID_MD5_RSA:
    case OID_SHA1_RSA_OIW:
    case OID_SHA1_ECDSA:
    case OID_SHA256_ECDSA:
    case OID_SHA384_ECDSA:
    case OID_SHA512_ECDSA:
    case OID_SHA1_DSA:
        return NULL;
    case OID_SHA224_RSA:
    case OID_SHA224_ECDSA:
        return "SHA-224";
    case OID_ED25519:
        return "Ed25519";
    case OID_ED448:
        return "Ed448";
    default:
        return "a signature algorithm other than RSA, ECDSA and DSA with the usual hashes";
    }
}

/* Until Windows 10 and Server 2016 the curves were these three. */
static const char *
unknown_curve(struct base_slice oid)
{
    switch (oid_find(oid)) {
    case OID_P256:
    case OID_P384:
    case OID_P521:
        return NULL;
    default:
        return "an elliptic curve other than P-256, P-384 and P-521";
    }
}

static const char *
unknown_key(const struct certcheck_key *key)
{
    switch (key->alg) {
    case CERTCHECK_KEY_ED25519:
        return "Ed25519";
    case CERTCHECK_KEY_ED448:
        return "Ed448";
    case CERTCHECK_KEY_EC:
        return unknown_curve(key->oid);
    case CERTCHECK_KEY_RSA: /* CryptoAPI imports keys of rsaEncryption */
        if (key->bits > RSA_BITS_MAX)
            return "an RSA key of more than 16384 bits";
        return oid_matches(OID_RSA_PSS, key->oid) ? "a key for RSASSA-PSS alone" : NULL;
    case CERTCHECK_KEY_OTHER:
        return "a key other than RSA, ECDSA and DSA";
    case CERTCHECK_KEY_DSA:
    case CERTCHECK_KEY_NONE:
    default:
        return NULL;
    }
}

static void
check_known(struct judging *j, size_t i, const char *algorithm)
{
    if (algorithm == NULL)
        return;
    judging_note_arg(j, CERTCHECK_F_ALGORITHM_NEWER_THAN_WINDOWS, i, base_slice_str(algorithm), 0);
    judging_doubt(j);
}

static void
check_size(struct judging *j, size_t i)
{
    const struct certcheck_key *key = &facts_at(j, i)->key;

    if (key->bits == 0 || (key->alg != CERTCHECK_KEY_RSA && key->alg != CERTCHECK_KEY_DSA))
        return;
    if (key->alg == CERTCHECK_KEY_RSA && key->bits < RSA_BITS_MIN) {
        judging_note_arg(j, CERTCHECK_F_RSA_KEY_REFUSED, i, (struct base_slice){ 0 }, key->bits);
        judging_reject(j, CERTCHECK_STATUS_NOT_SIGNATURE_VALID);
    } else if (key->bits < BITS_ADVISED) {
        judging_note_arg(j, CERTCHECK_F_WEAK_KEY, i, (struct base_slice){ 0 }, key->bits);
    }
}

void
algorithms_check(struct judging *j, size_t i)
{
    const struct certcheck_facts *f = facts_at(j, i);
    bool malformed = (f->defects & CERTCHECK_DEFECT_KEY) != 0; /* told as such */
    const char *key = malformed ? NULL : unknown_key(&f->key);
    enum oid algorithm = oid_find(f->sig_oid);
    const char *signature = NULL;

    if (f->sig_oid.len > 0) /* else a template, or fields of a dump */
        signature = unknown_signature(algorithm, f->sig_alg);
    check_size(j, i);
    check_known(j, i, key);
    if (key == NULL || signature == NULL || strcmp(key, signature) != 0)
        check_known(j, i, signature);
    if (!is_root(j, i) && is_weak_signature(algorithm)) /* a root's own protects nothing */
        judging_note_arg(j, CERTCHECK_F_WEAK_SIGNATURE, i,
                         base_slice_str(certcheck_oid_name(f->sig_oid)), 0);
}
