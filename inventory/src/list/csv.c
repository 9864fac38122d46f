/* SPDX-License-Identifier: MIT */
/* CSV (RFC 4180) with a header; commas, semicolons or tabs, as spreadsheets write them. */
#include "kinds.h"

static bool
fault(struct inventory_list *l, const char *text)
{
    (void)inventory_say(l->why, text);
    return inventory_list_located(l);
}

static bool
next_record(struct inventory_list *l, uint8_t separator, struct base_record *out)
{
    switch (base_csv_record(&l->lines, separator, INVENTORY_LINE_MAX, out)) {
    case BASE_RECORD_OK:
        return true;
    case BASE_RECORD_CELLS:
        return fault(l, "more than 256 columns; name the needed ones with Select-Object");
    case BASE_RECORD_UNCLOSED:
        return fault(l, "a quoted cell is never closed, or the record is over 65536 bytes");
    case BASE_RECORD_LONG:
    default:
        return fault(l, "the record is over 65536 bytes");
    }
}

static bool
header_line(const struct inventory_list *l, struct base_slice *out)
{
    struct inventory_list peek = *l;
    char ignored[BASE_WHY_MAX];
    bool failed;

    peek.why = BASE_TEXT_IN(ignored);
    return inventory_list_line(&peek, out, &failed);
}

/* Tabs at either end of the line do not count. */
static bool
has_separator(struct base_slice header)
{
    header = base_trim(header);
    for (size_t i = 0; i < header.len; i++)
        if (header.ptr[i] == ',' || header.ptr[i] == ';' || header.ptr[i] == '\t')
            return true;
    return false;
}

/* The first line has a separator, or is the name of a single known column, such as `Identity`. */
bool
inventory_csv_is(const struct inventory_list *l)
{
    const struct inventory_column *c;
    struct base_slice header, host, ports, profile;

    if (!header_line(l, &header))
        return false;
    header = inventory_without_comment(header);
    if (inventory_line_split(base_trim(header), &host, &ports, &profile))
        return false; /* HOST,PORT without a header */
    if (l->separator != 0 || has_separator(header))
        return true;
    c = inventory_column_named(base_unquote(base_trim(header)));
    return inventory_column_locates(c);
}

static bool
no_host_column(struct inventory_list *l)
{
    char names[160];

    (void)inventory_say(l->why, "no column for the host in the CSV header; name one of ");
    base_text_str(l->why, inventory_host_columns(names, sizeof names));
    base_text_str(l->why, ". Without a header: one target per line, no commas");
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
    line = base_trim(line);
    if (line.len > 0 && line.ptr[0] != '#')
        return false;
    l->lines = peek.lines;
    return true;
}

static bool
record_add(struct inventory_list *l, const struct base_record *r,
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
    const struct inventory_column *columns[BASE_CELLS_MAX] = { NULL };
    struct base_slice header;
    struct base_record r;
    uint8_t separator;
    bool host = false;

    if (!header_line(l, &header))
        return fault(l, "the header is over 65536 bytes");
    separator = l->separator != 0 ? l->separator : base_csv_separator(header);
    if (!next_record(l, separator, &r))
        return false;
    for (size_t i = 0; i < r.n; i++) {
        columns[i] = inventory_column_named(r.cell[i]);
        host |= inventory_column_locates(columns[i]);
    }
    if (!host)
        return no_host_column(l);
    while (l->lines.at < l->lines.text.len) {
        if (blank_or_comment(l))
            continue;
        if (!next_record(l, separator, &r) ||
            (!record_add(l, &r, columns) && !inventory_list_goes_on(l)))
            return false;
    }
    return true;
}
