/* SPDX-License-Identifier: MIT */
/* What other verifiers make of a certificate, and what the changes asked for do to it. */
#include <output/translate.h>

#include "parts/breaks.h"
#include "text_block.h"

#define NAME_WIDTH 22
#define ANSWER_WIDTH 26

static void
add_cell(struct base_text *t, size_t from, size_t width)
{
    do
        base_text_byte(t, ' ');
    while (t->len < from + width && !t->cut);
}

static void
add_answers(struct base_text *t, const struct assess_result *r, unsigned id)
{
    size_t at = t->len;

    base_text_str(t, certcheck_verifier_get((enum certcheck_verifier_id)id)->name);
    add_cell(t, at, NAME_WIDTH);
    for (unsigned u = 0; u < BASE_USAGES; u++) {
        const struct certcheck_verification *v = &r->forecast->verified.at[id][u];

        if ((r->forecast->verified.usages & 1u << u) == 0)
            continue;
        at = t->len;
        base_text_str(t, output_translate(report_answer_word(v)));
        if (v->reason != CERTCHECK_REASON_UNCHECKED && v->reason != CERTCHECK_REASON_WITHHELD) {
            base_text_str(t, " (");
            base_text_str(t, certcheck_reason_name(v->reason));
            base_text_byte(t, ')');
        }
        if ((r->forecast->verified.usages & ~((2u << u) - 1)) != 0)
            add_cell(t, at, ANSWER_WIDTH);
    }
}

static void
add_matrix(struct report_context *c, struct output_bytes *out, const struct assess_result *r)
{
    struct base_text t = output_scratch(&c->scratch);
    size_t at;

    add_cell(&t, 0, NAME_WIDTH);
    for (unsigned u = 0; u < BASE_USAGES; u++) {
        at = t.len;
        if ((r->forecast->verified.usages & 1u << u) == 0)
            continue;
        base_text_str(&t, base_usage_name(1u << u));
        if ((r->forecast->verified.usages & ~((2u << u) - 1)) != 0)
            add_cell(&t, at, ANSWER_WIDTH);
    }
    output_add_repeat(out, ' ', 2);
    output_add_str(out, output_translate(N_("verifiers")));
    output_add_repeat(out, ' ', 2);
    output_add_slice(out, output_scratch_done(&t));
    output_add_char(out, '\n');
    for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++) {
        if ((r->forecast->verified.wanted & (uint64_t)1 << i) == 0)
            continue;
        t = output_scratch(&c->scratch);
        add_answers(&t, r, i);
        output_add_repeat(out, ' ', 2 + REPORT_TEXT_LABEL);
        output_add_slice(out, output_scratch_done(&t));
        output_add_char(out, '\n');
    }
}

static void
add_change(struct report_context *c, struct output_bytes *out, const struct assess_result *r,
           const struct certcheck_change_result *change)
{
    struct base_text t = output_scratch(&c->scratch);

    report_change_text(change, true, &t);
    if (r->assumed)
        base_text_str(&t, output_translate(
                              N_(" (if this certificate is also presented in the client role)")));
    report_text_line(c, out, 2, N_("change"), output_scratch_done(&t));
}

void
report_text_forecast(struct report_context *c, struct output_bytes *out,
                     const struct assess_result *r)
{
    const struct certcheck_forecast *f = r->forecast;

    if (f == NULL)
        return;
    for (size_t i = 0; i < f->changes_n && report_has_changes(r); i++)
        add_change(c, out, r, &f->changes[i]);
    if (report_has_verifiers(r))
        add_matrix(c, out, r);
}
