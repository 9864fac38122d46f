/* SPDX-License-Identifier: MIT */
/* Peers that show no certificate, and why. */
#include "collect.h"
#include "peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static void
silent_peer(void **state)
{
    struct probe_options o = test_options();

    (void)state;
    o.timeout_ms = 400;
    o.listen_first_ms = 20;
    for (int reversed = 0; reversed < 2; reversed++) {
        struct collected c = against(peer_silent, (struct peer_tls){ 0 }, reversed, &o);

        assert_int_equal(c.result.error.kind, PROBE_TIMEOUT);
        assert_int_equal(c.result.error.stage, PROBE_STAGE_TLS);
        assert_non_null(strstr(c.result.error.text, "no answer to our ClientHello within "));
        assert_non_null(strstr(c.result.error.text, "and no ClientHello from the peer within "));
        assert_int_equal(c.result.peer_role, PROBE_ROLE_UNKNOWN);
        assert_true(c.result.connected);
        assert_false(c.result.tls);
        assert_int_equal(c.result.attempts, 2);
        assert_int_equal(c.result.error.tried,
                         1u << PROBE_TRIED_CLIENT | 1u << PROBE_TRIED_LISTENED |
                             (unsigned)reversed << PROBE_TRIED_LISTENED_BRIEFLY);
        assert_in_range(c.result.timing.total_us, 400000, 600000);
    }
}

struct banner {
    const char *bytes;
    enum probe_class kind;
    const char *text;
};

static const struct banner banners[] = {
    { "HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n", PROBE_NOT_TLS,
      "the peer sent an HTTP answer, not TLS: HTTP/1.1 400 Bad Request" },
    { "SSH-2.0-OpenSSH_9.2\r\n", PROBE_NOT_TLS,
      "the peer sent an SSH banner, not TLS: SSH-2.0-OpenSSH_9.2" },
    { "220 mail.contoso.example ESMTP\r\n", PROBE_NOT_TLS,
      "the peer sent an SMTP or FTP greeting, not TLS: 220 mail.contoso.example ESMTP "
      "(--starttls smtp reaches it)" },
    { "SIP/2.0 400 Bad Request\r\n", PROBE_PLAIN_TCP,
      "the peer sent a SIP answer, not TLS: SIP/2.0 400 Bad Request" },
    { "what?\n", PROBE_PLAIN_TCP, "the peer sent plain text, not TLS: what?" },
    { "\x1b[2J\x01", PROBE_NOT_TLS, "the peer sent bytes, not TLS: \\x1b[2J\\x01" },
    { "\x15\x03\x01\x00\x02\x02\x28", PROBE_ALERT, NULL },
};

static void
other_protocols(void **state)
{
    struct probe_options o = test_options();

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
        assert_int_equal(c.result.error.kind, b->kind);
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
    struct probe_options o = test_options();

    (void)state;
    for (int reversed = 0; reversed < 2; reversed++) {
        struct collected c = against(peer_close, (struct peer_tls){ 0 }, reversed, &o);

        /* Our hello may cross the close and be answered by a reset. */
        assert_true(c.result.error.kind == PROBE_CLOSED || c.result.error.kind == PROBE_RESET);
        assert_int_equal(c.result.error.stage, PROBE_STAGE_TLS);
        assert_false(c.result.tls);
    }
}

static void
immediate_reset(void **state)
{
    struct probe_options o = test_options();
    struct collected c;

    (void)state;
    o.retries = 2;
    c = against(peer_reset, (struct peer_tls){ 0 }, true, &o);
    assert_int_equal(c.result.error.kind, PROBE_RESET);
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
    struct probe_options o = test_options();
    struct collected c;

    (void)state;
    o.retries = 3;
    c = collect_one(&o, "127.0.0.1", closed_port(), true);
    assert_int_equal(c.result.error.kind, PROBE_REFUSED);
    assert_int_equal(c.result.error.stage, PROBE_STAGE_CONNECT);
    assert_int_equal(c.result.error.errno_value, ECONNREFUSED);
    assert_string_equal(c.result.error.text, "connection refused");
    assert_string_equal(c.result.address, "127.0.0.1");
    assert_false(c.result.connected);
    assert_int_equal(c.result.attempts, 1);
    assert_int_equal(c.result.timing.connect_us, -1);
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
    static const char *const starts[] = { "\x16\x03\x03\x3f\xff\x02\0\x30\0",
                                          "\x16\x03\x01\x3f\xff\x01\0\x30\0" };
    struct probe_options o = test_options();

    (void)state;
    o.timeout_ms = 700;
    for (size_t i = 0; i < 4; i++) {
        struct peer p = { .fn = drip, .bytes = starts[i / 2], .bytes_n = 9 };
        struct collected c;

        o.engine = i % 2 ? PROBE_ENGINE_OPENSSL : PROBE_ENGINE_AUTO;
        assert_true(peer_start(&p, "127.0.0.1"));
        c = collect_one(&o, "127.0.0.1", p.port, i / 2 == 1);
        peer_stop(&p);
        assert_int_equal(c.result.error.kind, PROBE_TIMEOUT);
        assert_int_equal(c.result.error.stage, PROBE_STAGE_TLS);
        assert_true(c.result.tls);
        assert_in_range(c.result.timing.total_us, 690000, 900000);
    }
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(silent_peer),     cmocka_unit_test(other_protocols),
        cmocka_unit_test(immediate_close), cmocka_unit_test(immediate_reset),
        cmocka_unit_test(refused_port),    cmocka_unit_test(dripping_peers),
    };

    return test_main(argc, argv, tests, sizeof tests / sizeof *tests);
}
