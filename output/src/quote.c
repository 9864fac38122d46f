/* SPDX-License-Identifier: MIT */
#include <output/quote.h>

#include <base/text.h>
#include <output/escape.h>

/* The safe form of s between two quotes, each byte of `doubled` twice. */
static void
add_doubled(struct output_bytes *out, struct base_slice s, const char *doubled)
{
    size_t from = out->len, more = 0;

    output_add_safe(out, s);
    for (size_t i = from; i < out->len; i++)
        more += strchr(doubled, out->ptr[i]) != NULL;
    if (out->no_memory || !output_bytes_room(out, more))
        return;
    out->len += more;
    for (size_t i = out->len; more > 0;) { /* from the end, in place */
        char c = out->ptr[--i - more];

        out->ptr[i] = c;
        if (strchr(doubled, c) != NULL) {
            out->ptr[--i] = c;
            more--;
        }
    }
}

void
output_add_inf(struct output_bytes *out, struct base_slice s)
{
    output_add_char(out, '"');
    add_doubled(out, s, "\"%");
    output_add_char(out, '"');
}

void
output_add_reg(struct output_bytes *out, struct base_slice s)
{
    struct output_bytes safe = { 0 };

    output_add_safe(&safe, s);
    output_add_char(out, '"');
    for (size_t i = 0; i < safe.len; i++) {
        if (safe.ptr[i] == '\\' || safe.ptr[i] == '"')
            output_add_char(out, '\\');
        output_add_char(out, safe.ptr[i]);
    }
    output_add_char(out, '"');
    output_bytes_done(&safe, out);
}

static bool
is_apostrophe(uint32_t rune)
{
    return rune == '\'' || (rune >= 0x2018 && rune <= 0x201B);
}

void
output_add_powershell(struct output_bytes *out, struct base_slice s)
{
    output_add_char(out, '\'');
    for (size_t at = 0, from = 0; at < s.len; from = at) {
        bool valid;
        uint32_t rune = base_utf8_next(s, &at, &valid);

        if (valid && is_apostrophe(rune))
            output_add(out, s.ptr + from, at - from);
        output_add_safe(out, (struct base_slice){ s.ptr + from, at - from });
    }
    output_add_char(out, '\'');
}

void
output_add_windows_utf8(struct output_bytes *out, struct base_slice text)
{
    output_add_str(out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\n')
            output_add_char(out, '\r');
        output_add_char(out, (char)text.ptr[i]);
    }
}

static void
add_unit(struct output_bytes *out, uint32_t unit)
{
    output_add_char(out, (char)(unit & 0xFF));
    output_add_char(out, (char)(unit >> 8));
}

void
output_add_windows_utf16(struct output_bytes *out, struct base_slice text)
{
    add_unit(out, 0xFEFF);
    for (size_t at = 0; at < text.len;) {
        bool valid;
        uint32_t rune = base_utf8_next(text, &at, &valid);

        if (rune == '\n')
            add_unit(out, '\r');
        if (rune >= 0x10000) {
            add_unit(out, 0xD800 + ((rune - 0x10000) >> 10));
            add_unit(out, 0xDC00 + ((rune - 0x10000) & 0x3FF));
        } else {
            add_unit(out, rune);
        }
    }
}
