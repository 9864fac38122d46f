/* SPDX-License-Identifier: MIT */
/* What is said before TLS, as real programs say it, cut at every place. */
#include "dialogue/dialogue.h"

#include <base/profile.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define BYTES(s) s, sizeof(s) - 1
#define XMPP_OPEN                                                                                  \
    "<?xml version='1.0'?><stream:stream xmlns='jabber:server' "                                   \
    "xmlns:stream='http://etherx.jabber.org/streams' to='example.org' version='1.0'>"
#define XMPP_TLS "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
#define MYSQL(caps)                                                                                \
    "\x39\0\0\0\x0a"                                                                               \
    "8.0.36\0\x0b\0\0\0saltsalt\0" caps "\xff\x02\0\xff\xcf\x15\0\0\0\0\0\0\0\0\0\0saltsaltsalt\0" \
    "auth\0"
#define MYSQL_REQUEST                                                                              \
    "\x20\0\0\x01\0\x8a\0\0\0\0\0\x01\x21\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define RDP_REQUEST "\3\0\0\x13\x0e\xe0\0\0\0\0\0\1\0\x08\0\3\0\0\0"
#define TDS_REQUEST "\x12\1\0\x1a\0\0\1\0\0\0\x0b\0\6\1\0\x11\0\1\xff\0\0\0\0\0\0\1"
#define LDAP_REQUEST                                                                               \
    "0\x1d\2\1\1w\x18\x80\x16"                                                                     \
    "1.3.6.1.4.1.1466.20037"

struct row {
    const char *what;
    enum probe_dialogue_id id;
    const char *peer; /* all that the peer sends */
    size_t peer_n;
    const char *ours; /* all that we send */
    size_t ours_n;
    const char
        *end; /* "go", "go 5" with bytes behind the go-ahead, or the error's class and text */
};

static const struct row clients[] = {
    { "Postfix", PROBE_DIALOGUE_SMTP,
      BYTES(
          "220 mail.example.org ESMTP Postfix\r\n250-mail.example.org\r\n250-PIPELINING\r\n"
          "250-SIZE 10240000\r\n250-STARTTLS\r\n250 SMTPUTF8\r\n220 2.0.0 Ready to start TLS\r\n"),
      BYTES("EHLO localhost\r\nSTARTTLS\r\n"), "go" },
    { "a banner of several lines", PROBE_DIALOGUE_SMTP,
      BYTES("220-mail.example.org\r\n220 welcome\r\n250-hi\r\n250 STARTTLS\r\n220 go\r\n"),
      BYTES("EHLO localhost\r\nSTARTTLS\r\n"), "go" },
    { "injected commands (CVE-2011-0411, the other way)", PROBE_DIALOGUE_SMTP,
      BYTES("220 a\n250 STARTTLS\n220 go\r\n250 x"), BYTES("EHLO localhost\r\nSTARTTLS\r\n"),
      "go 5" },
    { "no STARTTLS", PROBE_DIALOGUE_SMTP, BYTES("220 a\r\n250-a\r\n250 SIZE 1\r\n"),
      BYTES("EHLO localhost\r\nQUIT\r\n"), "not-tls SMTP: the server does not offer STARTTLS" },
    { "too busy", PROBE_DIALOGUE_SMTP, BYTES("421 4.3.2 try again later\r\n"), BYTES("QUIT\r\n"),
      "not-tls SMTP: 421 4.3.2 try again later" },
    { "no certificate there", PROBE_DIALOGUE_SMTP,
      BYTES("220 a\r\n250 STARTTLS\r\n454 4.7.0 TLS not available\r\n"),
      BYTES("EHLO localhost\r\nSTARTTLS\r\nQUIT\r\n"),
      "not-tls SMTP: 454 4.7.0 TLS not available" },
    { "SSH on the port", PROBE_DIALOGUE_SMTP, BYTES("SSH-2.0-OpenSSH_9.2p1\r\n"), BYTES(""),
      "not-tls SMTP: the peer does not speak this protocol" },
    { "LMTP of Dovecot", PROBE_DIALOGUE_LMTP,
      BYTES(
          "220 mx Dovecot ready.\r\n250-mx\r\n250-STARTTLS\r\n250 PIPELINING\r\n220 2.0.0 OK\r\n"),
      BYTES("LHLO localhost\r\nSTARTTLS\r\n"), "go" },
    { "LMTP taken for SMTP", PROBE_DIALOGUE_SMTP,
      BYTES("220 mx Dovecot ready.\r\n500 5.5.1 Unknown command\r\n250-mx\r\n250 STARTTLS\r\n"
            "220 2.0.0 OK\r\n"),
      BYTES("EHLO localhost\r\nLHLO localhost\r\nSTARTTLS\r\n"), "go" },
    { "neither SMTP nor LMTP", PROBE_DIALOGUE_SMTP,
      BYTES("220 a\r\n502 5.5.2 what\r\n502 5.5.2 what\r\n"),
      BYTES("EHLO localhost\r\nLHLO localhost\r\nQUIT\r\n"), "not-tls SMTP: 502 5.5.2 what" },
    { "Dovecot", PROBE_DIALOGUE_IMAP,
      BYTES("* OK [CAPABILITY IMAP4rev1 STARTTLS] Dovecot ready.\r\na1 OK Begin TLS now.\r\n"),
      BYTES("a1 STARTTLS\r\n"), "go" },
    { "untagged lines first", PROBE_DIALOGUE_IMAP,
      BYTES("* OK hi\r\n* CAPABILITY IMAP4rev1\r\na1 OK\r\n"), BYTES("a1 STARTTLS\r\n"), "go" },
    { "IMAP refuses", PROBE_DIALOGUE_IMAP, BYTES("* OK hi\r\na1 BAD unknown command\r\n"),
      BYTES("a1 STARTTLS\r\na2 LOGOUT\r\n"), "not-tls IMAP: a1 BAD unknown command" },
    { "IMAP sends us away", PROBE_DIALOGUE_IMAP, BYTES("* BYE too many connections\r\n"),
      BYTES("a2 LOGOUT\r\n"), "not-tls IMAP: * BYE too many connections" },
    { "POP3", PROBE_DIALOGUE_POP3, BYTES("+OK Dovecot ready.\r\n+OK Begin TLS now.\r\n"),
      BYTES("STLS\r\n"), "go" },
    { "POP3 refuses", PROBE_DIALOGUE_POP3, BYTES("+OK hi\r\n-ERR no TLS\r\n"),
      BYTES("STLS\r\nQUIT\r\n"), "not-tls POP3: -ERR no TLS" },
    { "vsftpd", PROBE_DIALOGUE_FTP,
      BYTES("220-Welcome\r\n free text\r\n220 (vsFTPd 3.0.3)\r\n234 Proceed with negotiation.\r\n"),
      BYTES("AUTH TLS\r\n"), "go" },
    { "vsftpd without TLS", PROBE_DIALOGUE_FTP,
      BYTES("220 (vsFTPd 3.0.3)\r\n530 Please login with USER and PASS.\r\n"),
      BYTES("AUTH TLS\r\nQUIT\r\n"), "not-tls FTP: 530 Please login with USER and PASS." },
    { "INN", PROBE_DIALOGUE_NNTP, BYTES("201 news ready\r\n382 Begin TLS\r\n"),
      BYTES("STARTTLS\r\n"), "go" },
    { "Pigeonhole", PROBE_DIALOGUE_SIEVE,
      BYTES("\"IMPLEMENTATION\" \"Dovecot Pigeonhole\"\r\n\"STARTTLS\"\r\n\"VERSION\" \"1.0\"\r\n"
            "OK \"Dovecot ready.\"\r\nOK \"Begin TLS negotiation now.\"\r\n"),
      BYTES("STARTTLS\r\n"), "go" },
    { "ManageSieve without TLS", PROBE_DIALOGUE_SIEVE, BYTES("\"IMPLEMENTATION\" \"x\"\r\nOK\r\n"),
      BYTES("LOGOUT\r\n"), "not-tls ManageSieve: the server does not offer STARTTLS" },
    { "InspIRCd", PROBE_DIALOGUE_IRC,
      BYTES(":irc.example.org NOTICE * :*** Looking up your hostname...\r\n"
            ":irc.example.org 670 * :STARTTLS successful, go ahead with TLS handshake\r\n"),
      BYTES("STARTTLS\r\n"), "go" },
    { "a server that leaves its name out", PROBE_DIALOGUE_IRC, BYTES("670 * :go\r\n"),
      BYTES("STARTTLS\r\n"), "go" },
    { "numbers in a notice", PROBE_DIALOGUE_IRC,
      BYTES(":irc NOTICE * :one of 670 servers\r\n:irc NOTICE * :with 421 users\r\n"
            ":irc 670 * :go\r\n"),
      BYTES("STARTTLS\r\n"), "go" },
    { "IRC refuses", PROBE_DIALOGUE_IRC, BYTES(":irc 691 * :STARTTLS failure\r\n"),
      BYTES("STARTTLS\r\nQUIT\r\n"), "not-tls IRC: :irc 691 * :STARTTLS failure" },
    { "Prosody", PROBE_DIALOGUE_XMPP_SERVER,
      BYTES("<?xml version='1.0'?><stream:stream xmlns:db='jabber:server:dialback' "
            "xmlns='jabber:server' id='a' xmlns:stream='http://etherx.jabber.org/streams' "
            "from='example.org' version='1.0'><stream:features><starttls "
            "xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>"
            "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
      BYTES(XMPP_OPEN XMPP_TLS), "go" },
    { "a domain that is not served", PROBE_DIALOGUE_XMPP_SERVER,
      BYTES("<?xml version='1.0'?><stream:stream id='a' version='1.0'><stream:error>"
            "<host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
            "</stream:stream>"),
      BYTES(XMPP_OPEN "</stream:stream>"), "not-tls XMPP: host-unknown" },
    { "XMPP without TLS", PROBE_DIALOGUE_XMPP_SERVER,
      BYTES("<stream:stream><stream:features><dialback/></stream:features>"),
      BYTES(XMPP_OPEN "</stream:stream>"), "not-tls XMPP: the server does not offer STARTTLS" },
    { "slapd", PROBE_DIALOGUE_LDAP, BYTES("0\x0c\2\1\1x\7\n\1\0\4\0\4\0"), BYTES(LDAP_REQUEST),
      "go" },
    { "Active Directory, in long form", PROBE_DIALOGUE_LDAP,
      BYTES("0\x84\0\0\0\x28\2\1\1x\x84\0\0\0\x1f\n\1\0\4\0\4\0\x8a\x16"
            "1.3.6.1.4.1.1466.20037"),
      BYTES(LDAP_REQUEST), "go" },
    { "slapd without a certificate", PROBE_DIALOGUE_LDAP, BYTES("0\x0c\2\1\1x\7\n\1\2\4\0\4\0"),
      BYTES(LDAP_REQUEST),
      "not-tls LDAP: the server answers protocolError: it does not know StartTLS" },
    { "a referral", PROBE_DIALOGUE_LDAP,
      BYTES("0\x1b\2\1\1x\x16\n\1\n\4\0\4\0\xa3\x0d\4\x0bldap://dc2/"), BYTES(LDAP_REQUEST),
      "not-tls LDAP: the server refers to ldap://dc2/" },
    { "PostgreSQL", PROBE_DIALOGUE_POSTGRES, BYTES("S"), BYTES("\0\0\0\x08\x04\xd2\x16\x2f"),
      "go" },
    { "PostgreSQL, injected (CVE-2021-23222)", PROBE_DIALOGUE_POSTGRES, BYTES("SR\0\0\0\x08"),
      BYTES("\0\0\0\x08\x04\xd2\x16\x2f"), "go 5" },
    { "PostgreSQL with ssl = off", PROBE_DIALOGUE_POSTGRES, BYTES("N"),
      BYTES("\0\0\0\x08\x04\xd2\x16\x2f"),
      "not-tls PostgreSQL: the server answers N: TLS is not configured" },
    { "MySQL", PROBE_DIALOGUE_MYSQL, BYTES(MYSQL("\xff\xff")), BYTES(MYSQL_REQUEST), "go" },
    { "MySQL without TLS", PROBE_DIALOGUE_MYSQL, BYTES(MYSQL("\xff\xf7")), BYTES(""),
      "not-tls MySQL: the server does not offer TLS" },
    { "a host that is blocked", PROBE_DIALOGUE_MYSQL,
      BYTES("\x12\0\0\0\xff\x69\x04Host is blocked"), BYTES(""), "not-tls MySQL: Host is blocked" },
    { "xrdp", PROBE_DIALOGUE_RDP, BYTES("\3\0\0\x13\x0e\xd0\0\0\x12\x34\0\2\x1f\x08\0\1\0\0\0"),
      BYTES(RDP_REQUEST), "go" },
    { "Remote Desktop without TLS", PROBE_DIALOGUE_RDP,
      BYTES("\3\0\0\x13\x0e\xd0\0\0\x12\x34\0\3\0\x08\0\2\0\0\0"), BYTES(RDP_REQUEST),
      "not-tls Remote Desktop: the server does not allow TLS" },
    { "Remote Desktop of Windows 2000", PROBE_DIALOGUE_RDP, BYTES("\3\0\0\x0b\6\xd0\0\0\x12\x34\0"),
      BYTES(RDP_REQUEST),
      "not-tls Remote Desktop: the server supports only standard RDP security" },
    { "SQL Server", PROBE_DIALOGUE_MSSQL,
      BYTES("\4\1\0\x1a\0\0\1\0\0\0\x0b\0\6\1\0\x11\0\1\xff\x10\0\x10\x3e\0\0\1"),
      BYTES(TDS_REQUEST), "go" },
    { "SQL Server without encryption", PROBE_DIALOGUE_MSSQL,
      BYTES("\4\1\0\x1a\0\0\1\0\0\0\x0b\0\6\1\0\x11\0\1\xff\x10\0\x10\x3e\0\0\2"),
      BYTES(TDS_REQUEST), "not-tls SQL Server: the server does not support encryption" },
};

static const struct row servers[] = {
    { "Postfix sends", PROBE_DIALOGUE_SMTP, BYTES("EHLO mx.example.org\r\nSTARTTLS\r\n"),
      BYTES("220 localhost ESMTP\r\n250-localhost\r\n250 STARTTLS\r\n"
            "220 2.0.0 Ready to start TLS\r\n"),
      "go" },
    { "a command that is not known", PROBE_DIALOGUE_SMTP, BYTES("NOOP\r\nEHLO a\r\nSTARTTLS\r\n"),
      BYTES("220 localhost ESMTP\r\n502 5.5.1 This server only begins TLS\r\n250-localhost\r\n"
            "250 STARTTLS\r\n220 2.0.0 Ready to start TLS\r\n"),
      "go" },
    { "a peer that does without TLS", PROBE_DIALOGUE_SMTP,
      BYTES("EHLO a\r\nMAIL FROM:<a@example.org>\r\n"),
      BYTES("220 localhost ESMTP\r\n250-localhost\r\n250 STARTTLS\r\n221 2.0.0 Bye\r\n"),
      "not-tls SMTP: the peer continues without TLS" },
    { "ejabberd connects", PROBE_DIALOGUE_XMPP_SERVER, BYTES(XMPP_OPEN XMPP_TLS),
      BYTES("<?xml version='1.0'?><stream:stream xmlns='jabber:server' "
            "xmlns:stream='http://etherx.jabber.org/streams' id='1' from='example.org' "
            "version='1.0'><stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'>"
            "<required/></starttls></stream:features>"
            "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
      "go" },
    { "syncrepl", PROBE_DIALOGUE_LDAP, BYTES(LDAP_REQUEST),
      BYTES("0\x0f\2\4\0\0\0\1x\7\n\1\0\4\0\4\0"), "go" },
    { "a bind in clear", PROBE_DIALOGUE_LDAP, BYTES("0\x0c\2\1\1`\7\2\1\3\4\0\x80\0"), BYTES(""),
      "not-tls LDAP: the peer binds without TLS" },
    { "libpq", PROBE_DIALOGUE_POSTGRES, BYTES("\0\0\0\x08\x04\xd2\x16\x2f"), BYTES("S"), "go" },
    { "libpq with Kerberos", PROBE_DIALOGUE_POSTGRES,
      BYTES("\0\0\0\x08\x04\xd2\x16\x30\0\0\0\x08\x04\xd2\x16\x2f"), BYTES("NS"), "go" },
};

struct played {
    char ours[2048];
    size_t ours_n;
    char end[256];
};

static void
collect(struct dialogue *d, struct played *p)
{
    struct base_slice out = dialogue_output(d);

    assert_true(p->ours_n + out.len <= sizeof p->ours);
    memcpy(p->ours + p->ours_n, out.ptr, out.len);
    p->ours_n += out.len;
    dialogue_sent(d, out.len);
}

/* Feed in pieces: up to cut at once, then the rest; each: every byte by itself. */
static void
play(const struct dialogue_script *script, const struct row *r, size_t cut, bool each,
     struct played *p)
{
    const struct dialogue_names names = { .host = "example.org", .port = 443 };
    static struct dialogue d;
    size_t at = 0;

    p->ours_n = 0;
    dialogue_begin(&d, script, &names);
    collect(&d, p);
    while (at < r->peer_n && d.outcome == DIALOGUE_MORE) {
        size_t n = each ? 1 : at == 0 && cut > 0 ? cut : r->peer_n - at;

        (void)dialogue_feed(&d, (struct base_slice){ (const uint8_t *)r->peer + at, n });
        collect(&d, p);
        at += n;
    }
    if (d.outcome == DIALOGUE_MORE)
        (void)dialogue_end(&d, PROBE_CLOSED);
    if (d.outcome == DIALOGUE_GO && d.injected + (r->peer_n - at) == 0)
        (void)snprintf(p->end, sizeof p->end, "go");
    else if (d.outcome == DIALOGUE_GO)
        (void)snprintf(p->end, sizeof p->end, "go %zu", d.injected + (r->peer_n - at));
    else
        (void)snprintf(p->end, sizeof p->end, "%s %s", probe_class_name(d.error.kind),
                       d.error.text);
}

static void
check(const struct dialogue_script *script, const struct row *r)
{
    struct played p;

    assert_non_null(script);
    for (size_t cut = 0; cut <= r->peer_n; cut++) {
        play(script, r, cut == r->peer_n ? 0 : cut, cut == r->peer_n, &p);
        if (strcmp(p.end, r->end) != 0)
            fail_msg("%s, cut at %zu: %s", r->what, cut, p.end);
        if (p.ours_n != r->ours_n || memcmp(p.ours, r->ours, p.ours_n) != 0)
            fail_msg("%s, cut at %zu: we said %.*s", r->what, cut, (int)p.ours_n, p.ours);
    }
}

static void
plays_the_client(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof clients / sizeof clients[0]; i++)
        check(dialogue_client_script(clients[i].id), &clients[i]);
}

static void
plays_the_server(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof servers / sizeof servers[0]; i++)
        check(dialogue_server_script(servers[i].id), &servers[i]);
}

static void
goes_through_a_proxy(void **state)
{
    static const struct row connect[] = {
        { "squid", PROBE_DIALOGUE_NONE, BYTES("HTTP/1.1 200 Connection established\r\n\r\n"),
          BYTES("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n"), "go" },
        { "squid requires a user", PROBE_DIALOGUE_NONE,
          BYTES("HTTP/1.1 407 Proxy Authentication Required\r\nX: y\r\n\r\n"),
          BYTES("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n"),
          "refused HTTP proxy: 407 Proxy Authentication Required" },
        { "a gateway", PROBE_DIALOGUE_NONE, BYTES("HTTP/1.0 502 Bad Gateway\r\n\r\n"),
          BYTES("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n"),
          "unroutable HTTP proxy: 502 Bad Gateway" },
    };
    static const struct row socks[] = {
        { "ssh -D", PROBE_DIALOGUE_NONE, BYTES("\5\0\5\0\0\1\0\0\0\0\0\0"),
          BYTES("\5\1\0\5\1\0\3\x0b"
                "example.org\1\xbb"),
          "go" },
        { "a proxy that requires a user", PROBE_DIALOGUE_NONE, BYTES("\5\xff"), BYTES("\5\1\0"),
          "refused SOCKS proxy: the proxy requires a user name" },
        { "a host that refuses", PROBE_DIALOGUE_NONE, BYTES("\5\0\5\5\0\1\0\0\0\0\0\0"),
          BYTES("\5\1\0\5\1\0\3\x0b"
                "example.org\1\xbb"),
          "refused SOCKS proxy: the host refused the proxy's connection" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof connect / sizeof connect[0]; i++)
        check(dialogue_http_connect(), &connect[i]);
    for (size_t i = 0; i < sizeof socks / sizeof socks[0]; i++)
        check(dialogue_socks5(), &socks[i]);
}

/* A server that never comes to an end, in lines that pass and in one that does not. */
static void
is_bounded(void **state)
{
    static const char notice[] = ":irc NOTICE * :wait\r\n";
    const struct dialogue_names names = { .host = "example.org" };
    static struct dialogue d;
    size_t fed = 0;

    (void)state;
    dialogue_begin(&d, dialogue_client_script(PROBE_DIALOGUE_IRC), &names);
    while (d.outcome == DIALOGUE_MORE) {
        (void)dialogue_feed(&d, base_slice_str(notice));
        fed += sizeof notice - 1;
    }
    assert_int_equal(d.error.kind, PROBE_LIMIT);
    assert_true(fed <= DIALOGUE_BYTES_MAX + sizeof notice);
    dialogue_begin(&d, dialogue_client_script(PROBE_DIALOGUE_SMTP), &names);
    for (fed = 0; d.outcome == DIALOGUE_MORE; fed++)
        (void)dialogue_feed(&d, base_slice_str(fed == 0 ? "220-" : "x"));
    assert_int_equal(d.error.kind, PROBE_LIMIT);
    assert_true(fed <= DIALOGUE_ANSWER_MAX + 1);
}

/* Names come from command lines and lists: they end no command and no attribute. */
static void
says_names_that_end_nothing(void **state)
{
    const struct dialogue_names names = { .host = "a", .domain = "x'><y\r\n", .us = "b\r\nQUIT" };
    static struct dialogue d;
    char said[512];

    (void)state;
    dialogue_begin(&d, dialogue_client_script(PROBE_DIALOGUE_XMPP_CLIENT), &names);
    (void)snprintf(said, sizeof said, "%.*s", (int)dialogue_output(&d).len,
                   (const char *)dialogue_output(&d).ptr);
    assert_non_null(strstr(said, " to='xy' "));
    dialogue_begin(&d, dialogue_client_script(PROBE_DIALOGUE_SMTP), &names);
    (void)dialogue_feed(&d, base_slice_str("220 a\r\n"));
    (void)snprintf(said, sizeof said, "%.*s", (int)dialogue_output(&d).len,
                   (const char *)dialogue_output(&d).ptr);
    assert_string_equal(said, "EHLO bQUIT\r\n");
}

/* Who leaves before our go-ahead is out has not begun TLS. */
static void
ends_with_the_go_ahead_unsaid(void **state)
{
    const struct dialogue_names names = { .host = "a" };
    static struct dialogue d;

    (void)state;
    dialogue_begin(&d, dialogue_server_script(PROBE_DIALOGUE_SMTP), &names);
    assert_int_equal(dialogue_feed(&d, base_slice_str("EHLO a\r\nSTARTTLS\r\n")), DIALOGUE_GO);
    assert_int_equal(dialogue_end(&d, PROBE_RESET), DIALOGUE_FAILED);
    assert_int_equal(d.error.kind, PROBE_RESET);
    dialogue_begin(&d, dialogue_server_script(PROBE_DIALOGUE_SMTP), &names);
    assert_int_equal(dialogue_feed(&d, base_slice_str("EHLO a\r\nSTARTTLS\r\n")), DIALOGUE_GO);
    dialogue_sent(&d, dialogue_output(&d).len);
    assert_int_equal(dialogue_end(&d, PROBE_RESET), DIALOGUE_GO);
}

static void
every_dialogue_has_a_script_and_a_name(void **state)
{
    (void)state;
    for (unsigned i = PROBE_DIALOGUE_NONE + 1; i < PROBE_DIALOGUES; i++) {
        enum probe_dialogue_id id = (enum probe_dialogue_id)i;
        const struct probe_dialogue_row *row = probe_dialogue_get(id);

        if (dialogue_client_script(id) == NULL)
            fail_msg("scripts.c has no script of %s (dialogues.def)", row->name);
        assert_int_equal(probe_dialogue_named(base_slice_str(row->name)), id);
        assert_int_equal(probe_dialogue_of_port(row->ports[0]), id);
    }
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
        const char *name = base_profile_get((enum base_profile_id)i)->dialogue;

        if (name != NULL)
            assert_int_not_equal(probe_dialogue_named(base_slice_str(name)), PROBE_DIALOGUE_NONE);
    }
    assert_int_equal(probe_dialogue_named(base_slice_str("gopher")), PROBE_DIALOGUE_NONE);
    assert_int_equal(probe_dialogue_of_port(443), PROBE_DIALOGUE_NONE);
    assert_int_equal(probe_dialogue_of_port(0), PROBE_DIALOGUE_NONE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plays_the_client),
        cmocka_unit_test(plays_the_server),
        cmocka_unit_test(goes_through_a_proxy),
        cmocka_unit_test(ends_with_the_go_ahead_unsaid),
        cmocka_unit_test(is_bounded),
        cmocka_unit_test(says_names_that_end_nothing),
        cmocka_unit_test(every_dialogue_has_a_script_and_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
