/* SPDX-License-Identifier: MIT */
#include <output/escape.h>

#include <base/text.h>

/* Printable ASCII that no format here gives a meaning: copied as it stands. */
static bool
is_plain(uint8_t c)
{
    return c >= 0x20 && c < 0x7F && c != '"' && c != '&' && c != '\'' && c != '<' && c != '>' &&
           c != '\\';
}

/* Copy the run of plain characters at *at. False at the end of s. */
static bool
add_plain(struct output_bytes *out, struct base_slice s, size_t *at)
{
    size_t from = *at;

    while (*at < s.len && is_plain(s.ptr[*at]))
        (*at)++;
    if (*at > from) /* an empty slice may have no pointer */
        output_add(out, s.ptr + from, *at - from);
    return *at < s.len;
}

/* The next rune of s as safe text in buf; returns the rune, *at past it. */
static uint32_t
next_safe(struct base_slice s, size_t *at, char buf[16], struct base_slice *safe)
{
    struct base_text t;
    size_t from = *at;
    bool valid;
    uint32_t rune = base_utf8_next(s, at, &valid);

    base_text_init(&t, buf, 16);
    base_text_safe(&t, (struct base_slice){ s.ptr + from, *at - from });
    *safe = (struct base_slice){ (const uint8_t *)buf, t.len };
    return valid ? rune : 0xFFFD;
}

void
output_add_safe(struct output_bytes *out, struct base_slice s)
{
    char buf[16];
    struct base_slice safe;

    for (size_t at = 0; add_plain(out, s, &at);) {
        (void)next_safe(s, &at, buf, &safe);
        output_add_slice(out, safe);
    }
}

static const char *
entity(uint32_t rune)
{
    switch (rune) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case 0xFFFE: /* valid UTF-8, but no Char of XML 1.0 (2.2) */
    case 0xFFFF:
        return "\xEF\xBF\xBD";
    default:
        return NULL;
    }
}

void
output_add_xml(struct output_bytes *out, struct base_slice s)
{
    char buf[16];
    struct base_slice safe;

    for (size_t at = 0; add_plain(out, s, &at);) {
        const char *named = entity(next_safe(s, &at, buf, &safe));

        if (named != NULL)
            output_add_str(out, named);
        else
            output_add_slice(out, safe);
    }
}

/* ASCII and full-width forms alike: some spreadsheets treat the latter as ASCII. */
static bool
starts_formula(struct base_slice s)
{
    size_t at = 0;
    bool valid;
    uint32_t rune = s.len == 0 ? 0 : base_utf8_next(s, &at, &valid);

    switch (rune) {
    case '=':
    case '+':
    case '-':
    case '@':
    case '\t':
    case '\r':
    case '\n':
    case 0xFF1D:
    case 0xFF0B:
    case 0xFF0D:
    case 0xFF20:
        return true;
    default:
        return false;
    }
}

static bool
needs_quotes(struct base_slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == ',' || s.ptr[i] == '"' || s.ptr[i] == ';')
            return true;
    return s.len > 0 && (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' ');
}

void
output_add_csv(struct output_bytes *out, struct base_slice s)
{
    bool quotes = needs_quotes(s);
    char buf[16];
    struct base_slice safe;

    output_add_str(out, quotes ? "\"" : "");
    output_add_str(out, starts_formula(s) ? "'" : "");
    for (size_t at = 0; add_plain(out, s, &at);) {
        uint32_t rune = next_safe(s, &at, buf, &safe);

        output_add_str(out, rune == '"' ? "\"" : "");
        output_add_slice(out, safe);
    }
    output_add_str(out, quotes ? "\"" : "");
}

void
output_add_prometheus(struct output_bytes *out, struct base_slice s)
{
    char buf[16];
    struct base_slice safe;

    for (size_t at = 0; add_plain(out, s, &at);) {
        (void)next_safe(s, &at, buf, &safe);
        for (size_t i = 0; i < safe.len; i++) {
            if (safe.ptr[i] == '\\' || safe.ptr[i] == '"')
                output_add_char(out, '\\');
            output_add_char(out, (char)safe.ptr[i]);
        }
    }
}

void
output_add_nagios(struct output_bytes *out, struct base_slice s)
{
    size_t from = out->len;

    output_add_safe(out, s);
    for (size_t i = from; i < out->len && !out->no_memory; i++)
        if (out->ptr[i] == '|')
            out->ptr[i] = '/';
}

void
output_add_prometheus_gauge(struct output_bytes *out, const char *name, const char *help)
{
    output_add_str(out, "# HELP ");
    output_add_str(out, name);
    output_add_char(out, ' ');
    output_add_str(out, help);
    output_add_str(out, "\n# TYPE ");
    output_add_str(out, name);
    output_add_str(out, " gauge\n");
}

static bool
is_unreserved(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void
output_add_uri(struct output_bytes *out, struct base_slice s, const char *keep)
{
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.ptr[i];

        if (is_unreserved(c) || (c != 0 && strchr(keep, c) != NULL)) {
            output_add_char(out, (char)c);
        } else {
            output_add_char(out, '%');
            output_add_hex(out, &c, 1);
        }
    }
}
