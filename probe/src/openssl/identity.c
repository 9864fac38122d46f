/* SPDX-License-Identifier: MIT */
/* Who we are towards peers: the user's chain and key, or a throw-away pair. */
#include "openssl_internal.h"

#include <probe/identity.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <base/error.h>
#include <os/error.h>
#include <os/file.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_S 86400

static bool
add_extension(X509 *cert, int nid, const char *value)
{
    X509_EXTENSION *ext = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    bool ok = ext != NULL && X509_add_ext(cert, ext, -1) == 1;

    X509_EXTENSION_free(ext);
    return ok;
}

/* A new serial number for each run: some peers cache by issuer and serial number. */
static bool
set_serial(X509 *cert)
{
    BIGNUM *serial = BN_new();
    bool ok = serial != NULL && BN_rand(serial, 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
              BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(cert)) != NULL;

    BN_free(serial);
    return ok;
}

static bool
fill_in(X509 *cert, EVP_PKEY *key)
{
    X509_NAME *name = X509_get_subject_name(cert);

    return X509_set_version(cert, X509_VERSION_3) == 1 && set_serial(cert) &&
           X509_gmtime_adj(X509_getm_notBefore(cert), -DAY_S) != NULL &&
           X509_gmtime_adj(X509_getm_notAfter(cert), 30L * DAY_S) != NULL &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"ekuprobe",
                                      -1, -1, 0) == 1 &&
           X509_set_issuer_name(cert, name) == 1 && X509_set_pubkey(cert, key) == 1 &&
           add_extension(cert, NID_subject_alt_name, "DNS:ekuprobe") &&
           add_extension(cert, NID_ext_key_usage, "serverAuth,clientAuth") &&
           add_extension(cert, NID_key_usage,
                         EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA
                             ? "critical,digitalSignature,keyEncipherment"
                             : "critical,digitalSignature") &&
           X509_sign(cert, key, EVP_sha256()) > 0;
}

bool
probe_identity_make(struct probe_identity *id, bool rsa)
{
    *id = (struct probe_identity){ .key = rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256"),
                                   .leaf = X509_new() };
    if (id->key != NULL && id->leaf != NULL && fill_in(id->leaf, id->key))
        return true;
    probe_identity_clear(id);
    return false;
}

/* No prompt: a key file with a password is an error, never a question. */
static int
no_password(char *buf, int size, int writing, void *arg)
{
    (void)buf;
    (void)size;
    (void)writing;
    (void)arg;
    return -1;
}

static bool
read_chain(struct probe_identity *id, FILE *file)
{
    X509 *cert;

    id->issuers = sk_X509_new_null();
    while (id->issuers != NULL && (cert = PEM_read_X509(file, NULL, no_password, NULL)) != NULL)
        if (sk_X509_push(id->issuers, cert) <= 0) {
            X509_free(cert);
            return false;
        }
    return sk_X509_num(id->issuers) > 0;
}

static bool
read_file(struct probe_identity *id, const char *path, bool key, struct base_text *why)
{
    FILE *file = os_open_stream(path);
    bool ok;

    if (file == NULL)
        return base_complain(why, path, os_error_text(errno));
    ERR_clear_error();
    if (key)
        ok = (id->key = PEM_read_PrivateKey(file, NULL, no_password, NULL)) != NULL;
    else
        ok = read_chain(id, file);
    (void)fclose(file);
    if (!ok)
        (void)base_complain(why, path,
                            key ? "no private key (without a password) in PEM could be read: give "
                                  "one with --key"
                                : "no certificate in PEM could be read");
    ERR_clear_error();
    return ok;
}

/* Files hold certificates and the key in any order: the leaf is the certificate of the key, or the
 * first one where there is no key. */
static bool
take_leaf(struct probe_identity *id)
{
    for (int i = 0; i < sk_X509_num(id->issuers); i++) {
        if (id->key != NULL && X509_check_private_key(sk_X509_value(id->issuers, i), id->key) != 1)
            continue;
        id->leaf = sk_X509_delete(id->issuers, i);
        break;
    }
    ERR_clear_error();
    return id->leaf != NULL;
}

bool
probe_identity_read(struct probe_identity *id, const char *cert_file, const char *key_file,
                    struct base_text *why)
{
    *id = (struct probe_identity){ 0 };
    if (!read_file(id, cert_file, false, why) ||
        (key_file != NULL && !read_file(id, key_file, true, why)))
        return false;
    if (take_leaf(id))
        return true;
    (void)base_complain(why, key_file, "does not match the certificate in ");
    base_text_safe(why, base_slice_str(cert_file));
    return false;
}

static void
clear_der(struct probe_identity *id)
{
    for (size_t i = 0; i < id->der_n; i++)
        OPENSSL_free((void *)(uintptr_t)id->der[i].ptr);
    free(id->der);
    id->der = NULL;
    id->der_n = 0;
}

/* OpenSSL cannot send an issuer that it cannot decode. */
static bool
add_decoded(struct probe_identity *id, struct base_slice der)
{
    const unsigned char *at = der.ptr;
    X509 *cert = d2i_X509(NULL, &at, (long)der.len);

    if (cert == NULL || sk_X509_push(id->issuers, cert) > 0)
        return true;
    X509_free(cert);
    return false;
}

static EVP_PKEY *
decode_key(struct base_slice der)
{
    const unsigned char *at = der.ptr;
    PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)der.len);
    EVP_PKEY *key = info == NULL ? NULL : EVP_PKCS82PKEY(info);

    PKCS8_PRIV_KEY_INFO_free(info);
    return key;
}

bool
probe_identity_decode(struct probe_identity *id, const struct probe_keystore *from,
                      struct base_text *why)
{
    bool ok;

    *id = (struct probe_identity){ .issuers = sk_X509_new_null(), .key = decode_key(from->key) };
    ok = id->issuers != NULL && id->key != NULL;
    for (size_t i = 0; ok && i < from->chain_n; i++)
        ok = add_decoded(id, from->chain[i]);
    ok = ok && take_leaf(id);
    ERR_clear_error();
    if (!ok)
        (void)base_complain(why, from->name, "no certificate with its private key is in it");
    return ok;
}

static bool
add_der(struct probe_identity *id, X509 *cert)
{
    unsigned char *der = NULL;
    int len = i2d_X509(cert, &der);

    if (len > 0)
        id->der[id->der_n++] = (struct base_slice){ der, (size_t)len };
    return len > 0;
}

bool
probe_identity_encode(struct probe_identity *id)
{
    int n = id->issuers == NULL ? 0 : sk_X509_num(id->issuers);
    bool ok;

    if (id->der != NULL)
        return true;
    id->der = calloc((size_t)n + 1, sizeof *id->der);
    ok = id->der != NULL && add_der(id, id->leaf);
    for (int i = 0; ok && i < n; i++)
        ok = add_der(id, sk_X509_value(id->issuers, i));
    if (!ok)
        clear_der(id);
    return ok;
}

/* ---- probe/identity.h ---- */

static struct probe_identity *
held(const struct probe_identity *read, struct base_text *why)
{
    struct probe_identity *id = malloc(sizeof *id);

    if (id != NULL)
        *id = *read;
    if (id != NULL && probe_identity_encode(id))
        return id;
    base_text_str(why, "out of memory");
    free(id);
    return NULL;
}

struct probe_identity *
probe_identity_open(const char *cert_file, const char *key_file, struct base_text *why)
{
    struct probe_identity read, *id = NULL;

    if (probe_identity_read(&read, cert_file, key_file, why))
        id = held(&read, why);
    if (id == NULL)
        probe_identity_clear(&read);
    return id;
}

struct probe_identity *
probe_identity_of(const struct probe_keystore *from, struct base_text *why)
{
    struct probe_identity read, *id = NULL;

    if (probe_identity_decode(&read, from, why))
        id = held(&read, why);
    if (id == NULL)
        probe_identity_clear(&read);
    return id;
}

void
probe_identity_free(struct probe_identity *id)
{
    if (id != NULL)
        probe_identity_clear(id);
    free(id);
}

const struct base_slice *
probe_identity_chain(const struct probe_identity *id, size_t *n)
{
    *n = id->der_n;
    return id->der;
}

void
probe_identity_clear(struct probe_identity *id)
{
    clear_der(id);
    EVP_PKEY_free(id->key);
    X509_free(id->leaf);
    sk_X509_pop_free(id->issuers, X509_free);
    *id = (struct probe_identity){ 0 };
}

bool
probe_identity_is_rsa(const struct probe_identity *id)
{
    EVP_PKEY *key = id->key != NULL ? id->key : X509_get0_pubkey(id->leaf);

    return key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
}

struct probe_identity *
probe_openssl_throwaway(struct probe_openssl *e)
{
    if (e->throwaway.key == NULL && !probe_identity_make(&e->throwaway, true))
        return NULL;
    return &e->throwaway;
}
