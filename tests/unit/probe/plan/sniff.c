/* SPDX-License-Identifier: MIT */
#include "plan/sniff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define BYTES(s) ((struct base_slice){ (const uint8_t *)(s), sizeof(s) - 1 })

#define ROW(s, want)                                                                               \
    {                                                                                              \
        s, sizeof(s) - 1, want                                                                     \
    }
static const struct {
    const char *bytes;
    size_t len;
    enum probe_opening want;
} rows[] = {
    ROW("\x16\x03\x01\x02\x00\x01", PROBE_OPENING_CLIENT_HELLO),
    ROW("\x16\x03\x03\x00\x40\x01\x00", PROBE_OPENING_CLIENT_HELLO),
    ROW("\x16\x03\x00\x00\x40\x02", PROBE_OPENING_TLS),
    ROW("\x15\x03\x01\x00\x02\x02\x28", PROBE_OPENING_TLS),
    ROW("\x80\x2e\x01\x03\x01", PROBE_OPENING_CLIENT_HELLO), /* SSL 2.0 framing */
    ROW("\x80\x2e\x01\x00\x02", PROBE_OPENING_OTHER),        /* SSL 2.0 itself */
    ROW("\x80\x2e\x04", PROBE_OPENING_OTHER),
    ROW("\x16\x02\x01\x02\x00\x01", PROBE_OPENING_OTHER),
    ROW("HTTP/1.1", PROBE_OPENING_OTHER),
    ROW("\x00", PROBE_OPENING_OTHER),
    ROW("\x19", PROBE_OPENING_OTHER),
};

/* However the bytes come, the answer is the same as soon as there is one. */
static void
openings(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum probe_opening got = PROBE_OPENING_SHORT;
        struct base_slice all = { (const uint8_t *)rows[i].bytes, rows[i].len }, s = all;

        for (s.len = 0; s.len <= all.len && got == PROBE_OPENING_SHORT; s.len++) {
            got = probe_sniff(s);
            assert_true(got != PROBE_OPENING_SHORT || s.len < PROBE_SNIFF_MAX);
        }
        assert_int_equal(got, rows[i].want);
        assert_int_equal(probe_sniff(all), rows[i].want);
    }
}

static void
blame(struct base_slice s, enum probe_class kind, const char *text)
{
    struct probe_error e;

    probe_sniff_blame(s, &e);
    assert_int_equal(e.kind, kind);
    assert_int_equal(e.stage, PROBE_STAGE_TLS);
    assert_int_equal(e.alert, -1);
    assert_string_equal(e.text, text);
}

static void
beginnings(void **state)
{
    (void)state;
    assert_true(probe_sniff_begins_record((struct base_slice){ (const uint8_t *)"\x16\x03", 2 }));
    assert_false(probe_sniff_begins_record((struct base_slice){ (const uint8_t *)"\x16", 1 }));
    assert_false(probe_sniff_begins_record((struct base_slice){ (const uint8_t *)"SSH", 3 }));
}

static void
names(void **state)
{
    uint8_t flood[4096];
    struct probe_error e;

    (void)state;
    blame(BYTES("SIP/2.0 200 OK\r\nVia: x"), PROBE_PLAIN_TCP,
          "the peer sent a SIP answer, not TLS: SIP/2.0 200 OK");
    blame(BYTES("OPTIONS sip:a SIP/2.0\r\n"), PROBE_PLAIN_TCP,
          "the peer sent a SIP or HTTP request, not TLS: OPTIONS sip:a SIP/2.0");
    blame(BYTES("GET / HTTP/1.0\r\n"), PROBE_NOT_TLS,
          "the peer sent an HTTP request, not TLS: GET / HTTP/1.0");
    blame(BYTES("\x03\x00\x00\x0b\x06\xd0"), PROBE_NOT_TLS,
          "the peer sent a TPKT packet (RDP, H.323), not TLS: \\x03\\x00\\x00\\x0b\\x06\\xd0");
    blame(BYTES("220 (vsFTPd 3.0.3)\r\n"), PROBE_NOT_TLS,
          "the peer sent an FTP greeting, not TLS: 220 (vsFTPd 3.0.3) (--starttls ftp reaches it)");
    blame(BYTES("<?xml version='1.0'?><stream:stream xmlns='jabber:client'>"), PROBE_NOT_TLS,
          "the peer sent an XMPP stream, not TLS: <?xml version='1.0'?><stream:stream "
          "xmlns='jabber:client'> (--starttls xmpp-client reaches it)");
    blame(BYTES("hello"), PROBE_PLAIN_TCP, "the peer sent plain text, not TLS: hello");
    blame(BYTES("\x1b]0;x\x07"), PROBE_NOT_TLS, "the peer sent bytes, not TLS: \\x1b]0;x\\x07");
    memset(flood, 0xFF, sizeof flood);
    probe_sniff_blame((struct base_slice){ flood, sizeof flood }, &e);
    assert_int_equal(e.kind, PROBE_NOT_TLS);
    assert_true(strlen(e.text) < PROBE_TEXT_MAX);
}

static void
dialogues(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        enum probe_dialogue_id is;
    } greet[] = {
        ROW("220 a ESMTP", PROBE_DIALOGUE_SMTP),
        ROW("220 a LMTP", PROBE_DIALOGUE_LMTP),
        ROW("220 ProFTPD", PROBE_DIALOGUE_FTP),
        ROW("* OK a", PROBE_DIALOGUE_IMAP),
        ROW("+OK", PROBE_DIALOGUE_POP3),
        ROW("201 a", PROBE_DIALOGUE_NNTP),
        ROW("\"IMPLEMENTATION\" \"a\"", PROBE_DIALOGUE_SIEVE),
        ROW(":a NOTICE * :b", PROBE_DIALOGUE_IRC),
        ROW("J\0\0\0\n8.0", PROBE_DIALOGUE_MYSQL),
        ROW("E\0\0\0 SFATAL", PROBE_DIALOGUE_POSTGRES),
        ROW("0$\x02\x01\0x", PROBE_DIALOGUE_LDAP),
        ROW("SSH-2.0-x", PROBE_DIALOGUE_NONE),
        ROW("2", PROBE_DIALOGUE_NONE),
        ROW("", PROBE_DIALOGUE_NONE),
    };

    (void)state;
    for (size_t i = 0; i < sizeof greet / sizeof *greet; i++)
        assert_int_equal(probe_sniff_dialogue(
                             (struct base_slice){ (const uint8_t *)greet[i].bytes, greet[i].len }),
                         greet[i].is);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(openings),
        cmocka_unit_test(beginnings),
        cmocka_unit_test(names),
        cmocka_unit_test(dialogues),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
