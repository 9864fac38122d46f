/* SPDX-License-Identifier: MIT */
/*
 * Columns on a terminal: East Asian wide runes take two, combining marks none.
 * A table of our own, so that the layout does not turn on the locale.
 */
#ifndef REPORT_WIDTH_H
#define REPORT_WIDTH_H

#include <base/slice.h>
#include <output/bytes.h>

size_t report_width(struct base_slice text); /* text is UTF-8, safe to show */

/* text in at most `columns`, an ellipsis for what is left out: at its end, or
 * in its middle where the end matters too (a port, a file's ending). */
void report_add_cut(struct report_bytes *out, struct base_slice text, size_t columns);
void report_add_cut_middle(struct report_bytes *out, struct base_slice text, size_t columns);

/*
 * text as lines of at most `width` columns (0: no limit), broken at spaces or,
 * where a word is longer than a line, anywhere. The first line continues the
 * current one, which is already `indent` wide; further ones are indented.
 * Ends with a newline.
 */
void report_add_wrapped(struct report_bytes *out, struct base_slice text, size_t indent,
                        size_t width);

#endif
