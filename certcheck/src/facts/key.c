/* SPDX-License-Identifier: MIT */
/* The public key: its kind and its size. */
#include "facts_parts.h"

#include "der/der.h"
#include "der/oids.h"

#include <certcheck/names.h>

static unsigned
bit_length(struct base_slice number)
{
    unsigned bits;

    while (number.len > 0 && number.ptr[0] == 0) {
        number.ptr++;
        number.len--;
    }
    if (number.len == 0 || number.len > 8192)
        return 0;
    bits = (unsigned)number.len * 8;
    for (unsigned top = number.ptr[0]; (top & 0x80) == 0; top <<= 1)
        bits--;
    return bits;
}

/* Odd, above 1 and within the 32 bits that CryptoAPI has for it (RSAPUBKEY). */
static bool
is_exponent(struct base_slice number)
{
    unsigned bits = bit_length(number);

    return number.len > 0 && (number.ptr[0] & 0x80) == 0 && bits > 1 && bits <= 32 &&
           (number.ptr[number.len - 1] & 1) != 0;
}

/* RSAPublicKey (RFC 8017 A.1.1): the modulus' size. */
static unsigned
rsa_bits(struct base_slice key, bool *sound)
{
    struct der_item seq, modulus, exponent;

    *sound = false;
    if (!der_only(key, DER_SEQUENCE, &seq) || !der_take_tag(&seq.body, DER_INTEGER, &modulus) ||
        !der_take_tag(&seq.body, DER_INTEGER, &exponent) || seq.body.len != 0 ||
        modulus.body.len == 0 || (modulus.body.ptr[0] & 0x80) != 0)
        return 0;
    *sound = is_exponent(exponent.body) && der_is_shortest(exponent.body) &&
             der_is_shortest(modulus.body);
    return bit_length(modulus.body);
}

/* Dss-Parms (RFC 3279 2.3.2): the size of p. */
static unsigned
dsa_bits(struct base_slice parameters)
{
    struct der_item seq, p;

    if (!der_only(parameters, DER_SEQUENCE, &seq) || !der_take_tag(&seq.body, DER_INTEGER, &p))
        return 0;
    return bit_length(p.body);
}

static unsigned
curve_bits(struct base_slice curve)
{
    switch (oid_find(curve)) {
    case OID_P192:
        return 192;
    case OID_P224:
        return 224;
    case OID_P256:
    case OID_SECP256K1:
    case OID_BRAINPOOL256:
        return 256;
    case OID_P384:
    case OID_BRAINPOOL384:
        return 384;
    case OID_BRAINPOOL512:
        return 512;
    case OID_P521:
        return 521;
    default:
        return 0;
    }
}

/* ECPoint (SEC 1 2.3.3) in the one form that Windows is known to read: uncompressed. */
static bool
is_point(struct base_slice key, unsigned bits)
{
    return bits == 0 || (key.len == 1 + 2 * (size_t)((bits + 7) / 8) && key.ptr[0] == 4);
}

/* False: the key is no key of its kind. */
static bool
name_key(struct certcheck_key *out, struct base_slice parameters, struct base_slice key)
{
    struct der_item curve;
    bool sound = true;

    switch (oid_find(out->oid)) {
    case OID_RSA:
    case OID_RSA_PSS:
        out->alg = CERTCHECK_KEY_RSA;
        out->bits = rsa_bits(key, &sound);
        break;
    case OID_EC:
        out->alg = CERTCHECK_KEY_EC;
        if (der_only(parameters, DER_OID, &curve)) {
            out->oid = curve.body;
            out->bits = curve_bits(curve.body);
            sound = is_point(key, out->bits);
        }
        break;
    case OID_DSA:
        out->alg = CERTCHECK_KEY_DSA;
        out->bits = dsa_bits(parameters);
        break;
    case OID_ED25519:
        out->alg = CERTCHECK_KEY_ED25519;
        out->bits = 256;
        break;
    case OID_ED448:
        out->alg = CERTCHECK_KEY_ED448;
        out->bits = 456;
        break;
    default:
        break;
    }
    return sound;
}

/* AlgorithmIdentifier behind its OID: nothing, or one item (RFC 5280 4.1.1.2). */
bool
facts_is_parameters(struct base_slice rest)
{
    struct der_item parameters;

    return rest.len == 0 || (der_take(&rest, &parameters) && rest.len == 0);
}

/* SubjectPublicKeyInfo (RFC 5280 4.1.2.7). A key is whole octets. */
bool
facts_read_key(struct base_slice spki, struct certcheck_key *out)
{
    struct der_item alg, oid, key;
    bool whole;

    *out = (struct certcheck_key){ .alg = CERTCHECK_KEY_OTHER };
    if (!der_take_tag(&spki, DER_SEQUENCE, &alg) || !der_take_tag(&alg.body, DER_OID, &oid) ||
        !der_take_tag(&spki, DER_BIT_STRING, &key) || key.body.len == 0 || spki.len != 0 ||
        !certcheck_oid_is_valid(oid.body) || !facts_is_parameters(alg.body))
        return false;
    out->oid = oid.body;
    whole = key.body.ptr[0] == 0;
    key.body.ptr++;
    key.body.len--;
    return name_key(out, alg.body, key.body) && whole &&
           (out->alg == CERTCHECK_KEY_OTHER || out->bits > 0 || out->alg == CERTCHECK_KEY_EC);
}
