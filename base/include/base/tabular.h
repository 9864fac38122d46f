/* SPDX-License-Identifier: MIT */
/*
 * Tables of cells in text, as spreadsheets export and PowerShell prints them. Cells are slices into
 * the text: nothing is copied or allocated, and nothing is known of what a column means.
 *
 *     text --base_lines_next--> lines          one line, and its number
 *       |
 *       +-- CSV (RFC 4180)        Name,Use              base_csv_separator, base_csv_record:
 *       |                         "a ""b""",Default       quoted cells may hold lines
 *       |
 *       +-- Format-Table          Name   Use            base_ruler: columns, by the dashes
 *       |                         ----   ---            base_ruler_cell: a word that touches them
 *       |                         a      Default        base_ruler_field: all below a heading
 *       |
 *       +-- Format-List           Name : a              base_property: one line of it
 *                                 Use  : Default
 *
 * Columns of Format-Table are counted in characters, not in bytes: names beyond ASCII shift none.
 */
#ifndef BASE_TABULAR_H
#define BASE_TABULAR_H

#include <base/slice.h>

BASE_BEGIN_DECLS

/* Blanks, tabs and line ends go at both ends. */
struct base_slice base_trim(struct base_slice s);

/* One pair of double quotes around it goes; doubled ones inside stay as they are. */
struct base_slice base_unquote(struct base_slice s);

/* A cursor over lines. */
struct base_lines {
    struct base_slice text;
    size_t at;   /* where the next line begins */
    size_t line; /* the number of the last one taken, from 1 */
    size_t next; /* of the next one; begin with 1 */
};

/* The next line without its LF and one CR. False: there is none. */
bool base_lines_next(struct base_lines *l, struct base_slice *out);

#define BASE_CELLS_MAX 256u

/* Large: 4 KiB. */
struct base_record {
    struct base_slice cell[BASE_CELLS_MAX]; /* trimmed, without quotes */
    size_t n;
};

enum base_record_status {
    BASE_RECORD_OK,
    BASE_RECORD_CELLS,    /* more than BASE_CELLS_MAX */
    BASE_RECORD_UNCLOSED, /* a quoted cell does not end within the limit */
    BASE_RECORD_LONG,     /* the record goes on beyond it */
};

/* A comma, a semicolon or a tab: what stands in the header most often. */
uint8_t base_csv_separator(struct base_slice header);

/* The record that begins at the cursor, of at most max_len bytes and as many lines as its quoted
 * cells have; `line` is where it began. Where it is not BASE_RECORD_OK, only `line` has changed. */
enum base_record_status base_csv_record(struct base_lines *l, uint8_t separator, size_t max_len,
                                        struct base_record *out);

/* A column of Format-Table, in characters. */
struct base_column {
    size_t from, to; /* of its dashes */
    size_t next;     /* where the next one's begin; SIZE_MAX: it is the last */
};

/* The columns that a line of dashes has; 0: it is none, or has more than max. */
size_t base_ruler(struct base_slice dashes, struct base_column *out, size_t max);

/* The run without blanks that touches the dashes: it begins with them where text stands left, ends
 * with them where numbers stand right. */
struct base_slice base_ruler_cell(struct base_slice line, const struct base_column *c);

/* All that stands from its dashes to the next ones, trimmed. */
struct base_slice base_ruler_field(struct base_slice line, const struct base_column *c);

/* "Name   : value", at the first colon. False: there is none. */
bool base_property(struct base_slice line, struct base_slice *name, struct base_slice *value);

BASE_END_DECLS

#endif
