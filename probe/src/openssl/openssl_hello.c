/* SPDX-License-Identifier: MIT */
/* What the hello engine needs of OpenSSL: our chain as bytes, and one signature. */
#include "openssl_internal.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include <stdlib.h>

/* RFC 8446 4.2.3, of an RSA key. */
struct scheme {
    uint16_t number;
    bool pss;
    const EVP_MD *(*digest)(void);
};

static const struct scheme schemes[] = {
    { PROBE_HELLO_MD5_SHA1, false, EVP_md5_sha1 },
    { 0x0201, false, EVP_sha1 },
    { 0x0301, false, EVP_sha224 },
    { 0x0401, false, EVP_sha256 },
    { 0x0501, false, EVP_sha384 },
    { 0x0601, false, EVP_sha512 },
    { 0x0804, true, EVP_sha256 },
    { 0x0805, true, EVP_sha384 },
    { 0x0806, true, EVP_sha512 },
};

static const struct scheme *
find(uint16_t number)
{
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (schemes[i].number == number)
            return &schemes[i];
    return NULL;
}

static bool
set_padding(EVP_PKEY_CTX *ctx, bool pss)
{
    if (!pss)
        return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1;
    return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) == 1;
}

size_t
probe_identity_sign(void *ctx, uint16_t number, struct base_slice tbs, uint8_t *out, size_t cap)
{
    const struct probe_identity *id = ctx;
    const struct scheme *scheme = find(number);
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    EVP_PKEY_CTX *key;
    size_t len = cap;
    bool ok;

    ERR_clear_error();
    ok = md != NULL && scheme != NULL &&
         EVP_DigestSignInit(md, &key, scheme->digest(), NULL, id->key) == 1 &&
         set_padding(key, scheme->pss) && EVP_DigestSign(md, out, &len, tbs.ptr, tbs.len) == 1;
    EVP_MD_CTX_free(md);
    ERR_clear_error();
    return ok ? len : 0;
}

static bool
add_der(struct probe_openssl *e, X509 *cert)
{
    unsigned char *der = NULL;
    int len = i2d_X509(cert, &der);

    if (len <= 0)
        return false;
    e->hello_chain[e->hello_chain_n++] = (struct base_slice){ der, (size_t)len };
    return true;
}

static bool
fill_chain(struct probe_openssl *e, const struct probe_identity *id)
{
    int n = id->issuers == NULL ? 0 : sk_X509_num(id->issuers);

    e->hello_chain = calloc((size_t)n + 1, sizeof *e->hello_chain);
    if (e->hello_chain == NULL || !add_der(e, id->leaf))
        return false;
    for (int i = 0; i < n; i++)
        if (!add_der(e, sk_X509_value(id->issuers, i)))
            return false;
    return true;
}

void
probe_openssl_hello_clear(struct probe_openssl *e)
{
    for (size_t i = 0; i < e->hello_chain_n; i++)
        OPENSSL_free((void *)(uintptr_t)e->hello_chain[i].ptr);
    free(e->hello_chain);
    e->hello_chain = NULL;
    e->hello_chain_n = 0;
}

const struct probe_hello_identity *
probe_openssl_hello_identity(struct probe_openssl *e)
{
    struct probe_identity *id = &e->user;

    if (e->hello_chain != NULL)
        return &e->hello;
    if (id->leaf == NULL || !probe_identity_is_rsa(id))
        id = probe_openssl_throwaway(e);
    if (id == NULL || !fill_chain(e, id)) {
        probe_openssl_hello_clear(e);
        return NULL;
    }
    e->hello = (struct probe_hello_identity){ .chain = e->hello_chain,
                                              .chain_n = e->hello_chain_n,
                                              .sign = id->key == NULL ? NULL : probe_identity_sign,
                                              .sign_ctx = id,
                                              .ca_names = e->ca_names,
                                              .ca_names_n = e->ca_names_n };
    return &e->hello;
}

bool
probe_openssl_has_identity(const struct probe_openssl *e, const struct probe_options *o)
{
    bool plaintext = o->engine != PROBE_ENGINE_OPENSSL && e->user.leaf != NULL;

    return e->throwaway.key != NULL || e->user.key != NULL ||
           (plaintext && probe_identity_is_rsa(&e->user));
}

void
probe_openssl_make_identity(struct probe_openssl *e)
{
    (void)probe_openssl_throwaway(e); /* whoever needs it sees that it is not there */
    OPENSSL_thread_stop(); /* a pool's thread ends after OpenSSL's own cleaning up at exit */
}

bool
probe_openssl_is_rsa(const struct probe_openssl *e)
{
    return e->user.leaf == NULL || probe_identity_is_rsa(&e->user);
}
