/* SPDX-License-Identifier: MIT */
/* Ports that speak something else: named as what they are, in either role. */
#include "wire.h"

#include <stdarg.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

/* clang-format off */
static const struct {
    const char *bytes;
    size_t len;
    enum probe_class end; /* OK: the bytes are enough to know */
    const char *text;
} rows[] = {
#define ROW(bytes, end, text) { bytes, sizeof(bytes) - 1, PROBE_##end, text },
    ROW("HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n", OK, "an HTTP answer: HTTP/1.1 400 Bad Request")
    ROW("SSH-2.0-OpenSSH_9.2\r\n", OK, "an SSH banner: SSH-2.0-OpenSSH_9.2")
    ROW("SIP/2.0 400 Malformed\r\n", OK, "a SIP answer: SIP/2.0 400 Malformed")
    ROW("220 mx.example ESMTP\r\n", OK, "an SMTP or FTP greeting: 220 mx.example ESMTP")
    ROW("+OK ready\n", OK, "a POP3 greeting: +OK ready")
    ROW("* OK IMAP4rev1\r\n", OK, "an IMAP greeting: * OK IMAP4rev1")
    ROW("\3\0\0\x13\x0E\xD0\0\0\x12\x34", OK, "a TPKT packet (RDP, H.323): \\x03\\x00\\x00\\x13\\x0e\\xd0\\x00\\x00")
    ROW("\xFF\xFD\x18\xFF\xFD\x20\xFF\xFD\x23", OK, "a Telnet negotiation: \\xff\\xfd\\x18\\xff\\xfd \\xff\\xfd")
    ROW("\xFF\xFD\x18", TIMEOUT, "a Telnet negotiation: \\xff\\xfd\\x18")
    ROW("J\0\0\0\n8.0.36", OK, "a MySQL greeting: J\\x00\\x00\\x00")
    ROW("\0\0\0\x55\xFFSMB\x72", OK, "an SMB message: \\x00\\x00\\x00U\\xffSMB")
    ROW("hello\n", OK, "bytes that are not TLS: hello")
    ROW("hel", CLOSED, "bytes that are not TLS: hel")
    ROW("\n", OK, "bytes that are not TLS: ")
    ROW("\x16\4\1\0\5abc", OK, "bytes that are not TLS: \\x16\\x04\\x01\\x00\\x05abc")
    ROW("no line ends here, it goes on and on and on and on and on", OK,
        "bytes that are not TLS: no line ends here, it goes on and on and on and ")
    /* no terminal obeys */
    ROW("\x1B[2Jcleared", OK, "bytes that are not TLS: \\x1b[2Jclea")
    ROW("\x80", CLOSED, "bytes that are not TLS: \\x80")
    ROW("\x80\x2E\4\0\2\0\0\0", OK, "bytes that are not TLS: \\x80.\\x04\\x00\\x02\\x00\\x00\\x00")
#undef ROW
};
/* clang-format on */

static void
test_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (unsigned role = 0; role < 2; role++) {
            struct wire_part part = { .server = role == 1, .hello = PROBE_HELLO_LIGHT };
            struct base_slice bytes = { (const uint8_t *)rows[i].bytes, rows[i].len };
            struct probe_hello_engine e;
            struct probe_result r = { 0 };
            const char *whole;

            wire_begin(&e, &part);
            probe_hello_sent(&e, 1000);
            probe_hello_feed(&e, bytes.ptr, bytes.len);
            if (rows[i].end != PROBE_OK) {
                assert_int_equal(e.outcome, PROBE_OUTCOME_MORE);
                probe_hello_end(&e, rows[i].end);
            }
            assert_true(probe_hello_result(&e, &r));
            assert_int_equal(e.outcome, PROBE_OUTCOME_FAILED);
            assert_int_equal(r.error.kind, PROBE_NOT_TLS);
            assert_string_equal(r.error.text, rows[i].text);
            assert_false(r.tls);
            assert_int_equal(r.peer_role, PROBE_ROLE_UNKNOWN);
            assert_int_equal(probe_hello_output(&e).len, 0);
            probe_hello_free(&e);
            whole = wire_talk(&part, bytes, bytes.len, rows[i].end, 0);
            assert_string_equal(whole, wire_talk_bytewise(&part, bytes, rows[i].end, 1));
        }
}

static void
test_interrupted_is_not_named(void **state)
{
    struct probe_hello_engine e;

    (void)state;
    wire_begin(&e, &(struct wire_part){ .hello = PROBE_HELLO_LIGHT });
    probe_hello_feed(&e, "SSH-", 4);
    probe_hello_end(&e, PROBE_INTERRUPTED);
    assert_int_equal(e.error.kind, PROBE_INTERRUPTED);
    probe_hello_free(&e);
}

static void
test_alert_names(void **state)
{
    (void)state;
    assert_string_equal(probe_alert_name(40), "handshake_failure");
    assert_string_equal(probe_alert_name(116), "certificate_required");
    assert_null(probe_alert_name(-1));
    assert_null(probe_alert_name(256 + 40));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_interrupted_is_not_named),
        cmocka_unit_test(test_alert_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
