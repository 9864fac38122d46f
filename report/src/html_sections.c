/* SPDX-License-Identifier: MIT */
/* The sections that are made of groups of results: advice, certificates. */
#include "html.h"

#define LISTED_MAX 8 /* more are folded away */

static size_t
group_of(const struct html_record *r)
{
    return r->group;
}

static size_t
certificate_of(const struct html_record *r)
{
    return r->certificate;
}

static size_t
count_linked(const struct html_links *l, size_t group)
{
    size_t n = 0;

    for (size_t i = l->first[group]; i != HTML_NONE; i = l->next[i])
        n++;
    return n;
}

static enum html_noun
noun(const struct report_html *x)
{
    return x->endpoints ? HTML_ENDPOINT : HTML_FILE;
}

/* Who is concerned, each with its own sentences. */
static void
write_members(const struct report_html *x, struct report_bytes *out, const struct html_links *l,
              size_t group)
{
    size_t n = count_linked(l, group);

    if (n > LISTED_MAX) {
        report_add_str(out, "<details><summary>");
        html_add_count(out, n, noun(x));
        report_add_str(out, "</summary>");
    }
    report_add_str(out, "<ul>");
    for (size_t i = l->first[group]; i != HTML_NONE; i = l->next[i]) {
        const struct html_record *r = html_record_at(x, i);

        report_add_str(out, "<li><b>");
        html_add_label(x, out, r);
        report_add_str(out, "</b>");
        report_add(out, x->sentences.ptr + r->sentences_from, r->sentences_len);
        report_add_str(out, "</li>");
    }
    report_add_str(out, n > LISTED_MAX ? "</ul></details>" : "</ul>");
}

static void
write_group(const struct report_html *x, struct report_bytes *out, const struct html_links *l,
            size_t group)
{
    struct base_slice text = report_fold_text(&x->groups, group);
    enum certcheck_verdict v = (enum certcheck_verdict) * text.ptr;

    report_add_str(out, "<article class=\"advice\"><h3>");
    html_add_badge(out, v);
    report_add_str(out, " &#8211; ");
    html_add_count(out, count_linked(l, group), noun(x));
    report_add_str(out, "</h3><dl><dt>");
    html_add_words(out, v == CERTCHECK_READY ? N_("Warning") : N_("Why"));
    report_add_str(out, "</dt><dd>");
    write_members(x, out, l, group);
    report_add_str(out, "</dd>");
    report_add(out, text.ptr + 1, text.len - 1);
    report_add_str(out, "</dl></article>\n");
}

bool
html_write_advice(const struct report_html *x, struct report_bytes *out)
{
    struct html_links l;

    if (x->groups.n == 0)
        return true;
    if (!html_links_make(&l, x, x->groups.n, group_of))
        return false;
    report_add_str(out, "<section aria-labelledby=\"advice\">\n<h2 id=\"advice\">");
    html_add_words(out, N_("Why, and what to do"));
    report_add_str(out, "</h2>\n");
    for (size_t v = 0; v < CERTCHECK_VERDICTS; v++)
        for (size_t i = 0; i < html_records_n(x); i++) {
            const struct html_record *r = html_record_at(x, i);

            if (r->verdict == html_worst_first[v] && r->group != HTML_NONE &&
                l.first[r->group] == i)
                write_group(x, out, &l, r->group);
        }
    report_add_str(out, "</section>");
    html_links_free(&l);
    return true;
}

static enum certcheck_verdict
worst_of(const struct report_html *x, const struct html_links *l, size_t group)
{
    enum certcheck_verdict worst = CERTCHECK_READY;

    for (size_t i = l->first[group]; i != HTML_NONE; i = l->next[i]) {
        enum certcheck_verdict v = html_record_at(x, i)->verdict;

        if (html_rank(v) > html_rank(worst))
            worst = v;
    }
    return worst;
}

static void
write_shown_by(const struct report_html *x, struct report_bytes *out, const struct html_links *l,
               size_t group)
{
    size_t n = count_linked(l, group);

    report_add_str(out, "<td data-sort=\"");
    report_add_u64(out, n);
    report_add_str(out, "\" class=\"name");
    report_add_str(out, n > LISTED_MAX ? "\"><details><summary>" : "\">");
    if (n > LISTED_MAX) {
        html_add_count(out, n, noun(x));
        report_add_str(out, "</summary>");
    }
    for (size_t i = l->first[group]; i != HTML_NONE; i = l->next[i]) {
        html_add_label(x, out, html_record_at(x, i));
        report_add_str(out, l->next[i] == HTML_NONE ? "" : "<br>");
    }
    report_add_str(out, n > LISTED_MAX ? "</details></td>" : "</td>");
}

static void
write_certificate(const struct report_html *x, struct report_bytes *out, const struct html_links *l,
                  size_t i, enum certcheck_verdict worst)
{
    report_add_str(out, "<tr id=\"c");
    report_add_u64(out, i);
    report_add_str(out, "\">");
    report_add_slice(out, report_fold_text(&x->certificates, i));
    report_add_str(out, "<td data-sort=\"");
    report_add_u64(out, html_rank(worst));
    report_add_str(out, "\">");
    html_add_badge(out, worst);
    report_add_str(out, "</td>");
    write_shown_by(x, out, l, i);
    report_add_str(out, "</tr>\n");
}

/* Worst first, then as their first endpoints stand. */
bool
html_write_certificates(const struct report_html *x, struct report_bytes *out)
{
    struct html_links l;

    if (!html_links_make(&l, x, x->certificates.n, certificate_of))
        return false;
    for (size_t v = 0; v < CERTCHECK_VERDICTS; v++)
        for (size_t i = 0; i < html_records_n(x); i++) {
            size_t certificate = html_record_at(x, i)->certificate;

            if (certificate != HTML_NONE && l.first[certificate] == i &&
                worst_of(x, &l, certificate) == html_worst_first[v])
                write_certificate(x, out, &l, certificate, html_worst_first[v]);
        }
    html_links_free(&l);
    return true;
}
