/* SPDX-License-Identifier: MIT */
/* The table of the text format: rows of cells, columns as wide as they need. */
#ifndef REPORT_TEXT_TABLE_H
#define REPORT_TEXT_TABLE_H

#include <output/bytes.h>
#include <report/report.h>

#define REPORT_TABLE_COLUMNS 7
#define REPORT_COLOR_OFF "\033[0m"

struct report_table_row;

struct report_table {
    struct output_bytes text; /* all cells, one after the other */
    struct output_bytes room; /* of the rows */
    struct report_table_row *rows;
    size_t n, hidden, apart;
    const char *const *headings; /* of all columns, English; NULL: those of endpoints or files */
    unsigned fixed;              /* columns behind the verdict that never give way */
    unsigned cells;              /* of the last row, so far */
    bool no_memory;
};

/* Begin a row with two numbers of the caller's; append a cell to what is returned, then end it with
 * _cell. */
struct output_bytes *report_table_row(struct report_table *t, enum certcheck_verdict verdict,
                                      size_t tag, size_t note);
void report_table_cell(struct report_table *t);

size_t report_table_rows(const struct report_table *t);
size_t report_table_tag(const struct report_table *t, size_t row);
size_t report_table_note(const struct report_table *t, size_t row);
struct base_slice report_table_text(const struct report_table *t, size_t row, unsigned column);

/* Leave a row out of what is printed. */
void report_table_hide(struct report_table *t, size_t row);
bool report_table_is_hidden(const struct report_table *t, size_t row);

/* ... and one that stands in a table of its own. */
void report_table_set_apart(struct report_table *t, size_t row);

/* By the first column, numbers within it as numbers; then by the second. */
void report_table_sort(struct report_table *t);

void report_table_print(const struct report_table *t, struct output_bytes *out,
                        const struct report_style *style, bool endpoints);

bool report_table_no_memory(const struct report_table *t);
void report_table_free(struct report_table *t);

/* The escape sequence that begins a verdict's colour, "" without colour. */
const char *report_verdict_color(const struct report_style *style, enum certcheck_verdict v);

#endif
