/* SPDX-License-Identifier: MIT */
/*
 * Columns on a terminal: East Asian wide runes take two, combining marks none.
 * A table of our own, so that the layout does not turn on the locale.
 */
#ifndef OUTPUT_WIDTH_H
#define OUTPUT_WIDTH_H

#include <base/declare.h>
#include <base/slice.h>
#include <output/bytes.h>

BASE_BEGIN_DECLS

size_t output_width(struct base_slice text); /* text is UTF-8, safe to show */

/* text in at most `columns`, an ellipsis for what is left out: at its end, or
 * in its middle where the end matters too (a port, a file's ending). */
void output_add_cut(struct output_bytes *out, struct base_slice text, size_t columns);
void output_add_cut_middle(struct output_bytes *out, struct base_slice text, size_t columns);

/*
 * text as lines of at most `width` columns (0: no limit), broken at spaces or,
 * where a word is longer than a line, anywhere. The first line continues the
 * current one, which is already `indent` wide; further ones are indented.
 * Ends with a newline.
 */
void output_add_wrapped(struct output_bytes *out, struct base_slice text, size_t indent,
                        size_t width);

BASE_END_DECLS

#endif
