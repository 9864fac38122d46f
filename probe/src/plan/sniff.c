/* SPDX-License-Identifier: MIT */
#include "sniff.h"

#include "fail.h"
#include "hello/hello_internal.h"

#include <base/text.h>

#include <stdio.h>
#include <string.h>

/* RFC 8446 5.1 and 4; RFC 5246 appendix E.2 for the SSL 2.0 framing. */
#define SSL2_LENGTH_BIT 0x80
#define SSL2_CLIENT_HELLO 1

static enum probe_opening
sniff_ssl2(struct base_slice s)
{
    if (s.len >= 3 && s.ptr[2] != SSL2_CLIENT_HELLO)
        return PROBE_OPENING_OTHER;
    if (s.len >= 4)
        return s.ptr[3] == 3 ? PROBE_OPENING_CLIENT_HELLO : PROBE_OPENING_OTHER;
    return PROBE_OPENING_SHORT;
}

enum probe_opening
probe_sniff(struct base_slice s)
{
    if (s.len == 0)
        return PROBE_OPENING_SHORT;
    if ((s.ptr[0] & SSL2_LENGTH_BIT) != 0)
        return sniff_ssl2(s);
    if (s.ptr[0] < RECORD_CHANGE_CIPHER_SPEC || s.ptr[0] > RECORD_HEARTBEAT)
        return PROBE_OPENING_OTHER;
    if (s.len == 1)
        return PROBE_OPENING_SHORT;
    if (s.ptr[1] != 3)
        return PROBE_OPENING_OTHER;
    if (s.ptr[0] != RECORD_HANDSHAKE)
        return PROBE_OPENING_TLS;
    if (s.len < PROBE_SNIFF_MAX)
        return PROBE_OPENING_SHORT;
    return s.ptr[5] == MESSAGE_CLIENT_HELLO ? PROBE_OPENING_CLIENT_HELLO : PROBE_OPENING_TLS;
}

bool
probe_sniff_begins_record(struct base_slice s)
{
    return s.len >= 2 && s.ptr[0] == RECORD_HANDSHAKE && s.ptr[1] == 3;
}

static struct base_slice
first_line(struct base_slice s)
{
    size_t n = 0;

    while (n < s.len && n < 60 && s.ptr[n] != '\r' && s.ptr[n] != '\n')
        n++;
    return (struct base_slice){ s.ptr, n };
}

static bool
contains(struct base_slice s, const char *word)
{
    size_t n = strlen(word);

    for (size_t i = 0; i + n <= s.len; i++)
        if (memcmp(s.ptr + i, word, n) == 0)
            return true;
    return false;
}

static bool
contains_nocase(struct base_slice s, const char *word)
{
    struct base_slice w = base_slice_str(word);

    for (size_t i = 0; i + w.len <= s.len; i++)
        if (base_slice_eq_nocase((struct base_slice){ s.ptr + i, w.len }, w))
            return true;
    return false;
}

static bool
is_text(struct base_slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < 0x20 || s.ptr[i] >= 0x7F)
            return false;
    return s.len > 0;
}

/* How servers greet, or answer a ClientHello. The first row that fits counts: begins with `first`,
 * `at` bytes from the start, and has `word` in it. */
static const struct {
    size_t at;
    struct base_slice first;
    const char *word;
    enum probe_dialogue_id is;
    const char *named;
} greetings[] = {
#define FIRST(text)                                                                                \
    {                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1                                                  \
    }
    { 0, FIRST("220"), "LMTP", PROBE_DIALOGUE_LMTP, "an LMTP greeting" },
    { 0, FIRST("220"), "ftp", PROBE_DIALOGUE_FTP, "an FTP greeting" },
    { 0, FIRST("220"), "", PROBE_DIALOGUE_SMTP, NULL },
    { 0, FIRST("* OK"), "", PROBE_DIALOGUE_IMAP, NULL },
    { 0, FIRST("+OK"), "", PROBE_DIALOGUE_POP3, NULL },
    { 0, FIRST("200 "), "", PROBE_DIALOGUE_NNTP, "an NNTP greeting" },
    { 0, FIRST("201 "), "", PROBE_DIALOGUE_NNTP, "an NNTP greeting" },
    { 0, FIRST("\"IMPLEMENTATION\""), "", PROBE_DIALOGUE_SIEVE, "a ManageSieve greeting" },
    { 0, FIRST(":"), " NOTICE ", PROBE_DIALOGUE_IRC, "an IRC message" },
    { 0, FIRST("NOTICE "), "", PROBE_DIALOGUE_IRC, "an IRC message" },
    { 0, FIRST("<"), "jabber:client", PROBE_DIALOGUE_XMPP_CLIENT, "an XMPP stream" },
    { 0, FIRST("<"), "http://etherx.jabber.org/streams", PROBE_DIALOGUE_XMPP_SERVER,
      "an XMPP stream" },
    { 3, FIRST("\0\n"), "", PROBE_DIALOGUE_MYSQL, NULL },
    { 0, FIRST("E\0\0\0"), "", PROBE_DIALOGUE_POSTGRES, "a PostgreSQL error" },
    { 0, FIRST("EFATAL"), "", PROBE_DIALOGUE_POSTGRES, "a PostgreSQL error" },
    /* LDAPMessage 0: a notice of disconnection (RFC 4511 4.4.1) */
    { 2, FIRST("\x02\x01\0\x78"), "", PROBE_DIALOGUE_LDAP, "an LDAP message" },
#undef FIRST
};

static size_t
greeting_of(struct base_slice s)
{
    size_t i = 0;

    while (i < sizeof greetings / sizeof *greetings) {
        struct base_slice first = greetings[i].first;

        if (s.len >= greetings[i].at + first.len &&
            memcmp(s.ptr + greetings[i].at, first.ptr, first.len) == 0 &&
            contains_nocase(s, greetings[i].word))
            break;
        i++;
    }
    return i;
}

enum probe_dialogue_id
probe_sniff_dialogue(struct base_slice s)
{
    size_t i = greeting_of(s);

    return i < sizeof greetings / sizeof *greetings ? greetings[i].is : PROBE_DIALOGUE_NONE;
}

/* SIP in the clear is what trusted applications speak without TLS, and text that
 * nobody knows may be theirs too; a protocol known by name is another service. */
void
probe_sniff_blame(struct base_slice s, struct probe_error *e)
{
    struct base_slice line = first_line(s);
    const char *known = hello_greeting_known(s), *name;
    size_t as = greeting_of(s);
    bool text = is_text(line);
    bool plain;
    char shown[80], more[48] = "";
    struct base_text t;

    if (as < sizeof greetings / sizeof *greetings) {
        known = greetings[as].named != NULL ? greetings[as].named : known;
        (void)snprintf(more, sizeof more, " (--starttls %s reaches it)",
                       probe_dialogue_get(greetings[as].is)->name);
    }
    plain = text && (known == NULL || contains(line, "SIP/2.0"));
    name = known;

    if (name == NULL)
        name = text ? "plain text" : "bytes";
    base_text_init(&t, shown, sizeof shown);
    base_text_safe(&t, line);
    probe_fail_set(e, plain ? PROBE_PLAIN_TCP : PROBE_NOT_TLS, PROBE_STAGE_TLS,
                   "the peer sent %s, not TLS: %s%s", name, shown, more);
}
