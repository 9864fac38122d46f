/* SPDX-License-Identifier: MIT */
/* CSV (RFC 4180) with a header; commas, semicolons or tabs, as spreadsheets write them. */
#include "list.h"

#include <stdio.h>

#define CELLS_MAX 256

struct record {
    struct base_slice cell[CELLS_MAX]; /* doubled quotes inside are left as they are */
    size_t n;
};

static bool
fault(struct inventory_list *l, const char *text)
{
    (void)snprintf(l->why, INVENTORY_WHY_MAX, "%s", text);
    return inventory_list_located(l);
}

/* Past a quoted cell that opens at `at`: behind its closing quote, or len when there is none. */
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
cell(struct base_slice s, size_t from, uint8_t separator, struct base_slice *out, size_t *end)
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
    *out = inventory_unquote(inventory_trim(inventory_part(s, from, at)));
    return true;
}

static void
count_lines(struct inventory_list *l, size_t from)
{
    for (size_t i = from; i < l->at; i++)
        l->next_line += l->bytes.ptr[i] == '\n';
}

static bool
next_record(struct inventory_list *l, uint8_t separator, struct record *out)
{
    size_t from = l->at, room = l->bytes.len - from;
    struct base_slice s =
        inventory_part(l->bytes, 0, from + (room < INVENTORY_LINE_MAX ? room : INVENTORY_LINE_MAX));
    size_t at = from;

    l->line = l->next_line;
    out->n = 0;
    do {
        if (out->n == CELLS_MAX)
            return fault(l, "more than 256 columns; name the needed ones with Select-Object");
        if (out->n > 0)
            at++;
        if (!cell(s, at, separator, &out->cell[out->n++], &at))
            return fault(l, "a quoted cell is never closed, or the record is over 65536 bytes");
    } while (at < s.len && s.ptr[at] != '\n');
    if (at == s.len && s.len < l->bytes.len)
        return fault(l, "the record is over 65536 bytes");
    l->at = at < l->bytes.len ? at + 1 : at;
    count_lines(l, from);
    return true;
}

static size_t
count(struct base_slice s, uint8_t c)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] == c;
    return n;
}

static uint8_t
separator_of(struct base_slice header)
{
    size_t comma = count(header, ','), semicolon = count(header, ';'), tab = count(header, '\t');

    if (tab > comma && tab > semicolon)
        return '\t';
    return semicolon > comma ? ';' : ',';
}

static bool
header_line(const struct inventory_list *l, struct base_slice *out)
{
    struct inventory_list peek = *l;
    char ignored[INVENTORY_WHY_MAX];
    bool failed;

    peek.why = ignored;
    return inventory_list_line(&peek, out, &failed);
}

/* A separator in the first line, or that line is one known column: `Identity` alone. */
bool
inventory_csv_is(const struct inventory_list *l)
{
    const struct inventory_column *c;
    struct base_slice header, host, ports, profile;

    if (!header_line(l, &header))
        return false;
    header = inventory_without_comment(header);
    if (inventory_line_split(inventory_trim(header), &host, &ports, &profile))
        return false; /* HOST,PORT without a header */
    if (l->separator != 0 ||
        count(header, ',') + count(header, ';') + count(inventory_trim(header), '\t') > 0)
        return true;
    c = inventory_column_named(inventory_unquote(inventory_trim(header)));
    return inventory_column_locates(c);
}

static bool
no_host_column(struct inventory_list *l)
{
    char names[160];

    (void)snprintf(l->why, INVENTORY_WHY_MAX,
                   "no column for the host in the CSV header; name one of %s. Without a "
                   "header: one target per line, no commas",
                   inventory_host_columns(names, sizeof names));
    return inventory_list_located(l);
}

static bool
blank_or_comment(struct inventory_list *l)
{
    struct base_slice line;
    struct inventory_list peek = *l;
    bool failed;

    if (!inventory_list_line(&peek, &line, &failed))
        return false;
    line = inventory_trim(line);
    if (line.len > 0 && line.ptr[0] != '#')
        return false;
    l->at = peek.at;
    l->next_line = peek.next_line;
    return true;
}

static bool
record_add(struct inventory_list *l, const struct record *r,
           const struct inventory_column *const *columns)
{
    struct inventory_row row = { .seen = false };

    for (size_t i = 0; i < r->n; i++)
        inventory_row_set(&row, columns[i], r->cell[i]);
    return inventory_row_add(l, &row);
}

bool
inventory_csv_add(struct inventory_list *l)
{
    const struct inventory_column *columns[CELLS_MAX] = { NULL };
    struct base_slice header;
    struct record r;
    uint8_t separator;
    bool host = false;

    if (!header_line(l, &header))
        return fault(l, "the header is over 65536 bytes");
    separator = l->separator != 0 ? l->separator : separator_of(header);
    if (!next_record(l, separator, &r))
        return false;
    for (size_t i = 0; i < r.n; i++) {
        columns[i] = inventory_column_named(r.cell[i]);
        host |= inventory_column_locates(columns[i]);
    }
    if (!host)
        return no_host_column(l);
    while (l->at < l->bytes.len) {
        if (blank_or_comment(l))
            continue;
        if (!next_record(l, separator, &r) ||
            (!record_add(l, &r, columns) && !inventory_list_goes_on(l)))
            return false;
    }
    return true;
}
