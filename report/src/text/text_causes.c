/* SPDX-License-Identifier: MIT */
#include "text_causes.h"

#include <advice/cause.h>
#include <advice/sentences.h>
#include <output/translate.h>
#include <output/width.h>

#include <stdlib.h>
#include <string.h>

#include "text_block.h"

#define NO_CODE CERTCHECK_CODES
#define LAST SIZE_MAX

/* What is kept of a cause. */
struct kind {
    uint16_t code;  /* NO_CODE: an error's class alone */
    uint16_t class; /* enum probe_class */
};

/* How many rows of a group have a cause, and which. */
struct tally {
    size_t n, first, last;
};

static const struct certcheck_finding *
first_warning(const struct assess_result *r)
{
    for (size_t i = 0; i < r->findings_n; i++)
        if (advice_rule(&r->findings[i])->severity != CERTCHECK_INFO)
            return &r->findings[i];
    return NULL;
}

void
report_text_causes_add(struct report_text_causes *s, const struct assess_result *r, size_t why)
{
    const struct certcheck_finding *f = advice_deciding(r);
    struct kind kind = { .code = NO_CODE };
    size_t number;

    if (why * sizeof number != s->of_whys.len) /* known */
        return;
    f = f != NULL ? f : first_warning(r);
    if (f != NULL)
        kind.code = (uint16_t)f->code;
    else if (r->error != NULL)
        kind.class = (uint16_t)r->error->kind;
    output_add(&s->kinds.text, &kind, sizeof kind);
    number = output_intern_end(&s->kinds, NULL);
    output_add(&s->of_whys, &number, sizeof number);
}

static size_t
kind_of(const struct report_text_causes *s, const struct report_table *table, size_t row)
{
    size_t number;

    memcpy(&number, s->of_whys.ptr + report_table_note(table, row) * sizeof number, sizeof number);
    return number;
}

void
report_text_heading(struct report_context *c, struct output_bytes *names, enum certcheck_verdict v)
{
    const char *color = report_verdict_color(&c->style, v);

    output_add_str(names, ": ");
    output_add_str(names, advice_verdict_word(v));
    if (strcmp(advice_verdict_word(v), certcheck_verdict_name(v)) != 0) { /* as options take it */
        output_add_str(names, " (");
        output_add_str(names, certcheck_verdict_name(v));
        output_add_char(names, ')');
    }
    if (names->no_memory) {
        c->out.no_memory = true;
        return;
    }
    output_add_str(&c->out, color);
    output_add_wrapped(&c->out, output_bytes_since(names, 0), 0, report_text_width(c));
    if (*color != '\0' && !c->out.no_memory) {
        c->out.len--; /* the colour ends before the line does */
        output_add_str(&c->out, REPORT_COLOR_OFF "\n");
    }
}

/* "387 endpoints, edge01:8057 to fe99:8061", or the few by name. */
static void
print_names(struct report_context *c, const struct report_table *table, const struct tally *t,
            const size_t *next, const struct report_text_causes *s, enum certcheck_verdict v)
{
    struct output_bytes names = { 0 };
    size_t kind = kind_of(s, table, t->first);

    if (t->n > REPORT_NAMED_MAX) {
        output_add_u64(&names, t->n);
        output_add_str(&names, output_translate(N_(" endpoints, ")));
        output_add_slice(&names, report_table_text(table, t->first, 0));
        output_add_str(&names, output_translate(N_(" to ")));
        output_add_slice(&names, report_table_text(table, t->last, 0));
        output_add_str(&names, output_translate(N_(" (-v lists each)")));
    }
    for (size_t row = t->first; t->n <= REPORT_NAMED_MAX && row != LAST; row = next[row]) {
        if (kind_of(s, table, row) != kind)
            continue;
        output_add_str(&names, names.len > 0 ? ", " : "");
        output_add_slice(&names, report_table_text(table, row, 0));
    }
    report_text_heading(c, &names, v);
    output_bytes_free(&names);
}

/* In a few words where there are some, else as it is said of the first. */
static void
print_cause(struct report_context *c, struct base_slice kind_text, size_t n, struct base_slice why,
            enum certcheck_verdict v)
{
    struct kind kind;
    struct base_text t = output_scratch(&c->scratch);
    const char *words;

    memcpy(&kind, kind_text.ptr, sizeof kind);
    words = kind.code == NO_CODE ? NULL : advice_cause_words((enum certcheck_code)kind.code);
    if (n == 1 || words == NULL) {
        output_add_slice(&c->out, why);
        return;
    }
    base_text_str(&t, output_translate(words));
    base_text_str(&t, " [");
    base_text_str(&t, certcheck_rule_get((enum certcheck_code)kind.code)->code);
    base_text_byte(&t, ']');
    report_text_line(c, &c->out, 2, v == CERTCHECK_READY ? N_("warning") : N_("why"),
                     output_scratch_done(&t));
}

static void
print_tallied(struct report_context *c, const struct report_text_causes *s,
              const struct report_table *table, const struct output_intern *whys, size_t row,
              const size_t *next, enum certcheck_verdict v, struct tally *tallies)
{
    for (size_t i = row; i != LAST; i = next[i]) {
        struct tally *t = &tallies[kind_of(s, table, i)];

        t->first = t->n == 0 ? i : t->first;
        t->last = i;
        t->n++;
    }
    for (size_t i = row; i != LAST; i = next[i]) {
        size_t kind = kind_of(s, table, i);

        if (tallies[kind].first != i)
            continue;
        print_names(c, table, &tallies[kind], next, s, v);
        print_cause(c, output_intern_text(&s->kinds, kind), tallies[kind].n,
                    output_intern_text(whys, report_table_note(table, i)), v);
    }
}

void
report_text_causes_print(struct report_context *c, const struct report_text_causes *s,
                         const struct report_table *table, const struct output_intern *whys,
                         size_t row, const size_t *next, enum certcheck_verdict verdict)
{
    struct tally *tallies = calloc(s->kinds.n + 1, sizeof *tallies);

    if (tallies == NULL)
        c->out.no_memory = true;
    else
        print_tallied(c, s, table, whys, row, next, verdict, tallies);
    free(tallies);
}

bool
report_text_causes_no_memory(const struct report_text_causes *s)
{
    return s->kinds.no_memory || s->of_whys.no_memory;
}

void
report_text_causes_free(struct report_text_causes *s)
{
    output_intern_free(&s->kinds);
    output_bytes_free(&s->of_whys);
}
