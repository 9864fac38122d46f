/* SPDX-License-Identifier: MIT */
/* Answers in packets: LDAP, PostgreSQL, MySQL, Remote Desktop, SQL Server, SOCKS. */
#include "dialogue/script.h"

#include <base/text.h>

#include <string.h>

static enum dialogue_verdict
refuse(struct dialogue *d, const char *words)
{
    dialogue_refuse_text(d, PROBE_NOT_TLS, words);
    return DIALOGUE_NO;
}

/* "words 53": for a code that this table has no words for. */
static enum dialogue_verdict
refuse_code(struct dialogue *d, const char *words, uint64_t code)
{
    char text[80];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    base_text_str(&t, words);
    base_text_byte(&t, ' ');
    base_text_u64(&t, code);
    return refuse(d, text);
}

static size_t
be16(const uint8_t *p)
{
    return (size_t)p[0] << 8 | p[1];
}

static uint32_t
le32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* ---- LDAP: ExtendedResponse (RFC 4511 4.12) ---- */

/* A BER element at the front of in. 1 taken, 0 not whole, -1 none. */
static int
take_ber(struct base_slice *in, uint8_t tag, struct base_slice *body)
{
    size_t head = 2, len;

    if (in->len < 1)
        return 0;
    if (in->ptr[0] != tag)
        return -1;
    if (in->len < 2)
        return 0;
    len = in->ptr[1];
    if (len >= 0x80) {
        size_t octets = len & 0x7f;

        if (octets == 0 || octets > 4)
            return -1;
        if (in->len < 2 + octets)
            return 0;
        len = 0;
        for (size_t i = 0; i < octets; i++)
            len = len << 8 | in->ptr[2 + i];
        head += octets;
    }
    if (len > DIALOGUE_ANSWER_MAX)
        return -1;
    if (in->len < head + len)
        return 0;
    *body = (struct base_slice){ in->ptr + head, len };
    *in = (struct base_slice){ in->ptr + head + len, in->len - head - len };
    return 1;
}

static enum dialogue_verdict
ldap_refusal(struct dialogue *d, unsigned code, struct base_slice rest)
{
    static const struct {
        unsigned code;
        const char *words;
    } rows[] = { /* RFC 4511 4.1.9 */
                 { 1, "the server answers operationsError: TLS is established already, or not "
                      "configured" },
                 { 2, "the server answers protocolError: it does not know StartTLS" },
                 { 8, "the server requires stronger authentication first" },
                 { 52, "the server answers unavailable: TLS is not configured" },
                 { 53, "the server is unwilling to begin TLS" }
    };
    struct base_slice dn, message, referral, uri;

    if (code == 10 && take_ber(&rest, 0x04, &dn) == 1 && take_ber(&rest, 0x04, &message) == 1 &&
        take_ber(&rest, 0xa3, &referral) == 1 && take_ber(&referral, 0x04, &uri) == 1) {
        char text[120];
        struct base_text t;

        base_text_init(&t, text, sizeof text);
        base_text_str(&t, "the server refers to ");
        base_text_safe(&t, uri);
        return refuse(d, text);
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].code == code)
            return refuse(d, rows[i].words);
    return refuse_code(d, "the server answers result code", code);
}

enum dialogue_verdict
expect_ldap(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    struct base_slice in = dialogue_input(d), message, id, response, code;
    int whole = take_ber(&in, 0x30, &message);

    (void)s;
    if (whole <= 0)
        return whole == 0 ? DIALOGUE_WAIT : DIALOGUE_STRANGE;
    *used = d->in_n - in.len;
    if (take_ber(&message, 0x02, &id) != 1 || take_ber(&message, 0x78, &response) != 1 ||
        take_ber(&response, 0x0a, &code) != 1 || code.len != 1)
        return DIALOGUE_STRANGE;
    if (id.len == 1 && id.ptr[0] == 0) /* Notice of Disconnection, RFC 4511 4.4.1 */
        return refuse(d, "the server disconnects");
    return code.ptr[0] == 0 ? DIALOGUE_YES : ldap_refusal(d, code.ptr[0], response);
}

/* As a server: an ExtendedRequest whose name is StartTLS; a bind is refused. */
enum dialogue_verdict
expect_ldap_request(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    struct base_slice in = dialogue_input(d), message, id, request, name;
    int whole = take_ber(&in, 0x30, &message);

    (void)s;
    if (whole <= 0)
        return whole == 0 ? DIALOGUE_WAIT : DIALOGUE_STRANGE;
    *used = d->in_n - in.len;
    if (take_ber(&message, 0x02, &id) != 1 || id.len < 1 || id.len > 4 || message.len < 1)
        return DIALOGUE_STRANGE;
    d->number = 0;
    for (size_t i = 0; i < id.len; i++)
        d->number = d->number << 8 | id.ptr[i];
    if (message.ptr[0] == 0x60)
        return refuse(d, "the peer binds without TLS");
    if (take_ber(&message, 0x77, &request) != 1 || take_ber(&request, 0x80, &name) != 1)
        return refuse(d, "the peer continues without TLS");
    return base_slice_eq(name, base_slice_str("1.3.6.1.4.1.1466.20037"))
               ? DIALOGUE_YES
               : refuse(d, "the peer requests another extended operation");
}

void
compose_ldap_answer(struct dialogue *d)
{
    uint8_t answer[] = { 0x30, 0x0f, 0x02, 0x04, 0,    0, 0,    0, 0x78,
                         0x07, 0x0a, 0x01, 0x00, 0x04, 0, 0x04, 0 };

    for (unsigned i = 0; i < 4; i++)
        answer[4 + i] = (uint8_t)(d->number >> (24 - 8 * i));
    dialogue_say(d, answer, sizeof answer);
}

/* ---- PostgreSQL: one octet ---- */

enum dialogue_verdict
expect_postgres(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    struct base_slice in = dialogue_input(d);

    (void)s;
    if (in.len == 0)
        return DIALOGUE_WAIT;
    *used = 1;
    switch (in.ptr[0]) {
    case 'S':
        return DIALOGUE_YES;
    case 'N':
        return refuse(d, "the server answers N: TLS is not configured");
    case 'E':
        return refuse(d, "the server answers with an error: it does not know SSLRequest");
    default:
        return DIALOGUE_STRANGE;
    }
}

/* As a server: SSLRequest, after a GSSENCRequest perhaps. */
enum dialogue_verdict
expect_postgres_request(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    static const uint8_t ssl[8] = { 0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f };
    static const uint8_t gss[8] = { 0, 0, 0, 8, 4, 0xd2, 0x16, 0x30 };
    struct base_slice in = dialogue_input(d);

    (void)s;
    if (in.len > 0 && in.ptr[0] != 0)
        return DIALOGUE_STRANGE;
    if (in.len < sizeof ssl)
        return DIALOGUE_WAIT;
    *used = sizeof ssl;
    if (memcmp(in.ptr, ssl, sizeof ssl) == 0)
        return DIALOGUE_YES;
    if (memcmp(in.ptr, gss, sizeof gss) == 0)
        return DIALOGUE_PASS;
    return refuse(d, "the peer continues without TLS");
}

/* ---- MySQL and MariaDB: Protocol::HandshakeV10 ---- */

#define MYSQL_CLIENT_SSL 0x0800u

enum dialogue_verdict
expect_mysql(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    struct base_slice in = dialogue_input(d);
    const uint8_t *end;
    size_t len, at;

    (void)s;
    if (in.len < 5)
        return DIALOGUE_WAIT;
    len = in.ptr[0] | (size_t)in.ptr[1] << 8 | (size_t)in.ptr[2] << 16;
    if (len < 3 || len > 4096)
        return DIALOGUE_STRANGE;
    if (in.len < 4 + len)
        return DIALOGUE_WAIT;
    *used = 4 + len;
    d->number = in.ptr[3];
    if (in.ptr[4] == 0xff) { /* ERR_Packet: a code, then words */
        dialogue_refuse(d, PROBE_NOT_TLS, (struct base_slice){ in.ptr + 7, len - 3 });
        return DIALOGUE_NO;
    }
    end = memchr(in.ptr + 5, '\0', len - 1);
    if (in.ptr[4] != 10 || end == NULL)
        return DIALOGUE_STRANGE;
    at = (size_t)(end - in.ptr) + 1 + 4 + 8 + 1; /* thread, salt, filler */
    if (at + 2 > 4 + len)
        return DIALOGUE_STRANGE;
    if (((in.ptr[at] | (unsigned)in.ptr[at + 1] << 8) & MYSQL_CLIENT_SSL) == 0)
        return refuse(d, "the server does not offer TLS");
    return DIALOGUE_YES;
}

/* As a server: Protocol::SSLRequest, 32 octets; a client that logs in in clear sends more. */
enum dialogue_verdict
expect_mysql_request(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    struct base_slice in = dialogue_input(d);
    size_t len;

    (void)s;
    if (in.len < 6)
        return DIALOGUE_WAIT;
    len = in.ptr[0] | (size_t)in.ptr[1] << 8 | (size_t)in.ptr[2] << 16;
    if (len < 32 || len > 4096 || in.ptr[3] != 1)
        return DIALOGUE_STRANGE;
    if (((in.ptr[4] | (unsigned)in.ptr[5] << 8) & MYSQL_CLIENT_SSL) == 0)
        return refuse(d, "the peer continues without TLS");
    if (in.len < 4 + len)
        return DIALOGUE_WAIT;
    *used = 4 + len;
    return DIALOGUE_YES;
}

/* Protocol::SSLRequest: CLIENT_SSL, PROTOCOL_41 and SECURE_CONNECTION, no user. */
void
compose_mysql(struct dialogue *d)
{
    uint8_t packet[36] = { 32, 0, 0, (uint8_t)(d->number + 1), 0x00, 0x8a, 0, 0, 0, 0, 0, 1, 0x21 };

    dialogue_say(d, packet, sizeof packet);
}

/* ---- Remote Desktop: X.224 Connection Confirm (MS-RDPBCGR 2.2.1.2) ---- */

enum dialogue_verdict
expect_rdp(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    static const char *const failures[] = { "",
                                            "the server requires TLS with another selection",
                                            "the server does not allow TLS",
                                            "the server has no certificate for TLS",
                                            "the server's flags are inconsistent",
                                            "the server requires network level authentication",
                                            "the server requires a user's certificate" };
    struct base_slice in = dialogue_input(d);
    uint32_t value;
    size_t len;

    (void)s;
    if (in.len < 4)
        return in.len > 0 && in.ptr[0] != 3 ? DIALOGUE_STRANGE : DIALOGUE_WAIT;
    len = be16(in.ptr + 2);
    if (in.ptr[0] != 3 || len < 7 || len > 512)
        return DIALOGUE_STRANGE;
    if (in.len < len)
        return DIALOGUE_WAIT;
    *used = len;
    if ((in.ptr[5] & 0xf0) != 0xd0)
        return DIALOGUE_STRANGE;
    if (len < 19)
        return refuse(d, "the server supports only standard RDP security");
    value = le32(in.ptr + 15);
    if (in.ptr[11] == 3)
        return value < sizeof failures / sizeof failures[0] && value > 0
                   ? refuse(d, failures[value])
                   : refuse_code(d, "the server refuses with code", value);
    return in.ptr[11] == 2 && value != 0 ? DIALOGUE_YES
                                         : refuse(d, "the server chose to continue without TLS");
}

/* ---- SQL Server: PRELOGIN (MS-TDS 2.2.6.5) ---- */

#define TDS_HEADER 8u
#define TDS_ENCRYPTION 1u
#define TDS_END 0xffu
#define TDS_ENCRYPT_NOT_SUPPORTED 2u

enum dialogue_verdict
expect_tds(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    struct base_slice in = dialogue_input(d), body;
    size_t len;

    (void)s;
    if (in.len < TDS_HEADER)
        return in.len > 0 && in.ptr[0] != 4 ? DIALOGUE_STRANGE : DIALOGUE_WAIT;
    len = be16(in.ptr + 2);
    if (in.ptr[0] != 4 || len < TDS_HEADER + 1 || len > 4096)
        return DIALOGUE_STRANGE;
    if (in.len < len)
        return DIALOGUE_WAIT;
    *used = len;
    body = (struct base_slice){ in.ptr + TDS_HEADER, len - TDS_HEADER };
    for (size_t at = 0; at < body.len && body.ptr[at] != TDS_END; at += 5) {
        size_t offset;

        if (at + 5 > body.len)
            return DIALOGUE_STRANGE;
        offset = be16(body.ptr + at + 1);
        if (body.ptr[at] != TDS_ENCRYPTION)
            continue;
        if (offset >= body.len)
            return DIALOGUE_STRANGE;
        return body.ptr[offset] == TDS_ENCRYPT_NOT_SUPPORTED
                   ? refuse(d, "the server does not support encryption")
                   : DIALOGUE_YES;
    }
    return refuse(d, "the server says nothing about encryption");
}

/* ---- SOCKS 5 (RFC 1928) ---- */

enum dialogue_verdict
expect_socks_method(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    struct base_slice in = dialogue_input(d);

    (void)s;
    if (in.len < 2)
        return in.len > 0 && in.ptr[0] != 5 ? DIALOGUE_STRANGE : DIALOGUE_WAIT;
    *used = 2;
    if (in.ptr[0] != 5)
        return DIALOGUE_STRANGE;
    if (in.ptr[1] == 0)
        return DIALOGUE_YES;
    dialogue_refuse_text(d, PROBE_REFUSED, "the proxy requires a user name");
    return DIALOGUE_NO;
}

void
compose_socks(struct dialogue *d)
{
    bool name = d->names.ip_len == 0;
    size_t n = name ? strlen(d->names.host) : d->names.ip_len;
    uint8_t head[] = { 5, 1, 0, 3, (uint8_t)n }; /* a name, with its length */
    uint8_t port[] = { (uint8_t)(d->names.port >> 8), (uint8_t)d->names.port };

    if (n > 255) {
        dialogue_refuse_text(d, PROBE_LIMIT, "the name is too long for a SOCKS proxy");
        return;
    }
    if (!name)
        head[3] = n == 4 ? 1 : 4;
    dialogue_say(d, head, name ? sizeof head : sizeof head - 1);
    dialogue_say(d, name ? (const void *)d->names.host : (const void *)d->names.ip, n);
    dialogue_say(d, port, sizeof port);
}

enum dialogue_verdict
expect_socks_reply(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    static const struct {
        enum probe_class kind;
        const char *words;
    } replies[] = { { PROBE_OK, "" },
                    { PROBE_CLOSED, "general failure of the proxy" },
                    { PROBE_REFUSED, "the proxy's rules do not allow the connection" },
                    { PROBE_UNROUTABLE, "the proxy cannot reach the network" },
                    { PROBE_UNROUTABLE, "the proxy cannot reach the host" },
                    { PROBE_REFUSED, "the host refused the proxy's connection" },
                    { PROBE_TIMEOUT, "the proxy's connection timed out" },
                    { PROBE_PROTOCOL, "the proxy does not support the command" },
                    { PROBE_PROTOCOL, "the proxy does not support the kind of address" } };
    struct base_slice in = dialogue_input(d);
    size_t len;

    (void)s;
    if (in.len < 5)
        return in.len > 0 && in.ptr[0] != 5 ? DIALOGUE_STRANGE : DIALOGUE_WAIT;
    if (in.ptr[0] != 5 || in.ptr[1] >= sizeof replies / sizeof replies[0])
        return DIALOGUE_STRANGE;
    len = 6 + (in.ptr[3] == 1 ? 4u : in.ptr[3] == 4 ? 16u : 1u + in.ptr[4]);
    if (in.len < len && in.ptr[1] == 0)
        return DIALOGUE_WAIT;
    *used = in.len < len ? in.len : len;
    if (in.ptr[1] == 0)
        return DIALOGUE_YES;
    dialogue_refuse_text(d, replies[in.ptr[1]].kind, replies[in.ptr[1]].words);
    return DIALOGUE_NO;
}
