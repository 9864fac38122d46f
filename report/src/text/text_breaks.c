/* SPDX-License-Identifier: MIT */
/* Which certificates stop working, by date: the answer for a whole directory or estate. */
#include <output/escape.h>
#include <output/translate.h>
#include <output/width.h>

#include "text_breaks.h"
#include "text_block.h"

#define DAY_WIDTH 12
#define CHANGE_WIDTH 15

static void
add_padded(struct output_bytes *out, struct base_slice text, size_t width)
{
    size_t wide = output_width(text);

    output_add_slice(out, text);
    output_add_repeat(out, ' ', wide < width ? width - wide : 1);
}

static void
add_date(struct output_bytes *out, int64_t s)
{
    size_t from = out->len;

    if (s == CERTCHECK_NO_DATE)
        output_add_char(out, '-');
    else
        output_add_date(out, s);
    output_add_repeat(out, ' ', DAY_WIDTH - (out->len - from));
}

static void
add_row(const struct report_context *c, struct output_bytes *out, const struct report_breaks *b,
        const struct report_break *one)
{
    struct output_bytes words = { 0 };

    output_add_str(out, "  ");
    add_date(out, one->by_s);
    add_date(out, one->from_s);
    add_padded(out, base_slice_str(certcheck_change_get(one->change)->name), CHANGE_WIDTH);
    output_add_safe(&words, report_break_name(b, one));
    output_add_str(&words, " (");
    output_add_safe(&words, report_break_label(b, one));
    output_add_str(&words, one->assumed ? ") *: " : "): ");
    report_add_receivers(&words, one->receivers);
    output_add_wrapped(out, output_bytes_since(&words, 0), 2 + 2 * DAY_WIDTH + CHANGE_WIDTH,
                       report_text_width(c));
    output_bytes_done(&words, out);
}

void
report_text_breaks(const struct report_context *c, struct output_bytes *out,
                   const struct report_breaks *b)
{
    size_t n = report_breaks_n(b);
    bool assumed = false;

    if (n == 0)
        return;
    output_add_char(out, '\n');
    output_add_str(out,
                   output_translate(N_("What stops working, and which receivers refuse it then")));
    output_add_str(out, ":\n  ");
    add_padded(out, base_slice_str(output_translate(N_("BY"))), DAY_WIDTH);
    add_padded(out, base_slice_str(output_translate(N_("FROM"))), DAY_WIDTH);
    add_padded(out, base_slice_str(output_translate(N_("CHANGE"))), CHANGE_WIDTH);
    output_add_str(out, output_translate(N_("CERTIFICATE: REFUSED BY")));
    output_add_char(out, '\n');
    for (size_t i = 0; i < n; i++) {
        add_row(c, out, b, report_breaks_at(b, i));
        assumed = assumed || report_breaks_at(b, i)->assumed;
    }
    if (assumed)
        output_add_str(out, output_translate(N_(
                                "  * if this certificate is also presented in the client role\n")));
}
