/* SPDX-License-Identifier: MIT */
/* Who we are: from files, from DER, or made. */
#include "pair.h"

#include <base/error.h>
#include <probe/identity.h>

#include <openssl/x509v3.h>

static struct probe_identity id;
static char why[BASE_WHY_MAX];

static int
begin(void **state)
{
    (void)state;
    id = (struct probe_identity){ .key = NULL };
    why[0] = '\0';
    return 0;
}

static int
end(void **state)
{
    (void)state;
    probe_identity_clear(&id);
    return 0;
}

static bool
read_from(const char *cert, const char *key)
{
    why[0] = '\0';
    return probe_identity_read(&id, cert, key, BASE_TEXT_IN(why));
}

/* The leaf is the certificate of the key; without one the first. */
static void
chain_and_key_are_read(void **state)
{
    (void)state;
    assert_true(read_from(RSA_CHAIN, RSA_KEY));
    assert_non_null(id.key);
    assert_int_equal(X509_check_private_key(id.leaf, id.key), 1);
    assert_true(sk_X509_num(id.issuers) >= 1);
    assert_true(probe_identity_is_rsa(&id));
    probe_identity_clear(&id);
    assert_true(read_from(RSA_CHAIN, NULL));
    assert_null(id.key);
    assert_non_null(id.leaf);
    assert_true(probe_identity_is_rsa(&id)); /* by its certificate */
    probe_identity_clear(&id);
    assert_true(read_from(EC_CHAIN, EC_KEY));
    assert_false(probe_identity_is_rsa(&id));
}

static void
what_cannot_be_read_is_named(void **state)
{
    (void)state;
    assert_false(read_from(TESTCERTS "/nowhere.pem", NULL));
    assert_non_null(strstr(why, "nowhere.pem"));
    probe_identity_clear(&id);
    assert_false(read_from(RSA_KEY, NULL));
    assert_non_null(strstr(why, "no certificate in PEM could be read"));
    probe_identity_clear(&id);
    assert_false(read_from(RSA_CHAIN, RSA_CHAIN));
    assert_non_null(strstr(why, "no private key (without a password) in PEM"));
    probe_identity_clear(&id);
    assert_false(read_from(RSA_CHAIN, EC_KEY));
    assert_non_null(strstr(why, "ec/key.pem"));
    assert_non_null(strstr(why, "does not match the certificate in "));
    assert_non_null(strstr(why, "both/chain.pem"));
}

/* Leaf first, whatever the order in the file. */
static void
chains_are_encoded_leaf_first(void **state)
{
    const uint8_t *at;
    X509 *again;

    (void)state;
    assert_true(read_from(RSA_CHAIN, RSA_KEY));
    assert_true(probe_identity_encode(&id));
    assert_int_equal(id.der_n, (size_t)sk_X509_num(id.issuers) + 1);
    at = id.der[0].ptr;
    again = d2i_X509(NULL, &at, (long)id.der[0].len);
    assert_non_null(again);
    assert_int_equal(X509_cmp(again, id.leaf), 0);
    X509_free(again);
    at = id.der[0].ptr;
    assert_true(probe_identity_encode(&id)); /* once */
    assert_ptr_equal(id.der[0].ptr, at);
}

static void
der_is_decoded_in_any_order(void **state)
{
    struct base_slice chain[4];
    unsigned char *key = NULL;
    struct probe_keystore store = { .name = "a.pfx", .chain = chain };
    PKCS8_PRIV_KEY_INFO *info;
    struct probe_identity decoded;
    int len;

    (void)state;
    assert_true(read_from(RSA_CHAIN, RSA_KEY));
    assert_true(probe_identity_encode(&id) && id.der_n >= 2 && id.der_n < 4);
    info = EVP_PKEY2PKCS8(id.key);
    assert_non_null(info);
    len = i2d_PKCS8_PRIV_KEY_INFO(info, &key);
    PKCS8_PRIV_KEY_INFO_free(info);
    assert_true(len > 0);
    for (size_t i = 0; i < id.der_n; i++)
        chain[i] = id.der[id.der_n - 1 - i];
    chain[id.der_n] = base_slice_str("no certificate"); /* OpenSSL cannot send it */
    store.chain_n = id.der_n + 1;
    store.key = (struct base_slice){ key, (size_t)len };
    assert_true(probe_identity_decode(&decoded, &store, BASE_TEXT_IN(why)));
    assert_int_equal(X509_cmp(decoded.leaf, id.leaf), 0);
    assert_int_equal(sk_X509_num(decoded.issuers), sk_X509_num(id.issuers));
    probe_identity_clear(&decoded);
    store.chain = chain + id.der_n; /* no certificate of the key */
    store.chain_n = 1;
    assert_false(probe_identity_decode(&decoded, &store, BASE_TEXT_IN(why)));
    probe_identity_clear(&decoded);
    assert_non_null(strstr(why, "a.pfx"));
    assert_non_null(strstr(why, "no certificate with its private key"));
    OPENSSL_free(key);
}

/* For both roles, for a month, and new each time. */
static void
a_throwaway_is_whole(void **state)
{
    struct probe_identity other;
    X509_EXTENSION *eku;

    (void)state;
    assert_true(probe_identity_make(&id, false));
    assert_true(probe_identity_make(&other, false));
    assert_false(probe_identity_is_rsa(&id));
    assert_int_equal(X509_check_private_key(id.leaf, id.key), 1);
    assert_int_equal(X509_verify(id.leaf, id.key), 1);
    assert_true(X509_cmp_current_time(X509_get0_notBefore(id.leaf)) < 0);
    assert_true(X509_cmp_current_time(X509_get0_notAfter(id.leaf)) > 0);
    assert_int_equal(X509_check_host(id.leaf, "ekuprobe", 0, 0, NULL), 1);
    assert_int_equal(X509_get_extended_key_usage(id.leaf), XKU_SSL_SERVER | XKU_SSL_CLIENT);
    assert_true((X509_get_key_usage(id.leaf) & KU_KEY_ENCIPHERMENT) == 0);
    eku = X509_get_ext(id.leaf, X509_get_ext_by_NID(id.leaf, NID_ext_key_usage, -1));
    assert_non_null(eku);
    assert_int_not_equal(
        ASN1_INTEGER_cmp(X509_get0_serialNumber(id.leaf), X509_get0_serialNumber(other.leaf)), 0);
    assert_null(id.issuers);
    probe_identity_clear(&other);
}

/* probe/identity.h: held whole, or not at all. */
static void
identities_are_held_with_their_chains(void **state)
{
    struct probe_identity *held;
    size_t n = 0;

    (void)state;
    held = probe_identity_open(RSA_CHAIN, RSA_KEY, BASE_TEXT_IN(why));
    assert_non_null(held);
    assert_non_null(probe_identity_chain(held, &n));
    assert_true(n >= 2);
    probe_identity_free(held);
    assert_null(probe_identity_open(RSA_CHAIN, EC_KEY, BASE_TEXT_IN(why)));
    assert_true(why[0] != '\0');
    probe_identity_free(NULL);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(chain_and_key_are_read),        CASE(what_cannot_be_read_is_named),
        CASE(chains_are_encoded_leaf_first), CASE(der_is_decoded_in_any_order),
        CASE(a_throwaway_is_whole),          CASE(identities_are_held_with_their_chains),
    };

    return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
