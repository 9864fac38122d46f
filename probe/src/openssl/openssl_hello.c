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

const struct probe_hello_identity *
probe_openssl_hello_identity(struct probe_openssl *e)
{
    struct probe_identity *id = &e->user;

    if (e->hello.chain != NULL)
        return &e->hello;
    if (id->leaf == NULL || !probe_identity_is_rsa(id))
        id = probe_openssl_throwaway(e);
    if (id == NULL || !probe_identity_encode(id))
        return NULL;
    e->hello = (struct probe_hello_identity){ .chain = id->der,
                                              .chain_n = id->der_n,
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
    (void)probe_openssl_throwaway(e); /* a failure shows when the key is needed */
    OPENSSL_thread_stop(); /* a thread of the pool may end after OpenSSL has cleaned up at exit */
}

bool
probe_openssl_is_rsa(const struct probe_openssl *e)
{
    return e->user.leaf == NULL || probe_identity_is_rsa(&e->user);
}
