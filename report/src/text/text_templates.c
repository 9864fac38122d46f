/* SPDX-License-Identifier: MIT */
#include "text_templates.h"

#include <advice/sentences.h>
#include <output/escape.h>
#include <output/translate.h>
#include <output/width.h>

#include "text_block.h"
#include "text_table.h"
#include "text_template.h"

#define NO_ADVICE SIZE_MAX

enum part { NAME, VERSION, USAGES, SUBJECT, FILE_NAME, WHY, PARTS };

/* Its parts stand in text, one behind the other. */
struct text_template_entry {
    size_t from, end[PARTS];
    size_t advice; /* in the intern of advice, or NO_ADVICE */
    enum assess_template_fit fit;
    enum certcheck_verdict verdict;
};

static size_t
entries_n(const struct report_text_templates *t)
{
    return t->entries.len / sizeof(struct text_template_entry);
}

static const struct text_template_entry *
entry_at(const struct report_text_templates *t, size_t i)
{
    return (const struct text_template_entry *)(const void *)t->entries.ptr + i;
}

static struct base_slice
part(const struct report_text_templates *t, const struct text_template_entry *e, enum part p)
{
    size_t from = p == NAME ? e->from : e->end[p - 1];

    return (struct base_slice){ (const uint8_t *)t->text.ptr + from, e->end[p] - from };
}

/* Of one that can be made to fit, the remarks too: they say what it lacks. */
static void
add_why(struct report_context *c, struct output_bytes *out, const struct assess_result *r,
        enum assess_template_fit fit)
{
    if (fit == ASSESS_TEMPLATE_NO_SERVERS && c->style.verbose == 0)
        return;
    if (c->style.verbose > 0)
        report_text_template(c, out, r->as_template);
    for (size_t i = 0; i < r->findings_n; i++) {
        const struct certcheck_rule *rule = advice_rule(&r->findings[i]);
        struct base_text t = output_scratch(&c->scratch);

        if (fit == ASSESS_TEMPLATE_FITS_BOTH && rule->severity == CERTCHECK_INFO &&
            c->style.verbose == 0)
            continue;
        advice_sentence_translated(r, &r->findings[i], &t);
        base_text_str(&t, " [");
        base_text_str(&t, rule->code);
        base_text_byte(&t, ']');
        report_text_line(c, out, 2, N_("why"), output_scratch_done(&t));
    }
}

static size_t
fold_advice(struct report_context *c, struct report_text_templates *t,
            const struct assess_result *r, enum assess_template_fit fit)
{
    output_add_char(&t->advice.text, (char)fit);
    if (fit != ASSESS_TEMPLATE_NO_SERVERS || c->style.verbose > 0)
        report_text_advice(c, &t->advice.text, r);
    if (t->advice.text.len > t->advice.end + 1)
        return output_intern_end(&t->advice, NULL);
    output_intern_drop(&t->advice);
    return NO_ADVICE;
}

static void
add_parts(struct report_context *c, struct report_text_templates *t, const struct assess_result *r,
          struct text_template_entry *e)
{
    struct output_bytes *b = &t->text;

    e->from = b->len;
    output_add_safe(b, base_slice_str(r->as_template->name));
    e->end[NAME] = b->len;
    output_add_u64(b, r->as_template->schema_version);
    e->end[VERSION] = b->len;
    report_add_template_usages(b, r);
    if (b->len == e->end[VERSION])
        output_add_str(b, output_translate(N_("any")));
    e->end[USAGES] = b->len;
    output_add_str(b, *report_template_subject(r->as_template) == '\0'
                          ? ""
                          : output_translate(report_template_subject(r->as_template)));
    e->end[SUBJECT] = b->len;
    output_add_safe(b, base_slice_str(r->file));
    e->end[FILE_NAME] = b->len;
    add_why(c, b, r, e->fit);
    e->end[WHY] = b->len;
}

void
report_text_templates_add(struct report_context *c, struct report_text_templates *t,
                          const struct assess_result *r, struct report_text_counts *counts)
{
    struct text_template_entry e = { .fit = assess_template_fit(r->as_template),
                                     .verdict = r->verdict };

    counts->templates++;
    report_fits_add(&counts->fits, r);
    counts->verdicts[r->verdict]++;
    e.advice = fold_advice(c, t, r, e.fit);
    add_parts(c, t, r, &e);
    output_add(&t->entries, &e, sizeof e);
    if (report_text_templates_no_memory(t))
        return;
    t->files =
        t->files || !base_slice_eq(part(t, entry_at(t, 0), FILE_NAME), part(t, &e, FILE_NAME));
}

/* Is it among those that a list of names stands for? */
static bool
is_listed(const struct report_context *c, const struct text_template_entry *e)
{
    return e->fit == ASSESS_TEMPLATE_NO_SERVERS && c->style.verbose == 0;
}

static void
add_row(const struct report_text_templates *t, struct report_table *table,
        const struct text_template_entry *e)
{
    struct output_bytes *b = report_table_row(table, e->verdict, 0, 0);

    output_add_slice(b, part(t, e, NAME));
    report_table_cell(table);
    output_add_slice(b, part(t, e, VERSION));
    report_table_cell(table);
    output_add_str(b, advice_verdict_word(e->verdict));
    report_table_cell(table);
    output_add_str(b, output_translate(report_fit_words(e->fit)));
    report_table_cell(table);
    output_add_slice(b, part(t, e, USAGES));
    report_table_cell(table);
    output_add_slice(b, part(t, e, SUBJECT));
    report_table_cell(table);
    if (t->files)
        output_add_slice(b, part(t, e, FILE_NAME));
    report_table_cell(table);
}

static void
print_table(struct report_context *c, const struct report_text_templates *t)
{
    static const char *const headings[REPORT_TABLE_COLUMNS] = { N_("TEMPLATE"), N_("VERSION"),
                                                                N_("VERDICT"),  N_("FOR SERVERS"),
                                                                N_("USAGES"),   N_("SUBJECT FROM"),
                                                                N_("FILE") };
    struct report_table table = { .headings = headings, .fixed = 1 };

    for (size_t f = 0; f < ASSESS_TEMPLATE_FITS; f++)
        for (size_t i = 0; i < entries_n(t); i++)
            if (entry_at(t, i)->fit == report_fits_first[f] && !is_listed(c, entry_at(t, i)))
                add_row(t, &table, entry_at(t, i));
    c->out.no_memory = c->out.no_memory || report_table_no_memory(&table);
    if (report_table_rows(&table) > 0)
        output_add_str(&c->out, "\n");
    report_table_print(&table, &c->out, &c->style, false);
    report_table_free(&table);
}

/* "WebServer: can be made to fit", in its colour. */
static void
print_heading(struct report_context *c, const struct report_text_templates *t,
              const struct text_template_entry *e)
{
    const char *color = report_verdict_color(&c->style, report_fit_colour(e->fit));

    output_add_slice(&c->out, part(t, e, NAME));
    output_add_str(&c->out, ": ");
    output_add_str(&c->out, color);
    output_add_str(&c->out, output_translate(report_fit_words(e->fit)));
    output_add_str(&c->out, *color == '\0' ? "\n" : REPORT_COLOR_OFF "\n");
}

/* Those that share the advice of entry i, and it. */
static void
print_group(struct report_context *c, const struct report_text_templates *t, size_t i)
{
    size_t advice = entry_at(t, i)->advice;
    struct base_slice text;

    output_add_str(&c->out, "\n");
    for (size_t k = i; k < entries_n(t); k++) {
        const struct text_template_entry *e = entry_at(t, k);

        if (e->fit != entry_at(t, i)->fit || e->advice != advice ||
            (advice == NO_ADVICE && part(t, e, WHY).len == 0))
            continue;
        print_heading(c, t, e);
        output_add_slice(&c->out, part(t, e, WHY));
    }
    if (advice == NO_ADVICE)
        return;
    text = output_intern_text(&t->advice, advice);
    output_add(&c->out, text.ptr + 1, text.len - 1); /* behind its fit */
}

static bool
begins_group(const struct report_text_templates *t, size_t i)
{
    const struct text_template_entry *e = entry_at(t, i);

    if (e->advice == NO_ADVICE && part(t, e, WHY).len == 0)
        return false;
    for (size_t k = 0; k < i; k++) {
        const struct text_template_entry *other = entry_at(t, k);

        if (other->fit == e->fit && other->advice == e->advice &&
            (e->advice != NO_ADVICE || part(t, other, WHY).len > 0))
            return false;
    }
    return true;
}

static void
print_listed(struct report_context *c, const struct report_text_templates *t)
{
    struct output_bytes names = { 0 };
    size_t n = 0;

    for (size_t i = 0; i < entries_n(t); i++) {
        if (!is_listed(c, entry_at(t, i)))
            continue;
        output_add_str(&names, n > 0 ? ", " : output_translate(N_("Not for servers: ")));
        output_add_slice(&names, part(t, entry_at(t, i), NAME));
        n++;
    }
    if (n > 0) {
        output_add_str(&names, output_translate(N_(" (-v lists each)")));
        output_add_str(&c->out, "\n");
        output_add_wrapped(&c->out, output_bytes_since(&names, 0), 2, report_text_width(c));
    }
    output_bytes_done(&names, &c->out);
}

void
report_text_templates_print(struct report_context *c, struct report_text_templates *t)
{
    if (entries_n(t) == 0 || report_text_templates_no_memory(t))
        return;
    print_table(c, t);
    for (size_t f = 0; f < ASSESS_TEMPLATE_FITS; f++)
        for (size_t i = 0; i < entries_n(t); i++)
            if (entry_at(t, i)->fit == report_fits_first[f] && begins_group(t, i))
                print_group(c, t, i);
    if (!c->style.quiet)
        print_listed(c, t);
}

bool
report_text_templates_no_memory(const struct report_text_templates *t)
{
    return t->entries.no_memory || t->text.no_memory || t->advice.no_memory;
}

void
report_text_templates_free(struct report_text_templates *t)
{
    output_bytes_free(&t->entries);
    output_bytes_free(&t->text);
    output_intern_free(&t->advice);
}
