/* SPDX-License-Identifier: MIT */
/*
 * The map: who judges in the middle, Edge Servers on the left, Front Ends and all
 * others on the right. A line a connection; where that would be too high a drawing,
 * a line for all connections between a server and a judge, in the worst's colour.
 * More than HTML_BOXES_MAX servers are a table (html_sites.c).
 */
#include "html_map.h"

#include <advice/sentences.h>

#include <stdlib.h>

#define HALVED_MIN 7        /* servers of one kind, from which on both sides are used */
#define DETAILED_HEIGHT 900 /* of a drawing with a row for each endpoint, at most */

/* Lengths in the drawing's own units. */
#define WIDTH 1080
#define JUDGE_WIDTH 190
#define JUDGE_X ((WIDTH - JUDGE_WIDTH) / 2)
#define JUDGE_HEIGHT 58
#define JUDGE_GAP 26
#define HOST_WIDTH 330
#define LEFT_X 10
#define RIGHT_X (WIDTH - HOST_WIDTH - 10)
#define HOST_HEAD 30
#define HOST_COLUMNS 34 /* of its name */
#define ROW 26
#define TALLY_HEIGHT 48 /* of a box with a tally instead of rows */
#define HOST_GAP 12
#define ZONE_HEAD 34
#define BEND 70 /* how far a line goes straight before it turns */

struct side {
    struct html_host *hosts;
    size_t n;
    unsigned x, height;
};

struct drawing {
    struct html_map map;
    struct side sides[2];
    bool detailed;                   /* a row for each endpoint */
    uint64_t judge_sum[HTML_JUDGES]; /* of the y of its lines */
    size_t judge_lines[HTML_JUDGES];
    unsigned judge_y[HTML_JUDGES]; /* of its middle */
    unsigned height;
};

static uint32_t
host_of(const struct html_record *r)
{
    return r->host;
}

static void
collect_host(struct html_map *m, size_t index)
{
    struct html_host *h = &m->hosts[m->n];
    size_t k = m->links.first[index];

    if (k == HTML_NONE)
        return; /* all of it is left out */
    m->n++;
    *h = (struct html_host){ .index = index,
                             .place = k,
                             .zone = (enum html_zone)m->html->zones.ptr[index] };
    for (; k != HTML_NONE; k = m->links.next[k]) {
        unsigned rank = html_rank(html_record_at(m->html, k)->verdict);

        h->rank = rank > h->rank ? rank : h->rank;
        h->endpoints++;
    }
}

static void
collect_hosts(struct html_map *m)
{
    for (size_t i = 0; i < m->html->hosts.n && i < m->html->zones.len; i++)
        collect_host(m, i);
    qsort(m->hosts, m->n, sizeof *m->hosts, html_compare_places);
}

/* Edge Servers on the left, the others on the right; many of one kind on both. */
static void
choose_sides(struct drawing *d)
{
    struct html_host *hosts = d->map.hosts;
    size_t n = d->map.n, edges = 0;

    while (edges < n && hosts[edges].zone == HTML_ZONE_EDGE)
        edges++;
    if (n >= HALVED_MIN && (edges == 0 || edges == n)) {
        size_t left = (n + 1) / 2;

        d->sides[0] = (struct side){ hosts, left, LEFT_X, 0 };
        d->sides[1] = (struct side){ hosts + left, n - left, RIGHT_X, 0 };
        return;
    }
    d->sides[0] = (struct side){ hosts, edges, LEFT_X, 0 };
    d->sides[1] = (struct side){ hosts + edges, n - edges, RIGHT_X, 0 };
}

static unsigned
host_height(const struct drawing *d, const struct html_host *h)
{
    return d->detailed ? HOST_HEAD + (unsigned)h->endpoints * ROW + 6 : TALLY_HEIGHT;
}

/* The middle of the i-th row of a host. */
static unsigned
row_y(const struct drawing *d, const struct html_host *h, size_t i)
{
    return h->y + (d->detailed ? HOST_HEAD + (unsigned)i * ROW + ROW / 2 : TALLY_HEIGHT / 2);
}

static bool
begins_zone(const struct side *s, size_t i)
{
    return i == 0 || s->hosts[i].zone != s->hosts[i - 1].zone;
}

static void
place_side(const struct drawing *d, struct side *s)
{
    unsigned y = 0;

    for (size_t i = 0; i < s->n; i++) {
        y += begins_zone(s, i) ? ZONE_HEAD : 0;
        s->hosts[i].x = s->x;
        s->hosts[i].y = y;
        y += host_height(d, &s->hosts[i]) + HOST_GAP;
    }
    s->height = y;
}

static void
place_hosts(struct drawing *d)
{
    place_side(d, &d->sides[0]);
    place_side(d, &d->sides[1]);
    d->height = d->sides[d->sides[0].height < d->sides[1].height].height + 2;
}

/* The shorter side stands in the middle. */
static void
centre_side(const struct drawing *d, struct side *s)
{
    for (size_t i = 0; i < s->n; i++)
        s->hosts[i].y += (d->height - s->height) / 2;
}

typedef void line_fn(struct drawing *d, const struct html_host *h, enum html_judge judge,
                     enum certcheck_verdict v, unsigned y);

static void
each_line_of(struct drawing *d, const struct html_host *h, line_fn *fn)
{
    size_t row = 0;
    enum certcheck_verdict worst;

    if (d->detailed) {
        for (size_t k = d->map.links.first[h->index]; k != HTML_NONE; k = d->map.links.next[k]) {
            const struct html_record *r = html_record_at(d->map.html, k);

            fn(d, h, html_judge_of(r), r->verdict, row_y(d, h, row++));
        }
        return;
    }
    for (int j = 0; j < HTML_JUDGES; j++)
        if (html_map_worst(&d->map, h, (enum html_judge)j, &worst))
            fn(d, h, (enum html_judge)j, worst, row_y(d, h, 0));
}

static void
each_line(struct drawing *d, line_fn *fn)
{
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < d->sides[i].n; k++)
            each_line_of(d, &d->sides[i].hosts[k], fn);
}

static void
note_line(struct drawing *d, const struct html_host *h, enum html_judge judge,
          enum certcheck_verdict v, unsigned y)
{
    (void)h;
    (void)v;
    d->judge_sum[judge] += y;
    d->judge_lines[judge]++;
}

/* Place each judge as near to the middle of its lines as the others allow. */
static void
place_judges(struct drawing *d)
{
    enum html_judge order[HTML_JUDGES];
    size_t n = 0;
    unsigned least = 6 + JUDGE_HEIGHT / 2;

    for (int j = 0; j < HTML_JUDGES; j++) {
        size_t at = n;

        if (d->judge_lines[j] == 0)
            continue;
        d->judge_y[j] = (unsigned)(d->judge_sum[j] / d->judge_lines[j]);
        for (; at > 0 && d->judge_y[order[at - 1]] > d->judge_y[j]; at--)
            order[at] = order[at - 1];
        order[at] = (enum html_judge)j;
        n++;
    }
    for (size_t i = 0; i < n; i++) {
        if (d->judge_y[order[i]] < least)
            d->judge_y[order[i]] = least;
        least = d->judge_y[order[i]] + JUDGE_HEIGHT + JUDGE_GAP;
    }
    if (n > 0 && d->judge_y[order[n - 1]] + JUDGE_HEIGHT > d->height)
        d->height = d->judge_y[order[n - 1]] + JUDGE_HEIGHT;
}

static void
draw_line(struct drawing *d, const struct html_host *h, enum html_judge judge,
          enum certcheck_verdict v, unsigned y)
{
    struct output_bytes *out = d->map.out;
    bool right = h->x == RIGHT_X;
    unsigned from_x = right ? JUDGE_X + JUDGE_WIDTH : JUDGE_X;
    unsigned to_x = right ? h->x : h->x + HOST_WIDTH;

    output_add_str(out, "<path class=\"wire ");
    output_add_str(out, certcheck_verdict_name(v));
    html_svg_number(out, "\" d=\"M", from_x);
    html_svg_number(out, " ", d->judge_y[judge]);
    html_svg_number(out, "C", right ? from_x + BEND : from_x - BEND);
    html_svg_number(out, " ", d->judge_y[judge]);
    html_svg_number(out, " ", right ? to_x - BEND : to_x + BEND);
    html_svg_number(out, " ", y);
    html_svg_number(out, " ", to_x);
    html_svg_number(out, " ", y);
    output_add_str(out, "\"/>\n");
}

static unsigned
plug_x(const struct html_host *h)
{
    return h->x == RIGHT_X ? h->x : h->x + HOST_WIDTH;
}

static void
draw_row(struct drawing *d, const struct html_record *r, const struct html_host *h, unsigned y)
{
    struct output_bytes *out = d->map.out;
    const char *verdict = certcheck_verdict_name(r->verdict);

    html_svg_text(out, "title", h->x + 22, y + 5, NULL);
    output_add_u64(out, r->port);
    output_add_str(out, "</text>");
    html_svg_text(out, "quiet", h->x + 70, y + 5, NULL);
    output_add_str(out, r->profile != NULL ? r->profile->name : "");
    output_add_str(out, "</text>");
    html_svg_text(out, verdict, h->x + HOST_WIDTH - 20, y + 5, "end");
    output_add_str(out, "<tspan class=\"word\">");
    html_add_str(out, advice_verdict_word(r->verdict));
    output_add_str(out, "</tspan></text>\n");
    html_svg_plug(out, r->verdict, plug_x(h), y);
}

static void
draw_rows(struct drawing *d, const struct html_host *h)
{
    size_t row = 0;

    for (size_t k = d->map.links.first[h->index]; k != HTML_NONE; k = d->map.links.next[k])
        draw_row(d, html_record_at(d->map.html, k), h, row_y(d, h, row++));
}

static void
draw_tally(struct drawing *d, const struct html_host *h)
{
    enum certcheck_verdict worst = CERTCHECK_READY;

    html_svg_text(d->map.out, "tally", h->x + 22, h->y + 38, NULL);
    html_map_add_tally(&d->map, h, HTML_JUDGES);
    output_add_str(d->map.out, "</text>\n");
    (void)html_map_worst(&d->map, h, HTML_JUDGES, &worst);
    html_svg_plug(d->map.out, worst, plug_x(h), row_y(d, h, 0));
}

static void
draw_side(struct drawing *d, const struct side *s)
{
    struct output_bytes *out = d->map.out;

    for (size_t i = 0; i < s->n; i++) {
        const struct html_host *h = &s->hosts[i];

        if (begins_zone(s, i))
            html_svg_words(out, "zone", h->x, h->y - 12, html_zone_name(h->zone));
        html_svg_box(out, "host", h->x, h->y, HOST_WIDTH, host_height(d, h));
        html_svg_text(out, "title", h->x + 22, h->y + 20, NULL);
        html_map_add_name(&d->map, h, HOST_COLUMNS);
        output_add_str(out, "</text>\n");
        if (d->detailed)
            draw_rows(d, h);
        else
            draw_tally(d, h);
    }
}

static void
draw_judge(struct drawing *d, enum html_judge j)
{
    unsigned top = d->judge_y[j] - JUDGE_HEIGHT / 2;

    html_svg_box(d->map.out, "judge", JUDGE_X, top, JUDGE_WIDTH, JUDGE_HEIGHT);
    html_svg_words(d->map.out, "title", JUDGE_X + 16, top + 25, html_judge_name(j));
    html_svg_words(d->map.out, "quiet", JUDGE_X + 16, top + 44, html_judge_about(j));
}

static void
write_map(struct drawing *d)
{
    html_svg_number(d->map.out,
                    "<svg class=\"map\" role=\"img\" aria-labelledby=\"estate\" viewBox=\"0 0 ",
                    WIDTH);
    html_svg_number(d->map.out, " ", d->height);
    output_add_str(d->map.out, "\">\n");
    each_line(d, draw_line);
    for (int j = 0; j < HTML_JUDGES; j++)
        if (d->judge_lines[j] > 0)
            draw_judge(d, (enum html_judge)j);
    draw_side(d, &d->sides[0]);
    draw_side(d, &d->sides[1]);
    output_add_str(d->map.out, "</svg>\n");
}

static void
lay_out(struct drawing *d)
{
    choose_sides(d);
    d->detailed = true;
    place_hosts(d);
    if (d->height > DETAILED_HEIGHT) {
        d->detailed = false;
        place_hosts(d);
    }
    centre_side(d, &d->sides[0]);
    centre_side(d, &d->sides[1]);
    each_line(d, note_line);
    place_judges(d);
}

static void
write_section(struct drawing *d)
{
    struct output_bytes *out = d->map.out;

    html_add_heading(out, "estate", N_("The estate"));
    output_add_str(out, "<p class=\"wide\">");
    html_add_words(out, d->detailed ? N_("In the middle are the programs that judge certificates, "
                                         "around them the servers that present them. A line that "
                                         "ends in a cross is a connection that the update breaks.")
                                    : N_("In the middle are the programs that judge certificates, "
                                         "around them the servers that present them. A line stands "
                                         "for all connections between two of them; it ends in a "
                                         "cross if the update breaks at least one."));
    output_add_str(out, "</p>\n<p class=\"narrow\">");
    html_add_words(
        out, N_("Each box judges certificates; below it are the servers that present them. A line "
                "that ends in a cross is a connection that the update breaks."));
    output_add_str(out, "</p>\n");
    write_map(d);
    html_write_tree(&d->map);
    output_add_str(out, "</section>");
}

bool
html_write_map(const struct report_html *x, struct output_bytes *out)
{
    struct drawing d = { .map = { .html = x, .out = out } };
    bool ok = html_links_make(&d.map.links, x, x->hosts.n, host_of);

    d.map.hosts = calloc(x->hosts.n + 1, sizeof *d.map.hosts);
    ok = ok && d.map.hosts != NULL;
    if (ok) {
        collect_hosts(&d.map);
        lay_out(&d);
        write_section(&d);
    }
    html_links_free(&d.map.links);
    free(d.map.hosts);
    return ok;
}
