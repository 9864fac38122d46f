/* SPDX-License-Identifier: MIT */
/* Peers that play the TLS client: the roles reversed. */
#include "collect.h"
#include "peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* One run against a client of each version: our key, made for it, takes a while. */
static struct collected *
against_clients(struct peer_tls tls, const struct probe_options *o)
{
    struct peer peers[VERSIONS];
    struct probe_target targets[VERSIONS];
    struct collected *all;

    for (size_t i = 0; i < VERSIONS; i++) {
        peers[i] = (struct peer){ .fn = peer_tls_client, .tls = tls };
        peers[i].tls.min = peers[i].tls.max = versions[i];
        assert_true(peer_start(&peers[i], "127.0.0.1"));
        targets[i] =
            (struct probe_target){ .host = "127.0.0.1", .port = peers[i].port, .reversed = true };
    }
    all = collect(o, targets, VERSIONS);
    for (size_t i = 0; i < VERSIONS; i++) {
        peer_stop(&peers[i]);
        assert_int_equal(peers[i].accepted, 1);
    }
    return all;
}

static void
client_versions(void **state)
{
    struct probe_options o = test_options();

    (void)state;
    for (int engine = 0; engine < 3; engine++) {
        struct collected *all;

        o.engine = (enum probe_engine)engine;
        all = against_clients((struct peer_tls){ 0 }, &o);
        for (size_t i = 0; i < VERSIONS; i++) {
            if (engine == PROBE_ENGINE_HELLO && versions[i] == TLS1_3_VERSION) {
                assert_int_equal(all[i].result.certificates_n, 0);
                assert_int_not_equal(all[i].result.error.kind, PROBE_OK);
                continue;
            }
            expect_chain(&all[i], PROBE_ROLE_CLIENT);
            assert_int_equal(all[i].result.engine, engine_for(o.engine, versions[i]));
            assert_int_equal(all[i].result.version, versions[i]);
        }
        free(all);
    }
}

/* Clients without static RSA suites need a signature of ours, over each hash. */
static void
client_with_ephemeral_suites_only(void **state)
{
    struct probe_options o = test_options();
    struct peer_tls tls = { .ciphers = "ECDHE-RSA-AES128-SHA:@SECLEVEL=0" };
    struct collected *all = against_clients(tls, &o);

    (void)state;
    for (size_t i = 0; i < VERSIONS; i++) {
        expect_chain(&all[i], PROBE_ROLE_CLIENT);
        assert_int_equal(all[i].result.engine, engine_for(PROBE_ENGINE_AUTO, versions[i]));
    }
    free(all);
}

/*
 * With our certificate and key the reversed handshake is finished too. The role is
 * fixed: the short window is for the peer's objection, and must not also decide
 * whether a slow ClientHello came in time.
 */
static void
client_judges_our_certificate(void **state)
{
    char cert[64], key[64];
    struct probe_options o = test_options();

    (void)state;
    peer_write_pem(cert, key);
    o.cert_file = cert;
    o.key_file = key;
    o.role = PROBE_ROLE_CLIENT;
    o.listen_first_ms = 50;
    for (int strict = 0; strict < 2; strict++) {
        struct collected *all = against_clients((struct peer_tls){ .strict = strict }, &o);

        for (size_t i = 0; i < VERSIONS; i++) {
            assert_int_equal(all[i].result.accepted_us, strict ? PROBE_NO : PROBE_YES);
            if (strict)
                assert_int_equal(all[i].result.error.kind, PROBE_PEER_REFUSED_US);
            else
                expect_chain(&all[i], PROBE_ROLE_CLIENT);
        }
        free(all);
    }
    (void)unlink(cert);
    (void)unlink(key);
}

/* A chain without its key is enough up to TLS 1.2 to be trusted and shown the answer. */
static void
trusted_chain_without_its_key(void **state)
{
    char cert[64], key[64];
    struct probe_options o = test_options();
    struct peer_tls tls = { .max = TLS1_2_VERSION, .strict = true, .trusting = true };
    struct collected c = against(peer_tls_client, tls, true, &o);

    (void)state;
    assert_int_equal(c.result.error.kind, PROBE_PEER_REFUSED_US);
    peer_write_pem(cert, key);
    o.cert_file = cert;
    c = against(peer_tls_client, tls, true, &o);
    expect_chain(&c, PROBE_ROLE_CLIENT);
    (void)unlink(cert);
    (void)unlink(key);
}

static void
client_where_server_expected(void **state)
{
    struct probe_options o = test_options();
    struct collected c = against(peer_tls_client, (struct peer_tls){ 0 }, false, &o);

    (void)state;
    expect_chain(&c, PROBE_ROLE_CLIENT);
    assert_int_equal(c.result.version, TLS1_2_VERSION);
}

static void
client_without_certificate(void **state)
{
    struct probe_options o = test_options();
    struct collected c =
        against(peer_tls_client, (struct peer_tls){ .no_certificate = true }, true, &o);

    (void)state;
    assert_int_equal(c.result.error.kind, PROBE_EMPTY_CERTIFICATE);
    assert_true(c.result.empty_certificate);
    assert_int_equal(c.result.peer_role, PROBE_ROLE_CLIENT);
    assert_int_equal(c.result.certificates_n, 0);
}

static void
client_that_refuses_us(void **state)
{
    struct probe_options o = test_options();
    struct collected c = against(peer_tls_client, (struct peer_tls){ .strict = true }, true, &o);

    (void)state;
    assert_int_equal(c.result.error.kind, PROBE_PEER_REFUSED_US);
    assert_int_equal(c.result.error.alert, 48);
    assert_int_equal(c.result.peer_role, PROBE_ROLE_CLIENT);
    assert_int_equal(c.result.attempts, 1);
}

static void
fixed_roles_never_switch(void **state)
{
    struct probe_options o = test_options();
    struct collected c;

    (void)state;
    o.role = PROBE_ROLE_SERVER;
    c = against(peer_tls_client, (struct peer_tls){ 0 }, true, &o);
    assert_int_equal(c.result.error.kind, PROBE_PROTOCOL);
    assert_int_equal(c.result.attempts, 1);
    o.role = PROBE_ROLE_CLIENT;
    o.timeout_ms = 300;
    c = against(peer_tls_server, (struct peer_tls){ 0 }, false, &o);
    assert_int_equal(c.result.error.kind, PROBE_TIMEOUT);
    assert_int_equal(c.result.error.stage, PROBE_STAGE_TLS);
    assert_non_null(strstr(c.result.error.text, "no ClientHello from the peer within "));
    assert_int_equal(c.result.attempts, 1);
    o.timeout_ms = 30000;
    c = against(peer_tls_client, (struct peer_tls){ 0 }, false, &o);
    expect_chain(&c, PROBE_ROLE_CLIENT);
}

/* Says nothing until the second connection, where it is our turn to be silent:
 * then it plays the client. */
static void
mute_then_client(struct peer *p, int fd)
{
    if (p->accepted == 1)
        peer_silent(p, fd);
    else
        peer_tls_client(p, fd);
}

/* Both kinds of profile at once, as both wait. */
static struct collected *
against_both(peer_fn *fn, const struct probe_options *o)
{
    struct peer peers[2] = { { .fn = fn }, { .fn = fn } };
    struct probe_target targets[2];
    struct collected *all;

    for (size_t i = 0; i < 2; i++) {
        assert_true(peer_start(&peers[i], "127.0.0.1"));
        targets[i] =
            (struct probe_target){ .host = "127.0.0.1", .port = peers[i].port, .reversed = i == 1 };
    }
    all = collect(o, targets, 2);
    for (size_t i = 0; i < 2; i++)
        peer_stop(&peers[i]);
    return all;
}

static void
silence_gets_the_other_role(void **state)
{
    struct probe_options o = test_options();
    struct collected *all;

    (void)state;
    o.listen_first_ms = 20;
    o.timeout_ms = 3000;
    all = against_both(mute_then_client, &o);
    for (size_t i = 0; i < 2; i++) {
        expect_chain(&all[i], PROBE_ROLE_CLIENT);
        assert_int_equal(all[i].result.attempts, 2);
        /* half was for the first role */
        assert_in_range(all[i].result.timing.total_us, 1500000, 3000000);
    }
    free(all);
}

/* Begins its handshake only after bytes of ours, which it passes over. */
static void
client_that_waits_for_us(void **state)
{
    struct probe_options o = test_options();
    struct collected *all;

    (void)state;
    o.listen_first_ms = 20;
    o.timeout_ms = 4000;
    all = against_both(peer_tls_client_after_us, &o);
    for (size_t i = 0; i < 2; i++) {
        expect_chain(&all[i], PROBE_ROLE_CLIENT);
        assert_int_equal(all[i].result.attempts, 3); /* reversed; silent; provoked */
    }
    free(all);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(client_versions),
        cmocka_unit_test(client_with_ephemeral_suites_only),
        cmocka_unit_test(client_judges_our_certificate),
        cmocka_unit_test(trusted_chain_without_its_key),
        cmocka_unit_test(client_where_server_expected),
        cmocka_unit_test(client_without_certificate),
        cmocka_unit_test(client_that_refuses_us),
        cmocka_unit_test(fixed_roles_never_switch),
        cmocka_unit_test(silence_gets_the_other_role),
        cmocka_unit_test(client_that_waits_for_us),
    };

    return test_main(argc, argv, tests, sizeof tests / sizeof *tests);
}
