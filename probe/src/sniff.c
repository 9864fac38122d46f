/* SPDX-License-Identifier: MIT */
#include "sniff.h"

#include "fail.h"

#include <base/text.h>

#include <string.h>

/* RFC 8446 5.1 and 4; RFC 5246 appendix E.2 for the SSL 2.0 framing. */
#define RECORD_CHANGE_CIPHER_SPEC 20
#define RECORD_HANDSHAKE 22
#define RECORD_APPLICATION_DATA 23
#define HANDSHAKE_CLIENT_HELLO 1
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
    if (s.ptr[0] < RECORD_CHANGE_CIPHER_SPEC || s.ptr[0] > RECORD_APPLICATION_DATA)
        return PROBE_OPENING_OTHER;
    if (s.len == 1)
        return PROBE_OPENING_SHORT;
    if (s.ptr[1] != 3)
        return PROBE_OPENING_OTHER;
    if (s.ptr[0] != RECORD_HANDSHAKE)
        return PROBE_OPENING_TLS;
    if (s.len < PROBE_SNIFF_MAX)
        return PROBE_OPENING_SHORT;
    return s.ptr[5] == HANDSHAKE_CLIENT_HELLO ? PROBE_OPENING_CLIENT_HELLO : PROBE_OPENING_TLS;
}

struct protocol {
    const char *begins, *contains, *name;
    enum probe_class class;
};

static const struct protocol protocols[] = {
#define PROBE_PROTOCOL(begins_, contains_, class_, name_)                                          \
    { .begins = begins_, .contains = contains_, .name = name_, .class = PROBE_##class_ },
#include "protocols.def"
#undef PROBE_PROTOCOL
};

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

static const struct protocol *
find(struct base_slice s, struct base_slice line)
{
    for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++) {
        const struct protocol *p = &protocols[i];
        size_t n = strlen(p->begins);

        if (s.len >= n && memcmp(s.ptr, p->begins, n) == 0 && contains(line, p->contains))
            return p;
    }
    return NULL;
}

static bool
is_text(struct base_slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < 0x20 || s.ptr[i] >= 0x7F)
            return false;
    return s.len > 0;
}

void
probe_sniff_blame(struct base_slice s, struct probe_error *e)
{
    struct base_slice line = first_line(s);
    const struct protocol *p = find(s, line);
    bool text = is_text(line);
    char quoted[PROBE_TEXT_MAX];
    struct base_text t;

    base_text_init(&t, quoted, 100);
    if (text)
        base_text_safe(&t, line);
    else
        base_text_hex(&t, (struct base_slice){ s.ptr, s.len < 16 ? s.len : 16 });
    if (p != NULL)
        probe_fail_set(e, p->class, PROBE_STAGE_TLS, "the peer speaks %s, not TLS: %s%s%s", p->name,
                       text ? "\"" : "", quoted, text ? "\"" : "");
    else if (text)
        probe_fail_set(e, PROBE_PLAIN_TCP, PROBE_STAGE_TLS,
                       "the peer answers in plain text, not TLS: \"%s\"", quoted);
    else
        probe_fail_set(e, PROBE_NOT_TLS, PROBE_STAGE_TLS, "the peer's bytes are not TLS: %s%s",
                       quoted, s.len > 16 ? "..." : "");
}
