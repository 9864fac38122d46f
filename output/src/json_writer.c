/* SPDX-License-Identifier: MIT */
#include <output/json_writer.h>

#include <base/text.h>

#include <string.h>

void
output_json_open(struct output_json *j, char bracket)
{
    output_json_value(j);
    output_add_char(j->out, bracket);
    j->comma = false;
}

void
output_json_close(struct output_json *j, char bracket)
{
    output_add_char(j->out, bracket);
    j->comma = true;
}

static void
escape_unit(struct output_bytes *out, uint32_t unit)
{
    uint8_t two[2] = { (uint8_t)(unit >> 8), (uint8_t)unit };

    output_add(out, "\\u", 2);
    output_add_hex(out, two, 2);
}

/* RFC 8259 section 7: beyond the basic plane an escape is a surrogate pair. */
static void
escape_rune(struct output_bytes *out, uint32_t r)
{
    if (r >= 0x10000) {
        escape_unit(out, 0xD800 + ((r - 0x10000) >> 10));
        escape_unit(out, 0xDC00 + ((r - 0x10000) & 0x3FF));
    } else {
        escape_unit(out, r);
    }
}

/* Printable ASCII that stands for itself. */
static inline bool
is_plain(uint8_t c)
{
    return (uint8_t)(c - 0x20) < 0x7F - 0x20 && c != '"' && c != '\\';
}

/* Of eight bytes at once, each in its own lane: a subtraction borrows into the top bit of a lane
 * where the byte was smaller, which is exact while that bit was clear. */
static inline bool
are_plain(const uint8_t *at)
{
    const uint64_t ones = 0x0101010101010101U, tops = 0x8080808080808080U;
    uint64_t v, quote, backslash;

    memcpy(&v, at, sizeof v);
    quote = v ^ ones * '"';
    backslash = v ^ ones * '\\';
    return ((v | (v - ones * 0x20) | (v + ones) | (quote - ones) | (backslash - ones)) & tops) == 0;
}

static void
escape_ascii(struct output_bytes *out, uint8_t c)
{
    static const char from[] = "\"\\\n\r\t\b\f", to[] = "\"\\nrtbf";
    const char *at = c == 0 ? NULL : strchr(from, c);

    if (at == NULL) {
        escape_unit(out, c);
        return;
    }
    output_add_char(out, '\\');
    output_add_char(out, to[at - from]);
}

/* One rune that is not plain ASCII; returns where the next begins. */
static size_t
escape_next(struct output_bytes *out, struct base_slice s, size_t at)
{
    size_t from = at;
    bool valid;
    uint32_t r = base_utf8_next(s, &at, &valid);

    if (!valid)
        output_add(out, "\xEF\xBF\xBD", 3);
    else if (r < 0x80)
        escape_ascii(out, (uint8_t)r);
    else if (base_rune_is_unsafe(r))
        escape_rune(out, r);
    else
        output_add(out, s.ptr + from, at - from);
    return at;
}

void
output_json_escape(struct output_bytes *out, struct base_slice s)
{
    size_t at = 0;

    while (at < s.len) {
        size_t from = at;

        while (s.len - at >= 8 && are_plain(s.ptr + at))
            at += 8;
        while (at < s.len && is_plain(s.ptr[at]))
            at++;
        output_add(out, s.ptr + from, at - from);
        if (at < s.len)
            at = escape_next(out, s, at);
    }
}

void
output_json_slice(struct output_json *j, struct base_slice s)
{
    output_json_value(j);
    if (!output_bytes_room(j->out, s.len + 2)) /* at least: escapes make room themselves */
        return;
    output_add_char(j->out, '"');
    output_json_escape(j->out, s);
    output_add_char(j->out, '"');
}

void
output_json_str(struct output_json *j, const char *s)
{
    if (s == NULL)
        output_json_null(j);
    else
        output_json_slice(j, base_slice_str(s));
}

void
output_json_null(struct output_json *j)
{
    output_json_value(j);
    output_add(j->out, "null", 4);
}

void
output_json_bool(struct output_json *j, bool v)
{
    output_json_value(j);
    output_add_str(j->out, v ? "true" : "false");
}

void
output_json_int(struct output_json *j, int64_t v)
{
    output_json_value(j);
    output_add_i64(j->out, v);
}

void
output_json_hex(struct output_json *j, const uint8_t *p, size_t n)
{
    if (p == NULL && n > 0) {
        output_json_null(j);
        return;
    }
    output_json_value(j);
    output_add_char(j->out, '"');
    output_add_hex(j->out, p, n);
    output_add_char(j->out, '"');
}

void
output_json_time(struct output_json *j, int64_t s)
{
    output_json_value(j);
    output_add_char(j->out, '"');
    output_add_time(j->out, s);
    output_add_char(j->out, '"');
}

void
output_json_ms(struct output_json *j, int64_t us)
{
    char decimals[4] = { '.' };

    if (us < 0) {
        output_json_null(j);
        return;
    }
    output_json_int(j, us / 1000);
    for (int i = 3; i > 0; i--, us /= 10)
        decimals[i] = (char)('0' + us % 10);
    output_add(j->out, decimals, sizeof decimals);
}
