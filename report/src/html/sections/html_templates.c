/* SPDX-License-Identifier: MIT */
/* Templates and requests: tables of their own, what to request from first. */
#include "html.h"

#include <advice/remedy.h>
#include <advice/sentences.h>
#include <certcheck/names.h>
#include <output/escape.h>

/* A verdict's sign and colour, other words. */
static void
add_fit(struct output_bytes *out, enum assess_template_fit fit)
{
    output_add_str(out, "<span class=\"badge ");
    output_add_str(out, certcheck_verdict_name(report_fit_colour(fit)));
    output_add_str(out, "\">");
    html_add_words(out, report_fit_words(fit));
    output_add_str(out, "</span>");
}

static void
add_remedies(struct output_bytes *out, const struct assess_result *r)
{
    const struct advice_remedy *remedies[ADVICE_REMEDIES_MAX];
    size_t n = advice_remedies(r, remedies);

    for (size_t i = 0; i < n; i++) {
        output_add_str(out, "<p>");
        html_add_prose(out, remedies[i]->what);
        output_add_str(out, "</p>");
    }
}

void
html_add_template(struct report_context *c, const struct assess_result *r)
{
    struct report_html *x = c->state;
    enum assess_template_fit fit = assess_template_fit(r->as_template);
    struct output_bytes *out = &x->templates[fit], usages = { 0 }, raw = { 0 };

    report_fits_add(&x->fits, r);
    x->template_verdicts[r->verdict]++;
    output_add_str(out, "<tr><td class=\"name\">");
    output_add_safe(&raw, base_slice_str(r->as_template->name));
    output_add_xml(out, output_bytes_since(&raw, 0));
    raw.len = 0;
    output_add_safe(&raw, base_slice_str(r->file));
    output_add_str(out, "<span class=\"sub\">");
    output_add_xml(out, output_bytes_since(&raw, 0));
    output_add_str(out, "</span></td>");
    html_open_cell(out, "word", N_("For servers"));
    add_fit(out, fit);
    output_add_str(out, "</td>");
    html_open_cell(out, "word", N_("Verdict"));
    if (fit != ASSESS_TEMPLATE_NO_SERVERS)
        html_add_str(out, advice_verdict_word(r->verdict));
    output_add_str(out, "</td>");
    html_open_cell(out, "set", N_("Usages"));
    report_add_template_usages(&usages, r);
    if (usages.len == 0)
        html_add_words(out, N_("any"));
    output_add_xml(out, output_bytes_since(&usages, 0));
    output_add_str(out, "</td>");
    html_open_cell(out, "word", N_("Subject from"));
    html_add_words(out, report_template_subject(r->as_template));
    output_add_str(out, "</td>");
    html_open_cell(out, "number", N_("Version"));
    output_add_u64(out, r->as_template->schema_version);
    output_add_str(out, "</td>");
    html_open_cell(out, "why", N_("To do"));
    if (fit != ASSESS_TEMPLATE_NO_SERVERS)
        add_remedies(out, r);
    output_add_str(out, "</td></tr>\n");
    output_bytes_done(&usages, out);
    output_bytes_done(&raw, out);
}

/* The template that it was judged by, else the one that it names. */
static void
add_template_name(struct output_bytes *out, const struct assess_result *r)
{
    const struct certcheck_finding *found = report_request_template(r);
    struct output_bytes raw = { 0 };

    if (found != NULL)
        output_add_safe(&raw, found->arg);
    output_add_xml(out, output_bytes_since(&raw, 0));
    output_bytes_done(&raw, out);
}

void
html_add_request(struct report_context *c, const struct assess_result *r,
                 const struct html_record *record)
{
    struct report_html *x = c->state;
    struct output_bytes *out = &x->requests;
    const struct certcheck_facts *leaf = assess_leaf(r);
    struct base_text t = output_scratch(&c->scratch);

    x->requests_n++;
    output_add_str(out, "<tr data-verdict=\"");
    output_add_str(out, certcheck_verdict_name(r->verdict));
    output_add_str(out, "\"><td class=\"name\">");
    html_add_label(x, out, record);
    output_add_str(out, "</td><td data-sort=\"");
    output_add_u64(out, html_rank(r->verdict));
    output_add_str(out, "\">");
    html_add_badge(out, r->verdict);
    output_add_str(out, "</td>");
    html_open_cell(out, "word", N_("Template"));
    add_template_name(out, r);
    output_add_str(out, "</td>");
    html_open_cell(out, "cn", N_("Subject"));
    if (leaf != NULL)
        certcheck_name_short(leaf->subject, &t);
    output_add_xml(out, output_scratch_done(&t));
    output_add_str(out, "</td>");
    html_add_by_usage(out, r);
    output_add_str(out, "<td class=\"why\">");
    output_add_slice(out, output_bytes_since(&x->sentences, 0));
    output_add_str(out, "</td></tr>\n");
}

static void
open_table(struct output_bytes *out, const char *id, const char *title, const char *label,
           const char *const *heads, size_t n)
{
    html_add_heading(out, id, title);
    output_add_str(out, "<div class=\"scroll\" role=\"group\" aria-label=\"");
    html_add_words(out, label);
    output_add_str(out, "\" tabindex=\"0\">\n<table id=\"");
    output_add_str(out, id);
    output_add_str(out, "-table\" class=\"sortable\">\n<thead><tr>");
    for (size_t i = 0; i < n; i++) {
        output_add_str(out, "<th scope=\"col\">");
        html_add_words(out, heads[i]);
        output_add_str(out, "</th>");
    }
    output_add_str(out, "</tr></thead>\n<tbody>\n");
}

size_t
html_templates_n(const struct report_html *x)
{
    size_t n = 0;

    for (size_t i = 0; i < ASSESS_TEMPLATE_FITS; i++)
        n += x->fits.n[i];
    return n;
}

void
html_add_fits(struct output_bytes *out, const struct report_html *x)
{
    struct output_bytes counts = { 0 };

    report_add_template_counts(&counts, &x->fits);
    output_add_xml(out, output_bytes_since(&counts, 0));
    output_bytes_done(&counts, out);
}

static void
write_templates(struct output_bytes *out, const struct report_html *x)
{
    static const char *const heads[] = { N_("Template"), N_("For servers"),  N_("Verdict"),
                                         N_("Usages"),   N_("Subject from"), N_("Version"),
                                         N_("To do") };

    open_table(out, "templates", N_("Templates"), N_("Table of templates"), heads,
               sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < ASSESS_TEMPLATE_FITS; i++)
        output_add_slice(out, output_bytes_since(&x->templates[report_fits_first[i]], 0));
    output_add_str(out, "</tbody>\n</table>\n</div>\n<p class=\"quiet\">");
    html_add_fits(out, x);
    output_add_str(out, "</p>\n</section>\n");
}

static void
write_requests(struct output_bytes *out, const struct report_html *x)
{
    static const char *const heads[] = { N_("Request"), N_("Verdict"),  N_("Template"),
                                         N_("Subject"), N_("By usage"), N_("Why") };

    open_table(out, "requests", N_("Requests"), N_("Table of requests"), heads,
               sizeof heads / sizeof heads[0]);
    output_add_slice(out, output_bytes_since(&x->requests, 0));
    output_add_str(out, "</tbody>\n</table>\n</div>\n</section>\n");
}

void
html_write_templates(const struct report_html *x, struct output_bytes *out)
{
    if (x->requests_n > 0)
        write_requests(out, x);
    if (html_templates_n(x) > 0)
        write_templates(out, x);
}

bool
html_templates_no_memory(const struct report_html *x)
{
    for (size_t i = 0; i < ASSESS_TEMPLATE_FITS; i++)
        if (x->templates[i].no_memory)
            return true;
    return x->requests.no_memory;
}

void
html_templates_free(struct report_html *x)
{
    for (size_t i = 0; i < ASSESS_TEMPLATE_FITS; i++)
        output_bytes_free(&x->templates[i]);
    output_bytes_free(&x->requests);
}
