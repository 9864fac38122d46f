/* SPDX-License-Identifier: MIT */
#include <output/json_writer.h>

#include <base/text.h>

void
report_json_open(struct report_json *j, char bracket)
{
    report_json_value(j);
    report_add_char(j->out, bracket);
    j->comma = false;
}

void
report_json_close(struct report_json *j, char bracket)
{
    report_add_char(j->out, bracket);
    j->comma = true;
}

static void
escape_unit(struct report_bytes *out, uint32_t unit)
{
    uint8_t two[2] = { (uint8_t)(unit >> 8), (uint8_t)unit };

    report_add(out, "\\u", 2);
    report_add_hex(out, two, 2);
}

/* RFC 8259 section 7: beyond the basic plane an escape is a surrogate pair. */
static void
escape_rune(struct report_bytes *out, uint32_t r)
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

static void
escape_ascii(struct report_bytes *out, uint8_t c)
{
    static const char from[] = "\"\\\n\r\t\b\f", to[] = "\"\\nrtbf";
    const char *at = c == 0 ? NULL : strchr(from, c);

    if (at == NULL) {
        escape_unit(out, c);
        return;
    }
    report_add_char(out, '\\');
    report_add_char(out, to[at - from]);
}

/* One rune that is not plain ASCII; returns where the next begins. */
static size_t
escape_next(struct report_bytes *out, struct base_slice s, size_t at)
{
    size_t from = at;
    bool valid;
    uint32_t r = base_utf8_next(s, &at, &valid);

    if (!valid)
        report_add(out, "\xEF\xBF\xBD", 3);
    else if (r < 0x80)
        escape_ascii(out, (uint8_t)r);
    else if (base_rune_is_unsafe(r))
        escape_rune(out, r);
    else
        report_add(out, s.ptr + from, at - from);
    return at;
}

void
report_json_escape(struct report_bytes *out, struct base_slice s)
{
    size_t at = 0;

    while (at < s.len) {
        size_t from = at;

        while (at < s.len && is_plain(s.ptr[at]))
            at++;
        report_add(out, s.ptr + from, at - from);
        if (at < s.len)
            at = escape_next(out, s, at);
    }
}

void
report_json_slice(struct report_json *j, struct base_slice s)
{
    report_json_value(j);
    if (!report_bytes_room(j->out, s.len + 2)) /* at least: escapes make room themselves */
        return;
    report_add_char(j->out, '"');
    report_json_escape(j->out, s);
    report_add_char(j->out, '"');
}

void
report_json_str(struct report_json *j, const char *s)
{
    if (s == NULL)
        report_json_null(j);
    else
        report_json_slice(j, base_slice_str(s));
}

void
report_json_null(struct report_json *j)
{
    report_json_value(j);
    report_add(j->out, "null", 4);
}

void
report_json_bool(struct report_json *j, bool v)
{
    report_json_value(j);
    report_add_str(j->out, v ? "true" : "false");
}

void
report_json_int(struct report_json *j, int64_t v)
{
    report_json_value(j);
    report_add_i64(j->out, v);
}

void
report_json_hex(struct report_json *j, const uint8_t *p, size_t n)
{
    if (p == NULL && n > 0) {
        report_json_null(j);
        return;
    }
    report_json_value(j);
    report_add_char(j->out, '"');
    report_add_hex(j->out, p, n);
    report_add_char(j->out, '"');
}

void
report_json_time(struct report_json *j, int64_t s)
{
    report_json_value(j);
    report_add_char(j->out, '"');
    report_add_time(j->out, s);
    report_add_char(j->out, '"');
}

void
report_json_ms(struct report_json *j, int64_t us)
{
    char decimals[4] = { '.' };

    if (us < 0) {
        report_json_null(j);
        return;
    }
    report_json_int(j, us / 1000);
    for (int i = 3; i > 0; i--, us /= 10)
        decimals[i] = (char)('0' + us % 10);
    report_add(j->out, decimals, sizeof decimals);
}
