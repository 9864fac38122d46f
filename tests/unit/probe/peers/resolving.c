/* SPDX-License-Identifier: MIT */
/* Names, literals, overrides. */
#include "collect.h"
#include "dns.h"
#include "peer.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static void
name_that_cannot_be(void **state)
{
    struct probe_options o = test_options();
    char long_name[300];
    struct collected c = collect_one(&o, "edge01.invalid", 8057, true);

    (void)state;
    assert_int_equal(c.result.error.kind, PROBE_RESOLVE);
    assert_int_equal(c.result.error.stage, PROBE_STAGE_RESOLVE);
    assert_string_equal(c.result.error.text, "the name does not exist");
    assert_string_equal(c.result.address, "");
    assert_int_equal(c.result.attempts, 0);
    memset(long_name, 'a', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    c = collect_one(&o, long_name, 8057, true);
    assert_int_equal(c.result.error.kind, PROBE_RESOLVE);
}

/* A name server that takes questions and never answers. */
static void
dead_name_server(void **state)
{
    struct sockaddr_in sa = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof sa;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct probe_options o = test_options();
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
    assert_int_equal(c.result.error.kind, PROBE_TIMEOUT);
    assert_int_equal(c.result.error.stage, PROBE_STAGE_RESOLVE);
    assert_string_equal(c.result.error.text, "the name was not resolved within 300 ms");
    assert_in_range(c.result.timing.total_us, 300000, 4000000); /* c-ares's own would be 5 s */
}

static void
localhost_from_the_hosts_file(void **state)
{
    struct peer p = { .fn = peer_tls_server };
    struct probe_options o = test_options();
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
    struct probe_options o = test_options();
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
    assert_int_equal(c.result.error.kind, PROBE_RESOLVE);
    peer_stop(&p);

    const struct probe_override bad = { "edge01", 0, "edge02" };

    o.overrides = &bad;
    o.overrides_n = 1;
    assert_null(probe_new(&o, BASE_TEXT_IN(why)));
    assert_string_equal(why, "edge02: not an IPv4 or IPv6 address");
}

/* Many addresses, the first ones refusing: four are tried, in order. */
static void
many_addresses(void **state)
{
    static const char *const refusing[] = { "127.0.0.2", "127.0.0.3", "127.0.0.4",
                                            "127.0.0.1", "127.0.0.6", "127.0.0.7" };
    const char *flood[500];
    struct dns d = { .addresses = refusing, .n = 6 };
    struct peer p = { .fn = peer_tls_server };
    struct probe_options o = test_options();
    struct collected c;

    (void)state;
    assert_true(peer_start(&p, "127.0.0.1"));
    dns_start(&d);
    o.dns_servers = d.server;
    c = collect_one(&o, "edge01.contoso.example", p.port, false);
    dns_stop(&d);
    /* c-ares may sort them (RFC 6724), so ours need not be among the first four. */
    assert_in_range(c.result.attempts, 1, 4);
    if (c.result.certificates_n == 0)
        assert_int_equal(c.result.error.kind, PROBE_REFUSED);
    for (size_t i = 0; i < 500; i++)
        flood[i] = refusing[i % 3];
    d = (struct dns){ .addresses = flood, .n = 500 };
    dns_start(&d);
    c = collect_one(&o, "edge01.contoso.example", p.port, false);
    dns_stop(&d);
    peer_stop(&p);
    assert_int_equal(c.result.error.kind, PROBE_REFUSED);
    assert_int_equal(c.result.attempts, 3); /* repeats are not tried again */
}

/* Targets that ask for the same name at the same time share the questions. */
static void
one_question_for_all(void **state)
{
    static const char *const here[] = { "127.0.0.1" };
    struct dns d = { .addresses = here, .n = 1, .delay_ms = 50 };
    struct peer p = { .fn = peer_tls_server };
    struct probe_options o = test_options();
    struct probe_target targets[30];
    struct collected *all;

    (void)state;
    assert_true(peer_start(&p, "127.0.0.1"));
    dns_start(&d);
    o.dns_servers = d.server;
    for (size_t i = 0; i < 30; i++)
        targets[i] = (struct probe_target){ .host = "edge01.contoso.example", .port = p.port };
    all = collect(&o, targets, 30);
    dns_stop(&d);
    peer_stop(&p);
    for (size_t i = 0; i < 30; i++) {
        expect_chain(&all[i], PROBE_ROLE_SERVER);
        assert_string_equal(all[i].result.address, "127.0.0.1");
    }
    assert_int_equal(d.questions, 2); /* A and AAAA */
    free(all);
}

/* Whatever becomes of AAAA, the answer to A is used, and soon. */
static void
half_an_answer(void **state)
{
    static const char *const here[] = { "127.0.0.1" };
    struct dns rows[] = { { .lost = 28 },
                          { .aaaa_rcode = 2 },
                          { .aaaa_rcode = 3 },
                          { .aaaa_rcode = 4 },
                          { .aaaa_rcode = 5 } };
    struct peer p = { .fn = peer_tls_server };
    struct probe_options o = test_options();

    (void)state;
    o.timeout_ms = 4000;
    assert_true(peer_start(&p, "127.0.0.1"));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct collected c;

        rows[i].addresses = here;
        rows[i].n = 1;
        dns_start(&rows[i]);
        o.dns_servers = rows[i].server;
        c = collect_one(&o, "edge01.contoso.example", p.port, false);
        dns_stop(&rows[i]);
        expect_chain(&c, PROBE_ROLE_SERVER);
        assert_in_range(c.result.timing.resolve_us, 0, 2000000);
    }
    peer_stop(&p);
}

/* That there is no such name is known by the one answer as well. */
static void
half_a_refusal(void **state)
{
    struct dns d = { .rcode = 3, .lost = 28 };
    struct probe_options o = test_options();
    struct collected c;

    (void)state;
    o.timeout_ms = 4000;
    dns_start(&d);
    o.dns_servers = d.server;
    c = collect_one(&o, "nobody.contoso.example.", 8057, true);
    dns_stop(&d);
    assert_int_equal(c.result.error.kind, PROBE_RESOLVE);
    assert_string_equal(c.result.error.text, "the name does not exist");
}

/* Later targets of a host use the answer that its first one had. */
static void
one_question_for_those_to_come(void **state)
{
    static const char *const here[] = { "127.0.0.1" };
    struct dns d = { .addresses = here, .n = 1 };
    struct peer p = { .fn = peer_tls_server };
    struct probe_options o = test_options();
    struct probe_target targets[5];
    struct collected *all;

    (void)state;
    o.concurrency = 1;
    assert_true(peer_start(&p, "127.0.0.1"));
    dns_start(&d);
    o.dns_servers = d.server;
    for (size_t i = 0; i < 5; i++)
        targets[i] = (struct probe_target){ .host = "edge01.contoso.example", .port = p.port };
    all = collect(&o, targets, 5);
    dns_stop(&d);
    peer_stop(&p);
    for (size_t i = 0; i < 5; i++)
        expect_chain(&all[i], PROBE_ROLE_SERVER);
    assert_int_equal(d.questions, 2);
    free(all);
}

/* systemd-resolved writes "search ." into resolv.conf; LOCALDOMAIN is the same list. */
static void
search_list_of_the_root(void **state)
{
    struct dns d = { .rcode = 3 };
    struct probe_options o = test_options();
    struct collected c;

    (void)state;
    dns_start(&d);
    o.dns_servers = d.server;
    assert_int_equal(setenv("LOCALDOMAIN", ".", 1), 0);
    c = collect_one(&o, "nobody.contoso.example", 8057, true);
    assert_int_equal(unsetenv("LOCALDOMAIN"), 0);
    dns_stop(&d);
    assert_string_equal(c.result.error.text, "the name does not exist");
}

static void
name_server_says_no(void **state)
{
    static const struct {
        int rcode;
        const char *text;
    } rows[] = { { 3, "the name does not exist" }, { 0, "the name has no address" } };
    struct probe_options o = test_options();

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct dns d = { .rcode = rows[i].rcode };
        struct collected c;

        dns_start(&d);
        o.dns_servers = d.server;
        c = collect_one(&o, "edge01.contoso.example.", 8057, true);
        dns_stop(&d);
        assert_int_equal(c.result.error.kind, PROBE_RESOLVE);
        assert_string_equal(c.result.error.text, rows[i].text);
        assert_true(c.result.timing.resolve_us >= 0);
    }
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(name_that_cannot_be),
        cmocka_unit_test(dead_name_server),
        cmocka_unit_test(localhost_from_the_hosts_file),
        cmocka_unit_test(overrides),
        cmocka_unit_test(many_addresses),
        cmocka_unit_test(one_question_for_all),
        cmocka_unit_test(half_an_answer),
        cmocka_unit_test(half_a_refusal),
        cmocka_unit_test(one_question_for_those_to_come),
        cmocka_unit_test(search_list_of_the_root),
        cmocka_unit_test(name_server_says_no),
    };

    return test_main(argc, argv, tests, sizeof tests / sizeof *tests);
}
