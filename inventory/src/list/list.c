/* SPDX-License-Identifier: MIT */
/*
 * Lists of targets: bytes to UTF-8 lines, and which kind of list they are.
 *
 *     bytes -> clean.c (what cannot be seen) -> lines
 *       plain words, one a line ...................... inventory_add
 *       CSV with a header ........ csv.c     } a row of named cells: column.c says what a
 *       Format-Table, Format-List  console.c } column's name means, row.c makes targets of it,
 *       Computers of a pool ...... machines.c  machines.c takes a cell that names several
 *
 * A row that cannot be read is told with NAME:LINE and, where the caller takes faults, the rest
 * of the list is read.
 */
#include "kinds.h"

#include <base/utf16.h>

#include <stdlib.h>
#include <string.h>

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
plain_add(struct inventory_list *l)
{
    struct base_slice line;
    bool failed = false;

    while (inventory_list_line(l, &line, &failed)) {
        struct inventory_row row = { .seen = false };

        line = base_trim(inventory_without_comment(line));
        if (!inventory_line_split(line, &row.value[INVENTORY_FIELD_HOST],
                                  &row.value[INVENTORY_FIELD_PORT],
                                  &row.value[INVENTORY_FIELD_PROFILE])) {
            row = (struct inventory_row){ .seen = false };
            row.value[INVENTORY_FIELD_HOST] = base_unquote(line);
        }
        row.seen = line.len > 0;
        if (!inventory_row_add(l, &row) && !inventory_list_goes_on(l))
            return false;
    }
    return !failed;
}

/* The separator of "sep=;", a line for Excel that is no row; 0: another line. */
static uint8_t
separator_line(struct base_slice line)
{
    while (line.len > 0 && (line.ptr[line.len - 1] == '\r' || line.ptr[line.len - 1] == '"'))
        line.len--;
    if (line.len > 0 && line.ptr[0] == '"')
        line = inventory_part(line, 1, line.len);
    while (line.len > 5 && (line.ptr[line.len - 1] == ',' || line.ptr[line.len - 1] == ';'))
        line.len--; /* a spreadsheet wrote it back as a row */
    if (line.len != 5 || !base_slice_eq_nocase(inventory_part(line, 0, 4), base_slice_str("sep=")))
        return line.len == 4 && base_slice_eq_nocase(line, base_slice_str("sep=")) ? '\t' : 0;
    return line.ptr[4];
}

/* Blank lines and comments before the first line decide nothing (#TYPE of Export-Csv). */
static void
skip_comments(struct inventory_list *l)
{
    char ignored[BASE_WHY_MAX];
    struct inventory_list peek = *l;
    struct base_slice line;
    bool failed;

    peek.why = BASE_TEXT_IN(ignored);
    while (inventory_list_line(&peek, &line, &failed)) {
        if (l->separator == 0)
            l->separator = separator_line(line);
        line = base_trim(line);
        if (line.len > 0 && line.ptr[0] != '#' && separator_line(line) == 0)
            return;
        l->lines.at = peek.lines.at;
        l->lines.next = peek.lines.next;
    }
}

static bool
fault(struct inventory_list *l, const char *text)
{
    base_text_clear(l->why);
    return base_complain(l->why, l->name, text);
}

/* A JSON object, or an array of them. A target may begin with a bracket (an IPv6 address), but not
 * like this. */
static bool
json_is(const struct inventory_list *l)
{
    size_t at = l->lines.at;

    if (at < l->lines.text.len && l->lines.text.ptr[at] == '[')
        while (++at < l->lines.text.len && is_blank(l->lines.text.ptr[at]))
            ;
    return at < l->lines.text.len && l->lines.text.ptr[at] == '{';
}

static bool
text_add(struct inventory_list *l)
{
    bool ok;

    if (l->lines.text.len >= 4 && memcmp(l->lines.text.ptr, "PK\x03\x04", 4) == 0)
        return fault(l, "a ZIP archive is not a target list; pass an exported configuration "
                        "with --topology");
    if (memchr(l->lines.text.ptr, '\0', l->lines.text.len) != NULL)
        return fault(l, "not text; a list has one target per line, or is CSV with a header");
    skip_comments(l);
    if (l->lines.at < l->lines.text.len && l->lines.text.ptr[l->lines.at] == '<')
        return fault(l, "XML is not a target list; pass a topology with --topology");
    if (json_is(l))
        return fault(l, "JSON is not a target list; use Export-Csv instead of ConvertTo-Json");
    if (inventory_table_is(l))
        ok = inventory_table_add(l);
    else if (inventory_csv_is(l))
        ok = inventory_csv_add(l);
    else if (inventory_properties_is(l))
        ok = inventory_properties_add(l);
    else
        ok = plain_add(l);
    if (ok && l->rows == 0)
        return fault(l, "no target in it; give one per line, or CSV with a header");
    return ok;
}

static bool
utf8_add(struct inventory_list *l)
{
    char *owned;
    bool ok;

    if (!inventory_list_clean(&l->lines.text, &owned))
        return inventory_no_memory(l->why);
    ok = text_add(l);
    free(owned);
    return ok;
}

static bool
utf16_add(struct inventory_list *l, bool big_endian)
{
    struct base_utf16 d = { .big_endian = big_endian };
    size_t cap = BASE_UTF16_ROOM(l->lines.text.len);
    char *utf8 = malloc(cap);
    struct base_text t;
    bool ok;

    if (utf8 == NULL)
        return inventory_no_memory(l->why);
    base_text_init(&t, utf8, cap);
    base_utf16_feed(&d, l->lines.text, &t);
    base_utf16_finish(&d, &t);
    l->lines.text = (struct base_slice){ (const uint8_t *)utf8, t.len };
    ok = utf8_add(l);
    free(utf8);
    return ok;
}

bool
inventory_add_list(struct inventory *inv, struct base_slice bytes, const char *name,
                   struct base_text *why)
{
    struct inventory_list l = { .inv = inv, .lines.next = 1, .why = why };
    size_t mark;
    enum base_encoding e = base_encoding_detect(bytes, &mark);

    inventory_show_name(name, l.name);
    if (bytes.len > INVENTORY_LIST_MAX)
        return fault(&l, "over 64 MiB; split the list");
    if (bytes.len == mark)
        return fault(&l, "empty; a list has one target per line, or is CSV with a header");
    l.lines.text = inventory_part(bytes, mark, bytes.len);
    return e == BASE_UTF8 ? utf8_add(&l) : utf16_add(&l, e == BASE_UTF16BE);
}
