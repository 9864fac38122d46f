/* SPDX-License-Identifier: MIT */
#include "text_block.h"

#include <output/translate.h>
#include <output/width.h>

size_t
report_text_width(const struct report_context *c)
{
    return c->style.width > 0 ? (size_t)c->style.width : 80;
}

void
report_text_line(const struct report_context *c, struct output_bytes *out, size_t indent,
                 const char *label, struct base_slice text)
{
    const char *shown = output_translate(label);
    size_t width = output_width(base_slice_str(shown));

    if (text.len == 0)
        return;
    output_add_repeat(out, ' ', indent);
    output_add_str(out, shown);
    output_add_repeat(out, ' ', width < REPORT_TEXT_LABEL - 1 ? REPORT_TEXT_LABEL - width : 1);
    output_add_wrapped(out, text, indent + REPORT_TEXT_LABEL, report_text_width(c));
}
