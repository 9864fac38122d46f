/* SPDX-License-Identifier: MIT */
/* The sections that are made of groups of results: advice, certificates. */
#include <advice/sentences.h>

#include "html.h"

#include <output/escape.h>

#include <stdlib.h>

#define LISTED_MAX 8 /* more are folded away */

/* Results that get the same advice, and those of them of which the same is said. */
struct groups {
    struct html_links members, whys;
};

static uint32_t
group_of(const struct html_record *r)
{
    return r->group;
}

static uint32_t
why_of(const struct html_record *r)
{
    return r->why;
}

static uint32_t
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
    return x->endpoints ? HTML_ENDPOINT : HTML_OBJECT;
}

/* Name the records that share record i's sentences, itself included; many are counted and folded
 * away. */
static void
write_names(const struct report_html *x, struct output_bytes *out, const struct html_links *whys,
            size_t i)
{
    size_t why = html_record_at(x, i)->why, n = count_linked(whys, why);

    if (n > LISTED_MAX) {
        output_add_str(out, "<details><summary><b>");
        html_add_count(out, n, noun(x));
        output_add_str(out, "</b></summary>");
    }
    output_add_str(out, n > LISTED_MAX ? "" : "<b>");
    for (; i != HTML_NONE; i = whys->next[i]) {
        html_add_label(x, out, html_record_at(x, i));
        output_add_str(out, whys->next[i] == HTML_NONE ? "" : ", ");
    }
    output_add_str(out, n > LISTED_MAX ? "</details>" : "</b>");
}

static void
write_sentences(const struct report_html *x, struct output_bytes *out, size_t why)
{
    struct base_slice text = output_intern_text(&x->whys, why);

    output_add(out, text.ptr + HTML_WHY_FROM, text.len - HTML_WHY_FROM);
}

/* Write the records that share their sentences, together. */
static void
write_whys(const struct report_html *x, struct output_bytes *out, const struct groups *g,
           size_t group)
{
    output_add_str(out, "<ul>");
    for (size_t i = g->members.first[group]; i != HTML_NONE; i = g->members.next[i]) {
        size_t why = html_record_at(x, i)->why;

        if (g->whys.first[why] != i)
            continue;
        output_add_str(out, "<li>");
        write_names(x, out, &g->whys, i);
        write_sentences(x, out, why);
        output_add_str(out, "</li>");
    }
    output_add_str(out, "</ul>");
}

/* How many of a group have a cause, and which is the first of them. */
struct caused {
    size_t n, first;
};

/* One cause, with the number of results it has; these are folded away. */
static void
write_caused(const struct report_html *x, struct output_bytes *out, const struct html_links *l,
             const struct caused *k)
{
    size_t cause = html_record_at(x, k->first)->cause;
    const char *separator = "";

    output_add_str(out, "<li><details class=\"cause\"><summary><b>");
    html_add_count(out, k->n, noun(x));
    output_add_str(out, "</b>: ");
    if (!html_add_cause(out, cause)) {
        output_add_str(out, "</summary>");
        write_sentences(x, out, html_record_at(x, k->first)->why);
    } else {
        output_add_str(out, "</summary>");
        html_link_cause(out, cause);
    }
    output_add_str(out, "<p class=\"names\">");
    for (size_t i = k->first; i != HTML_NONE; i = l->next[i]) {
        if (html_record_at(x, i)->cause != cause)
            continue;
        output_add_str(out, separator);
        html_add_label(x, out, html_record_at(x, i));
        separator = ", ";
    }
    output_add_str(out, "</p></details></li>\n");
}

/* A group too large to be read one by one: by cause. */
static void
write_causes(const struct report_html *x, struct output_bytes *out, const struct html_links *l,
             size_t group)
{
    struct caused *all = calloc(html_causes_n(), sizeof *all);

    if (all == NULL) {
        out->no_memory = true;
        return;
    }
    for (size_t i = l->first[group]; i != HTML_NONE; i = l->next[i]) {
        struct caused *k = &all[html_record_at(x, i)->cause];

        k->first = k->n == 0 ? i : k->first;
        k->n++;
    }
    output_add_str(out, "<ul>");
    for (size_t i = l->first[group]; i != HTML_NONE; i = l->next[i]) {
        const struct caused *k = &all[html_record_at(x, i)->cause];

        if (k->first == i)
            write_caused(x, out, l, k);
    }
    output_add_str(out, "</ul>");
    free(all);
}

/* A single result is its own heading. */
static void
write_group(const struct report_html *x, struct output_bytes *out, const struct groups *g,
            size_t group)
{
    struct base_slice text = output_intern_text(&x->groups, group);
    enum certcheck_verdict v = (enum certcheck_verdict) * text.ptr;
    size_t n = count_linked(&g->members, group);
    const struct html_record *first = html_record_at(x, g->members.first[group]);

    output_add_str(out, "<article class=\"advice\"><h3>");
    html_add_badge(out, v);
    output_add_str(out, " &#8211; ");
    if (n == 1)
        html_add_label(x, out, first);
    else
        html_add_count(out, n, noun(x));
    output_add_str(out, "</h3><dl><dt>");
    html_add_words(out, v == CERTCHECK_READY ? N_("Warning") : N_("Why"));
    output_add_str(out, "</dt><dd>");
    if (n == 1)
        write_sentences(x, out, first->why);
    else if (n > LISTED_MAX)
        write_causes(x, out, &g->members, group);
    else
        write_whys(x, out, g, group);
    output_add_str(out, "</dd>");
    output_add(out, text.ptr + 1, text.len - 1);
    output_add_str(out, "</dl></article>\n");
}

static void
write_groups(const struct report_html *x, struct output_bytes *out, const struct groups *g)
{
    html_add_heading(out, "advice", N_("Why, and what to do"));
    for (size_t v = 0; v < CERTCHECK_VERDICTS; v++)
        for (size_t i = 0; i < html_records_n(x); i++) {
            const struct html_record *r = html_record_at(x, i);

            if (r->verdict == html_worst_first[v] && r->group != HTML_NONE &&
                g->members.first[r->group] == i)
                write_group(x, out, g, r->group);
        }
    output_add_str(out, "</section>");
}

bool
html_write_advice(const struct report_html *x, struct output_bytes *out)
{
    struct groups g = { 0 };
    bool ok;

    if (x->groups.n == 0)
        return true;
    ok = html_links_make(&g.members, x, x->groups.n, group_of) &&
         html_links_make(&g.whys, x, x->whys.n, why_of);
    if (ok)
        write_groups(x, out, &g);
    html_links_free(&g.members);
    html_links_free(&g.whys);
    return ok;
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
write_shown_by(const struct report_html *x, struct output_bytes *out, const struct html_links *l,
               size_t group)
{
    size_t n = count_linked(l, group);

    output_add_str(out, "<td data-sort=\"");
    output_add_u64(out, n);
    output_add_str(out, "\" class=\"shown-by\" data-label=\"");
    html_add_words(out, x->endpoints ? N_("Presented by") : N_("In"));
    output_add_str(out, n > LISTED_MAX ? "\"><details><summary>" : "\">");
    if (n > LISTED_MAX) {
        html_add_count(out, n, noun(x));
        output_add_str(out, "</summary>");
    }
    for (size_t i = l->first[group]; i != HTML_NONE; i = l->next[i]) {
        html_add_label(x, out, html_record_at(x, i));
        output_add_str(out, l->next[i] == HTML_NONE ? "" : "<br>");
    }
    output_add_str(out, n > LISTED_MAX ? "</details></td>" : "</td>");
}

static void
write_certificate(const struct report_html *x, struct output_bytes *out, const struct html_links *l,
                  size_t i, enum certcheck_verdict worst)
{
    output_add_str(out, "<tr id=\"c");
    output_add_u64(out, i);
    output_add_str(out, "\">");
    output_add_slice(out, output_intern_text(&x->certificates, i));
    output_add_str(out, "<td data-sort=\"");
    output_add_u64(out, html_rank(worst));
    output_add_str(out, "\">");
    html_add_badge(out, worst);
    output_add_str(out, "</td>");
    write_shown_by(x, out, l, i);
    output_add_str(out, "</tr>\n");
}

/* Worst first, then as their first endpoints stand. */
bool
html_write_certificates(const struct report_html *x, struct output_bytes *out, size_t most)
{
    struct html_links l;

    if (!html_links_make(&l, x, x->certificates.n, certificate_of))
        return false;
    for (size_t v = 0; v < CERTCHECK_VERDICTS; v++)
        for (size_t i = 0; i < html_records_n(x); i++) {
            size_t certificate = html_record_at(x, i)->certificate;

            if (certificate != HTML_NONE && l.first[certificate] == i &&
                worst_of(x, &l, certificate) == html_worst_first[v] && most > 0 && most--)
                write_certificate(x, out, &l, certificate, html_worst_first[v]);
        }
    html_links_free(&l);
    return true;
}

/* "Reissuing 3 certificates fixes 14 connections." */
static void
write_fix(const struct report_html *x, struct output_bytes *out, const struct html_links *l)
{
    struct output_bytes what = { 0 }, fixed = { 0 };
    size_t certificates = 0, connections = 0;

    for (size_t i = 0; i < x->certificates.n; i++) {
        size_t before = connections;

        for (size_t k = l->first[i]; k != HTML_NONE; k = l->next[k])
            connections += html_record_at(x, k)->verdict == CERTCHECK_BREAKS;
        certificates += connections > before;
    }
    if (connections == 0)
        return;
    html_add_count(&what, certificates, HTML_CERTIFICATE);
    html_add_count(&fixed, connections, HTML_CONNECTION);
    output_add_str(out, "<p class=\"fix\"><a href=\"#certificates\">");
    html_add_sentence(out, N_("Reissuing %a fixes %b."), output_bytes_since(&what, 0),
                      output_bytes_since(&fixed, 0));
    output_add_str(out, "</a></p>");
    output_bytes_done(&what, out);
    output_bytes_done(&fixed, out);
}

bool
html_write_fix(const struct report_html *x, struct output_bytes *out)
{
    struct html_links l;

    if (!x->endpoints)
        return true;
    if (!html_links_make(&l, x, x->certificates.n, certificate_of))
        return false;
    write_fix(x, out, &l);
    html_links_free(&l);
    return true;
}

/* The first sentence is the heading of the page. */
void
html_add_decision(struct output_bytes *out, const struct advice_decision *d,
                  const struct assess_run_info *run)
{
    struct output_bytes words = { 0 };
    size_t lead = advice_decision_write(d, run, true, &words);

    struct base_slice rest = output_bytes_since(&words, lead);

    if (rest.ptr != NULL && rest.len > 0 && *rest.ptr == ' ')
        rest = (struct base_slice){ rest.ptr + 1, rest.len - 1 };
    output_add_str(out, "<h1>");
    output_add_xml(out, (struct base_slice){ output_bytes_since(&words, 0).ptr, lead });
    output_add_str(out, "</h1>\n");
    if (rest.len > 0) {
        output_add_str(out, "<p class=\"decision\">");
        output_add_xml(out, rest);
        output_add_str(out, "</p>\n");
    }
    output_add_str(out, "<p class=\"quiet\">");
    words.len = 0;
    advice_decision_basis(d, run, true, &words);
    output_add_xml(out, output_bytes_since(&words, 0));
    output_add_str(out, "</p>");
    output_bytes_done(&words, out);
}

void
html_add_interruption(struct output_bytes *out, const struct assess_run_info *run)
{
    char line[256];
    struct base_text t;

    if (!assess_is_incomplete(run))
        return;
    base_text_init(&t, line, sizeof line);
    advice_interruption(run, true, &t);
    output_add_str(out, "<p class=\"interrupted\"><strong>");
    html_add_str(out, line);
    output_add_str(out, "</strong></p>");
}
