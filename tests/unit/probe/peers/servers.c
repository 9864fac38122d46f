/* SPDX-License-Identifier: MIT */
/* Peers that play the TLS server, and the certificate files we show them. */
#include "collect.h"
#include "peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void
server_versions(void **state)
{
    struct probe_options o = test_options();

    (void)state;
    for (size_t i = 0; i < VERSIONS; i++)
        for (int demand = 0; demand < 2; demand++)
            for (int engine = 0; engine < 3; engine++) {
                struct peer_tls tls = { .min = versions[i], .max = versions[i], .demand = demand };
                struct collected c;

                o.engine = (enum probe_engine)engine;
                c = against(peer_tls_server, tls, false, &o);
                if (engine == PROBE_ENGINE_HELLO && versions[i] == TLS1_3_VERSION) {
                    assert_int_equal(c.result.error.kind, PROBE_ALERT);
                    assert_int_equal(c.result.error.alert, 70);
                    continue;
                }
                expect_chain(&c, PROBE_ROLE_SERVER);
                assert_int_equal(c.result.engine, engine_for(o.engine, versions[i]));
                assert_int_equal(c.result.version, versions[i]);
                assert_int_not_equal(c.result.cipher, 0);
                assert_int_equal(c.result.client_certificate_requested,
                                 demand ? PROBE_YES : PROBE_NO);
                assert_int_equal(c.result.ca_names_n, demand ? 1 : 0);
            }
}

/* A server without RSA key exchange refuses the light hello and takes the wide one. */
static void
light_then_wide(void **state)
{
    struct peer_tls tls = { .max = TLS1_2_VERSION, .ciphers = "ECDHE-RSA-AES128-SHA:@SECLEVEL=0" };
    struct probe_options o = test_options();
    struct collected c = against(peer_tls_server, tls, false, &o);

    (void)state;
    expect_chain(&c, PROBE_ROLE_SERVER);
    assert_int_equal(c.result.hello, PROBE_HELLO_WIDE);
    assert_int_equal(c.result.attempts, 2);
    o.hello = PROBE_HELLO_WIDE;
    c = against(peer_tls_server, tls, false, &o);
    expect_chain(&c, PROBE_ROLE_SERVER);
    assert_int_equal(c.result.attempts, 1);
    o.engine = PROBE_ENGINE_HELLO;
    o.hello = PROBE_HELLO_LIGHT;
    tls.min = TLS1_2_VERSION;
    c = against(peer_tls_server, tls, false, &o);
    assert_int_equal(c.result.error.kind, PROBE_ALERT);
    assert_string_equal(c.result.error.text,
                        "the peer answered our ClientHello with alert 40 (handshake_failure)");
    assert_int_equal(c.result.attempts, 2); /* TLS 1.0 last */
    assert_int_equal(c.result.error.tried,
                     1u << PROBE_TRIED_CLIENT | 1u << PROBE_TRIED_CLIENT_TLS10);
    assert_int_equal(c.result.last.kind, PROBE_ALERT);
    assert_int_equal(c.result.last.alert, 70);
}

/* Servers of old that close, reset or alert at any hello above TLS 1.0. */
static void
intolerant_of_newer_hellos(void **state)
{
    static const int refusals[] = { PEER_CLOSES, PEER_RESETS, 40, 47, 70, 80 };
    struct probe_options o = test_options();

    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        for (int engine = 0; engine < 3; engine++) {
            struct peer_tls tls = { .max = TLS1_VERSION, .intolerant = refusals[i] };
            struct collected c;

            o.engine = (enum probe_engine)engine;
            c = against(peer_tls_intolerant, tls, false, &o);
            expect_chain(&c, PROBE_ROLE_SERVER);
            assert_int_equal(c.result.version, TLS1_VERSION);
            assert_int_equal(c.result.hello, PROBE_HELLO_TLS10);
            o.hello = PROBE_HELLO_TLS10;
            c = against(peer_tls_intolerant, tls, false, &o);
            expect_chain(&c, PROBE_ROLE_SERVER);
            assert_int_equal(c.result.attempts, 1);
            o.hello = PROBE_HELLO_AUTO;
        }
}

/* Keys on curves that OpenSSL's own list of groups leaves out. */
static void
rare_curves(void **state)
{
    static const int curves[] = { NID_secp256k1, NID_brainpoolP256r1, NID_brainpoolP384r1,
                                  NID_brainpoolP512r1 };
    struct probe_options o = test_options();

    (void)state;
    for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++)
        for (int engine = 0; engine < 3; engine++) {
            struct peer_tls tls = { .max = TLS1_2_VERSION, .curve = curves[i] };
            struct collected c;

            o.engine = (enum probe_engine)engine;
            c = against(peer_tls_server, tls, false, &o);
            assert_int_equal(c.result.error.kind, PROBE_OK);
            assert_int_equal(c.result.certificates_n, 1);
        }
}

/* Where both are to be had, TLS 1.2: its requests and certificates are plaintext. */
static void
prefers_tls12(void **state)
{
    struct probe_options o = test_options();
    struct collected c = against(peer_tls_server, (struct peer_tls){ 0 }, false, &o);

    (void)state;
    expect_chain(&c, PROBE_ROLE_SERVER);
    assert_int_equal(c.result.version, TLS1_2_VERSION);
    assert_int_equal(c.result.attempts, 1);
}

static void
server_on_ipv6(void **state)
{
    struct peer p = { .fn = peer_tls_server };
    struct probe_options o = test_options();
    struct collected c;

    (void)state;
    if (!peer_start(&p, "::1"))
        skip();
    c = collect_one(&o, "::1", p.port, false);
    expect_chain(&c, PROBE_ROLE_SERVER);
    assert_string_equal(c.result.address, "::1");
    c = collect_one(&o, "[::1]", p.port, false);
    expect_chain(&c, PROBE_ROLE_SERVER);
    peer_stop(&p);
}

/* A server where reversed roles are expected: found after the window of silence. */
static void
server_where_client_expected(void **state)
{
    struct probe_options o = test_options();
    struct collected c;

    (void)state;
    o.listen_first_ms = 50;
    c = against(peer_tls_server, (struct peer_tls){ .demand = true }, true, &o);
    expect_chain(&c, PROBE_ROLE_SERVER);
    assert_true(c.result.timing.tls_us >= 50000);
}

/* With certificate and key the handshake is finished and the verdict awaited. */
static void
full_handshake(void **state)
{
    char cert[64], key[64];
    struct probe_options o = test_options();

    (void)state;
    peer_write_pem(cert, key);
    o.cert_file = cert;
    o.key_file = key;
    for (int tls13 = 0; tls13 < 2; tls13++) {
        struct peer_tls tls = { .demand = true, .min = tls13 ? TLS1_3_VERSION : 0 };
        struct collected c;

        o.listen_first_ms = 50;
        c = against(peer_tls_server, tls, false, &o);

        expect_chain(&c, PROBE_ROLE_SERVER);
        assert_int_equal(c.result.client_certificate_requested, PROBE_YES);
        assert_int_equal(c.result.accepted_us, PROBE_YES);
        o.listen_first_ms = 5000; /* these leave long before */
        tls.strict = true;
        c = against(peer_tls_server, tls, false, &o);
        assert_int_equal(c.result.certificates_n, PEER_CHAIN);
        assert_int_equal(c.result.error.kind, PROBE_ALERT);
        assert_int_equal(c.result.accepted_us, PROBE_NO);
        tls = (struct peer_tls){ .demand = true, .turn_away = true, .min = tls.min };
        c = against(peer_tls_server, tls, false, &o);
        assert_int_equal(c.result.certificates_n, PEER_CHAIN);
        assert_int_equal(c.result.error.kind, PROBE_CLOSED);
        assert_int_equal(c.result.accepted_us, PROBE_NO);
        tls.demand = false; /* it leaves, but never asked for ours */
        c = against(peer_tls_server, tls, false, &o);
        expect_chain(&c, PROBE_ROLE_SERVER);
        assert_int_equal(c.result.client_certificate_requested, PROBE_NO);
        assert_int_equal(c.result.accepted_us, PROBE_UNKNOWN);
    }
    (void)unlink(cert);
    (void)unlink(key);
}

static void
bad_certificate_files(void **state)
{
    char cert[64], key[64], other[64], unused[64], why[PROBE_TEXT_MAX] = "";
    struct probe_options o = test_options();

    (void)state;
    o.cert_file = "/nonexistent/cert.pem";
    assert_null(probe_new(&o, BASE_TEXT_IN(why)));
    assert_non_null(strstr(why, "/nonexistent/cert.pem: No such file"));
    peer_write_pem(cert, key);
    peer_write_pem(other, unused);
    o.cert_file = key;
    assert_null(probe_new(&o, BASE_TEXT_IN(why)));
    assert_non_null(strstr(why, "no certificate in PEM could be read"));
    o.cert_file = cert;
    o.key_file = other;
    assert_null(probe_new(&o, BASE_TEXT_IN(why)));
    assert_non_null(strstr(why, "no private key"));
    (void)unlink(cert);
    (void)unlink(key);
    (void)unlink(other);
    (void)unlink(unused);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(server_versions),
        cmocka_unit_test(light_then_wide),
        cmocka_unit_test(intolerant_of_newer_hellos),
        cmocka_unit_test(rare_curves),
        cmocka_unit_test(prefers_tls12),
        cmocka_unit_test(server_on_ipv6),
        cmocka_unit_test(server_where_client_expected),
        cmocka_unit_test(full_handshake),
        cmocka_unit_test(bad_certificate_files),
    };

    return test_main(argc, argv, tests, sizeof tests / sizeof *tests);
}
