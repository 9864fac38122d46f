/* SPDX-License-Identifier: MIT */
/*
 * The estate as a drawing: who judges in the middle, Edge Servers on the left,
 * Front Ends and all others on the right, a wire for each connection in the
 * colour and the shape of its verdict. Beyond HOSTS_MAX servers the worst are
 * drawn and the rest counted.
 */
#include "html.h"

#include <stdlib.h>

#include "natural.h"

#define HOSTS_MAX 36
#define HALVED_MIN 7 /* servers of one kind, from which on both sides are used */

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
#define ROW 26
#define HOST_GAP 14
#define ZONE_HEAD 34
#define BEND 70 /* how far a wire goes straight before it turns */

enum judge { DATA_MCU, CLIENTS, DOTNET, RTCSRV, JUDGES };

static const struct {
    const char *name, *about;
} judges[JUDGES] = {
    [DATA_MCU] = { "Data MCU", N_("on each Front End") },
    [CLIENTS] = { N_("Meeting clients"), N_("without a certificate") },
    [DOTNET] = { N_(".NET program"), N_("as client or as server") },
    [RTCSRV] = { "RtcSrv", N_("on each Front End") },
};

static const char *const zones[HTML_ZONES] = {
    [HTML_ZONE_EDGE] = N_("Edge Servers"),
    [HTML_ZONE_FRONT_END] = N_("Front End Servers"),
    [HTML_ZONE_OTHER] = N_("Other servers"),
};

struct host {
    size_t index; /* in html->hosts */
    enum html_zone zone;
    struct base_slice name; /* HTML */
    unsigned rank;          /* of its worst verdict */
    size_t endpoints;
    unsigned x, y; /* of its box */
};

struct map {
    const struct report_html *html;
    struct report_bytes *out;
    struct html_links links;
    struct host *hosts;
    size_t n, drawn;
    size_t left_out[HTML_ZONES];
    uint64_t judge_sum[JUDGES]; /* of the y of its wires */
    size_t judge_wires[JUDGES];
    unsigned judge_y[JUDGES]; /* of its middle */
    unsigned height;
};

static enum judge
judge_of(const struct html_record *r)
{
    switch (r->profile == NULL ? BASE_PROFILE_TLS_SERVER : r->profile->id) {
    case BASE_PROFILE_EDGE_PSOM:
    case BASE_PROFILE_EDGE_REPLICATION:
    case BASE_PROFILE_FE_PSOM:
        return DATA_MCU;
    case BASE_PROFILE_FE_CLIENT:
        return CLIENTS;
    case BASE_PROFILE_TRUSTED_APP:
        return RTCSRV;
    default:
        return DOTNET;
    }
}

static size_t
host_of(const struct html_record *r)
{
    return r->host;
}

static int
compare_ranks(const void *pa, const void *pb)
{
    const struct host *a = pa, *b = pb;

    if (a->rank != b->rank)
        return a->rank > b->rank ? -1 : 1;
    return report_compare_natural(a->name, b->name);
}

static int
compare_places(const void *pa, const void *pb)
{
    const struct host *a = pa, *b = pb;

    if (a->zone != b->zone)
        return a->zone < b->zone ? -1 : 1;
    return report_compare_natural(a->name, b->name);
}

static void
collect_hosts(struct map *m)
{
    for (size_t i = 0; i < m->html->hosts.n; i++) {
        struct base_slice text = report_fold_text(&m->html->hosts, i);
        struct host *h = &m->hosts[m->n++];

        *h = (struct host){ .index = i,
                            .zone = (enum html_zone) * text.ptr,
                            .name = { text.ptr + 1, text.len - 1 } };
        for (size_t k = m->links.first[i]; k != HTML_NONE; k = m->links.next[k]) {
            unsigned rank = html_rank(html_record_at(m->html, k)->verdict);

            h->rank = rank > h->rank ? rank : h->rank;
            h->endpoints++;
        }
    }
    m->drawn = m->n < HOSTS_MAX ? m->n : HOSTS_MAX;
    if (m->n > HOSTS_MAX)
        qsort(m->hosts, m->n, sizeof *m->hosts, compare_ranks);
    for (size_t i = m->drawn; i < m->n; i++)
        m->left_out[m->hosts[i].zone]++;
    qsort(m->hosts, m->drawn, sizeof *m->hosts, compare_places);
}

static unsigned
host_height(const struct host *h)
{
    return HOST_HEAD + (unsigned)h->endpoints * ROW + 6;
}

/* The middle of the i-th row of a host. */
static unsigned
row_y(const struct host *h, size_t i)
{
    return h->y + HOST_HEAD + (unsigned)i * ROW + ROW / 2;
}

static bool
begins_zone(const struct map *m, size_t i)
{
    return i == 0 || m->hosts[i].zone != m->hosts[i - 1].zone || m->hosts[i].x != m->hosts[i - 1].x;
}

static bool
ends_zone(const struct map *m, size_t i)
{
    return i + 1 == m->drawn || m->hosts[i].zone != m->hosts[i + 1].zone;
}

static void
note_wires(struct map *m, const struct host *h)
{
    size_t row = 0;

    for (size_t k = m->links.first[h->index]; k != HTML_NONE; k = m->links.next[k]) {
        enum judge judge = judge_of(html_record_at(m->html, k));

        m->judge_sum[judge] += row_y(h, row++);
        m->judge_wires[judge]++;
    }
}

/* Edge Servers on the left, the others on the right; many of one kind on both. */
static void
choose_sides(struct map *m)
{
    size_t edges = 0;
    bool halves;

    for (size_t i = 0; i < m->drawn; i++)
        edges += m->hosts[i].zone == HTML_ZONE_EDGE;
    halves = m->drawn >= HALVED_MIN && (edges == 0 || edges == m->drawn);
    for (size_t i = 0; i < m->drawn; i++) {
        bool right = halves ? i >= (m->drawn + 1) / 2 : m->hosts[i].zone != HTML_ZONE_EDGE;

        m->hosts[i].x = right ? RIGHT_X : LEFT_X;
    }
}

static void
place_hosts(struct map *m)
{
    unsigned ends[2] = { 0, 0 };

    for (size_t i = 0; i < m->drawn; i++) {
        struct host *h = &m->hosts[i];
        unsigned *y = &ends[h->x == RIGHT_X];

        *y += begins_zone(m, i) ? ZONE_HEAD : 0;
        h->y = *y;
        *y += host_height(h) + HOST_GAP;
        if (ends_zone(m, i) && m->left_out[h->zone] > 0)
            *y += ROW;
    }
    m->height = (ends[0] > ends[1] ? ends[0] : ends[1]) + 2;
    for (size_t i = 0; i < m->drawn; i++) {
        struct host *h = &m->hosts[i];

        h->y += (m->height - ends[h->x == RIGHT_X]) / 2; /* the shorter side in the middle */
        note_wires(m, h);
    }
}

/* Each judge as near to the middle of its wires as the others allow. */
static void
place_judges(struct map *m)
{
    enum judge order[JUDGES];
    size_t n = 0;
    unsigned least = 6 + JUDGE_HEIGHT / 2;

    for (int j = 0; j < JUDGES; j++) {
        size_t at = n;

        if (m->judge_wires[j] == 0)
            continue;
        m->judge_y[j] = (unsigned)(m->judge_sum[j] / m->judge_wires[j]);
        for (; at > 0 && m->judge_y[order[at - 1]] > m->judge_y[j]; at--)
            order[at] = order[at - 1];
        order[at] = (enum judge)j;
        n++;
    }
    for (size_t i = 0; i < n; i++) {
        if (m->judge_y[order[i]] < least)
            m->judge_y[order[i]] = least;
        least = m->judge_y[order[i]] + JUDGE_HEIGHT + JUDGE_GAP;
    }
    if (n > 0 && m->judge_y[order[n - 1]] + JUDGE_HEIGHT > m->height)
        m->height = m->judge_y[order[n - 1]] + JUDGE_HEIGHT;
}

static void
number(struct map *m, const char *before, unsigned n)
{
    report_add_str(m->out, before);
    report_add_u64(m->out, n);
}

static void
text(struct map *m, const char *class, unsigned x, unsigned y, const char *anchor)
{
    report_add_str(m->out, "<text class=\"");
    report_add_str(m->out, class);
    number(m, "\" x=\"", x);
    number(m, "\" y=\"", y);
    report_add_str(m->out, anchor == NULL ? "\">" : "\" text-anchor=\"");
    if (anchor != NULL) {
        report_add_str(m->out, anchor);
        report_add_str(m->out, "\">");
    }
}

static void
box(struct map *m, const char *class, unsigned x, unsigned y, unsigned width, unsigned height)
{
    report_add_str(m->out, "<rect class=\"");
    report_add_str(m->out, class);
    number(m, "\" x=\"", x);
    number(m, "\" y=\"", y);
    number(m, "\" width=\"", width);
    number(m, "\" height=\"", height);
    report_add_str(m->out, "\" rx=\"9\"/>");
}

static void
draw_wire(struct map *m, const struct html_record *r, const struct host *h, unsigned y)
{
    bool right = h->x == RIGHT_X;
    unsigned from_y = m->judge_y[judge_of(r)];
    unsigned from_x = right ? JUDGE_X + JUDGE_WIDTH : JUDGE_X;
    unsigned to_x = right ? h->x : h->x + HOST_WIDTH;

    report_add_str(m->out, "<path class=\"wire ");
    report_add_str(m->out, certcheck_verdict_name(r->verdict));
    number(m, "\" d=\"M", from_x);
    number(m, " ", from_y);
    number(m, "C", right ? from_x + BEND : from_x - BEND);
    number(m, " ", from_y);
    number(m, " ", right ? to_x - BEND : to_x + BEND);
    number(m, " ", y);
    number(m, " ", to_x);
    number(m, " ", y);
    report_add_str(m->out, "\"/>\n");
}

/* A shape for each verdict, so that nobody needs the colour. */
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

static void
draw_row(struct map *m, const struct html_record *r, const struct host *h, unsigned y)
{
    const char *verdict = certcheck_verdict_name(r->verdict), *sign = sign_of(r->verdict);
    unsigned plug = h->x == RIGHT_X ? h->x : h->x + HOST_WIDTH;

    report_add_str(m->out, "<g class=\"");
    report_add_str(m->out, verdict);
    number(m, "\"><circle class=\"plug\" r=\"9\" cx=\"", plug);
    number(m, "\" cy=\"", y);
    report_add_str(m->out, "\"/>");
    if (sign != NULL) {
        number(m, "<path class=\"sign\" transform=\"translate(", plug);
        number(m, " ", y);
        report_add_str(m->out, ")\" d=\"");
        report_add_str(m->out, sign);
        report_add_str(m->out, "\"/>");
    }
    text(m, "title", h->x + 22, y + 5, NULL);
    report_add_u64(m->out, r->port);
    report_add_str(m->out, "</text>");
    text(m, "quiet", h->x + 70, y + 5, NULL);
    report_add_str(m->out, r->profile != NULL ? r->profile->name : "");
    report_add_str(m->out, "</text>");
    text(m, "word", h->x + HOST_WIDTH - 20, y + 5, "end");
    report_add_str(m->out, verdict);
    report_add_str(m->out, "</text></g>\n");
}

static void
add_more(struct report_bytes *out, size_t n)
{
    struct report_bytes number = { 0 };

    report_add_u64(&number, n);
    html_add_sentence(out, N_("and %a more, in the table below"), report_bytes_since(&number, 0),
                      (struct base_slice){ NULL, 0 });
    report_bytes_done(&number, out);
}

static void
draw_host(struct map *m, size_t i)
{
    const struct host *h = &m->hosts[i];
    size_t row = 0;

    if (begins_zone(m, i)) {
        text(m, "zone", h->x, h->y - 12, NULL);
        html_add_words(m->out, zones[h->zone]);
        report_add_str(m->out, "</text>\n");
    }
    box(m, "host", h->x, h->y, HOST_WIDTH, host_height(h));
    text(m, "title", h->x + 22, h->y + 21, NULL);
    report_add_slice(m->out, h->name);
    report_add_str(m->out, "</text>\n");
    for (size_t k = m->links.first[h->index]; k != HTML_NONE; k = m->links.next[k])
        draw_row(m, html_record_at(m->html, k), h, row_y(h, row++));
    if (ends_zone(m, i) && m->left_out[h->zone] > 0) {
        text(m, "quiet", h->x + 22, h->y + host_height(h) + 22, NULL);
        add_more(m->out, m->left_out[h->zone]);
        report_add_str(m->out, "</text>\n");
    }
}

static void
draw_judge(struct map *m, enum judge j)
{
    unsigned top = m->judge_y[j] - JUDGE_HEIGHT / 2;

    box(m, "judge", JUDGE_X, top, JUDGE_WIDTH, JUDGE_HEIGHT);
    text(m, "title", JUDGE_X + 16, top + 25, NULL);
    html_add_words(m->out, judges[j].name);
    report_add_str(m->out, "</text>");
    text(m, "quiet", JUDGE_X + 16, top + 44, NULL);
    html_add_words(m->out, judges[j].about);
    report_add_str(m->out, "</text>\n");
}

static void
draw(struct map *m)
{
    number(m, "<svg class=\"map\" role=\"img\" aria-labelledby=\"estate\" viewBox=\"0 0 ", WIDTH);
    number(m, " ", m->height);
    report_add_str(m->out, "\">\n");
    for (size_t i = 0; i < m->drawn; i++) {
        size_t row = 0;

        for (size_t k = m->links.first[m->hosts[i].index]; k != HTML_NONE; k = m->links.next[k])
            draw_wire(m, html_record_at(m->html, k), &m->hosts[i], row_y(&m->hosts[i], row++));
    }
    for (int j = 0; j < JUDGES; j++)
        if (m->judge_wires[j] > 0)
            draw_judge(m, (enum judge)j);
    for (size_t i = 0; i < m->drawn; i++)
        draw_host(m, i);
    report_add_str(m->out, "</svg>\n");
}

bool
html_write_map(const struct report_html *x, struct report_bytes *out)
{
    struct map m = { .html = x, .out = out };
    bool ok = html_links_make(&m.links, x, x->hosts.n, host_of);

    m.hosts = calloc(x->hosts.n + 1, sizeof *m.hosts);
    ok = ok && m.hosts != NULL;
    if (ok) {
        collect_hosts(&m);
        choose_sides(&m);
        place_hosts(&m);
        place_judges(&m);
        report_add_str(out, "<section aria-labelledby=\"estate\">\n<h2 id=\"estate\">");
        html_add_words(out, N_("The estate"));
        report_add_str(out, "</h2>\n<p>");
        html_add_words(out, N_("In the middle who judges the certificates, around it who shows "
                               "them. A line that ends in a cross is a connection that the update "
                               "breaks."));
        report_add_str(out, "</p>\n<div class=\"scroll\" role=\"group\" aria-label=\"");
        html_add_words(out, N_("Map of the estate"));
        report_add_str(out, "\" tabindex=\"0\">\n");
        draw(&m);
        report_add_str(out, "</div>\n</section>");
    }
    html_links_free(&m.links);
    free(m.hosts);
    return ok;
}
