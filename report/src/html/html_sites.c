/* SPDX-License-Identifier: MIT */
/* A large estate: how the connections of each domain stand, the worst first. */
#include "html.h"

#include <output/escape.h>

#include <stdlib.h>
#include <string.h>

#define SITES_MAX 30

struct site {
    struct base_slice name;
    size_t n, counts[CERTCHECK_VERDICTS];
};

/* "berlin.contoso.com" of "fe01.berlin.contoso.com"; an address and a bare name stay whole. */
static struct base_slice
domain_of(struct base_slice host)
{
    const uint8_t *dot = host.len > 0 ? memchr(host.ptr, '.', host.len) : NULL;
    uint8_t last = host.len > 0 ? host.ptr[host.len - 1] : 0;

    if (dot == NULL || (last >= '0' && last <= '9') || last == ']')
        return host;
    return (struct base_slice){ dot + 1, host.len - (size_t)(dot + 1 - host.ptr) };
}

static int
compare_sites(const void *pa, const void *pb)
{
    const struct site *a = pa, *b = pb;

    for (size_t i = 0; i < CERTCHECK_VERDICTS; i++) {
        size_t na = a->counts[html_worst_first[i]], nb = b->counts[html_worst_first[i]];

        if (na != nb)
            return na > nb ? -1 : 1;
    }
    return 0;
}

static void
add_number(struct output_bytes *out, size_t n)
{
    output_add_str(out, "<td class=\"number\">");
    if (n > 0)
        output_add_u64(out, n);
    output_add_str(out, "</td>");
}

static void
add_bar(struct output_bytes *out, const struct site *s)
{
    size_t x = 0;

    output_add_str(out, "<td class=\"share\"><svg class=\"bar\" viewBox=\"0 0 ");
    output_add_u64(out, s->n);
    output_add_str(out, " 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    for (size_t i = 0; i < CERTCHECK_VERDICTS; i++) {
        size_t n = s->counts[html_worst_first[i]];

        if (n == 0)
            continue;
        output_add_str(out, "<rect class=\"");
        output_add_str(out, certcheck_verdict_name(html_worst_first[i]));
        output_add_str(out, "\" height=\"1\" x=\"");
        output_add_u64(out, x);
        output_add_str(out, "\" width=\"");
        output_add_u64(out, n);
        output_add_str(out, "\"/>");
        x += n;
    }
    output_add_str(out, "</svg></td>");
}

static void
add_site(struct output_bytes *out, const struct site *s, const size_t *totals)
{
    output_add_str(out, "<tr><th scope=\"row\">");
    output_add_xml(out, s->name);
    output_add_str(out, "</th>");
    add_number(out, s->n);
    add_bar(out, s);
    for (size_t i = 0; i < CERTCHECK_VERDICTS; i++)
        if (totals[html_worst_first[i]] > 0)
            add_number(out, s->counts[html_worst_first[i]]);
    output_add_str(out, "</tr>\n");
}

static void
add_head(struct output_bytes *out, const size_t *totals)
{
    output_add_str(out, "<div class=\"scroll\" role=\"group\" aria-labelledby=\"estate\" "
                        "tabindex=\"0\"><table class=\"sites\"><thead><tr><th scope=\"col\">");
    html_add_words(out, N_("Domain"));
    output_add_str(out, "</th><th scope=\"col\">");
    html_add_words(out, N_("Connections"));
    output_add_str(out, "</th><td></td>");
    for (size_t i = 0; i < CERTCHECK_VERDICTS; i++) {
        if (totals[html_worst_first[i]] == 0)
            continue;
        output_add_str(out, "<th scope=\"col\">");
        html_add_badge(out, html_worst_first[i]);
        output_add_str(out, "</th>");
    }
    output_add_str(out, "</tr></thead><tbody>\n");
}

static void
write_sites(struct output_bytes *out, struct site *sites, size_t n)
{
    size_t totals[CERTCHECK_VERDICTS] = { 0 };
    struct output_bytes rest = { 0 };

    for (size_t i = 0; i < n; i++)
        for (size_t v = 0; v < CERTCHECK_VERDICTS; v++)
            totals[v] += sites[i].counts[v];
    qsort(sites, n, sizeof *sites, compare_sites);
    html_add_heading(out, "estate", N_("The estate"));
    output_add_str(out, "<p>");
    html_add_words(out, N_("Connections by domain, the worst first."));
    output_add_str(out, "</p>\n");
    add_head(out, totals);
    for (size_t i = 0; i < n && i < SITES_MAX; i++)
        add_site(out, &sites[i], totals);
    output_add_str(out, "</tbody></table></div>");
    if (n > SITES_MAX) {
        output_add_u64(&rest, n - SITES_MAX);
        output_add_str(out, "<p class=\"quiet\">");
        html_add_sentence(out, N_("and %a more, in the table below"), output_bytes_since(&rest, 0),
                          (struct base_slice){ NULL, 0 });
        output_add_str(out, "</p>");
    }
    output_add_str(out, "</section>");
    output_bytes_done(&rest, out);
}

bool
html_write_sites(const struct report_html *x, struct output_bytes *out)
{
    struct output_intern domains = { 0 };
    struct site *sites = calloc(html_records_n(x) + 1, sizeof *sites);
    bool ok = sites != NULL;

    for (size_t i = 0; ok && i < html_records_n(x); i++) {
        const struct html_record *r = html_record_at(x, i);
        size_t number;

        output_add_slice(&domains.text, domain_of(output_intern_text(&x->hosts, r->host)));
        number = output_intern_end(&domains, NULL);
        ok = number != SIZE_MAX;
        if (!ok)
            break;
        sites[number].n++;
        sites[number].counts[r->verdict]++;
    }
    for (size_t i = 0; ok && i < domains.n; i++)
        sites[i].name = output_intern_text(&domains, i);
    if (ok)
        write_sites(out, sites, domains.n);
    output_intern_free(&domains);
    free(sites);
    return ok;
}
