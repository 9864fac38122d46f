/* SPDX-License-Identifier: MIT */
#include "differential.h"

#include <base/text.h>
#include <base/time.h>
#include <certcheck/names.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>

#include <string.h>

bool
same_bytes(struct base_slice ours, const unsigned char *theirs, int theirs_len)
{
    return theirs_len >= 0 && ours.len == (size_t)theirs_len &&
           (ours.len == 0 || memcmp(ours.ptr, theirs, ours.len) == 0);
}

/* Two's complement contents against a number. */
static bool
same_number(struct base_slice contents, const ASN1_INTEGER *theirs)
{
    BIGNUM *their = ASN1_INTEGER_to_BN(theirs, NULL),
           *our = BN_bin2bn(contents.ptr, (int)contents.len, NULL);
    bool same;

    if (contents.len > 0 && (contents.ptr[0] & 0x80) != 0) {
        BIGNUM *power = BN_new();

        BN_set_bit(power, (int)contents.len * 8);
        BN_sub(our, our, power);
        BN_free(power);
    }
    same = our != NULL && their != NULL && BN_cmp(our, their) == 0;
    BN_free(our);
    BN_free(their);
    return same;
}

static void
compare_version_and_serial(const struct certcheck_facts *f, const X509 *x)
{
    long version = X509_get_version(x);

    if (version >= 0 && version <= 2 ? f->version != version + 1 : f->version != 0)
        differ("version", NULL);
    if (!same_number(f->serial, X509_get0_serialNumber(x)))
        differ("serial", NULL);
}

/* Attribute names on which the two tables part ways: OpenSSL's is no standard either. */
static bool
is_comparable(const char *theirs, const char *ours)
{
    static const char *const odd[] = { "\\", "#" };

    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        if (strstr(theirs, odd[i]) != NULL)
            return false;
    return strchr(ours, '\\') == NULL && strstr(ours, "\xef\xbf\xbd") == NULL &&
           strstr(ours, "...") == NULL;
}

/* Attribute types that both write with the same word. */
static bool
has_common_words(const X509_NAME *name)
{
    static const int common[] = {
        NID_commonName,
        NID_countryName,
        NID_organizationName,
        NID_localityName,
        NID_stateOrProvinceName,
        NID_organizationalUnitName,
        NID_serialNumber,
        NID_surname,
        NID_domainComponent,
        NID_pkcs9_emailAddress,
        NID_userId,
        NID_title,
    };

    for (int i = 0; i < X509_NAME_entry_count(name); i++) {
        int nid = OBJ_obj2nid(X509_NAME_ENTRY_get_object(X509_NAME_get_entry(name, i)));
        size_t k = 0;

        while (k < sizeof common / sizeof common[0] && common[k] != nid)
            k++;
        if (k == sizeof common / sizeof common[0])
            return false;
    }
    return true;
}

/* Of octets above ASCII, which no IA5String has, OpenSSL makes Latin-1; we read UTF-8. */
static bool
is_read_alike(const X509_NAME *name)
{
    for (int i = 0; i < X509_NAME_entry_count(name); i++) {
        const ASN1_STRING *value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, i));
        const unsigned char *octets = ASN1_STRING_get0_data(value);

        for (int k = 0;
             ASN1_STRING_type(value) == V_ASN1_IA5STRING && k < ASN1_STRING_length(value); k++)
            if (octets[k] >= 0x80)
                return false;
    }
    return true;
}

static void
compare_name_text(const char *what, struct base_slice ours, const X509_NAME *theirs)
{
    static char mine[65536];
    BIO *out = BIO_new(BIO_s_mem());
    struct base_text t;
    char *text;
    long len;

    base_text_init(&t, mine, sizeof mine);
    certcheck_name_text(ours, &t);
    X509_NAME_print_ex(out, theirs, 0, XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB);
    BIO_write(out, "", 1);
    len = BIO_get_mem_data(out, &text);
    if (len > 0 && strlen(text) + 1 == (size_t)len && is_comparable(text, mine) &&
        has_common_words(theirs) && is_read_alike(theirs) && strcmp(text, mine) != 0)
        differ(what, text);
    BIO_free(out);
}

static void
compare_names(const struct certcheck_facts *f, const X509 *x)
{
    const struct {
        const char *what;
        struct base_slice ours;
        const X509_NAME *theirs;
    } names[] = {
        { "issuer", f->issuer, X509_get_issuer_name(x) },
        { "subject", f->subject, X509_get_subject_name(x) },
    };

    for (size_t i = 0; i < 2; i++) {
        unsigned char *der = NULL;
        int len = i2d_X509_NAME(names[i].theirs, &der);

        if (!same_bytes(names[i].ours, der, len))
            differ(names[i].what, "bytes");
        if (!certcheck_name_is_valid(names[i].ours) && is_der_name(names[i].theirs))
            differ(names[i].what, "we cannot decode it");
        if (certcheck_name_is_valid(names[i].ours))
            compare_name_text(names[i].what, names[i].ours, names[i].theirs);
        OPENSSL_free(der);
    }
}

static void
compare_date(const char *what, bool unreadable, int64_t ours_s, const ASN1_TIME *theirs)
{
    struct tm tm;
    int64_t s = 0;
    bool readable =
        ASN1_TIME_to_tm(theirs, &tm) == 1 &&
        base_time_from_civil(&(struct base_civil){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                                                   tm.tm_hour, tm.tm_min, tm.tm_sec },
                             &s);

    if (unreadable) {
        /* Only what RFC 5280 4.1.2.5 forbids: no seconds, an offset, fractions. */
        size_t len = (size_t)ASN1_STRING_length(theirs);
        const unsigned char *p = ASN1_STRING_get0_data(theirs);

        if (readable && p[len - 1] == 'Z' &&
            len == (ASN1_STRING_type(theirs) == V_ASN1_UTCTIME ? 13u : 15u))
            differ(what, "we cannot read it");
    } else if (!readable || s != ours_s) {
        differ(what, NULL);
    }
}

static void
compare_signature(const struct certcheck_facts *f, X509 *x)
{
    const ASN1_BIT_STRING *bits;
    const X509_ALGOR *alg, *inner = X509_get0_tbs_sigalg(x);
    const ASN1_OBJECT *oid;

    X509_get0_signature(&bits, &alg, x);
    X509_ALGOR_get0(&oid, NULL, NULL, alg);
    if (!same_bytes(f->sig_oid, OBJ_get0_data(oid), (int)OBJ_length(oid)))
        differ("signature algorithm", NULL);
    if ((X509_ALGOR_cmp(alg, inner) != 0) !=
            ((f->defects & CERTCHECK_DEFECT_ALGORITHMS_DIFFER) != 0) &&
        (X509_ALGOR_cmp(alg, inner) != 0 ||
         is_der(x, f->der))) /* BER has one value in many octets */
        differ("inner signature algorithm", NULL);
    if ((f->defects & CERTCHECK_DEFECT_SIGNATURE) == 0 &&
        !same_bytes(f->signature, ASN1_STRING_get0_data(bits), ASN1_STRING_length(bits)))
        differ("signature", NULL);
}

/* What OpenSSL reads although DER has another way for it: a padded modulus, a compressed point. */
static bool
has_odd_encoding(const EVP_PKEY *key, const struct certcheck_facts *f)
{
    unsigned char *der = NULL;
    char form[32] = "";
    int len = i2d_PUBKEY(key, &der);
    bool odd = !same_bytes(f->spki, der, len);

    OPENSSL_free(der);
    return odd || (EVP_PKEY_get_utf8_string_param(key, "point-format", form, sizeof form, NULL) &&
                   strcmp(form, "uncompressed") != 0);
}

/* An RSA exponent that is even, 1 or above 32 bits: OpenSSL reads it all the same. */
static bool
has_odd_exponent(const EVP_PKEY *key)
{
    BIGNUM *e = NULL;
    bool odd = EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA &&
               EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &e) == 1 &&
               (!BN_is_odd(e) || BN_is_one(e) || BN_num_bits(e) > 32);

    BN_free(e);
    return odd;
}

static void
compare_key(const struct certcheck_facts *f, X509 *x)
{
    static const struct {
        int theirs;
        enum certcheck_key_alg ours;
        bool has_bits;
    } algs[] = {
        { EVP_PKEY_RSA, CERTCHECK_KEY_RSA, true },
        { EVP_PKEY_RSA_PSS, CERTCHECK_KEY_RSA, true },
        { EVP_PKEY_DSA, CERTCHECK_KEY_DSA, true },
        { EVP_PKEY_EC, CERTCHECK_KEY_EC, true },
        { EVP_PKEY_ED25519, CERTCHECK_KEY_ED25519, false },
        { EVP_PKEY_ED448, CERTCHECK_KEY_ED448, false },
    };
    const EVP_PKEY *key = X509_get0_pubkey(x);
    unsigned char *der = NULL;
    int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &der);

    if (is_der(x, f->der) && !same_bytes(f->spki, der, len))
        differ("public key", "bytes");
    OPENSSL_free(der);
    if (key == NULL)
        return;
    for (size_t i = 0; i < sizeof algs / sizeof algs[0]; i++)
        if (EVP_PKEY_get_base_id(key) == algs[i].theirs) {
            bool unnamed = algs[i].ours == CERTCHECK_KEY_EC && f->key.bits == 0;
            bool refused = (f->defects & CERTCHECK_DEFECT_KEY) != 0 && has_odd_encoding(key, f);

            if (f->key.alg != algs[i].ours)
                differ("public key", "algorithm");
            else if (algs[i].has_bits && !unnamed && !refused &&
                     f->key.bits != (unsigned)EVP_PKEY_get_bits(key))
                differ("public key", "size");
        }
    if ((f->defects & CERTCHECK_DEFECT_KEY) != 0 && !has_odd_exponent(key) &&
        !has_odd_encoding(key, f))
        differ("public key", "we cannot read it");
}

void
compare_fields(const struct certcheck_facts *f, X509 *x)
{
    compare_version_and_serial(f, x);
    compare_names(f, x);
    compare_date("notBefore", (f->defects & CERTCHECK_DEFECT_NOT_BEFORE) != 0, f->not_before_s,
                 X509_get0_notBefore(x));
    compare_date("notAfter", (f->defects & CERTCHECK_DEFECT_NOT_AFTER) != 0, f->not_after_s,
                 X509_get0_notAfter(x));
    compare_signature(f, x);
    compare_key(f, x);
}
