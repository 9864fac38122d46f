/* SPDX-License-Identifier: MIT */
/* The whole probe against peers on loopback. */
#include "collect.h"
#include "peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static struct probe_options
options(void)
{
    struct probe_options o;

    probe_options_init(&o);
    o.timeout_ms = 30000; /* for slow machines and valgrind: nothing waits so long */
    o.listen_first_ms = 5000;
    o.retries = 0;
    return o;
}

static void
expect_chain(const struct collected *c, enum probe_role role)
{
    size_t len;
    const unsigned char *leaf = peer_leaf(&len);

    assert_string_equal(c->result.error.text, "");
    assert_int_equal(c->result.error.class, PROBE_OK);
    assert_true(c->result.tls);
    assert_true(c->result.connected);
    assert_int_equal(c->result.peer_role, role);
    assert_int_equal(c->result.certificates_n, PEER_CHAIN);
    assert_int_equal(c->leaf_len, len);
    assert_memory_equal(c->leaf, leaf, len);
    assert_false(c->result.chain_cut);
    assert_true(c->result.timing.connect_us >= 0 && c->result.timing.tls_us >= 0);
    assert_true(c->result.timing.total_us >= c->result.timing.tls_us);
}

static struct collected
against(peer_fn *fn, struct peer_tls tls, bool reversed, const struct probe_options *o)
{
    struct peer p = { .fn = fn, .tls = tls };
    struct collected c;

    assert_true(peer_start(&p, "127.0.0.1"));
    c = collect_one(o, "127.0.0.1", p.port, reversed);
    peer_stop(&p);
    assert_int_equal(p.accepted, (int)c.result.attempts);
    return c;
}

/* ---- peers that play the server ---- */

static const int versions[] = { TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION };
#define VERSIONS (sizeof versions / sizeof *versions)

/* What is expected to have spoken: plaintext ends with TLS 1.2. */
static enum probe_engine
engine_for(enum probe_engine asked, int version)
{
    if (asked != PROBE_ENGINE_AUTO)
        return asked;
    return version == TLS1_3_VERSION ? PROBE_ENGINE_OPENSSL : PROBE_ENGINE_HELLO;
}

static void
server_versions(void **state)
{
    struct probe_options o = options();

    (void)state;
    for (size_t i = 0; i < VERSIONS; i++)
        for (int demand = 0; demand < 2; demand++)
            for (int engine = 0; engine < 3; engine++) {
                struct peer_tls tls = { .min = versions[i], .max = versions[i], .demand = demand };
                struct collected c;

                o.engine = (enum probe_engine)engine;
                c = against(peer_tls_server, tls, false, &o);
                if (engine == PROBE_ENGINE_HELLO && versions[i] == TLS1_3_VERSION) {
                    assert_int_equal(c.result.error.class, PROBE_ALERT);
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
    struct probe_options o = options();
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
    c = against(peer_tls_server, tls, false, &o);
    assert_int_equal(c.result.error.class, PROBE_ALERT);
    assert_string_equal(c.result.error.text,
                        "the peer answered our ClientHello with alert 40 (handshake_failure)");
    assert_int_equal(c.result.attempts, 1);
}

/* Where both are to be had, TLS 1.2: its requests and certificates are plaintext. */
static void
prefers_tls12(void **state)
{
    struct probe_options o = options();
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
    struct probe_options o = options();
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
    struct probe_options o = options();
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
    struct probe_options o = options();

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
        assert_int_equal(c.result.error.class, PROBE_ALERT);
        assert_int_equal(c.result.accepted_us, PROBE_NO);
        tls = (struct peer_tls){ .demand = true, .turn_away = true, .min = tls.min };
        c = against(peer_tls_server, tls, false, &o);
        assert_int_equal(c.result.certificates_n, PEER_CHAIN);
        assert_int_equal(c.result.error.class, PROBE_CLOSED);
        assert_int_equal(c.result.accepted_us, PROBE_NO);
    }
    (void)unlink(cert);
    (void)unlink(key);
}

/* ---- peers that play the client ---- */

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
    struct probe_options o = options();

    (void)state;
    for (int engine = 0; engine < 3; engine++) {
        struct collected *all;

        o.engine = (enum probe_engine)engine;
        all = against_clients((struct peer_tls){ 0 }, &o);
        for (size_t i = 0; i < VERSIONS; i++) {
            if (engine == PROBE_ENGINE_HELLO && versions[i] == TLS1_3_VERSION) {
                assert_int_equal(all[i].result.certificates_n, 0);
                assert_int_not_equal(all[i].result.error.class, PROBE_OK);
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
    struct probe_options o = options();
    struct peer_tls tls = { .ciphers = "ECDHE-RSA-AES128-SHA:@SECLEVEL=0" };
    struct collected *all = against_clients(tls, &o);

    (void)state;
    for (size_t i = 0; i < VERSIONS; i++) {
        expect_chain(&all[i], PROBE_ROLE_CLIENT);
        assert_int_equal(all[i].result.engine, engine_for(PROBE_ENGINE_AUTO, versions[i]));
    }
    free(all);
}

/* With our certificate and key the reversed handshake is finished too. */
static void
client_judges_our_certificate(void **state)
{
    char cert[64], key[64];
    struct probe_options o = options();

    (void)state;
    peer_write_pem(cert, key);
    o.cert_file = cert;
    o.key_file = key;
    o.listen_first_ms = 50;
    for (int strict = 0; strict < 2; strict++) {
        struct collected *all = against_clients((struct peer_tls){ .strict = strict }, &o);

        for (size_t i = 0; i < VERSIONS; i++) {
            assert_int_equal(all[i].result.accepted_us, strict ? PROBE_NO : PROBE_YES);
            if (strict)
                assert_int_equal(all[i].result.error.class, PROBE_PEER_REFUSED_US);
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
    struct probe_options o = options();
    struct peer_tls tls = { .max = TLS1_2_VERSION, .strict = true, .trusting = true };
    struct collected c = against(peer_tls_client, tls, true, &o);

    (void)state;
    assert_int_equal(c.result.error.class, PROBE_PEER_REFUSED_US);
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
    struct probe_options o = options();
    struct collected c = against(peer_tls_client, (struct peer_tls){ 0 }, false, &o);

    (void)state;
    expect_chain(&c, PROBE_ROLE_CLIENT);
    assert_int_equal(c.result.version, TLS1_2_VERSION);
}

static void
client_without_certificate(void **state)
{
    struct probe_options o = options();
    struct collected c =
        against(peer_tls_client, (struct peer_tls){ .no_certificate = true }, true, &o);

    (void)state;
    assert_int_equal(c.result.error.class, PROBE_EMPTY_CERTIFICATE);
    assert_true(c.result.empty_certificate);
    assert_int_equal(c.result.peer_role, PROBE_ROLE_CLIENT);
    assert_int_equal(c.result.certificates_n, 0);
}

static void
client_that_refuses_us(void **state)
{
    struct probe_options o = options();
    struct collected c = against(peer_tls_client, (struct peer_tls){ .strict = true }, true, &o);

    (void)state;
    assert_int_equal(c.result.error.class, PROBE_PEER_REFUSED_US);
    assert_int_equal(c.result.error.alert, 48);
    assert_int_equal(c.result.peer_role, PROBE_ROLE_CLIENT);
    assert_int_equal(c.result.attempts, 1);
}

static void
fixed_roles_never_switch(void **state)
{
    struct probe_options o = options();
    struct collected c;

    (void)state;
    o.role = PROBE_ROLE_SERVER;
    c = against(peer_tls_client, (struct peer_tls){ 0 }, true, &o);
    assert_int_equal(c.result.error.class, PROBE_PROTOCOL);
    assert_int_equal(c.result.attempts, 1);
    o.role = PROBE_ROLE_CLIENT;
    o.timeout_ms = 300;
    c = against(peer_tls_server, (struct peer_tls){ 0 }, false, &o);
    assert_int_equal(c.result.error.class, PROBE_TIMEOUT);
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
    struct probe_options o = options();
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
    struct probe_options o = options();
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

/* ---- peers that show nothing ---- */

static void
silent_peer(void **state)
{
    struct probe_options o = options();

    (void)state;
    o.timeout_ms = 400;
    o.listen_first_ms = 20;
    for (int reversed = 0; reversed < 2; reversed++) {
        struct collected c = against(peer_silent, (struct peer_tls){ 0 }, reversed, &o);

        assert_int_equal(c.result.error.class, PROBE_TIMEOUT);
        assert_int_equal(c.result.error.stage, PROBE_STAGE_TLS);
        assert_non_null(strstr(c.result.error.text, "no answer to our ClientHello within "));
        assert_non_null(strstr(c.result.error.text, "and no ClientHello from the peer within "));
        assert_int_equal(c.result.peer_role, PROBE_ROLE_UNKNOWN);
        assert_true(c.result.connected);
        assert_false(c.result.tls);
        assert_int_equal(c.result.attempts, 2);
        assert_in_range(c.result.timing.total_us, 400000, 600000);
    }
}

struct banner {
    const char *bytes;
    enum probe_class class;
    const char *text;
};

static const struct banner banners[] = {
    { "HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n", PROBE_NOT_TLS,
      "the peer sent an HTTP answer, not TLS: HTTP/1.1 400 Bad Request" },
    { "SSH-2.0-OpenSSH_9.2\r\n", PROBE_NOT_TLS,
      "the peer sent an SSH banner, not TLS: SSH-2.0-OpenSSH_9.2" },
    { "220 mail.contoso.example ESMTP\r\n", PROBE_NOT_TLS,
      "the peer sent an SMTP or FTP greeting, not TLS: 220 mail.contoso.example ESMTP" },
    { "SIP/2.0 400 Bad Request\r\n", PROBE_PLAIN_TCP,
      "the peer sent a SIP answer, not TLS: SIP/2.0 400 Bad Request" },
    { "what?\n", PROBE_PLAIN_TCP, "the peer sent plain text, not TLS: what?" },
    { "\x1b[2J\x01", PROBE_NOT_TLS, "the peer sent bytes, not TLS: \\x1b[2J\\x01" },
    { "\x15\x03\x01\x00\x02\x02\x28", PROBE_ALERT, NULL },
};

static void
other_protocols(void **state)
{
    struct probe_options o = options();

    (void)state;
    o.listen_first_ms = 3000;
    for (size_t i = 0; i < 2 * sizeof banners / sizeof *banners; i++) {
        const struct banner *b = &banners[i / 2];
        size_t n = b->text == NULL ? 7 : strlen(b->bytes);
        struct peer p = { .fn = i % 2 ? peer_answer : peer_say, .bytes = b->bytes, .bytes_n = n };
        struct collected c;

        assert_true(peer_start(&p, "127.0.0.1"));
        c = collect_one(&o, "127.0.0.1", p.port, i % 2 == 0);
        peer_stop(&p);
        assert_int_equal(c.result.error.class, b->class);
        if (b->text != NULL)
            assert_string_equal(c.result.error.text, b->text);
        else
            assert_int_equal(c.result.error.alert, 40);
        assert_true(c.result.connected);
    }
}

static void
immediate_close(void **state)
{
    struct probe_options o = options();

    (void)state;
    for (int reversed = 0; reversed < 2; reversed++) {
        struct collected c = against(peer_close, (struct peer_tls){ 0 }, reversed, &o);

        /* Our hello may cross the close and be answered by a reset. */
        assert_true(c.result.error.class == PROBE_CLOSED || c.result.error.class == PROBE_RESET);
        assert_int_equal(c.result.error.stage, PROBE_STAGE_TLS);
        assert_false(c.result.tls);
    }
}

static void
immediate_reset(void **state)
{
    struct probe_options o = options();
    struct collected c;

    (void)state;
    o.retries = 2;
    c = against(peer_reset, (struct peer_tls){ 0 }, true, &o);
    assert_int_equal(c.result.error.class, PROBE_RESET);
    assert_int_equal(c.result.error.errno_value, ECONNRESET);
    assert_int_equal(c.result.attempts, 3);
}

/* Port 1 of loopback on a machine of ours: nothing listens there, ask the kernel. */
static uint16_t
closed_port(void)
{
    struct sockaddr_in sa = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof sa;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_int_equal(bind(fd, (struct sockaddr *)&sa, len), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&sa, &len), 0);
    (void)close(fd);
    return ntohs(sa.sin_port);
}

static void
refused_port(void **state)
{
    struct probe_options o = options();
    struct collected c;

    (void)state;
    o.retries = 3;
    c = collect_one(&o, "127.0.0.1", closed_port(), true);
    assert_int_equal(c.result.error.class, PROBE_REFUSED);
    assert_int_equal(c.result.error.stage, PROBE_STAGE_CONNECT);
    assert_int_equal(c.result.error.errno_value, ECONNREFUSED);
    assert_string_equal(c.result.error.text, "connection refused");
    assert_string_equal(c.result.address, "127.0.0.1");
    assert_false(c.result.connected);
    assert_int_equal(c.result.attempts, 1);
    assert_int_equal(c.result.timing.connect_us, -1);
}

static void
name_that_cannot_be(void **state)
{
    struct probe_options o = options();
    char long_name[300];
    struct collected c = collect_one(&o, "edge01.invalid", 8057, true);

    (void)state;
    assert_int_equal(c.result.error.class, PROBE_RESOLVE);
    assert_int_equal(c.result.error.stage, PROBE_STAGE_RESOLVE);
    assert_string_equal(c.result.error.text, "the name does not exist");
    assert_string_equal(c.result.address, "");
    assert_int_equal(c.result.attempts, 0);
    memset(long_name, 'a', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    c = collect_one(&o, long_name, 8057, true);
    assert_int_equal(c.result.error.class, PROBE_RESOLVE);
}

/* A name server that takes questions and never answers. */
static void
dead_name_server(void **state)
{
    struct sockaddr_in sa = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof sa;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct probe_options o = options();
    char server[32];
    struct collected c;

    (void)state;
    assert_int_equal(bind(fd, (struct sockaddr *)&sa, len), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&sa, &len), 0);
    (void)snprintf(server, sizeof server, "127.0.0.1:%u", (unsigned)ntohs(sa.sin_port));
    o.dns_servers = server;
    o.timeout_ms = 300;
    c = collect_one(&o, "edge01.contoso.example", 8057, true);
    (void)close(fd);
    assert_int_equal(c.result.error.class, PROBE_TIMEOUT);
    assert_int_equal(c.result.error.stage, PROBE_STAGE_RESOLVE);
    assert_string_equal(c.result.error.text, "the name was not resolved within 300 ms");
    assert_in_range(c.result.timing.total_us, 300000, 500000);
}

static void
localhost_from_the_hosts_file(void **state)
{
    struct peer p = { .fn = peer_tls_server };
    struct probe_options o = options();
    struct collected c;

    (void)state;
    assert_true(peer_start(&p, "127.0.0.1"));
    c = collect_one(&o, "localhost", p.port, false);
    peer_stop(&p);
    expect_chain(&c, PROBE_ROLE_SERVER);
    assert_true(c.result.timing.resolve_us >= 0);
}

static void
overrides(void **state)
{
    struct peer p = { .fn = peer_tls_server };
    struct probe_options o = options();
    char why[PROBE_TEXT_MAX] = "";
    struct collected c;

    (void)state;
    assert_true(peer_start(&p, "127.0.0.1"));
    /* The first address refuses: the next one is tried. */
    const struct probe_override list[] = { { "EDGE01.contoso.invalid", p.port, "127.0.0.2" },
                                           { "edge01.contoso.invalid", 0, "127.0.0.1" },
                                           { "edge02.contoso.invalid", 1, "127.0.0.1" } };

    o.overrides = list;
    o.overrides_n = 3;
    c = collect_one(&o, "edge01.contoso.invalid", p.port, false);
    expect_chain(&c, PROBE_ROLE_SERVER);
    assert_string_equal(c.result.address, "127.0.0.1");
    assert_int_equal(c.result.attempts, 2);
    c = collect_one(&o, "edge02.contoso.invalid", p.port, false);
    assert_int_equal(c.result.error.class, PROBE_RESOLVE);
    peer_stop(&p);

    const struct probe_override bad = { "edge01", 0, "edge02" };

    o.overrides = &bad;
    o.overrides_n = 1;
    assert_null(probe_new(&o, why));
    assert_string_equal(why, "edge02: not an IPv4 or IPv6 address");
}

static void
bad_certificate_files(void **state)
{
    char cert[64], key[64], other[64], unused[64], why[PROBE_TEXT_MAX] = "";
    struct probe_options o = options();

    (void)state;
    o.cert_file = "/nonexistent/cert.pem";
    assert_null(probe_new(&o, why));
    assert_non_null(strstr(why, "/nonexistent/cert.pem: No such file"));
    peer_write_pem(cert, key);
    peer_write_pem(other, unused);
    o.cert_file = key;
    assert_null(probe_new(&o, why));
    assert_non_null(strstr(why, "no certificate in PEM could be read"));
    o.cert_file = cert;
    o.key_file = other;
    assert_null(probe_new(&o, why));
    assert_non_null(strstr(why, "no private key"));
    (void)unlink(cert);
    (void)unlink(key);
    (void)unlink(other);
    (void)unlink(unused);
}

/* A byte at a time, for ever: of a ServerHello, of a ClientHello, of nothing known. */
static void
drip(struct peer *p, int fd)
{
    const char *bytes = p->bytes;
    size_t i = 0;

    do
        (void)usleep(5000);
    while (send(fd, bytes + (i < p->bytes_n ? i++ : p->bytes_n - 1), 1, MSG_NOSIGNAL) == 1);
}

static void
dripping_peers(void **state)
{
    static const char *const starts[] = { "\x16\x03\x03\x40\xff\x02\0\x30\0",
                                          "\x16\x03\x01\x40\xff\x01\0\x30\0" };
    struct probe_options o = options();

    (void)state;
    o.timeout_ms = 700;
    for (size_t i = 0; i < 4; i++) {
        struct peer p = { .fn = drip, .bytes = starts[i / 2], .bytes_n = 9 };
        struct collected c;

        o.engine = i % 2 ? PROBE_ENGINE_OPENSSL : PROBE_ENGINE_AUTO;
        assert_true(peer_start(&p, "127.0.0.1"));
        c = collect_one(&o, "127.0.0.1", p.port, i / 2 == 1);
        peer_stop(&p);
        assert_int_equal(c.result.error.class, PROBE_TIMEOUT);
        assert_int_equal(c.result.error.stage, PROBE_STAGE_TLS);
        assert_true(c.result.tls);
        assert_in_range(c.result.timing.total_us, 690000, 900000);
    }
}

/* ---- many ---- */

static void
slow_server(struct peer *p, int fd)
{
    (void)usleep(20000); /* so that connections would overlap if they could */
    peer_tls_server(p, fd);
}

static void
per_host(void **state)
{
    struct peer p = { .fn = slow_server };
    struct probe_options o = options();
    struct probe_target targets[24];
    struct collected *all;

    (void)state;
    assert_true(peer_start(&p, "127.0.0.1"));
    for (size_t i = 0; i < 24; i++)
        targets[i] = (struct probe_target){ .host = "127.0.0.1", .port = p.port };
    o.per_host = 3;
    all = collect(&o, targets, 24);
    peer_stop(&p);
    for (size_t i = 0; i < 24; i++)
        expect_chain(&all[i], PROBE_ROLE_SERVER);
    assert_in_range(p.busiest, 1, 6); /* three, and three that are closing */
    assert_int_equal(p.accepted, 24);
    free(all);
}

static void
rate(void **state)
{
    struct peer p = { .fn = peer_tls_server };
    struct probe_options o = options();
    struct probe_target targets[20];
    struct collected *all;
    int64_t last = 0;

    (void)state;
    assert_true(peer_start(&p, "127.0.0.1"));
    for (size_t i = 0; i < 20; i++)
        targets[i] = (struct probe_target){ .host = "127.0.0.1", .port = p.port };
    o.per_host = 0;
    o.rate = 50;
    last = peer_clock_ms();
    all = collect(&o, targets, 20);
    last = peer_clock_ms() - last;
    peer_stop(&p);
    for (size_t i = 0; i < 20; i++) {
        expect_chain(&all[i], PROBE_ROLE_SERVER);
        assert_true(all[i].result.timing.total_us < 200000); /* waiting is not counted */
    }
    assert_in_range(last, 300, 5000); /* 19 of them 20 ms apart, but for the burst */
    free(all);
}

static void
many_of_all_kinds(void **state)
{
    struct peer peers[] = { { .fn = peer_tls_server },
                            { .fn = peer_silent },
                            { .fn = peer_close },
                            { .fn = peer_tls_client } };
    struct probe_options o = options();
    struct probe_target targets[120];
    struct collected *all;

    (void)state;
    for (size_t i = 0; i < 4; i++)
        assert_true(peer_start(&peers[i], "127.0.0.1"));
    for (size_t i = 0; i < 120; i++)
        targets[i] = (struct probe_target){ .host = "127.0.0.1",
                                            .port = peers[i % 4].port,
                                            .reversed = i % 8 > 3 };
    o.per_host = 0;
    o.concurrency = 50;
    o.timeout_ms = 5000;
    o.listen_first_ms = 100;
    all = collect(&o, targets, 120);
    for (size_t i = 0; i < 4; i++)
        peer_stop(&peers[i]);
    for (size_t i = 0; i < 120; i++)
        if (i % 4 == 0 || i % 4 == 3)
            expect_chain(&all[i], i % 4 == 0 ? PROBE_ROLE_SERVER : PROBE_ROLE_CLIENT);
        else
            assert_int_equal(all[i].result.certificates_n, 0);
    free(all);
}

/* Stopping in flight: every pulled target ends at once, the others are not pulled. */
static void
stop_in_flight(void **state)
{
    struct peer good = { .fn = peer_tls_server }, mute = { .fn = peer_silent };
    struct probe_options o = options();
    struct probe_target targets[60];
    struct collector c = { .targets = targets, .n = 60, .stop_after = 1 };
    unsigned interrupted = 0;
    int64_t began;

    (void)state;
    assert_true(peer_start(&good, "127.0.0.1") && peer_start(&mute, "127.0.0.1"));
    for (size_t i = 0; i < 60; i++)
        targets[i] = (struct probe_target){ .host = "127.0.0.1", .port = mute.port };
    targets[5].port = good.port;
    o.per_host = 8;
    o.concurrency = 20;
    began = peer_clock_ms();
    collect_run(&c, &o);
    assert_in_range(peer_clock_ms() - began, 0, 2000);
    peer_stop(&good);
    peer_stop(&mute);
    expect_chain(&c.each[5], PROBE_ROLE_SERVER);
    for (size_t i = 0; i < c.pulled; i++)
        interrupted += c.each[i].result.error.class == PROBE_INTERRUPTED;
    assert_int_equal(interrupted, c.pulled - 1);
    free(c.each);
}

static int
setup(void **state)
{
    (void)state;
    peer_setup();
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    peer_teardown();
    return 0;
}

/* An argument names the tests to run, with wildcards. */
int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(server_versions),
        cmocka_unit_test(light_then_wide),
        cmocka_unit_test(prefers_tls12),
        cmocka_unit_test(server_on_ipv6),
        cmocka_unit_test(server_where_client_expected),
        cmocka_unit_test(full_handshake),
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
        cmocka_unit_test(silent_peer),
        cmocka_unit_test(other_protocols),
        cmocka_unit_test(immediate_close),
        cmocka_unit_test(immediate_reset),
        cmocka_unit_test(refused_port),
        cmocka_unit_test(name_that_cannot_be),
        cmocka_unit_test(dead_name_server),
        cmocka_unit_test(localhost_from_the_hosts_file),
        cmocka_unit_test(overrides),
        cmocka_unit_test(bad_certificate_files),
        cmocka_unit_test(dripping_peers),
        cmocka_unit_test(per_host),
        cmocka_unit_test(rate),
        cmocka_unit_test(many_of_all_kinds),
        cmocka_unit_test(stop_in_flight),
    };

    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, setup, teardown);
}
