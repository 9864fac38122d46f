/* SPDX-License-Identifier: MIT */
/*
 * What Get-CsCertificate prints: "Property : value" lines, records apart by
 * blank lines; CSV with a header; or a table (Format-Table). No usage is among
 * its properties: the certificate itself must be given too, and is joined by
 * its thumbprint.
 */
#include "read.h"

#define COLUMNS_MAX 64
#define RECORD_MAX 65536u
#define PROPERTIES_MAX 1000 /* lines in which both columns must have appeared */

struct list {
    struct base_lines lines; /* behind the header */
    enum { LIST_CSV, LIST_TABLE, LIST_PROPERTIES } kind;
    uint8_t separator;
    size_t thumbprint, use; /* which column */
    struct base_column columns[COLUMNS_MAX];
};

static bool
is_named(struct base_slice key, const char *name)
{
    return base_slice_eq_nocase(base_trim(key), base_slice_str(name));
}

/* Is it one of the two columns that matter? */
static void
note_column(struct list *l, size_t i, struct base_slice name)
{
    if (is_named(name, "Thumbprint"))
        l->thumbprint = i;
    else if (is_named(name, "Use"))
        l->use = i;
}

/* Lines that are blank, and the #TYPE of Export-Csv. False: nothing comes behind them. */
static bool
skip_to_content(struct base_lines *lines)
{
    struct base_lines ahead = *lines;
    struct base_slice line;

    while (base_lines_next(&ahead, &line)) {
        if (base_trim(line).len > 0 && !read_has(line, "#TYPE"))
            return true;
        *lines = ahead;
    }
    return false;
}

static struct list
list_of(struct base_slice text)
{
    return (struct list){ .lines = { .text = text, .next = 1 },
                          .thumbprint = SIZE_MAX,
                          .use = SIZE_MAX };
}

static bool
has_both(const struct list *l)
{
    return l->thumbprint != SIZE_MAX && l->use != SIZE_MAX;
}

static bool
open_csv(struct base_slice text, struct list *l)
{
    struct base_slice header;
    struct base_lines ahead;
    struct base_record r;

    *l = list_of(text);
    l->kind = LIST_CSV;
    if (!skip_to_content(&l->lines))
        return false;
    ahead = l->lines;
    (void)base_lines_next(&ahead, &header);
    l->separator = base_csv_separator(header);
    if (base_csv_record(&l->lines, l->separator, RECORD_MAX, &r) != BASE_RECORD_OK)
        return false;
    for (size_t i = 0; i < r.n; i++)
        note_column(l, i, r.cell[i]);
    return has_both(l);
}

/* A header and the dashes under it. */
static bool
open_table(struct base_slice text, struct list *l)
{
    struct base_slice header, dashes;
    size_t n;

    *l = list_of(text);
    l->kind = LIST_TABLE;
    if (!skip_to_content(&l->lines) || !base_lines_next(&l->lines, &header) ||
        !base_lines_next(&l->lines, &dashes))
        return false;
    n = base_ruler(dashes, l->columns, COLUMNS_MAX);
    for (size_t i = 0; i < n; i++)
        note_column(l, i, base_ruler_field(header, &l->columns[i]));
    return has_both(l);
}

static bool
open_properties(struct base_slice text, struct list *l)
{
    struct base_slice line, name, value;
    struct base_lines ahead;

    *l = list_of(text);
    l->kind = LIST_PROPERTIES;
    ahead = l->lines;
    for (int i = 0; i < PROPERTIES_MAX && !has_both(l) && skip_to_content(&ahead); i++)
        if (base_lines_next(&ahead, &line) && base_property(line, &name, &value))
            note_column(l, 0, name);
    return has_both(l);
}

static bool
open_list(struct base_slice text, struct list *l)
{
    return open_csv(text, l) || open_table(text, l) || open_properties(text, l);
}

bool
read_is_list(struct base_slice text)
{
    struct list l;

    return open_list(text, &l);
}

/* The first odd line is reported; the rest of the list is read. */
static void
odd(struct reader *r, size_t line, const char *what)
{
    if (r->why->len > 0)
        return;
    base_text_str(r->why, "line ");
    base_text_u64(r->why, line);
    base_text_str(r->why, what);
}

/* A record counts when it names a thumbprint. */
static enum certcheck_status
mention(struct reader *r, struct base_slice thumbprint, struct base_slice use, size_t line)
{
    struct certcheck_mention m = { .line = (unsigned)line };
    struct base_text t;

    if (thumbprint.len == 0)
        return CERTCHECK_OK;
    if (!read_thumbprint(thumbprint, m.thumbprint)) {
        odd(r, line, ": a thumbprint that is not 40 hex digits");
        return CERTCHECK_OK;
    }
    base_text_init(&t, m.use, sizeof m.use);
    base_text_safe(&t, use);
    return read_mention(r, &m);
}

static enum certcheck_status
read_csv(struct reader *r, struct list *l)
{
    enum certcheck_status status = CERTCHECK_OK;
    struct base_record record;

    while (status == CERTCHECK_OK && skip_to_content(&l->lines)) {
        if (base_csv_record(&l->lines, l->separator, RECORD_MAX, &record) != BASE_RECORD_OK) {
            odd(r, l->lines.line, ": a quoted cell is never closed, or too many columns");
            break;
        }
        if (l->thumbprint < record.n)
            status = mention(r, record.cell[l->thumbprint],
                             l->use < record.n ? record.cell[l->use] : (struct base_slice){ 0 },
                             l->lines.line);
    }
    return status;
}

static enum certcheck_status
read_table(struct reader *r, struct list *l)
{
    enum certcheck_status status = CERTCHECK_OK;
    struct base_slice line;

    while (status == CERTCHECK_OK && base_lines_next(&l->lines, &line))
        status = mention(r, base_ruler_field(line, &l->columns[l->thumbprint]),
                         base_ruler_field(line, &l->columns[l->use]), l->lines.line);
    return status;
}

static enum certcheck_status
read_properties(struct reader *r, struct list *l)
{
    struct base_slice line, name, value, thumbprint = { 0 }, use = { 0 };
    enum certcheck_status status = CERTCHECK_OK;
    size_t at = 0;

    while (status == CERTCHECK_OK && base_lines_next(&l->lines, &line)) {
        bool pair = base_property(line, &name, &value);

        if (base_trim(line).len == 0 ||
            (pair && is_named(name, "Thumbprint") && thumbprint.len > 0)) {
            status = mention(r, thumbprint, use, at);
            thumbprint = use = (struct base_slice){ 0 };
        }
        if (pair && is_named(name, "Thumbprint")) {
            thumbprint = value;
            at = l->lines.line;
        } else if (pair && is_named(name, "Use")) {
            use = value;
        }
    }
    return status == CERTCHECK_OK ? mention(r, thumbprint, use, at) : status;
}

enum certcheck_status
read_list(struct reader *r, struct base_slice text)
{
    struct list l;

    (void)open_list(text, &l); /* otherwise it is read as the last kind tried */
    return l.kind == LIST_CSV     ? read_csv(r, &l)
           : l.kind == LIST_TABLE ? read_table(r, &l)
                                  : read_properties(r, &l);
}
