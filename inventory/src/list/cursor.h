/* SPDX-License-Identifier: MIT */
/* A cursor over the lines of a list. */
#ifndef INVENTORY_CURSOR_H
#define INVENTORY_CURSOR_H

#include "internal.h"

#define INVENTORY_LINE_MAX 65536u /* a line, or a CSV record of several */

struct inventory_list {
    struct inventory *inv;
    struct base_lines lines; /* of UTF-8; line: where the current line or record began */
    size_t rows;             /* lines and records that named something */
    uint8_t separator;       /* of a "sep=;" line; 0: none */
    bool stray_told;         /* that numbers of a column that is not read may be ports */
    char name[INVENTORY_NAME_SHOWN];
    struct base_text *why;
};

/* The next line. False at the end; a line that is too long is taken as the end with *failed set and
 * why written. */
bool inventory_list_line(struct inventory_list *l, struct base_slice *out, bool *failed);

/* Always false: puts "NAME:LINE: " before why. */
bool inventory_list_located(struct inventory_list *l);

/* A fault of a row: is the rest of the list read all the same? Tells it then (inventory_options).
 */
bool inventory_list_goes_on(struct inventory_list *l);

/* The line up to a comment (#). */
struct base_slice inventory_without_comment(struct base_slice line);

#endif
