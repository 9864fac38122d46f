/* SPDX-License-Identifier: MIT */
/* Forecasts: which certificates stop working, when, at which receivers. */
#include "html.h"

#include <output/escape.h>

#define DAY_S 86400

static void
add_day(struct output_bytes *out, int64_t s)
{
    output_add_str(out, "<td data-sort=\"");
    if (s != CERTCHECK_NO_DATE)
        output_add_date(out, s);
    output_add_str(out, "\">");
    if (s != CERTCHECK_NO_DATE)
        html_add_date(out, s);
    output_add_str(out, "</td>");
}

static void
add_row(const struct report_breaks *b, const struct report_break *one, int64_t now_s,
        struct output_bytes *out)
{
    output_add_str(out, "<tr>");
    add_day(out, one->by_s);
    output_add_str(out, "<td>");
    if (one->by_s != CERTCHECK_NO_DATE)
        output_add_i64(out, (one->by_s - now_s) / DAY_S);
    output_add_str(out, "</td>");
    add_day(out, one->from_s);
    output_add_str(out, "<td>");
    output_add_xml(out, report_break_name(b, one));
    output_add_str(out, "<br><span class=\"quiet\">");
    output_add_xml(out, report_break_label(b, one));
    output_add_str(out, "</span></td><td>");
    html_add_str(out, certcheck_change_get(one->change)->name);
    output_add_str(out, one->assumed ? " *</td><td>" : "</td><td>");
    report_add_receivers(out, one->receivers);
    output_add_str(out, "</td></tr>\n");
}

static void
add_head(struct output_bytes *out)
{
    static const char *const names[] = { N_("At the latest"),   N_("Days left"),
                                         N_("At the earliest"), N_("Certificate"),
                                         N_("Change"),          N_("Refused by") };

    output_add_str(out, "<thead><tr>");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        output_add_str(out, "<th scope=\"col\">");
        html_add_words(out, names[i]);
        output_add_str(out, "</th>");
    }
    output_add_str(out, "</tr></thead>\n<tbody>\n");
}

static const char title[] = N_("What stops working, and when");

void
html_link_forecast(const struct report_html *x, struct output_bytes *out)
{
    if (report_breaks_n(&x->breaks) == 0 && !html_has_expiries(x))
        return;
    output_add_str(out, "<li><a href=\"#forecast\">");
    html_add_words(out, title);
    output_add_str(out, "</a></li>\n");
}

static void
add_table(const struct report_breaks *b, int64_t now_s, struct output_bytes *out)
{
    bool assumed = false;

    output_add_str(out, "<div class=\"scroll\" role=\"group\" aria-label=\"");
    html_add_words(out, N_("Table of what stops working"));
    output_add_str(out, "\" tabindex=\"0\">\n<table id=\"forecast-table\" class=\"sortable\">\n");
    add_head(out);
    for (size_t i = 0; i < report_breaks_n(b); i++) {
        add_row(b, report_breaks_at(b, i), now_s, out);
        assumed = assumed || report_breaks_at(b, i)->assumed;
    }
    output_add_str(out, "</tbody>\n</table>\n</div>\n");
    if (!assumed)
        return;
    output_add_str(out, "<p class=\"quiet\">* ");
    html_add_words(out, N_("if this certificate is also presented in the client role"));
    output_add_str(out, "</p>\n");
}

void
html_write_forecast(const struct report_html *x, struct output_bytes *out)
{
    if (report_breaks_n(&x->breaks) == 0 && !html_has_expiries(x))
        return;
    html_add_heading(out, "forecast", title);
    html_write_timeline(x, out);
    if (report_breaks_n(&x->breaks) > 0)
        add_table(&x->breaks, x->now_s, out);
    output_add_str(out, "</section>\n");
}

static void
add_verifiers(struct output_bytes *out, const struct assess_result *r)
{
    for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++)
        for (unsigned u = 0; u < BASE_USAGES; u++) {
            const struct certcheck_verification *v = &r->forecast->verified.at[i][u];

            if ((r->forecast->verified.wanted & (uint64_t)1 << i) == 0 ||
                (r->forecast->verified.usages & 1u << u) == 0 ||
                v->reason == CERTCHECK_REASON_UNCHECKED)
                continue;
            output_add_str(out, "<li>");
            html_add_str(out, certcheck_verifier_get((enum certcheck_verifier_id)i)->name);
            output_add_str(out, ", ");
            html_add_str(out, base_usage_name(1u << u));
            output_add_str(out, ": ");
            html_add_words(out, report_answer_word(v));
            output_add_str(out, " (");
            html_add_str(out, certcheck_reason_name(v->reason));
            output_add_str(out, ")</li>");
        }
}

void
html_add_forecast(struct report_context *c, struct output_bytes *out, const struct assess_result *r)
{
    if (report_has_changes(r)) {
        output_add_str(out, "<ul class=\"forecast\">");
        for (size_t i = 0; i < r->forecast->changes_n; i++) {
            struct base_text t = output_scratch(&c->scratch);

            report_change_text(&r->forecast->changes[i], true, &t);
            output_add_str(out, "<li>");
            output_add_xml(out, output_scratch_done(&t));
            output_add_str(out, "</li>");
        }
        output_add_str(out, "</ul>");
    }
    if (report_has_verifiers(r)) {
        output_add_str(out, "<details><summary>");
        html_add_words(out, N_("What each verifier says"));
        output_add_str(out, "</summary><ul class=\"forecast\">");
        add_verifiers(out, r);
        output_add_str(out, "</ul></details>");
    }
}
