/* SPDX-License-Identifier: MIT */
#include "sniff.h"

#include "fail.h"
#include "hello/hello_internal.h"

#include <base/text.h>

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
is_text(struct base_slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < 0x20 || s.ptr[i] >= 0x7F)
            return false;
    return s.len > 0;
}

/* SIP in the clear is what trusted applications speak without TLS, and text that
 * nobody knows may be theirs too; a protocol known by name is another service. */
void
probe_sniff_blame(struct base_slice s, struct probe_error *e)
{
    struct base_slice line = first_line(s);
    const char *known = hello_greeting_known(s), *name = known;
    bool text = is_text(line);
    bool plain = text && (known == NULL || contains(line, "SIP/2.0"));
    char shown[80];
    struct base_text t;

    if (name == NULL)
        name = text ? "plain text" : "bytes";
    base_text_init(&t, shown, sizeof shown);
    base_text_safe(&t, line);
    probe_fail_set(e, plain ? PROBE_PLAIN_TCP : PROBE_NOT_TLS, PROBE_STAGE_TLS,
                   "the peer sent %s, not TLS: %s", name, shown);
}
