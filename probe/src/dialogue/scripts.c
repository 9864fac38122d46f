/* SPDX-License-Identifier: MIT */
/* The scripts: what is said, what is waited for. One table each; dialogues.def has their names. */
#include "dialogue/script.h"

#define COUNT(a) (unsigned)(sizeof(a) / sizeof(a)[0])
#define OCTETS(...)                                                                                \
    {                                                                                              \
        (const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ })                 \
    }

/* ---- as a client ---- */

/* LMTP may greet as SMTP does, and knows no EHLO (RFC 2033 4.1). */
static const struct dialogue_step smtp[] = {
    { .expect = expect_reply, .want = "220" },
    { .say = "EHLO %u\r\n",
      .expect = expect_reply,
      .want = "250",
      .capability = "STARTTLS",
      .otherwise = "LHLO %u\r\n" },
    { .say = "STARTTLS\r\n", .expect = expect_reply, .want = "220" },
};
static const struct dialogue_step lmtp[] = {
    { .expect = expect_reply, .want = "220" },
    { .say = "LHLO %u\r\n", .expect = expect_reply, .want = "250", .capability = "STARTTLS" },
    { .say = "STARTTLS\r\n", .expect = expect_reply, .want = "220" },
};
static const struct dialogue_step imap[] = {
    { .expect = expect_status, .want = "* OK" },
    { .say = "a1 STARTTLS\r\n", .expect = expect_tagged, .want = "a1 OK" },
};
static const struct dialogue_step pop3[] = {
    { .expect = expect_status, .want = "+OK" },
    { .say = "STLS\r\n", .expect = expect_status, .want = "+OK" },
};
static const struct dialogue_step ftp[] = {
    { .expect = expect_reply, .want = "220" },
    { .say = "AUTH TLS\r\n", .expect = expect_reply, .want = "234" },
};
static const struct dialogue_step nntp[] = {
    { .expect = expect_reply, .want = "20" }, /* 200 or 201 */
    { .say = "STARTTLS\r\n", .expect = expect_reply, .want = "382" },
};
static const struct dialogue_step sieve[] = {
    { .expect = expect_tagged, .want = "OK", .capability = "\"STARTTLS\"" },
    { .say = "STARTTLS\r\n", .expect = expect_tagged, .want = "OK" },
};
static const struct dialogue_step irc[] = {
    { .say = "STARTTLS\r\n", .expect = expect_numeric, .want = "670" },
};
static const struct dialogue_step xmpp_server[] = {
    { .say = "<?xml version='1.0'?><stream:stream xmlns='jabber:server' "
             "xmlns:stream='http://etherx.jabber.org/streams' to='%d' version='1.0'>",
      .expect = expect_features },
    { .say = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", .expect = expect_proceed },
};
static const struct dialogue_step xmpp_client[] = {
    { .say = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
             "xmlns:stream='http://etherx.jabber.org/streams' to='%d' version='1.0'>",
      .expect = expect_features },
    { .say = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", .expect = expect_proceed },
};
static const struct dialogue_step ldap[] = {
    { .bytes =
          OCTETS(0x30, 0x1d, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, 0x16, '1', '.', '3', '.', '6', '.',
                 '1', '.', '4', '.', '1', '.', '1', '4', '6', '6', '.', '2', '0', '0', '3', '7'),
      .expect = expect_ldap },
};
static const struct dialogue_step postgres[] = {
    { .bytes = OCTETS(0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f), .expect = expect_postgres },
};
static const struct dialogue_step mysql[] = {
    { .expect = expect_mysql },
    { .compose = compose_mysql },
};
/* X.224 Connection Request with RDP_NEG_REQ: TLS and CredSSP */
static const struct dialogue_step rdp[] = {
    { .bytes = OCTETS(3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0),
      .expect = expect_rdp },
};
/* PRELOGIN: version 0, encryption on, end */
static const struct dialogue_step mssql[] = {
    { .bytes = OCTETS(0x12, 1, 0, 26, 0, 0, 1, 0, 0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 0, 0, 0, 0,
                      0, 0, 1),
      .expect = expect_tds },
};

#define CLIENT(id, title_, steps_, goodbye_, framed_)                                              \
    [PROBE_DIALOGUE_##id] = { title_, steps_, COUNT(steps_), goodbye_, framed_, false }
static const struct dialogue_script clients[PROBE_DIALOGUES] = {
    CLIENT(SMTP, "SMTP", smtp, "QUIT\r\n", false),
    CLIENT(LMTP, "LMTP", lmtp, "QUIT\r\n", false),
    CLIENT(IMAP, "IMAP", imap, "a2 LOGOUT\r\n", false),
    CLIENT(POP3, "POP3", pop3, "QUIT\r\n", false),
    CLIENT(FTP, "FTP", ftp, "QUIT\r\n", false),
    CLIENT(NNTP, "NNTP", nntp, "QUIT\r\n", false),
    CLIENT(SIEVE, "ManageSieve", sieve, "LOGOUT\r\n", false),
    CLIENT(IRC, "IRC", irc, "QUIT\r\n", false),
    CLIENT(XMPP_SERVER, "XMPP", xmpp_server, "</stream:stream>", false),
    CLIENT(XMPP_CLIENT, "XMPP", xmpp_client, "</stream:stream>", false),
    CLIENT(LDAP, "LDAP", ldap, NULL, false),
    CLIENT(POSTGRES, "PostgreSQL", postgres, NULL, false),
    CLIENT(MYSQL, "MySQL", mysql, NULL, false),
    CLIENT(RDP, "Remote Desktop", rdp, NULL, false),
    CLIENT(MSSQL, "SQL Server", mssql, NULL, true),
};

/* ---- as a server ---- */

#define SMTP_OTHERWISE "502 5.5.1 This server only begins TLS\r\n"
static const struct dialogue_step smtp_server[] = {
    { .say = "220 %u ESMTP\r\n",
      .expect = expect_command,
      .want = "EHLO LHLO",
      .otherwise = SMTP_OTHERWISE },
    { .say = "250-%u\r\n250 STARTTLS\r\n",
      .expect = expect_command,
      .want = "STARTTLS",
      .otherwise = SMTP_OTHERWISE },
    { .say = "220 2.0.0 Ready to start TLS\r\n" },
};
#define STREAM_OF(kind)                                                                            \
    "<?xml version='1.0'?><stream:stream xmlns='jabber:" kind "' "                                 \
    "xmlns:stream='http://etherx.jabber.org/streams' id='1' from='%d' version='1.0'>"              \
    "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>"    \
    "</stream:features>"
#define PROCEED "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
static const struct dialogue_step xmpp_server_server[] = {
    { .expect = expect_stream },
    { .say = STREAM_OF("server"), .expect = expect_starttls },
    { .say = PROCEED },
};
static const struct dialogue_step xmpp_client_server[] = {
    { .expect = expect_stream },
    { .say = STREAM_OF("client"), .expect = expect_starttls },
    { .say = PROCEED },
};
static const struct dialogue_step ldap_server[] = {
    { .expect = expect_ldap_request },
    { .compose = compose_ldap_answer },
};
static const struct dialogue_step postgres_server[] = {
    { .expect = expect_postgres_request, .otherwise = "N" },
    { .say = "S" },
};

/* HandshakeV10 of a server that can do TLS and has no authentication to go on with */
static const struct dialogue_step mysql_server[] = {
    { .bytes = OCTETS(73, 0, 0, 0, 10, '8', '.', '0', '.', '0', 0, 1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7,
                      8, 0, 0, 0x8a, 0x21, 2, 0, 8, 0, 21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4,
                      5, 6, 7, 8, 9, 10, 11, 12, 0, 'm', 'y', 's', 'q', 'l', '_', 'n', 'a', 't',
                      'i', 'v', 'e', '_', 'p', 'a', 's', 's', 'w', 'o', 'r', 'd', 0),
      .expect = expect_mysql_request },
};

static const struct dialogue_script servers[PROBE_DIALOGUES] = {
    CLIENT(SMTP, "SMTP", smtp_server, "221 2.0.0 Bye\r\n", false),
    CLIENT(LMTP, "LMTP", smtp_server, "221 2.0.0 Bye\r\n", false),
    CLIENT(XMPP_SERVER, "XMPP", xmpp_server_server, "</stream:stream>", false),
    CLIENT(XMPP_CLIENT, "XMPP", xmpp_client_server, "</stream:stream>", false),
    CLIENT(LDAP, "LDAP", ldap_server, NULL, false),
    CLIENT(POSTGRES, "PostgreSQL", postgres_server, NULL, false),
    [PROBE_DIALOGUE_MYSQL] = { "MySQL", mysql_server, COUNT(mysql_server), NULL, .flows = true },
};

/* ---- through a proxy ---- */

static const struct dialogue_step connect_steps[] = {
    { .say = "CONNECT %a:%p HTTP/1.1\r\nHost: %a:%p\r\n%b\r\n", .expect = expect_http },
};
static const struct dialogue_step socks_steps[] = {
    { .bytes = OCTETS(5, 1, 0), .expect = expect_socks_method },
    { .compose = compose_socks, .expect = expect_socks_reply },
};
/* A server's greeting may arrive together with the proxy's answer. */
static const struct dialogue_script http_connect = { "HTTP proxy", connect_steps,
                                                     COUNT(connect_steps), .flows = true };
static const struct dialogue_script socks5 = { "SOCKS proxy", socks_steps, COUNT(socks_steps),
                                               .flows = true };

const struct dialogue_script *
dialogue_client_script(enum probe_dialogue_id id)
{
    return clients[id].steps == NULL ? NULL : &clients[id];
}

const struct dialogue_script *
dialogue_server_script(enum probe_dialogue_id id)
{
    return servers[id].steps == NULL ? NULL : &servers[id];
}

const struct dialogue_script *
dialogue_http_connect(void)
{
    return &http_connect;
}

const struct dialogue_script *
dialogue_socks5(void)
{
    return &socks5;
}
