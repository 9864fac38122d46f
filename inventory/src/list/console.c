/* SPDX-License-Identifier: MIT */
/* What PowerShell prints for people: Format-Table and Format-List. */
#include "kinds.h"

#include <string.h>

#define COLUMNS_MAX 64

struct heading {
    struct base_column at;
    const struct inventory_column *column;
};

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

/* Reads the header and its dashes; the number of columns, or 0 when it is no table. */
static size_t
table_header(struct inventory_list *l, struct heading *out, bool *host)
{
    struct base_slice header, dashes;
    struct base_column columns[COLUMNS_MAX];
    bool failed;
    size_t n;

    *host = false;
    if (!inventory_list_line(l, &header, &failed) || !inventory_list_line(l, &dashes, &failed))
        return 0;
    n = base_ruler(dashes, columns, COLUMNS_MAX);
    for (size_t i = 0; i < n; i++) {
        out[i].at = columns[i];
        out[i].column = inventory_column_named(base_ruler_cell(header, &columns[i]));
        *host |= inventory_column_locates(out[i].column);
    }
    return n;
}

bool
inventory_table_is(const struct inventory_list *l)
{
    char ignored[BASE_WHY_MAX];
    struct heading columns[COLUMNS_MAX];
    struct inventory_list peek = *l;
    bool host;

    peek.why = BASE_TEXT_IN(ignored);
    return table_header(&peek, columns, &host) > 0;
}

static bool
no_host(struct inventory_list *l, const char *what)
{
    char names[160];

    base_text_clear(l->why);
    base_text_str(l->why, "no ");
    base_text_str(l->why, what);
    base_text_str(l->why, " for the host; one of ");
    base_text_str(l->why, inventory_host_columns(names, sizeof names));
    base_text_str(l->why, " is needed");
    return inventory_list_located(l);
}

static bool
is_cut(struct base_slice value)
{
    return (value.len >= 3 && memcmp(value.ptr + value.len - 3, "...", 3) == 0) ||
           (value.len >= 3 && memcmp(value.ptr + value.len - 3, "\xE2\x80\xA6", 3) == 0);
}

static bool
is_list(const struct inventory_column *c)
{
    return c != NULL && c->field == INVENTORY_FIELD_MACHINES;
}

static bool
cell_add(struct inventory_list *l, struct inventory_row *row, const struct inventory_column *c,
         struct base_slice value)
{
    if (c != NULL && !is_list(c) && is_cut(value)) {
        (void)inventory_fail(l->why, value,
                             "cut short by PowerShell; use Export-Csv, or "
                             "Format-List with Out-File -Width 400");
        return inventory_list_located(l);
    }
    inventory_row_set(row, c, value);
    return true;
}

static bool
table_row(struct inventory_list *l, struct base_slice line, const struct heading *columns, size_t n)
{
    struct inventory_row row = { .seen = false };

    for (size_t i = 0; i < n; i++) {
        const struct heading *h = &columns[i];

        if (!cell_add(l, &row, h->column,
                      is_list(h->column) ? base_ruler_field(line, &h->at)
                                         : base_ruler_cell(line, &h->at)))
            return false;
    }
    return inventory_row_add(l, &row);
}

bool
inventory_table_add(struct inventory_list *l)
{
    struct heading columns[COLUMNS_MAX];
    struct base_slice line;
    bool host, failed = false;
    size_t n = table_header(l, columns, &host);

    if (!host)
        return no_host(l, "column");
    while (inventory_list_line(l, &line, &failed)) {
        if (!table_row(l, line, columns, n) && !inventory_list_goes_on(l))
            return false;
    }
    return !failed;
}

/* "Name   : value"; a HOST:PORT has no blank after its colon. */
static bool
property(struct base_slice line, struct base_slice *name, struct base_slice *value)
{
    size_t colon = inventory_find(line, 0, ':');

    if (!base_property(line, name, value) || is_blank(line.ptr[0]) ||
        (colon + 1 < line.len && !is_blank(line.ptr[colon + 1])))
        return false;
    for (size_t i = 0; i < name->len; i++)
        if (is_blank(name->ptr[i]) || name->ptr[i] == '.' || name->ptr[i] == '#')
            return false;
    return name->len > 0;
}

bool
inventory_properties_is(const struct inventory_list *l)
{
    char ignored[BASE_WHY_MAX];
    struct inventory_list peek = *l;
    struct base_slice line, name, value;
    bool failed;

    peek.why = BASE_TEXT_IN(ignored);
    return inventory_list_line(&peek, &line, &failed) && property(line, &name, &value);
}

/* Format-List breaks a list between its items: the value so far is the text before this line. */
static void
append_line(struct base_slice *value, struct base_slice line)
{
    line = base_trim(line);
    if (value->len > 0)
        value->len = (size_t)(line.ptr + line.len - value->ptr);
}

/* An empty line separates objects. Values that are too long go on in indented lines, which are
 * skipped: no value that is needed is so long, lists of machines aside. */
static bool
property_line(struct inventory_list *l, struct base_slice line, struct inventory_row *row,
              const struct inventory_column **last, bool *host)
{
    struct base_slice name, value;

    if (property(line, &name, &value)) {
        *last = inventory_column_named(name);
        *host |= inventory_column_locates(*last);
        return cell_add(l, row, *last, value);
    }
    if (is_list(*last) && is_blank(line.ptr[0])) {
        append_line(&row->value[(*last)->field], line);
        return true;
    }
    if (*last != NULL || !is_blank(line.ptr[0])) {
        (void)inventory_fail(l->why, base_trim(line),
                             "not a 'Name : value' line; use "
                             "Export-Csv, or Format-List with "
                             "Out-File -Width 400");
        return inventory_list_located(l);
    }
    return true;
}

bool
inventory_properties_add(struct inventory_list *l)
{
    const struct inventory_column *last = NULL;
    struct inventory_row row = { .seen = false };
    struct base_slice line;
    bool failed = false, host = false, ok = true;
    size_t first = l->lines.next;

    while (ok && inventory_list_line(l, &line, &failed)) {
        size_t here = l->lines.line;

        if (base_trim(line).len > 0) {
            first = row.seen ? first : here;
            ok = property_line(l, line, &row, &last, &host) || inventory_list_goes_on(l);
            continue;
        }
        l->lines.line = first;
        ok = !host || inventory_row_add(l, &row) || inventory_list_goes_on(l);
        row = (struct inventory_row){ .seen = false };
        last = NULL;
    }
    if (!ok || failed)
        return false;
    l->lines.line = first;
    return host ? inventory_row_add(l, &row) || inventory_list_goes_on(l) : no_host(l, "property");
}
