/* SPDX-License-Identifier: MIT */
/* Who we are towards peers, from PKCS#12; and why not, where it does not open. */
#include "openssl_internal.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

static PKCS12 *
open_file(const char *path, char why[PROBE_TEXT_MAX])
{
    BIO *file = BIO_new_file(path, "rb");
    PKCS12 *p12;

    if (file == NULL) {
        (void)snprintf(why, PROBE_TEXT_MAX, "%s: %s", path, strerror(errno));
        return NULL;
    }
    p12 = d2i_PKCS12_bio(file, NULL);
    BIO_free(file);
    if (p12 == NULL)
        (void)snprintf(why, PROBE_TEXT_MAX, "%s: not a PKCS#12 file", path);
    return p12;
}

/* RC2 and RC4, which older Windows exports with, live in a provider of their own. */
static bool
load_legacy(void)
{
    static OSSL_PROVIDER *legacy; /* for the life of the process */

    if (legacy == NULL)
        legacy = OSSL_PROVIDER_try_load(NULL, "legacy", 1);
    return legacy != NULL;
}

/* Is an algorithm missing, or one asked of OpenSSL that it does not know? */
static bool
lacks_algorithm(void)
{
    unsigned long e;
    bool lacks = false;

    while ((e = ERR_get_error()) != 0) {
        int reason = ERR_GET_REASON(e);

        lacks = lacks || reason == ERR_R_UNSUPPORTED ||
                (ERR_GET_LIB(e) == ERR_LIB_EVP &&
                 (reason == EVP_R_UNKNOWN_PBE_ALGORITHM || reason == EVP_R_UNSUPPORTED_CIPHER ||
                  reason == EVP_R_UNSUPPORTED_ALGORITHM || reason == EVP_R_UNKNOWN_CIPHER ||
                  reason == EVP_R_UNSUPPORTED_PRF ||
                  reason == EVP_R_UNSUPPORTED_KEY_DERIVATION_FUNCTION)) ||
                (ERR_GET_LIB(e) == ERR_LIB_PKCS12 && reason == PKCS12_R_UNKNOWN_DIGEST_ALGORITHM);
    }
    return lacks;
}

static bool
add_certificate(const PKCS12_SAFEBAG *bag, struct probe_identity *id)
{
    X509 *cert = PKCS12_SAFEBAG_get1_cert(bag);

    if (cert == NULL || sk_X509_push(id->issuers, cert) > 0)
        return true;
    X509_free(cert);
    return false;
}

/* The first key counts. */
static bool
add_key(const PKCS12_SAFEBAG *bag, const char *password, struct probe_identity *id)
{
    const X509_SIG *locked = PKCS12_SAFEBAG_get0_pkcs8(bag);
    const PKCS8_PRIV_KEY_INFO *plain = PKCS12_SAFEBAG_get0_p8inf(bag);
    PKCS8_PRIV_KEY_INFO *opened = NULL;

    if (id->key != NULL)
        return true;
    if (locked != NULL)
        plain = opened = PKCS8_decrypt(locked, password, -1);
    id->key = plain == NULL ? NULL : EVP_PKCS82PKEY(plain);
    PKCS8_PRIV_KEY_INFO_free(opened);
    return id->key != NULL;
}

/* PKCS12_parse wants a MAC, and one that this OpenSSL knows; certificates and key do not. */
static bool
add_bags(const STACK_OF(PKCS12_SAFEBAG) * bags, const char *password, struct probe_identity *id)
{
    bool ok = bags != NULL;

    for (int i = 0; ok && i < sk_PKCS12_SAFEBAG_num(bags); i++) {
        const PKCS12_SAFEBAG *bag = sk_PKCS12_SAFEBAG_value(bags, i);
        int nid = PKCS12_SAFEBAG_get_nid(bag);

        if (nid == NID_certBag)
            ok = add_certificate(bag, id);
        else if (nid == NID_keyBag || nid == NID_pkcs8ShroudedKeyBag)
            ok = add_key(bag, password, id);
    }
    return ok;
}

static bool
add_safes(const STACK_OF(PKCS7) * safes, const char *password, struct probe_identity *id)
{
    bool ok = safes != NULL;

    for (int i = 0; ok && i < sk_PKCS7_num(safes); i++) {
        PKCS7 *safe = sk_PKCS7_value(safes, i);
        STACK_OF(PKCS12_SAFEBAG) *bags = NULL;

        if (PKCS7_type_is_data(safe))
            bags = PKCS12_unpack_p7data(safe);
        else if (PKCS7_type_is_encrypted(safe))
            bags = PKCS12_unpack_p7encdata(safe, password, -1);
        ok = add_bags(bags, password, id);
        sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    }
    return ok;
}

enum opening { OPEN, WRONG_PASSWORD, LACKS_ALGORITHM, DAMAGED };

static enum opening
try_password(PKCS12 *p12, const char *password, struct probe_identity *id)
{
    STACK_OF(PKCS7) * safes;
    bool vouched, opened;

    probe_identity_clear(id);
    ERR_clear_error();
    id->issuers = sk_X509_new_null();
    vouched = PKCS12_mac_present(p12) == 1 && PKCS12_verify_mac(p12, password, -1) == 1;
    if (!vouched && PKCS12_mac_present(p12) == 1 && !lacks_algorithm())
        return WRONG_PASSWORD;
    safes = PKCS12_unpack_authsafes(p12);
    opened = id->issuers != NULL && add_safes(safes, password, id);
    sk_PKCS7_pop_free(safes, PKCS7_free);
    if (opened)
        return OPEN;
    return lacks_algorithm() ? LACKS_ALGORITHM : vouched ? DAMAGED : WRONG_PASSWORD;
}

/* No password is not the same as an empty one. */
static enum opening
try_passwords(PKCS12 *p12, const char *password, struct probe_identity *id)
{
    enum opening opening = try_password(p12, password, id);

    if (opening == WRONG_PASSWORD && password == NULL)
        opening = try_password(p12, "", id);
    return opening;
}

/* Never "the password" for what is an algorithm. NULL: it is open. */
static const char *
open_box(PKCS12 *p12, const char *password, struct probe_identity *id)
{
    enum opening opening = try_passwords(p12, password, id);

    if (opening == LACKS_ALGORITHM && !load_legacy())
        return "an algorithm of it needs OpenSSL's legacy provider, which is not here";
    if (opening == LACKS_ALGORITHM)
        opening = try_passwords(p12, password, id);
    switch (opening) {
    case OPEN:
        break;
    case LACKS_ALGORITHM:
        return "an algorithm of it is unknown to OpenSSL here: export it again with AES and "
               "SHA-256";
    case DAMAGED:
        return "the password is right, but what it locks is damaged";
    case WRONG_PASSWORD:
        return password == NULL ? "it wants a password (--password-file)"
                                : "the password does not open it";
    }
    return probe_identity_take_leaf(id) ? NULL : "no certificate with its private key is in it";
}

bool
probe_identity_read_pkcs12(struct probe_identity *id, const char *path, const char *password,
                           char why[PROBE_TEXT_MAX])
{
    PKCS12 *p12 = open_file(path, why);
    const char *reason;

    *id = (struct probe_identity){ 0 };
    if (p12 == NULL)
        return false;
    reason = open_box(p12, password, id);
    PKCS12_free(p12);
    ERR_clear_error();
    if (reason != NULL)
        (void)snprintf(why, PROBE_TEXT_MAX, "%s: %s", path, reason);
    return reason == NULL;
}
