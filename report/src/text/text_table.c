/* SPDX-License-Identifier: MIT */
#include "text_table.h"

#include <output/natural.h>
#include <output/translate.h>
#include <output/width.h>

#include <stdlib.h>

/* What the columns hold, in order; those that are fixed stand behind VERDICT. */
enum column { NAME, PROFILE, VERDICT, BY_USAGE, EXPIRES, CERTIFICATE };

#define GAP 2
#define NAME_MIN 20
#define NAME_ENOUGH 34 /* other columns give way before names get shorter */
#define CERTIFICATE_MIN 14

/* Small: all rows are looked at when they are sorted. */
struct report_table_row {
    const struct report_table *table; /* for qsort */
    size_t from;
    uint32_t end[REPORT_TABLE_COLUMNS]; /* of each cell, behind `from`: the next begins there */
    uint32_t tag, note, order;          /* UINT32_MAX stands for SIZE_MAX; no index is that large */
    enum certcheck_verdict verdict;
    bool hidden, apart;
};

struct layout {
    size_t width[REPORT_TABLE_COLUMNS]; /* 0: left out */
    unsigned fixed;
};

const char *
report_verdict_color(const struct report_style *style, enum certcheck_verdict v)
{
    if (!style->color)
        return "";
    switch (v) {
    case CERTCHECK_READY:
        return "\033[32m";
    case CERTCHECK_BREAKS:
        return "\033[1;31m";
    case CERTCHECK_BROKEN:
        return "\033[31m";
    case CERTCHECK_UNREACHABLE:
        return "\033[35m";
    case CERTCHECK_INDETERMINATE:
    case CERTCHECK_NO_CERTIFICATE:
    default:
        return "\033[33m";
    }
}

static bool
grow(struct report_table *t)
{
    if (!output_bytes_room(&t->room, sizeof *t->rows)) {
        t->no_memory = true;
        return false;
    }
    t->room.len += sizeof *t->rows;
    t->rows = (struct report_table_row *)(void *)t->room.ptr;
    return true;
}

struct output_bytes *
report_table_row(struct report_table *t, enum certcheck_verdict verdict, size_t tag, size_t note)
{
    t->cells = 0;
    if (grow(t)) {
        t->rows[t->n] = (struct report_table_row){ .from = t->text.len,
                                                   .tag = (uint32_t)tag,
                                                   .note = (uint32_t)note,
                                                   .verdict = verdict,
                                                   .order = (uint32_t)t->n };
        t->n++;
    }
    return &t->text;
}

void
report_table_cell(struct report_table *t)
{
    struct report_table_row *row = t->no_memory ? NULL : &t->rows[t->n - 1];

    if (row == NULL || t->cells >= REPORT_TABLE_COLUMNS)
        return;
    for (unsigned i = t->cells++; i < REPORT_TABLE_COLUMNS; i++) /* those to come are empty */
        row->end[i] = (uint32_t)(t->text.len - row->from);
}

size_t
report_table_rows(const struct report_table *t)
{
    return t->n;
}

void
report_table_hide(struct report_table *t, size_t row)
{
    t->hidden += !t->rows[row].hidden;
    t->rows[row].hidden = true;
}

void
report_table_set_apart(struct report_table *t, size_t row)
{
    if (row >= t->n) /* there was no memory for it */
        return;
    t->apart += !t->rows[row].apart;
    t->rows[row].apart = true;
}

bool
report_table_is_hidden(const struct report_table *t, size_t row)
{
    return t->rows[row].hidden;
}

static size_t
widened(uint32_t number)
{
    return number == UINT32_MAX ? SIZE_MAX : number;
}

size_t
report_table_tag(const struct report_table *t, size_t row)
{
    return widened(t->rows[row].tag);
}

size_t
report_table_note(const struct report_table *t, size_t row)
{
    return widened(t->rows[row].note);
}

static struct base_slice
cell(const struct report_table *t, const struct report_table_row *row, unsigned column)
{
    uint32_t begin = column == 0 ? 0 : row->end[column - 1];

    return (struct base_slice){ (const uint8_t *)t->text.ptr + row->from + begin,
                                row->end[column] - begin };
}

struct base_slice
report_table_text(const struct report_table *t, size_t row, unsigned column)
{
    return cell(t, &t->rows[row], column);
}

static int
compare_rows(const void *pa, const void *pb)
{
    const struct report_table_row *a = pa, *b = pb;
    int order = output_compare_natural(cell(a->table, a, NAME), cell(b->table, b, NAME));

    if (order == 0)
        order = output_compare_natural(cell(a->table, a, PROFILE), cell(b->table, b, PROFILE));
    return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

void
report_table_sort(struct report_table *t)
{
    for (size_t i = 0; i < t->n; i++)
        t->rows[i].table = t;
    if (t->n > 1)
        qsort(t->rows, t->n, sizeof t->rows[0], compare_rows);
}

static const char *
heading(const struct report_table *t, unsigned column, bool endpoints)
{
    static const char *const names[] = { N_("ENDPOINT"), N_("PROFILE"), N_("VERDICT"),
                                         N_("BY USAGE"), N_("EXPIRES"), N_("CERTIFICATE") };

    if (t->headings != NULL)
        return output_translate(t->headings[column]);
    if (!endpoints && column == NAME)
        return output_translate(N_("FILE"));
    if (!endpoints && column == PROFILE)
        return output_translate(N_("KIND"));
    return column < sizeof names / sizeof names[0] ? output_translate(names[column]) : "";
}

static size_t
total(const struct layout *l)
{
    size_t sum = 0;

    for (unsigned i = 0; i < REPORT_TABLE_COLUMNS; i++)
        if (l->width[i] > 0)
            sum += l->width[i] + (sum > 0 ? GAP : 0);
    return sum;
}

/* The width of a column, wherever the fixed ones move it. */
static size_t *
width_of(struct layout *l, enum column column)
{
    return &l->width[column > VERDICT ? column + l->fixed : column];
}

/* Make column narrower by what is too much, but not below least. */
static void
shrink(struct layout *l, enum column column, size_t least, size_t limit)
{
    size_t sum = total(l), too_much = sum > limit ? sum - limit : 0;
    size_t *width = width_of(l, column), spare = *width > least ? *width - least : 0;

    *width -= too_much < spare ? too_much : spare;
}

/* The least informative columns get narrower first, the verdict never. Few endpoints have more than
 * one usage, and their findings name it; for files the usages matter most. */
static void
fit_layout(struct layout *l, size_t limit, bool endpoints)
{
    static const enum column dispensable[] = { CERTIFICATE, EXPIRES };

    if (endpoints && total(l) > limit)
        *width_of(l, BY_USAGE) = 0;
    shrink(l, CERTIFICATE, CERTIFICATE_MIN, limit);
    for (size_t i = 0; i < 2 && total(l) > limit; i++) {
        struct layout shrunk = *l;

        shrink(&shrunk, NAME, NAME_ENOUGH, limit);
        if (total(&shrunk) <= limit)
            break;
        *width_of(l, dispensable[i]) = 0;
    }
    shrink(l, NAME, NAME_MIN, limit);
    shrink(l, BY_USAGE, NAME_MIN, limit);
    shrink(l, PROFILE, 8, limit);
    shrink(l, NAME, 8, limit);
    if (total(l) > limit)
        *width_of(l, BY_USAGE) = 0;
}

static bool
is_printed(const struct report_table_row *row)
{
    return !row->hidden && !row->apart;
}

static void
make_layout(struct layout *l, const struct report_table *t, size_t limit, bool endpoints)
{
    *l = (struct layout){ .fixed = t->fixed };
    for (size_t row = 0; row < t->n; row++)
        for (unsigned i = 0; i < REPORT_TABLE_COLUMNS && is_printed(&t->rows[row]); i++) {
            size_t width = output_width(cell(t, &t->rows[row], i));

            if (width > l->width[i])
                l->width[i] = width;
        }
    for (unsigned i = 0; i < REPORT_TABLE_COLUMNS; i++)
        if (l->width[i] > 0 && l->width[i] < output_width(base_slice_str(heading(t, i, endpoints))))
            l->width[i] = output_width(base_slice_str(heading(t, i, endpoints)));
    if (limit > 0)
        fit_layout(l, limit, endpoints);
}

static void
print_cell(struct output_bytes *out, const struct layout *l, unsigned column,
           struct base_slice text, const char *color)
{
    size_t from, width;

    output_add_str(out, text.len > 0 ? color : "");
    from = out->len;
    if (column == NAME)
        output_add_cut_middle(out, text, l->width[column]);
    else
        output_add_cut(out, text, l->width[column]);
    width = output_width(output_bytes_since(out, from));
    output_add_str(out, text.len > 0 && *color != '\0' ? REPORT_COLOR_OFF : "");
    output_add_repeat(out, ' ', l->width[column] + GAP - width);
}

static void
end_line(struct output_bytes *out)
{
    while (out->len > 0 && out->ptr[out->len - 1] == ' ')
        out->len--;
    output_add_char(out, '\n');
}

void
report_table_print(const struct report_table *t, struct output_bytes *out,
                   const struct report_style *style, bool endpoints)
{
    struct layout l;

    if (t->no_memory || t->text.no_memory || t->n == t->hidden + t->apart)
        return;
    make_layout(&l, t, (size_t)style->width, endpoints);
    for (unsigned i = 0; i < REPORT_TABLE_COLUMNS; i++)
        if (l.width[i] > 0)
            print_cell(out, &l, i, base_slice_str(heading(t, i, endpoints)),
                       style->color ? "\033[1m" : "");
    end_line(out);
    for (size_t row = 0; row < t->n; row++) {
        const char *color = report_verdict_color(style, t->rows[row].verdict);

        if (!is_printed(&t->rows[row]))
            continue;
        for (unsigned i = 0; i < REPORT_TABLE_COLUMNS; i++)
            if (l.width[i] > 0)
                print_cell(out, &l, i, cell(t, &t->rows[row], i), i == VERDICT ? color : "");
        end_line(out);
    }
}

bool
report_table_no_memory(const struct report_table *t)
{
    return t->no_memory || t->text.no_memory;
}

void
report_table_free(struct report_table *t)
{
    output_bytes_free(&t->text);
    output_bytes_free(&t->room);
    *t = (struct report_table){ 0 };
}
