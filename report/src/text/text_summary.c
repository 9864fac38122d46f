/* SPDX-License-Identifier: MIT */
#include "text_summary.h"

#include <advice/sentences.h>
#include <output/translate.h>
#include <output/width.h>

#include <string.h>

#include "text_block.h"
#include "text_table.h"

static const enum certcheck_verdict worst_first[] = {
    CERTCHECK_BREAKS,         CERTCHECK_BROKEN,      CERTCHECK_INDETERMINATE,
    CERTCHECK_NO_CERTIFICATE, CERTCHECK_UNREACHABLE, CERTCHECK_READY,
};
_Static_assert(sizeof worst_first / sizeof worst_first[0] == CERTCHECK_VERDICTS, "one is missing");

/* What n results are or do, behind the number. */
static const char *
predicate(enum certcheck_verdict v, size_t n)
{
    switch (v) {
    case CERTCHECK_BREAKS:
        return output_translate_n(" breaks", " break", n);
    case CERTCHECK_BROKEN:
        return output_translate_n(" is broken", " are broken", n);
    case CERTCHECK_NO_CERTIFICATE:
        return output_translate_n(" has no certificate", " have no certificate", n);
    case CERTCHECK_UNREACHABLE:
        return output_translate_n(" was not reached", " were not reached", n);
    case CERTCHECK_READY:
        return output_translate_n(" is ready", " are ready", n);
    case CERTCHECK_INDETERMINATE:
    default:
        return output_translate(N_(" could not be judged"));
    }
}

/* ", 3 break" in its colour, on a new line where it does not fit. */
static void
print_count(struct report_context *c, enum certcheck_verdict v, unsigned n, size_t *column)
{
    const char *color = report_verdict_color(&c->style, v);
    struct output_bytes count = { 0 };
    size_t width;

    output_add_u64(&count, n);
    output_add_str(&count, predicate(v, n));
    width = output_width(output_bytes_since(&count, 0)) + strlen(", ");
    if (*column + width + 2 > report_text_width(c)) { /* and a wide comma */
        while (!c->out.no_memory && c->out.len > 0 && c->out.ptr[c->out.len - 1] == ' ')
            c->out.len--;
        output_add_str(&c->out, "\n  ");
        *column = 2;
    }
    *column += width;
    output_add_str(&c->out, color);
    output_add_slice(&c->out, output_bytes_since(&count, 0));
    output_add_str(&c->out, *color == '\0' ? "" : REPORT_COLOR_OFF);
    output_bytes_done(&count, &c->out);
}

/* First of all: what to do, and what that rests on. */
void
report_text_decision(struct report_context *c, const struct assess_run_info *run)
{
    struct output_bytes words = { 0 };

    advice_decision_write(&c->decision, run, true, &words);
    output_add_str(&c->out, c->style.color ? "\033[1m" : "");
    output_add_wrapped(&c->out, output_bytes_since(&words, 0), 0, report_text_width(c));
    if (c->style.color && !c->out.no_memory) {
        c->out.len--; /* bold ends before the line does */
        output_add_str(&c->out, REPORT_COLOR_OFF "\n");
    }
    words.len = 0;
    advice_decision_basis(&c->decision, run, true, &words);
    output_add_wrapped(&c->out, output_bytes_since(&words, 0), 0, report_text_width(c));
    output_bytes_done(&words, &c->out);
}

void
report_text_interruption(struct report_context *c, const struct assess_run_info *run)
{
    struct base_text t = output_scratch(&c->scratch);

    if (!assess_is_incomplete(run))
        return;
    advice_interruption(run, true, &t);
    output_add_wrapped(&c->out, output_scratch_done(&t), 0, report_text_width(c));
}

/* What the line of counts calls them. */
static const char *
noun(const struct assess_run_info *run, const struct report_text_counts *n)
{
    size_t rest = run->results - n->templates;

    if (!assess_is_of_files(run))
        return output_translate_n(" endpoint", " endpoints", rest);
    if (n->requests == rest)
        return output_translate_n(" request", " requests", rest);
    return output_translate_n(" object", " objects", rest);
}

static void
print_templates(struct report_context *c, const struct report_text_counts *n)
{
    struct output_bytes line = { 0 };

    output_add_u64(&line, n->templates);
    output_add_str(&line, output_translate_n(" template: ", " templates: ", n->templates));
    report_add_template_counts(&line, &n->fits);
    output_add_str(&line, output_translate(N_(".")));
    output_add_wrapped(&c->out, output_bytes_since(&line, 0), 1, report_text_width(c));
    output_bytes_done(&line, &c->out);
}

static void
print_verdicts(struct report_context *c, const struct assess_run_info *run,
               const struct report_text_counts *apart)
{
    size_t from = c->out.len, column;
    bool first = true;

    output_add_u64(&c->out, run->results - apart->templates);
    output_add_str(&c->out, noun(run, apart));
    column = output_width(output_bytes_since(&c->out, from));
    for (size_t i = 0; i < CERTCHECK_VERDICTS; i++) {
        unsigned n = run->summary[worst_first[i]] - apart->verdicts[worst_first[i]];

        if (n == 0)
            continue;
        output_add_str(&c->out, first ? ": " : output_translate(N_(", ")));
        print_count(c, worst_first[i], n, &column);
        first = false;
    }
    if (run->interrupted > 0) {
        output_add_str(&c->out, first ? ": " : output_translate(N_(", ")));
        output_add_u64(&c->out, run->interrupted);
        output_add_str(
            &c->out, output_translate_n(" was interrupted", " were interrupted", run->interrupted));
    }
    output_add_str(&c->out, output_translate(N_(".")));
    output_add_char(&c->out, '\n');
}

void
report_text_summary(struct report_context *c, const struct assess_run_info *run,
                    const struct report_text_counts *apart)
{
    output_add_str(&c->out, "\n");
    if (apart->templates > 0)
        print_templates(c, apart);
    if (run->results > apart->templates || run->interrupted > 0)
        print_verdicts(c, run, apart);
    report_text_interruption(c, run);
}

void
report_text_notes(struct report_context *c, const struct assess_run_info *run)
{
    const char *label = output_translate(N_("Note: "));

    if (advice_decision_is_of_psom(&c->decision) && !c->style.quiet) {
        output_add_str(&c->out, label);
        output_add_wrapped(&c->out, base_slice_str(output_translate(advice_glossary())),
                           output_width(base_slice_str(label)), report_text_width(c));
    }
    for (size_t i = 0; i < run->notes_n && !c->style.quiet; i++) {
        struct base_text t = output_scratch(&c->scratch);
        char note[ADVICE_NOTE_MAX];

        base_text_safe(&t, base_slice_str(advice_note(run, i, BASE_TEXT_IN(note))));
        output_add_str(&c->out, label);
        output_add_wrapped(&c->out, output_scratch_done(&t), output_width(base_slice_str(label)),
                           report_text_width(c));
    }
}
