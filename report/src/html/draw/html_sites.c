/* SPDX-License-Identifier: MIT */
/* A large estate: how the connections of each pool, domain and issuing CA stand, worst first. */
#include "html_map.h"

#include <output/escape.h>

#include <stdlib.h>
#include <string.h>

#define SITES_MAX 30

struct site {
    struct base_slice name;
    uint32_t n, counts[CERTCHECK_VERDICTS];
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

/* What connections are put together by. */
struct view {
    const char *heading, *about;
    /* Append the group's name; nothing: it is in none. */
    void (*name)(const struct report_html *x, const struct html_record *r,
                 struct output_bytes *out);
};

static void
name_pool(const struct report_html *x, const struct html_record *r, struct output_bytes *out)
{
    if (r->pool != HTML_NONE)
        output_add_slice(out, output_intern_text(&x->pools, r->pool));
}

static void
name_domain(const struct report_html *x, const struct html_record *r, struct output_bytes *out)
{
    output_add_slice(out, domain_of(output_intern_text(&x->hosts, r->host)));
}

static void
name_issuer(const struct report_html *x, const struct html_record *r, struct output_bytes *out)
{
    if (r->issuer != HTML_NONE)
        output_add_slice(out, output_intern_text(&x->issuers, r->issuer));
}

static void
name_zone(const struct report_html *x, const struct html_record *r, struct output_bytes *out)
{
    if (r->host < x->zones.len)
        output_add_str(out,
                       output_translate(html_zone_name((enum html_zone)x->zones.ptr[r->host])));
}

#define DOMAIN_VIEW 1 /* every connection has a domain */

static const struct view views[] = {
    { N_("Pool"), N_("Connections by pool, the worst first."), name_pool },
    { N_("Domain"), N_("Connections by domain, the worst first."), name_domain },
    { N_("Issuing CA"), N_("Connections by the CA that issued the certificate, the worst first."),
      name_issuer },
    { N_("Server"), N_("Connections by kind of server, the worst first."), name_zone },
};

static void
add_head(struct output_bytes *out, const struct view *view, const size_t *totals)
{
    output_add_str(out, "<div class=\"scroll\" role=\"group\" aria-labelledby=\"estate\" "
                        "tabindex=\"0\"><table class=\"sites\"><thead><tr><th scope=\"col\">");
    html_add_words(out, view->heading);
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
write_sites(struct output_bytes *out, const struct view *view, struct site *sites, size_t n)
{
    size_t totals[CERTCHECK_VERDICTS] = { 0 };
    struct output_bytes rest = { 0 };

    for (size_t i = 0; i < n; i++)
        for (size_t v = 0; v < CERTCHECK_VERDICTS; v++)
            totals[v] += sites[i].counts[v];
    qsort(sites, n, sizeof *sites, compare_sites);
    output_add_str(out, "<p>");
    html_add_words(out, view->about);
    output_add_str(out, "</p>\n");
    add_head(out, view, totals);
    for (size_t i = 0; i < n && i < SITES_MAX; i++)
        add_site(out, &sites[i], totals);
    output_add_str(out, "</tbody></table></div>\n");
    if (n > SITES_MAX) {
        output_add_u64(&rest, n - SITES_MAX);
        output_add_str(out, "<p class=\"quiet\">");
        html_add_sentence(out, N_("and %a more, in the table below"), output_bytes_since(&rest, 0),
                          (struct base_slice){ NULL, 0 });
        output_add_str(out, "</p>");
    }
    output_bytes_done(&rest, out);
}

/* Groups into names, their numbers into sites. False: no memory. */
static bool
collect(const struct report_html *x, const struct view *view, struct output_intern *names,
        struct site *sites)
{
    for (size_t i = 0; i < html_records_n(x); i++) {
        const struct html_record *r = html_record_at(x, i);
        size_t number;

        view->name(x, r, &names->text);
        if (names->text.len == names->end)
            continue;
        number = output_intern_end(names, NULL);
        if (number == SIZE_MAX)
            return false;
        sites[number].n++;
        sites[number].counts[r->verdict]++;
    }
    for (size_t i = 0; i < names->n; i++)
        sites[i].name = output_intern_text(names, i);
    return true;
}

/* A view in which all results are in one group, or each is alone, is useless. */
static bool
write_view(const struct report_html *x, struct output_bytes *out, const struct view *view,
           bool always)
{
    struct output_intern names = { 0 };
    struct site *sites = calloc(html_records_n(x) + 1, sizeof *sites);
    bool ok = sites != NULL && collect(x, view, &names, sites);

    if (ok && (always || (names.n > 1 && names.n < x->hosts.n)))
        write_sites(out, view, sites, names.n);
    output_intern_free(&names);
    free(sites);
    return ok;
}

bool
html_write_sites(const struct report_html *x, struct output_bytes *out)
{
    bool ok = true;
    size_t from;

    html_add_heading(out, "estate", N_("The estate"));
    from = out->len;
    for (size_t i = 0; ok && i < sizeof views / sizeof views[0]; i++)
        ok = write_view(x, out, &views[i], false);
    if (ok && out->len == from) /* all alike, or each alone */
        ok = write_view(x, out, &views[DOMAIN_VIEW], true);
    output_add_str(out, "</section>");
    return ok;
}
