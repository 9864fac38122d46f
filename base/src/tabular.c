/* SPDX-License-Identifier: MIT */
#include <base/tabular.h>

#include <base/text.h>

static struct base_slice
part(struct base_slice s, size_t from, size_t to)
{
    return (struct base_slice){ s.ptr == NULL ? NULL : s.ptr + from, to - from };
}

static size_t
find(struct base_slice s, size_t from, uint8_t c)
{
    while (from < s.len && s.ptr[from] != c)
        from++;
    return from;
}

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

static bool
is_space(uint8_t c)
{
    return is_blank(c) || c == '\r' || c == '\n';
}

struct base_slice
base_trim(struct base_slice s)
{
    size_t from = 0, to = s.len;

    while (to > 0 && is_space(s.ptr[to - 1]))
        to--;
    while (from < to && is_space(s.ptr[from]))
        from++;
    return part(s, from, to);
}

struct base_slice
base_unquote(struct base_slice s)
{
    if (s.len < 2 || s.ptr[0] != '"' || s.ptr[s.len - 1] != '"')
        return s;
    return part(s, 1, s.len - 1);
}

bool
base_lines_next(struct base_lines *l, struct base_slice *out)
{
    size_t end;

    if (l->at >= l->text.len)
        return false;
    end = find(l->text, l->at, '\n');
    l->line = l->next++;
    *out = part(l->text, l->at, end);
    if (out->len > 0 && out->ptr[out->len - 1] == '\r')
        out->len--;
    l->at = end < l->text.len ? end + 1 : end;
    return true;
}

/* ---- CSV ---- */

static size_t
count(struct base_slice s, uint8_t c)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] == c;
    return n;
}

uint8_t
base_csv_separator(struct base_slice header)
{
    size_t comma = count(header, ','), semicolon = count(header, ';'), tab = count(header, '\t');

    if (tab > comma && tab > semicolon)
        return '\t';
    return semicolon > comma ? ';' : ',';
}

/* Past a quoted cell that opens at `at`: behind its closing quote; beyond len: there is none. */
static size_t
quoted_end(struct base_slice s, size_t at)
{
    for (at++; at < s.len; at++)
        if (s.ptr[at] == '"' && (at + 1 >= s.len || s.ptr[at + 1] != '"'))
            return at + 1;
        else if (s.ptr[at] == '"')
            at++;
    return s.len + 1;
}

/* The cell from `from` on; *end is at its separator, at the end of the line or of the text. */
static bool
take_cell(struct base_slice s, size_t from, uint8_t separator, struct base_slice *out, size_t *end)
{
    size_t at = from;

    while (at < s.len && (s.ptr[at] == ' ' || (s.ptr[at] == '\t' && separator != '\t')))
        at++;
    if (at < s.len && s.ptr[at] == '"') {
        at = quoted_end(s, at);
        if (at > s.len)
            return false;
    }
    while (at < s.len && s.ptr[at] != separator && s.ptr[at] != '\n')
        at++;
    *end = at;
    *out = base_unquote(base_trim(part(s, from, at)));
    return true;
}

enum base_record_status
base_csv_record(struct base_lines *l, uint8_t separator, size_t max_len, struct base_record *out)
{
    size_t at = l->at, room = l->text.len - l->at;
    struct base_slice s = part(l->text, 0, at + (room < max_len ? room : max_len));

    l->line = l->next;
    out->n = 0;
    do {
        if (out->n == BASE_CELLS_MAX)
            return BASE_RECORD_CELLS;
        if (out->n > 0)
            at++;
        if (!take_cell(s, at, separator, &out->cell[out->n++], &at))
            return BASE_RECORD_UNCLOSED;
    } while (at < s.len && s.ptr[at] != '\n');
    if (at == s.len && s.len < l->text.len)
        return BASE_RECORD_LONG;
    at = at < l->text.len ? at + 1 : at;
    l->next += count(part(l->text, l->at, at), '\n');
    l->at = at;
    return BASE_RECORD_OK;
}

/* ---- Format-Table ---- */

size_t
base_ruler(struct base_slice dashes, struct base_column *out, size_t max)
{
    size_t n = 0;

    for (size_t i = 0; i < dashes.len; i++) {
        if (dashes.ptr[i] != '-' && !is_blank(dashes.ptr[i]) && dashes.ptr[i] != '\r')
            return 0;
        if (dashes.ptr[i] != '-')
            continue;
        if (i == 0 || dashes.ptr[i - 1] != '-') {
            if (n == max)
                return 0;
            if (n > 0)
                out[n - 1].next = i;
            out[n++] = (struct base_column){ .from = i, .next = SIZE_MAX };
        }
        out[n - 1].to = i + 1;
    }
    return n;
}

/* Byte offset of character n. */
static size_t
offset(struct base_slice line, size_t n)
{
    size_t at = 0;
    bool valid;

    while (n-- > 0 && at < line.len)
        (void)base_utf8_next(line, &at, &valid);
    return at;
}

struct base_slice
base_ruler_cell(struct base_slice line, const struct base_column *c)
{
    size_t from = offset(line, c->from), last = offset(line, c->to - 1), to;

    if (from >= line.len || is_blank(line.ptr[from]))
        from = last;
    if (from >= line.len || is_blank(line.ptr[from]))
        return (struct base_slice){ NULL, 0 };
    for (to = from; to < line.len && !is_blank(line.ptr[to]); to++)
        ;
    while (from > 0 && !is_blank(line.ptr[from - 1]))
        from--;
    return part(line, from, to);
}

struct base_slice
base_ruler_field(struct base_slice line, const struct base_column *c)
{
    return base_trim(part(line, offset(line, c->from), offset(line, c->next)));
}

/* ---- Format-List ---- */

bool
base_property(struct base_slice line, struct base_slice *name, struct base_slice *value)
{
    size_t colon = find(line, 0, ':');

    if (colon == line.len)
        return false;
    *name = base_trim(part(line, 0, colon));
    *value = base_trim(part(line, colon + 1, line.len));
    return true;
}
