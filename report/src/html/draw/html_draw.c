/* SPDX-License-Identifier: MIT */
/* What the map and the tree share. */
#include "html_map.h"

#include <advice/sentences.h>
#include <output/escape.h>
#include <output/width.h>

#define PORTS_MAX 3 /* endpoints of a host that are told one by one */
#define TOLD_MAX 3  /* verdicts of one host */

static const struct {
    const char *name, *about;
} judges[HTML_JUDGES] = {
    [HTML_DATA_MCU] = { "Data MCU", N_("on each Front End") },
    [HTML_CLIENTS] = { N_("Meeting clients"), N_("without a certificate") },
    [HTML_DOTNET] = { N_(".NET program"), N_("as client or as server") },
    [HTML_RTCSRV] = { "RtcSrv", N_("on each Front End") },
    [HTML_PEERS] = { N_("Peers"), N_("that it connects to") },
};

static const char *const zones[HTML_ZONES] = {
    [HTML_ZONE_EDGE] = N_("Edge Servers"),
    [HTML_ZONE_FRONT_END] = N_("Front End Servers"),
    [HTML_ZONE_OTHER] = N_("Other servers"),
};

const char *
html_judge_name(enum html_judge judge)
{
    return judges[judge].name;
}

const char *
html_judge_about(enum html_judge judge)
{
    return judges[judge].about;
}

const char *
html_zone_name(enum html_zone zone)
{
    return zones[zone];
}

enum html_judge
html_judge_of(const struct html_record *r)
{
    static const enum html_judge kinds[] = {
        [BASE_JUDGE_OTHER] = HTML_PEERS,     [BASE_JUDGE_DATA_MCU] = HTML_DATA_MCU,
        [BASE_JUDGE_CLIENTS] = HTML_CLIENTS, [BASE_JUDGE_DOTNET] = HTML_DOTNET,
        [BASE_JUDGE_RTCSRV] = HTML_RTCSRV,
    };

    return r->profile == NULL ? HTML_DOTNET : kinds[r->profile->judges];
}

int
html_compare_places(const void *pa, const void *pb)
{
    const struct html_host *a = pa, *b = pb;

    if (a->zone != b->zone)
        return a->zone < b->zone ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

void
html_svg_number(struct output_bytes *out, const char *before, uint64_t n)
{
    output_add_str(out, before);
    output_add_u64(out, n);
}

void
html_svg_text(struct output_bytes *out, const char *kind, unsigned x, unsigned y,
              const char *anchor)
{
    output_add_str(out, "<text class=\"");
    output_add_str(out, kind);
    html_svg_number(out, "\" x=\"", x);
    html_svg_number(out, "\" y=\"", y);
    output_add_str(out, anchor == NULL ? "\">" : "\" text-anchor=\"");
    if (anchor != NULL) {
        output_add_str(out, anchor);
        output_add_str(out, "\">");
    }
}

void
html_svg_words(struct output_bytes *out, const char *kind, unsigned x, unsigned y,
               const char *english)
{
    html_svg_text(out, kind, x, y, NULL);
    html_add_words(out, english);
    output_add_str(out, "</text>\n");
}

void
html_svg_box(struct output_bytes *out, const char *kind, unsigned x, unsigned y, unsigned width,
             unsigned height)
{
    output_add_str(out, "<rect class=\"");
    output_add_str(out, kind);
    html_svg_number(out, "\" x=\"", x);
    html_svg_number(out, "\" y=\"", y);
    html_svg_number(out, "\" width=\"", width);
    html_svg_number(out, "\" height=\"", height);
    output_add_str(out, "\" rx=\"9\"/>\n");
}

static const char *
sign_of(enum certcheck_verdict v)
{
    switch (v) {
    case CERTCHECK_BREAKS:
        return "M-4-4L4 4M4-4L-4 4";
    case CERTCHECK_BROKEN:
        return "M-5 0H5";
    case CERTCHECK_INDETERMINATE:
        return "M0-4.5V0.5M0 4.2V4.5";
    default:
        return NULL;
    }
}

void
html_svg_plug(struct output_bytes *out, enum certcheck_verdict v, unsigned x, unsigned y)
{
    const char *sign = sign_of(v);

    output_add_str(out, "<g class=\"");
    output_add_str(out, certcheck_verdict_name(v));
    html_svg_number(out, "\" transform=\"translate(", x);
    html_svg_number(out, " ", y);
    output_add_str(out, ")\"><circle class=\"plug\" r=\"9\"/>");
    if (sign != NULL) {
        output_add_str(out, "<path class=\"sign\" d=\"");
        output_add_str(out, sign);
        output_add_str(out, "\"/>");
    }
    output_add_str(out, "</g>\n");
}

/* How many columns fewer fit because of capitals, which are wider. */
static size_t
capitals(struct base_slice name, size_t columns)
{
    size_t n = 0;

    for (size_t i = 0; i < name.len; i++)
        n += name.ptr[i] >= 'A' && name.ptr[i] <= 'Z';
    n = n < columns ? n : columns;
    return n / 4;
}

void
html_map_add_name(const struct html_map *m, const struct html_host *h, size_t columns)
{
    struct base_slice name = output_intern_text(&m->html->hosts, h->index);
    struct output_bytes cut = { 0 };

    output_add_cut_middle(&cut, name, columns - capitals(name, columns));
    output_add_xml(m->out, output_bytes_since(&cut, 0));
    output_bytes_done(&cut, m->out);
}

static bool
is_judged_by(const struct html_record *r, enum html_judge judge)
{
    return judge == HTML_JUDGES || html_judge_of(r) == judge;
}

bool
html_map_worst(const struct html_map *m, const struct html_host *h, enum html_judge judge,
               enum certcheck_verdict *worst)
{
    bool any = false;

    for (size_t k = m->links.first[h->index]; k != HTML_NONE; k = m->links.next[k]) {
        const struct html_record *r = html_record_at(m->html, k);

        if (!is_judged_by(r, judge))
            continue;
        if (!any || html_rank(r->verdict) > html_rank(*worst))
            *worst = r->verdict;
        any = true;
    }
    return any;
}

/* Of one verdict: how many, and their ports with commas between. */
static size_t
add_ports(const struct html_map *m, struct output_bytes *out, const struct html_host *h,
          enum html_judge judge, enum certcheck_verdict v)
{
    size_t n = 0;

    for (size_t k = m->links.first[h->index]; k != HTML_NONE; k = m->links.next[k]) {
        const struct html_record *r = html_record_at(m->html, k);

        if (r->verdict != v || !is_judged_by(r, judge))
            continue;
        html_svg_number(out, n++ == 0 ? "" : ", ", r->port);
    }
    return n;
}

void
html_map_add_tally(const struct html_map *m, const struct html_host *h, enum html_judge judge)
{
    size_t told = 0;

    for (size_t v = 0; v < CERTCHECK_VERDICTS; v++) {
        struct output_bytes ports = { 0 };
        const char *verdict = certcheck_verdict_name(html_worst_first[v]);
        size_t n = add_ports(m, &ports, h, judge, html_worst_first[v]);

        if (n > 0 && ++told <= TOLD_MAX) {
            output_add_str(m->out,
                           told > 1 ? " &#183; <tspan class=\"word " : "<tspan class=\"word ");
            output_add_str(m->out, verdict);
            output_add_str(m->out, "\">");
            if (h->endpoints > PORTS_MAX)
                output_add_u64(m->out, n);
            else
                output_add_slice(m->out, output_bytes_since(&ports, 0));
            output_add_char(m->out, ' ');
            html_add_str(m->out, advice_verdict_word(html_worst_first[v]));
            output_add_str(m->out, "</tspan>");
        }
        output_bytes_done(&ports, m->out);
    }
    output_add_str(m->out, told > TOLD_MAX ? " &#183; &#8230;" : "");
}
