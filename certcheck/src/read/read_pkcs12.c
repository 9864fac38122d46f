/* SPDX-License-Identifier: MIT */
/* PKCS#12 (RFC 7292): the certificates; keys are counted and never decrypted. */
#include "der/der.h"
#include "read.h"

#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>

#include <string.h>

#define ITERATIONS_MAX 10000000 /* what a file may ask of us before it is an attack */
#define NESTING_MAX 4

struct box {
    struct reader *reader;
    PKCS12 *p12;
    STACK_OF(PKCS7) * safes;
    bool has_mac;
    const char *password; /* NULL: none, which is not the same as an empty one */
    int password_len;
};

/* The largest INTEGER in an algorithm's parameters: salts are no INTEGERs. */
static int
largest_integer(struct base_slice rest, unsigned depth)
{
    struct der_item item;
    int largest = 0, v;

    while (der_take(&rest, &item)) {
        v = 0;
        if (item.tag == DER_SEQUENCE && depth < 6)
            v = largest_integer(item.body, depth + 1);
        else if (item.tag == DER_INTEGER && !der_uint(item.body, &v))
            v = INT32_MAX;
        largest = v > largest ? v : largest;
    }
    return largest;
}

static bool
is_bounded(const X509_ALGOR *alg)
{
    const void *value = NULL;
    int type = V_ASN1_UNDEF;

    X509_ALGOR_get0(NULL, &type, &value, alg);
    if (type != V_ASN1_SEQUENCE)
        return true;
    return largest_integer((struct base_slice){ ASN1_STRING_get0_data(value),
                                                (size_t)ASN1_STRING_length(value) },
                           0) <= ITERATIONS_MAX;
}

static enum certcheck_status
add_certificate(struct reader *r, const PKCS12_SAFEBAG *bag)
{
    X509 *cert = PKCS12_SAFEBAG_get1_cert(bag);
    int len = cert == NULL ? 0 : i2d_X509(cert, NULL);
    uint8_t *der = len <= 0 ? NULL : read_own(r, (size_t)len), *end = der;
    enum certcheck_status status = CERTCHECK_OK;

    if (cert == NULL)
        r->out->skipped.others++;
    else if (der == NULL || i2d_X509(cert, &end) != len)
        status = read_fail(r, CERTCHECK_E_MEMORY, "out of memory");
    else
        status = read_add(r, CERTCHECK_KIND_CERTIFICATE, (struct base_slice){ der, (size_t)len });
    X509_free(cert);
    return status;
}

static enum certcheck_status
add_bags(struct reader *r, const STACK_OF(PKCS12_SAFEBAG) * bags, unsigned depth)
{
    enum certcheck_status status = CERTCHECK_OK;

    for (int i = 0; status == CERTCHECK_OK && i < sk_PKCS12_SAFEBAG_num(bags); i++) {
        const PKCS12_SAFEBAG *bag = sk_PKCS12_SAFEBAG_value(bags, i);

        switch (PKCS12_SAFEBAG_get_nid(bag)) {
        case NID_certBag:
            status = add_certificate(r, bag);
            break;
        case NID_keyBag:
        case NID_pkcs8ShroudedKeyBag:
            r->out->skipped.keys++;
            break;
        case NID_crlBag:
            r->out->skipped.crls++;
            break;
        case NID_safeContentsBag:
            if (depth < NESTING_MAX)
                status = add_bags(r, PKCS12_SAFEBAG_get0_safes(bag), depth + 1);
            break;
        default:
            r->out->skipped.others++;
            break;
        }
    }
    return status;
}

/* RC2 and single DES live in a provider of their own; loaded when it is needed, once. */
static bool
load_legacy(void)
{
    static OSSL_PROVIDER *legacy; /* for the life of the process */

    if (legacy == NULL)
        legacy = OSSL_PROVIDER_try_load(NULL, "legacy", 1);
    return legacy != NULL;
}

/* The cipher's own name; of PBES2 the one inside. */
static int
cipher_nid(const X509_ALGOR *alg)
{
    const ASN1_OBJECT *oid = NULL;
    const void *value = NULL;
    int type = V_ASN1_UNDEF, nid;
    PBE2PARAM *inner;

    X509_ALGOR_get0(&oid, &type, &value, alg);
    nid = OBJ_obj2nid(oid);
    if (nid != NID_pbes2 || type != V_ASN1_SEQUENCE)
        return nid;
    inner = ASN1_item_unpack(value, ASN1_ITEM_rptr(PBE2PARAM));
    if (inner != NULL)
        nid = OBJ_obj2nid(inner->encryption->algorithm);
    PBE2PARAM_free(inner);
    return nid;
}

static bool
is_legacy(int nid)
{
    static const int nids[] = { NID_pbe_WithSHA1And40BitRC2_CBC,
                                NID_pbe_WithSHA1And128BitRC2_CBC,
                                NID_pbe_WithSHA1And40BitRC4,
                                NID_pbe_WithSHA1And128BitRC4,
                                NID_pbeWithMD2AndDES_CBC,
                                NID_pbeWithMD2AndRC2_CBC,
                                NID_pbeWithMD5AndDES_CBC,
                                NID_pbeWithMD5AndRC2_CBC,
                                NID_pbeWithSHA1AndDES_CBC,
                                NID_pbeWithSHA1AndRC2_CBC,
                                NID_rc2_cbc,
                                NID_des_cbc };

    for (size_t i = 0; i < sizeof nids / sizeof nids[0]; i++)
        if (nid == nids[i])
            return true;
    return false;
}

static STACK_OF(PKCS12_SAFEBAG) * decrypt(const struct box *box, PKCS7 *safe)
{
    STACK_OF(PKCS12_SAFEBAG) *bags =
        PKCS12_unpack_p7encdata(safe, box->password, box->password_len);

    if (bags == NULL && load_legacy())
        bags = PKCS12_unpack_p7encdata(safe, box->password, box->password_len);
    return bags;
}

static enum certcheck_status
say_undecryptable(struct reader *r, const X509_ALGOR *alg)
{
    int nid = cipher_nid(alg);
    const char *name = nid == NID_undef ? NULL : OBJ_nid2sn(nid);

    if (r->why.len > 0)
        return CERTCHECK_E_DER;
    base_text_str(&r->why, "the certificates in the PKCS#12 file cannot be decrypted (");
    base_text_safe(&r->why, base_slice_str(name == NULL ? "unknown algorithm" : name));
    base_text_str(&r->why, !is_legacy(nid) || load_legacy()
                               ? ")"
                               : "): it needs OpenSSL's legacy provider, which is not here");
    return CERTCHECK_E_DER;
}

static enum certcheck_status
open_safe(const struct box *box, PKCS7 *safe)
{
    struct reader *r = box->reader;
    STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
    enum certcheck_status status = CERTCHECK_OK;

    if (PKCS7_type_is_data(safe)) {
        bags = PKCS12_unpack_p7data(safe);
    } else if (PKCS7_type_is_encrypted(safe)) {
        const X509_ALGOR *alg = safe->d.encrypted->enc_data->algorithm;

        if (!is_bounded(alg))
            return read_fail(r, CERTCHECK_E_LIMIT,
                             "the PKCS#12 file wants over 10 million iterations of its password");
        bags = decrypt(box, safe);
        if (bags == NULL)
            return say_undecryptable(r, alg);
    } else {
        r->out->skipped.others++;
        return CERTCHECK_OK;
    }
    if (bags == NULL)
        status = read_fail(r, CERTCHECK_E_DER, "a PKCS#12 file that is damaged");
    else
        status = add_bags(r, bags, 0);
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    return status;
}

/* No password will do while the cipher is missing: opening the file tells. */
static bool
lacks_cipher(const struct box *box)
{
    for (int i = 0; i < sk_PKCS7_num(box->safes); i++) {
        PKCS7 *safe = sk_PKCS7_value(box->safes, i);

        if (PKCS7_type_is_encrypted(safe) &&
            is_legacy(cipher_nid(safe->d.encrypted->enc_data->algorithm)) && !load_legacy())
            return true;
    }
    return false;
}

/* Where there is no MAC, or none that OpenSSL knows (PBMAC1), decryption tells: padding
 * and the shape of what comes out. What is not encrypted opens with any. */
static bool
decrypts(const struct box *box)
{
    for (int i = 0; i < sk_PKCS7_num(box->safes); i++) {
        PKCS7 *safe = sk_PKCS7_value(box->safes, i);
        STACK_OF(PKCS12_SAFEBAG) * bags;

        if (!PKCS7_type_is_encrypted(safe) || !is_bounded(safe->d.encrypted->enc_data->algorithm))
            continue;
        bags = decrypt(box, safe);
        sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
        return bags != NULL;
    }
    return true;
}

static bool
opens(struct box *box, const char *password)
{
    box->password = password;
    box->password_len = password == NULL ? 0 : (int)strlen(password);
    return box->has_mac ? PKCS12_verify_mac(box->p12, box->password, box->password_len) == 1
                        : decrypts(box);
}

/* The given password, none, the empty one, and at last, where none was given, the one
 * asked for: a folder's other files may have no password. */
static enum certcheck_status
find_password(struct box *box)
{
    struct reader *r = box->reader;
    const struct certcheck_password *p = r->password;
    const char *asked = NULL;

    if (!box->has_mac && lacks_cipher(box))
        return CERTCHECK_OK;
    if ((p != NULL && p->given != NULL && opens(box, p->given)) || opens(box, NULL) ||
        opens(box, ""))
        return CERTCHECK_OK;
    if (p != NULL && p->given == NULL && p->ask != NULL)
        asked = p->ask(p->ctx);
    if (asked != NULL && opens(box, asked))
        return CERTCHECK_OK;
    return read_fail(r, CERTCHECK_E_DER,
                     asked != NULL || (p != NULL && p->given != NULL)
                         ? "the password does not open the PKCS#12 file"
                         : "the PKCS#12 file wants a password (--password-file)");
}

/* Is the MAC one that OpenSSL can compute? */
static bool
has_usable_mac(const PKCS12 *p12)
{
    const X509_ALGOR *alg = NULL;
    const ASN1_OBJECT *oid = NULL;

    if (PKCS12_mac_present(p12) != 1)
        return false;
    PKCS12_get0_mac(NULL, &alg, NULL, NULL, p12);
    X509_ALGOR_get0(&oid, NULL, NULL, alg);
    return EVP_get_digestbynid(OBJ_obj2nid(oid)) != NULL;
}

static bool
mac_is_bounded(const PKCS12 *p12)
{
    const ASN1_INTEGER *iterations = NULL;

    PKCS12_get0_mac(NULL, NULL, NULL, &iterations, p12);
    return iterations == NULL ||
           (ASN1_INTEGER_get(iterations) >= 0 && ASN1_INTEGER_get(iterations) <= ITERATIONS_MAX);
}

static enum certcheck_status
open_box(struct box *box)
{
    struct reader *r = box->reader;
    enum certcheck_status status;

    if (!mac_is_bounded(box->p12))
        return read_fail(r, CERTCHECK_E_LIMIT,
                         "the PKCS#12 file wants over 10 million iterations of its password");
    box->safes = PKCS12_unpack_authsafes(box->p12);
    if (box->safes == NULL)
        return read_fail(r, CERTCHECK_E_DER, "a PKCS#12 file that is damaged, or signed");
    box->has_mac = has_usable_mac(box->p12);
    status = find_password(box);
    for (int i = 0; status == CERTCHECK_OK && i < sk_PKCS7_num(box->safes); i++)
        status = open_safe(box, sk_PKCS7_value(box->safes, i));
    sk_PKCS7_pop_free(box->safes, PKCS7_free);
    return status;
}

enum certcheck_status
read_pkcs12(struct reader *r, struct base_slice der)
{
    const unsigned char *at = der.ptr;
    PKCS12 *p12 = d2i_PKCS12(NULL, &at, (long)der.len);
    struct box box = { .reader = r, .p12 = p12 };
    enum certcheck_status status;

    if (p12 == NULL)
        status = read_fail(r, CERTCHECK_E_DER, "a PKCS#12 file that is damaged or cut off");
    else
        status = open_box(&box);
    PKCS12_free(p12);
    ERR_clear_error();
    return status;
}
