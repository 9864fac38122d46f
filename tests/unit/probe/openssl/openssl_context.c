/* SPDX-License-Identifier: MIT */
/* Contexts: versions, limits, who we are, and which CAs a server asks for. */
#include "pair.h"

static void
bad_files_are_told(void **state)
{
    struct probe_options o;
    struct probe_keystore store = { .name = "a.pfx" };
    char why[PROBE_TEXT_MAX] = "";

    (void)state;
    probe_options_init(&o);
    o.cert_file = TESTCERTS "/nowhere.pem";
    assert_null(probe_openssl_new(&o, BASE_TEXT_IN(why)));
    assert_non_null(strstr(why, "nowhere.pem"));
    o.keystore = &store; /* instead of both */
    why[0] = '\0';
    assert_null(probe_openssl_new(&o, BASE_TEXT_IN(why)));
    assert_non_null(strstr(why, "a.pfx"));
    probe_openssl_free(NULL);
}

static void
contexts_have_their_versions(void **state)
{
    static const struct {
        enum probe_context which;
        int newest;
    } rows[] = { { PROBE_CONTEXT_CLIENT10, TLS1_VERSION },
                 { PROBE_CONTEXT_CLIENT12, TLS1_2_VERSION },
                 { PROBE_CONTEXT_CLIENT13, TLS1_3_VERSION },
                 { PROBE_CONTEXT_SERVER, TLS1_2_VERSION } };
    struct probe_openssl *e = engine_with(RSA_CHAIN, RSA_KEY);

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        SSL_CTX *ctx = probe_openssl_context(e, rows[i].which);

        assert_non_null(ctx);
        assert_int_equal(SSL_CTX_get_min_proto_version(ctx), TLS1_VERSION);
        assert_int_equal(SSL_CTX_get_max_proto_version(ctx), rows[i].newest);
        assert_int_equal(SSL_CTX_get_security_level(ctx), 0);
        assert_int_equal(SSL_CTX_get_max_cert_list(ctx), PROBE_OPENSSL_MESSAGE_MAX);
        assert_int_equal(SSL_CTX_get_verify_mode(ctx), SSL_VERIFY_PEER);
        assert_int_equal(SSL_CTX_get_session_cache_mode(ctx), SSL_SESS_CACHE_OFF);
        assert_true((SSL_CTX_get_options(ctx) & SSL_OP_NO_TICKET) != 0);
        assert_ptr_equal(probe_openssl_context(e, rows[i].which), ctx); /* made once */
    }
    probe_openssl_free(e);
}

/* All suites but those without a certificate. */
static void
suites_have_certificates(void **state)
{
    struct probe_openssl *e = engine_with(NULL, NULL);
    STACK_OF(SSL_CIPHER) * suites;

    (void)state;
    suites = SSL_CTX_get_ciphers(probe_openssl_context(e, PROBE_CONTEXT_CLIENT12));
    assert_true(sk_SSL_CIPHER_num(suites) > 20);
    for (int i = 0; i < sk_SSL_CIPHER_num(suites); i++) {
        int auth = SSL_CIPHER_get_auth_nid(sk_SSL_CIPHER_value(suites, i));

        assert_true(auth != NID_auth_null && auth != NID_auth_psk && auth != NID_auth_srp);
    }
    probe_openssl_free(e);
}

/* The user's chain where its key is known; else, as a server, the throw-away one. */
static void
identities_are_shown(void **state)
{
    struct probe_openssl *e = engine_with(RSA_CHAIN, RSA_KEY);

    (void)state;
    assert_ptr_equal(SSL_CTX_get0_certificate(probe_openssl_context(e, PROBE_CONTEXT_CLIENT12)),
                     e->user.leaf);
    assert_ptr_equal(SSL_CTX_get0_certificate(probe_openssl_context(e, PROBE_CONTEXT_SERVER)),
                     e->user.leaf);
    assert_null(e->throwaway.key);
    probe_openssl_free(e);
    e = engine_with(RSA_CHAIN, NULL);
    set_throwaways(e);
    assert_null(SSL_CTX_get0_certificate(probe_openssl_context(e, PROBE_CONTEXT_CLIENT12)));
    assert_ptr_equal(SSL_CTX_get0_certificate(probe_openssl_context(e, PROBE_CONTEXT_SERVER)),
                     e->throwaway_ec.leaf); /* the last one that was set; both are there */
    probe_openssl_free(e);
}

/* With a list peers withhold certificates of other issuers: only where the user gives one. */
static void
cas_are_asked_for_where_they_are_given(void **state)
{
    struct probe_openssl *e = engine_with(RSA_CHAIN, RSA_KEY);
    struct base_slice names[2] = { { NULL, 0 }, { NULL, 0 } };
    unsigned char *der = NULL;
    int len = i2d_X509_NAME(X509_get_subject_name(e->user.leaf), &der);

    (void)state;
    assert_int_equal(sk_X509_NAME_num(SSL_CTX_get_client_CA_list(
                         probe_openssl_context(e, PROBE_CONTEXT_SERVER))),
                     0);
    assert_false(e->brief);
    probe_openssl_free(e);
    e = engine_with(RSA_CHAIN, RSA_KEY);
    assert_true(len > 0);
    names[0] = (struct base_slice){ der, (size_t)len };
    names[1] = base_slice_str("no name");
    probe_openssl_serve(e, names, 1);
    assert_true(e->brief);
    assert_int_equal(sk_X509_NAME_num(SSL_CTX_get_client_CA_list(
                         probe_openssl_context(e, PROBE_CONTEXT_SERVER))),
                     1);
    probe_openssl_free(e);
    e = engine_with(RSA_CHAIN, RSA_KEY);
    probe_openssl_serve(e, names, 2);
    assert_null(probe_openssl_context(e, PROBE_CONTEXT_SERVER));
    assert_non_null(probe_openssl_context(e, PROBE_CONTEXT_CLIENT12)); /* it asks for none */
    probe_openssl_free(e);
    OPENSSL_free(der);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_files_are_told),
        cmocka_unit_test(contexts_have_their_versions),
        cmocka_unit_test(suites_have_certificates),
        cmocka_unit_test(identities_are_shown),
        cmocka_unit_test(cas_are_asked_for_where_they_are_given),
    };

    return cmocka_run_group_tests_name("openssl_context", tests, NULL, NULL);
}
