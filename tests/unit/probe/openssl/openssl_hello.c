/* SPDX-License-Identifier: MIT */
/* What the hello engine has of OpenSSL: our chain as bytes, and a signature by each scheme. */
#include "pair.h"

#include <openssl/rsa.h>

static const struct base_slice tbs = { (const uint8_t *)"to be signed", 12 };

static bool
verifies(EVP_PKEY *key, const EVP_MD *digest, bool pss, const uint8_t *sig, size_t len)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    EVP_PKEY_CTX *ctx;
    bool ok =
        md != NULL && EVP_DigestVerifyInit(md, &ctx, digest, NULL, key) == 1 &&
        EVP_PKEY_CTX_set_rsa_padding(ctx, pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING) == 1 &&
        (!pss || EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) == 1) &&
        EVP_DigestVerify(md, sig, len, tbs.ptr, tbs.len) == 1;

    EVP_MD_CTX_free(md);
    return ok;
}

static void
schemes_sign_as_they_say(void **state)
{
    const struct {
        uint16_t number;
        bool pss;
        const EVP_MD *digest;
    } rows[] = {
        { PROBE_HELLO_MD5_SHA1, false, EVP_md5_sha1() },
        { 0x0201, false, EVP_sha1() },
        { 0x0301, false, EVP_sha224() },
        { 0x0401, false, EVP_sha256() },
        { 0x0501, false, EVP_sha384() },
        { 0x0601, false, EVP_sha512() },
        { 0x0804, true, EVP_sha256() },
        { 0x0805, true, EVP_sha384() },
        { 0x0806, true, EVP_sha512() },
    };
    struct probe_openssl *e = engine_with(RSA_CHAIN, RSA_KEY);
    uint8_t sig[PROBE_HELLO_SIGNATURE_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t len = probe_identity_sign(&e->user, rows[i].number, tbs, sig, sizeof sig);

        assert_int_equal(len, EVP_PKEY_get_size(e->user.key));
        assert_true(verifies(e->user.key, rows[i].digest, rows[i].pss, sig, len));
    }
    assert_int_equal(probe_identity_sign(&e->user, 0x0403, tbs, sig, sizeof sig), 0); /* ECDSA */
    assert_int_equal(probe_identity_sign(&e->user, 0x0401, tbs, sig, 20), 0);         /* no room */
    probe_openssl_free(e);
}

/* A chain without its key cannot sign; one that is not RSA is of no use to it. */
static void
the_identity_is_an_rsa_chain(void **state)
{
    struct probe_openssl *e = engine_with(RSA_CHAIN, RSA_KEY);
    struct base_slice name = base_slice_str("a name");
    const struct probe_hello_identity *id;

    (void)state;
    probe_openssl_serve(e, &name, 1);
    id = probe_openssl_hello_identity(e);
    assert_non_null(id);
    assert_true(id->chain_n >= 2 && id->sign == probe_identity_sign);
    assert_ptr_equal(id->sign_ctx, &e->user);
    assert_ptr_equal(id->ca_names, &name);
    assert_int_equal(id->ca_names_n, 1);
    assert_ptr_equal(probe_openssl_hello_identity(e), id);
    probe_openssl_free(e);
    e = engine_with(RSA_CHAIN, NULL);
    id = probe_openssl_hello_identity(e);
    assert_true(id != NULL && id->sign == NULL && id->chain_n >= 2);
    probe_openssl_free(e);
    e = engine_with(EC_CHAIN, EC_KEY);
    set_throwaways(e);
    id = probe_openssl_hello_identity(e);
    assert_true(id != NULL && id->sign_ctx == &e->throwaway);
    probe_openssl_free(e);
}

static void
it_is_known_whether_one_must_be_made(void **state)
{
    struct probe_openssl *e = engine_with(NULL, NULL);
    struct probe_options o;

    (void)state;
    probe_options_init(&o);
    assert_false(probe_openssl_has_identity(e, &o));
    assert_true(probe_openssl_is_rsa(e)); /* what will be made is */
    set_throwaways(e);
    assert_true(probe_openssl_has_identity(e, &o));
    probe_openssl_free(e);
    e = engine_with(RSA_CHAIN, NULL);
    assert_true(probe_openssl_has_identity(e, &o));
    o.engine = PROBE_ENGINE_OPENSSL; /* which needs the key */
    assert_false(probe_openssl_has_identity(e, &o));
    probe_openssl_free(e);
    e = engine_with(EC_CHAIN, NULL);
    o.engine = PROBE_ENGINE_AUTO;
    assert_false(probe_openssl_has_identity(e, &o));
    assert_false(probe_openssl_is_rsa(e));
    probe_openssl_free(e);
    e = engine_with(EC_CHAIN, EC_KEY);
    assert_true(probe_openssl_has_identity(e, &o));
    probe_openssl_free(e);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schemes_sign_as_they_say),
        cmocka_unit_test(the_identity_is_an_rsa_chain),
        cmocka_unit_test(it_is_known_whether_one_must_be_made),
    };

    return cmocka_run_group_tests_name("openssl_hello", tests, NULL, NULL);
}
