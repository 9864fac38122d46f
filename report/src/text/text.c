/* SPDX-License-Identifier: MIT */
/*
 * text: a table of all results; then, for those of which there is something to
 * say, why, with the advice once for all that share it; then a line of counts
 * and the notes. Widths need all rows, so rows are kept till the end.
 */
#include <advice/sentences.h>
#include <certcheck/names.h>
#include <output/escape.h>
#include <output/intern.h>
#include <output/translate.h>
#include <output/width.h>

#include <stdlib.h>

#include "format.h"
#include "text_block.h"
#include "text_breaks.h"
#include "text_causes.h"
#include "text_certificates.h"
#include "text_table.h"
#include "text_templates.h"

struct text {
    struct report_table table;   /* a row's tag is its group, or NO_GROUP */
    struct output_intern whys;   /* a row's note numbers one */
    struct output_intern groups; /* a verdict and a sweep's error class, a byte each; the advice */
    struct report_text_causes causes;
    struct report_by_certificate by_certificate;
    struct report_breaks breaks;
    struct report_text_templates templates;
    struct report_table requests; /* told in a table of their own */
    struct report_text_counts counts;
    bool endpoints, indirect;
};

#define NO_GROUP SIZE_MAX
#define GROUP_HEAD 2   /* the two bytes before the advice */
#define SWEEP_OVER 48u /* endpoints alike: fewer are a list of names that somebody knows */

static enum certcheck_verdict
group_verdict(const struct text *x, size_t group)
{
    return (enum certcheck_verdict) * output_intern_text(&x->groups, group).ptr;
}

/* The error that endpoints without an answer may be told by together; PROBE_OK: there is more to
 * say of this one. */
static enum probe_class
sweep_class(const struct report_context *c, const struct assess_result *r)
{
    if (r->verdict != CERTCHECK_UNREACHABLE || r->error == NULL || c->style.verbose > 0)
        return PROBE_OK;
    for (size_t i = 0; i < r->findings_n; i++)
        if (advice_rule(&r->findings[i])->severity != CERTCHECK_INFO)
            return PROBE_OK;
    return r->error->kind;
}

static size_t
intern_group(struct report_context *c, const struct assess_result *r, bool has_why)
{
    struct output_intern *groups = &((struct text *)c->state)->groups;

    output_add_char(&groups->text, (char)r->verdict);
    output_add_char(&groups->text, (char)sweep_class(c, r));
    report_text_advice(c, &groups->text, r);
    if (has_why || groups->text.len > groups->end + GROUP_HEAD)
        return output_intern_end(groups, NULL);
    output_intern_drop(groups);
    return NO_GROUP;
}

static void
add_by_usage(struct output_bytes *b, const struct assess_result *r)
{
    const char *separator = "";

    if (r->judgement == NULL || (r->judgement->required & (r->judgement->required - 1)) == 0)
        return; /* one usage: its verdict is the verdict */
    for (unsigned i = 0; i < BASE_USAGES; i++) {
        if (!(r->judgement->required & 1u << i))
            continue;
        output_add_str(b, separator);
        output_add_str(b, base_usage_name(1u << i));
        output_add_char(b, ' ');
        output_add_str(b, advice_verdict_word(r->judgement->by_usage[i]));
        separator = ", ";
    }
}

static void
add_label(struct report_context *c, struct output_bytes *b, const struct assess_result *r)
{
    struct base_text t = output_scratch(&c->scratch);
    struct output_bytes raw = { 0 };

    advice_label(&raw, r);
    if (!raw.no_memory)
        base_text_safe(&t, output_bytes_since(&raw, 0));
    output_bytes_done(&raw, b);
    output_add_slice(b, output_scratch_done(&t));
}

static void
add_row(struct report_context *c, const struct assess_result *r, size_t group, size_t why)
{
    struct text *x = c->state;
    const struct certcheck_facts *leaf = assess_leaf(r);
    struct output_bytes *b = report_table_row(&x->table, r->verdict, group, why);
    struct base_text t;

    add_label(c, b, r);
    report_table_cell(&x->table);
    output_add_str(b, r->profile != NULL ? r->profile->name : report_kind(r));
    output_add_str(b, r->indirect ? "*" : "");
    report_table_cell(&x->table);
    output_add_str(b, advice_verdict_word(r->verdict));
    report_table_cell(&x->table);
    add_by_usage(b, r);
    report_table_cell(&x->table);
    if (leaf != NULL && !(leaf->defects & CERTCHECK_DEFECT_NOT_AFTER))
        output_add_date(b, leaf->not_after_s);
    report_table_cell(&x->table);
    t = output_scratch(&c->scratch);
    if (leaf != NULL)
        certcheck_name_short(leaf->subject, &t);
    output_add_slice(b, output_scratch_done(&t));
    report_table_cell(&x->table);
}

static void
add_request(struct report_context *c, const struct assess_result *r)
{
    struct text *x = c->state;
    const struct certcheck_facts *leaf = assess_leaf(r);
    const struct certcheck_finding *named = report_request_template(r);
    struct output_bytes *b = report_table_row(&x->requests, r->verdict, 0, 0);
    struct base_text t;

    x->counts.requests++;
    report_table_set_apart(&x->table, report_table_rows(&x->table) - 1);
    add_label(c, b, r);
    report_table_cell(&x->requests);
    if (named != NULL)
        output_add_safe(b, named->arg);
    report_table_cell(&x->requests);
    output_add_str(b, advice_verdict_word(r->verdict));
    report_table_cell(&x->requests);
    add_by_usage(b, r);
    report_table_cell(&x->requests);
    report_table_cell(&x->requests); /* a request does not expire */
    t = output_scratch(&c->scratch);
    if (leaf != NULL)
        certcheck_name_short(leaf->subject, &t);
    output_add_slice(b, output_scratch_done(&t));
    report_table_cell(&x->requests);
}

static void
print_requests(struct report_context *c)
{
    static const char *const headings[REPORT_TABLE_COLUMNS] = { N_("REQUEST"), N_("TEMPLATE"),
                                                                N_("VERDICT"), N_("BY USAGE"),
                                                                N_("EXPIRES"), N_("SUBJECT") };
    struct text *x = c->state;

    x->requests.headings = headings;
    if (report_table_rows(&x->requests) > 0)
        output_add_str(&c->out, "\n");
    report_table_print(&x->requests, &c->out, &c->style, false);
}

static void
text_result(struct report_context *c, const struct assess_result *r)
{
    struct text *x = c->state;
    struct base_text t;
    size_t why;
    bool has_why;

    if (c->style.quiet && r->verdict == CERTCHECK_READY)
        return;
    if (r->as_template != NULL) {
        report_text_templates_add(c, &x->templates, r, &x->counts);
        return;
    }
    x->endpoints = x->endpoints || r->target != NULL;
    x->indirect = x->indirect || r->indirect;
    report_text_why(c, &x->whys.text, r);
    has_why = x->whys.text.len > x->whys.end;
    why = output_intern_end(&x->whys, NULL);
    report_text_causes_add(&x->causes, r, why);
    add_row(c, r, intern_group(c, r, has_why), why);
    if (report_is_request(r))
        add_request(c, r);
    report_breaks_add(&x->breaks, r);
    t = output_scratch(&c->scratch);
    if (r->verdict == CERTCHECK_BREAKS)
        report_by_certificate_add(&x->by_certificate, r, &t);
}

/* "768 endpoints, 10.0.0.1:8057 to 10.0.0.254:8061: unreachable", and the first one's why: of the
 * others it may differ in how long was waited. */
static void
print_sweep(struct report_context *c, size_t row, const size_t *next)
{
    struct text *x = c->state;
    size_t last = row, n = 1;
    struct output_bytes names = { 0 };

    for (; next[last] != NO_GROUP; n++)
        last = next[last];
    output_add_u64(&names, n);
    output_add_str(&names, output_translate(N_(" endpoints, ")));
    output_add_slice(&names, report_table_text(&x->table, row, 0));
    output_add_str(&names, output_translate(N_(" to ")));
    output_add_slice(&names, report_table_text(&x->table, last, 0));
    output_add_str(&names, output_translate(N_(" (-v lists each)")));
    report_text_heading(c, &names, group_verdict(x, report_table_tag(&x->table, row)));
    output_add_slice(&c->out, output_intern_text(&x->whys, report_table_note(&x->table, row)));
    output_bytes_free(&names);
}

/* The rows of a group from `row` on, linked by next: those in a line with the
 * same why under one heading. */
static void
print_rows(struct report_context *c, size_t row, const size_t *next)
{
    struct text *x = c->state;
    size_t group = report_table_tag(&x->table, row);
    struct output_bytes names = { 0 };

    for (; row != NO_GROUP; row = next[row]) {
        size_t why = report_table_note(&x->table, row);

        output_add_str(&names, names.len > 0 ? ", " : "");
        output_add_slice(&names, report_table_text(&x->table, row, 0));
        if (next[row] != NO_GROUP && report_table_note(&x->table, next[row]) == why)
            continue;
        report_text_heading(c, &names, group_verdict(x, group));
        output_add_slice(&c->out, output_intern_text(&x->whys, why));
        names.len = 0;
    }
    output_bytes_free(&names);
}

/* Are there too many endpoints to be read one by one? */
static bool
is_large(const struct report_context *c)
{
    const struct text *x = c->state;

    return x->endpoints && c->style.verbose == 0 &&
           report_table_rows(&x->table) > REPORT_SCALE_OVER;
}

/* The advice stands below them all. */
static void
print_group(struct report_context *c, size_t row, const size_t *next)
{
    struct text *x = c->state;
    struct base_slice advice = output_intern_text(&x->groups, report_table_tag(&x->table, row));

    if (c->out.len > 0)
        output_add_str(&c->out, "\n");
    if (is_large(c))
        report_text_causes_print(c, &x->causes, &x->table, &x->whys, row, next,
                                 group_verdict(x, report_table_tag(&x->table, row)));
    else if (report_table_is_hidden(&x->table, row))
        print_sweep(c, row, next);
    else
        print_rows(c, row, next);
    output_add(&c->out, advice.ptr + GROUP_HEAD, advice.len - GROUP_HEAD);
}

/* For each group its first row, for each row the next of the same group. */
static void
link_rows(const struct text *x, size_t *first, size_t *next)
{
    for (size_t i = 0; i < x->groups.n; i++)
        first[i] = NO_GROUP;
    for (size_t row = report_table_rows(&x->table); row-- > 0;) {
        size_t group = report_table_tag(&x->table, row);

        if (group == NO_GROUP)
            continue;
        next[row] = first[group];
        first[group] = row;
    }
}

static const enum certcheck_verdict worst_first[] = {
    CERTCHECK_BREAKS,         CERTCHECK_BROKEN,      CERTCHECK_INDETERMINATE,
    CERTCHECK_NO_CERTIFICATE, CERTCHECK_UNREACHABLE, CERTCHECK_READY,
};
_Static_assert(sizeof worst_first / sizeof worst_first[0] == CERTCHECK_VERDICTS, "one is missing");

/* Within a verdict in the order of the table. */
static void
print_linked(struct report_context *c, const size_t *first, const size_t *next)
{
    struct text *x = c->state;

    for (size_t v = 0; v < CERTCHECK_VERDICTS; v++)
        for (size_t row = 0; row < report_table_rows(&x->table); row++) {
            size_t group = report_table_tag(&x->table, row);

            if (group != NO_GROUP && first[group] == row &&
                group_verdict(x, group) == worst_first[v])
                print_group(c, row, next);
        }
}

static void
print_groups(struct report_context *c)
{
    struct text *x = c->state;
    size_t *first = calloc(x->groups.n + 1, sizeof *first);
    size_t *next = calloc(report_table_rows(&x->table) + 1, sizeof *next);

    if (first != NULL && next != NULL) {
        link_rows(x, first, next);
        print_linked(c, first, next);
    } else {
        c->out.no_memory = true;
    }
    free(first);
    free(next);
}

static bool
is_sweep(const struct text *x, size_t group)
{
    return output_intern_text(&x->groups, group).ptr[1] != PROBE_OK;
}

/* What is told below the table stands there alone: sweeps of networks; of a large run all that
 * shares its cause with others, and what is ready. */
static void
hide_rows(struct report_context *c, bool large)
{
    struct text *x = c->state;
    uint32_t *sizes = calloc(x->groups.n + 1, sizeof *sizes);
    size_t rows = report_table_rows(&x->table), group;

    if (sizes == NULL) {
        c->out.no_memory = true;
        return;
    }
    for (size_t row = 0; row < rows; row++)
        if ((group = report_table_tag(&x->table, row)) != NO_GROUP && (large || is_sweep(x, group)))
            sizes[group]++;
    for (size_t row = 0; row < rows; row++) {
        group = report_table_tag(&x->table, row);
        if (group == NO_GROUP ? large : sizes[group] > (large ? REPORT_NAMED_MAX : SWEEP_OVER))
            report_table_hide(&x->table, row);
    }
    free(sizes);
}

/* -q, from cron: no news is good news. */
static bool
has_news(const struct report_context *c, const struct assess_run_info *run)
{
    return !c->style.quiet || run->results == 0 || run->expiring > 0 ||
           !assess_is_whole(run) || run->summary[CERTCHECK_READY] < run->results;
}

static bool
has_table(const struct text *x)
{
    return x->table.n > x->table.hidden + x->table.apart;
}

static void
text_end(struct report_context *c, const struct assess_run_info *run)
{
    struct text *x = c->state;

    if (run->results == 0) {
        report_text_interruption(c, run);
        return; /* any errors were reported already */
    }
    if (!has_news(c, run))
        return;
    report_text_decision(c, run);
    if (x->endpoints)
        report_table_sort(&x->table); /* files stay in the order given */
    hide_rows(c, is_large(c));
    print_requests(c);
    output_add_str(&c->out, has_table(x) ? "\n" : "");
    report_table_print(&x->table, &c->out, &c->style, x->endpoints);
    if (x->indirect)
        output_add_str(&c->out,
                       output_translate(N_("* read on another port of the same server\n")));
    print_groups(c);
    report_text_templates_print(c, &x->templates);
    report_text_certificates(c, &x->by_certificate);
    report_breaks_sort(&x->breaks);
    report_text_breaks(c, &c->out, &x->breaks);
    report_text_summary(c, run, &x->counts);
    report_text_notes(c, run);
}

static bool
text_no_memory(const struct report_context *c)
{
    const struct text *x = c->state;

    return x->whys.no_memory || x->groups.no_memory || report_table_no_memory(&x->table) ||
           report_text_causes_no_memory(&x->causes) ||
           report_by_certificate_no_memory(&x->by_certificate) ||
           report_text_templates_no_memory(&x->templates) || report_table_no_memory(&x->requests) ||
           report_breaks_no_memory(&x->breaks);
}

static void
text_free(struct report_context *c)
{
    struct text *x = c->state;

    report_table_free(&x->table);
    output_intern_free(&x->whys);
    output_intern_free(&x->groups);
    report_text_causes_free(&x->causes);
    report_by_certificate_free(&x->by_certificate);
    report_breaks_free(&x->breaks);
    report_text_templates_free(&x->templates);
    report_table_free(&x->requests);
}

const struct report_format report_format_text = {
    .name = "text",
    .about = "for people, in their language: the decision first, a table, why, and what to do; -v "
             "adds certificates and paths, -q leaves out what is ready",
    .decides = true,
    .state_size = sizeof(struct text),
    .result = text_result,
    .end = text_end,
    .no_memory = text_no_memory,
    .free = text_free,
};
