/* SPDX-License-Identifier: MIT */
/* Answers in lines and in XML. */
#include "dialogue/script.h"

#include <string.h>
#include <strings.h>

/* ---- lines ---- */

/* The line at *at, without its end; *at moves behind it. False: it is not whole. */
static bool
next_line(struct base_slice in, size_t *at, struct base_slice *line)
{
    const uint8_t *end = *at < in.len ? memchr(in.ptr + *at, '\n', in.len - *at) : NULL;

    if (end == NULL)
        return false;
    line->ptr = in.ptr + *at;
    line->len = (size_t)(end - line->ptr);
    *at += line->len + 1;
    if (line->len > 0 && line->ptr[line->len - 1] == '\r')
        line->len--;
    return true;
}

static bool
holds(struct base_slice s, const char *what)
{
    for (; s.len > 0; s.ptr++, s.len--)
        if (base_slice_begins_nocase(s, what))
            return true;
    return false;
}

static enum dialogue_verdict
refuse(struct dialogue *d, struct base_slice words)
{
    dialogue_refuse(d, PROBE_NOT_TLS, words);
    return DIALOGUE_NO;
}

static enum dialogue_verdict
lacks_tls(struct dialogue *d)
{
    dialogue_refuse_text(d, PROBE_NOT_TLS, "the server does not offer STARTTLS");
    return DIALOGUE_NO;
}

/* No control characters but tabs: other bytes are another protocol's. */
static bool
is_text(struct base_slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < ' ' && s.ptr[i] != '\t')
            return false;
    return true;
}

/* ---- replies with a code: SMTP, FTP, NNTP ---- */

static bool
has_code(struct base_slice line)
{
    return line.len >= 3 && line.ptr[0] >= '1' && line.ptr[0] <= '5' && line.ptr[1] >= '0' &&
           line.ptr[1] <= '9' && line.ptr[2] >= '0' && line.ptr[2] <= '9';
}

/* The lines between "220-" and "220 " may begin with anything in FTP (RFC 959 4.2). */
enum dialogue_verdict
expect_reply(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    struct base_slice in = dialogue_input(d), line, code = { 0 };
    bool offered = s->capability == NULL;
    size_t at = 0;

    while (next_line(in, &at, &line)) {
        if (code.len == 0 && (!has_code(line) || !is_text(line)))
            return DIALOGUE_STRANGE;
        if (code.len == 0)
            code = (struct base_slice){ line.ptr, 3 };
        if (!offered && line.len > 4 &&
            base_slice_begins_nocase((struct base_slice){ line.ptr + 4, line.len - 4 },
                                     s->capability))
            offered = true;
        if (!has_code(line) || memcmp(line.ptr, code.ptr, 3) != 0 ||
            (line.len > 3 && line.ptr[3] == '-'))
            continue;
        *used = at;
        if (s->otherwise != NULL && d->passed == 0 && base_slice_begins_nocase(code, "50"))
            return DIALOGUE_PASS; /* it does not know the command (RFC 5321 4.2.4) */
        if (memcmp(code.ptr, s->want, strlen(s->want)) != 0)
            return refuse(d, line);
        return offered ? DIALOGUE_YES : lacks_tls(d);
    }
    return code.len == 0 && in.len >= 3 && !has_code(in) ? DIALOGUE_STRANGE : DIALOGUE_WAIT;
}

/* ---- single lines: IMAP, POP3, Sieve, IRC ---- */

enum dialogue_verdict
expect_status(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    struct base_slice in = dialogue_input(d), line;
    size_t at = 0;

    if (!next_line(in, &at, &line))
        return DIALOGUE_WAIT;
    *used = at;
    if (base_slice_begins_nocase(line, s->want))
        return DIALOGUE_YES;
    return line.len > 0 && memchr("*+-", line.ptr[0], 3) != NULL && is_text(line)
               ? refuse(d, line)
               : DIALOGUE_STRANGE;
}

/* Untagged lines belong to the same answer: "*" of IMAP, capabilities of ManageSieve. */
enum dialogue_verdict
expect_tagged(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    static const char *const refusals[] = { "a1 NO", "a1 BAD", "* BYE", "NO", "BYE" };
    struct base_slice in = dialogue_input(d), line;
    bool offered = s->capability == NULL;
    size_t at = 0;

    while (next_line(in, &at, &line)) {
        *used = at;
        if (!is_text(line))
            return DIALOGUE_STRANGE;
        if (base_slice_begins_nocase(line, s->want))
            return offered ? DIALOGUE_YES : lacks_tls(d);
        for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
            if (base_slice_begins_nocase(line, refusals[i]))
                return refuse(d, line);
        offered = offered || holds(line, s->capability);
        if (line.len > 0 && memchr("*\"", line.ptr[0], 2) == NULL)
            return DIALOGUE_STRANGE;
    }
    return DIALOGUE_WAIT;
}

/* Bytes up to the first blank. */
static size_t
word(struct base_slice s)
{
    size_t n = 0;

    while (n < s.len && s.ptr[n] != ' ')
        n++;
    return n;
}

static struct base_slice
behind(struct base_slice s, size_t n)
{
    return (struct base_slice){ s.ptr + n, s.len - n };
}

/* "670" of ":server 670 nick :text" or "670 nick :text" (RFC 1459 2.3.1). Numbers elsewhere in a
 * line are somebody's words. */
static struct base_slice
irc_command(struct base_slice line)
{
    if (base_slice_begins(line, ":"))
        line = behind(line, word(line));
    while (base_slice_begins(line, " "))
        line = behind(line, 1);
    return (struct base_slice){ line.ptr, word(line) };
}

enum dialogue_verdict
expect_numeric(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    static const char *const refusals[] = { "691", "421", "451", "461", "ERROR" };
    struct base_slice in = dialogue_input(d), line, command;
    size_t at = 0;

    if (!next_line(in, &at, &line))
        return DIALOGUE_WAIT;
    *used = at;
    if (!is_text(line))
        return DIALOGUE_STRANGE;
    command = irc_command(line);
    if (base_slice_eq_str(command, s->want))
        return DIALOGUE_YES;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        if (base_slice_eq_nocase(command, base_slice_str(refusals[i])))
            return refuse(d, line);
    return DIALOGUE_PASS;
}

/* ---- XMPP ---- */

/* The next tag from *at on, with its brackets; *at moves behind it. False: no complete one. Only
 * complete tags count, so that it does not matter how the bytes arrive. */
static bool
next_tag(struct base_slice in, size_t *at, struct base_slice *tag)
{
    const uint8_t *from = *at < in.len ? memchr(in.ptr + *at, '<', in.len - *at) : NULL;
    const uint8_t *to = from == NULL ? NULL : memchr(from, '>', in.len - (size_t)(from - in.ptr));

    if (to == NULL)
        return false;
    *tag = (struct base_slice){ from, (size_t)(to - from) + 1 };
    *at = (size_t)(to - in.ptr) + 1;
    return true;
}

static bool
is_xml(struct base_slice in)
{
    size_t i = 0;

    while (i < in.len && memchr(" \t\r\n", in.ptr[i], 4) != NULL)
        i++;
    return i == in.len || in.ptr[i] == '<';
}

static enum dialogue_verdict
stream_error(struct dialogue *d, struct base_slice in)
{
    static const char *const words[] = { "host-unknown",        "improper-addressing",
                                         "not-authorized",      "policy-violation",
                                         "host-gone",           "invalid-namespace",
                                         "unsupported-version", "connection-timeout" };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (holds(in, words[i]))
            return refuse(d, base_slice_str(words[i]));
    return refuse(d, base_slice_str("the peer ended the stream"));
}

static bool
ends_stream(struct base_slice tag)
{
    return base_slice_begins_nocase(tag, "</stream:error") ||
           base_slice_begins_nocase(tag, "</stream:stream");
}

enum dialogue_verdict
expect_features(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    struct base_slice in = dialogue_input(d), tag;
    bool offered = false;

    (void)s;
    if (!is_xml(in))
        return DIALOGUE_STRANGE;
    while (next_tag(in, used, &tag)) {
        if (ends_stream(tag))
            return stream_error(d, (struct base_slice){ in.ptr, *used });
        if (base_slice_begins_nocase(tag, "<starttls"))
            offered = holds(tag, "urn:ietf:params:xml:ns:xmpp-tls");
        else if (base_slice_begins_nocase(tag, "<stream:features/"))
            return lacks_tls(d);
        else if (base_slice_begins_nocase(tag, "</stream:features") ||
                 base_slice_begins_nocase(tag, "</features"))
            return offered ? DIALOGUE_YES : lacks_tls(d);
    }
    return DIALOGUE_WAIT;
}

enum dialogue_verdict
expect_proceed(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    struct base_slice in = dialogue_input(d), tag;

    (void)s;
    if (!is_xml(in))
        return DIALOGUE_STRANGE;
    while (next_tag(in, used, &tag)) {
        if (base_slice_begins_nocase(tag, "<proceed"))
            return DIALOGUE_YES;
        if (base_slice_begins_nocase(tag, "<failure"))
            return refuse(d, base_slice_str("the server refused to begin TLS"));
        if (ends_stream(tag))
            return stream_error(d, (struct base_slice){ in.ptr, *used });
    }
    return DIALOGUE_WAIT;
}

/* As a server. */
enum dialogue_verdict
expect_stream(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    struct base_slice in = dialogue_input(d), tag;

    (void)s;
    if (!is_xml(in))
        return DIALOGUE_STRANGE;
    while (next_tag(in, used, &tag))
        if (base_slice_begins_nocase(tag, "<stream:stream"))
            return DIALOGUE_YES;
    return DIALOGUE_WAIT;
}

enum dialogue_verdict
expect_starttls(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    struct base_slice in = dialogue_input(d), tag;

    (void)s;
    if (!is_xml(in))
        return DIALOGUE_STRANGE;
    while (next_tag(in, used, &tag)) {
        if (base_slice_begins_nocase(tag, "</starttls") ||
            (base_slice_begins_nocase(tag, "<starttls") && tag.ptr[tag.len - 2] == '/'))
            return DIALOGUE_YES;
        if (ends_stream(tag))
            return refuse(d, base_slice_str("the peer ended the stream without TLS"));
    }
    return DIALOGUE_WAIT;
}

/* ---- as a server ---- */

/* want: words separated by blanks; any of them will do. */
enum dialogue_verdict
expect_command(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    struct base_slice in = dialogue_input(d), line;
    size_t at = 0, n;

    if (!next_line(in, &at, &line))
        return DIALOGUE_WAIT;
    *used = at;
    if (!is_text(line))
        return DIALOGUE_STRANGE;
    for (const char *word = s->want; (n = strcspn(word, " ")) > 0; word += n + (word[n] == ' '))
        if (line.len >= n && strncasecmp((const char *)line.ptr, word, n) == 0 &&
            (line.len == n || line.ptr[n] == ' '))
            return DIALOGUE_YES;
    if (base_slice_begins_nocase(line, "QUIT"))
        return refuse(d, base_slice_str("the peer left without requesting TLS"));
    return base_slice_begins_nocase(line, "MAIL")
               ? refuse(d, base_slice_str("the peer continues without TLS"))
               : DIALOGUE_PASS;
}

/* ---- HTTP CONNECT (RFC 9110 9.3.6) ---- */

/* "HTTP/1.1 200", and nothing or a blank (RFC 9112 4) */
static bool
has_status(struct base_slice line)
{
    if (line.len < 12 || line.ptr[8] != ' ' || (line.len > 12 && line.ptr[12] != ' '))
        return false;
    for (size_t i = 9; i < 12; i++)
        if (line.ptr[i] < '0' || line.ptr[i] > '9')
            return false;
    return true;
}

/* A proxy reports what connecting to the target gave, or that its own rules forbid it. */
static enum dialogue_verdict
refuse_http(struct dialogue *d, struct base_slice status)
{
    static const struct {
        const char *code;
        enum probe_class kind;
    } rows[] = { { "403", PROBE_REFUSED },    { "407", PROBE_REFUSED }, { "502", PROBE_UNROUTABLE },
                 { "503", PROBE_UNROUTABLE }, { "504", PROBE_TIMEOUT }, { "408", PROBE_TIMEOUT } };
    enum probe_class kind = PROBE_CLOSED;

    for (size_t i = 0; status.len >= 12 && i < sizeof rows / sizeof rows[0]; i++)
        if (memcmp(status.ptr + 9, rows[i].code, 3) == 0)
            kind = rows[i].kind;
    if (status.len > 9) /* behind "HTTP/1.1 " */
        status = (struct base_slice){ status.ptr + 9, status.len - 9 };
    dialogue_refuse(d, kind, status);
    return DIALOGUE_NO;
}

enum dialogue_verdict
expect_http(struct dialogue *d, const struct dialogue_step *s, size_t *used)
{
    struct base_slice in = dialogue_input(d), status = { 0 }, line;
    size_t at = 0;

    (void)s;
    if (memcmp(in.ptr, "HTTP/", in.len < 5 ? in.len : 5) != 0)
        return DIALOGUE_STRANGE;
    while (next_line(in, &at, &line)) {
        if (status.ptr == NULL)
            status = line;
        if (line.len > 0)
            continue;
        *used = at;
        if (!has_status(status))
            return DIALOGUE_STRANGE;
        if (status.ptr[9] == '1') /* the answer is still to come (RFC 9110 15.2) */
            return DIALOGUE_PASS;
        return status.ptr[9] == '2' ? DIALOGUE_YES : refuse_http(d, status);
    }
    return DIALOGUE_WAIT;
}
