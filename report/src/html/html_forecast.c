/* SPDX-License-Identifier: MIT */
/* Forecasts: which certificates stop working, when, at which receivers. */
#include "html.h"

#include <output/escape.h>

#define WIDTH 1000
#define MARGIN 40
#define AXIS_Y 60
#define DAY_S 86400
#define DOT_MAX 24

struct span {
    int64_t from_s, to_s;
};

/* Dated rows come first. */
static size_t
dated(const struct report_breaks *b)
{
    size_t n = 0;

    while (n < report_breaks_n(b) && report_breaks_at(b, n)->by_s != CERTCHECK_NO_DATE)
        n++;
    return n;
}

static unsigned
x_of(const struct span *s, int64_t at_s)
{
    int64_t wide = s->to_s > s->from_s ? s->to_s - s->from_s : 1;

    return (unsigned)(MARGIN + (at_s - s->from_s) / DAY_S * (WIDTH - 2 * MARGIN) /
                                   (wide / DAY_S > 0 ? wide / DAY_S : 1));
}

static void
add_number(struct output_bytes *out, const char *name, uint64_t value)
{
    output_add_str(out, name);
    output_add_u64(out, value);
    output_add_char(out, '"');
}

static void
add_text(struct output_bytes *out, unsigned x, unsigned y, int64_t day_s)
{
    add_number(out, "<text text-anchor=\"middle\" x=\"", x);
    add_number(out, " y=\"", y);
    output_add_char(out, '>');
    output_add_date(out, day_s);
    output_add_str(out, "</text>");
}

/* As large as many end on one day. */
static void
add_dot(struct output_bytes *out, const struct span *s, int64_t by_s, size_t n)
{
    add_number(out, "<circle class=\"breaks\" cx=\"", x_of(s, by_s));
    add_number(out, " cy=\"", AXIS_Y);
    add_number(out, " r=\"", n < DOT_MAX - 5 ? 5 + n : DOT_MAX);
    output_add_str(out, "><title>");
    output_add_date(out, by_s);
    output_add_str(out, ": ");
    html_add_count(out, n, HTML_CERTIFICATE);
    output_add_str(out, "</title></circle>");
}

static void
add_timeline(const struct report_breaks *b, int64_t now_s, struct output_bytes *out)
{
    size_t n = dated(b);
    struct span s;

    if (n == 0)
        return;
    s = (struct span){ report_breaks_at(b, 0)->by_s, report_breaks_at(b, n - 1)->by_s };
    s.from_s = now_s < s.from_s ? now_s : s.from_s;
    s.to_s = now_s > s.to_s ? now_s : s.to_s;
    output_add_str(out, "<svg class=\"timeline\" viewBox=\"0 0 1000 110\" role=\"img\" "
                        "aria-labelledby=\"timeline-title\"><title id=\"timeline-title\">");
    html_add_words(out, N_("When certificates stop working, by date"));
    output_add_str(out, "</title><line x1=\"40\" y1=\"60\" x2=\"960\" y2=\"60\"/>");
    add_number(out, "<line class=\"now\" x1=\"", x_of(&s, now_s));
    add_number(out, " x2=\"", x_of(&s, now_s));
    output_add_str(out, " y1=\"35\" y2=\"85\"/>");
    for (size_t i = 0, from = 0; i < n; i++)
        if (i + 1 == n || report_breaks_at(b, i + 1)->by_s != report_breaks_at(b, i)->by_s) {
            add_dot(out, &s, report_breaks_at(b, i)->by_s, i + 1 - from);
            from = i + 1;
        }
    add_text(out, MARGIN + 20, 105, s.from_s);
    if (x_of(&s, s.to_s) > 200)
        add_text(out, WIDTH - MARGIN - 20, 105, s.to_s);
    output_add_str(out, "</svg>\n");
}

static void
add_day(struct output_bytes *out, int64_t s)
{
    output_add_str(out, "<td>");
    if (s != CERTCHECK_NO_DATE) {
        output_add_str(out, "<time datetime=\"");
        output_add_date(out, s);
        output_add_str(out, "\">");
        output_add_date(out, s);
        output_add_str(out, "</time>");
    }
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
html_link_forecast(const struct report_breaks *b, struct output_bytes *out)
{
    if (report_breaks_n(b) == 0)
        return;
    output_add_str(out, "<li><a href=\"#forecast\">");
    html_add_words(out, title);
    output_add_str(out, "</a></li>\n");
}

void
html_write_forecast(const struct report_breaks *b, int64_t now_s, struct output_bytes *out)
{
    size_t n = report_breaks_n(b);
    bool assumed = false;

    if (n == 0)
        return;
    output_add_str(out, "<section aria-labelledby=\"forecast\">\n");
    html_add_heading(out, "forecast", title);
    add_timeline(b, now_s, out);
    output_add_str(out, "<div class=\"scroll\" role=\"group\" aria-label=\"");
    html_add_words(out, N_("Table of what stops working"));
    output_add_str(out, "\" tabindex=\"0\">\n<table id=\"forecast-table\" class=\"sortable\">\n");
    add_head(out);
    for (size_t i = 0; i < n; i++) {
        add_row(b, report_breaks_at(b, i), now_s, out);
        assumed = assumed || report_breaks_at(b, i)->assumed;
    }
    output_add_str(out, "</tbody>\n</table>\n</div>\n");
    if (assumed) {
        output_add_str(out, "<p class=\"quiet\">* ");
        html_add_words(out, N_("if this certificate is presented in the client's role too"));
        output_add_str(out, "</p>\n");
    }
    output_add_str(out, "</section>\n");
}

static void
add_verifiers(struct output_bytes *out, const struct assess_result *r)
{
    for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++)
        for (unsigned u = 0; u < BASE_USAGES; u++) {
            const struct certcheck_verification *v = &r->forecast->verified.at[i][u];

            if ((r->forecast->verified.wanted & (uint64_t)1 << i) == 0 ||
                (r->verified_usages & 1u << u) == 0 || v->reason == CERTCHECK_REASON_UNCHECKED)
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
        html_add_words(out, N_("What each verifier makes of it"));
        output_add_str(out, "</summary><ul class=\"forecast\">");
        add_verifiers(out, r);
        output_add_str(out, "</ul></details>");
    }
}
