/* SPDX-License-Identifier: MIT */
/* The same estate for a narrow screen: under each judge the servers it judges. */
#include "html_map.h"

#include <stdlib.h>

/* Lengths in the drawing's own units. */
#define WIDTH 360
#define JUDGE_HEIGHT 54
#define SPINE_X 18
#define PLUG_X 42
#define TEXT_X 60
#define HOST_COLUMNS 34
#define ROW 46
#define ZONE_HEAD 26
#define GAP 18

struct branch {
    const struct html_map *map;
    enum html_judge judge;
    struct html_host *hosts; /* those it judges */
    size_t n;
};

/* Those that the judge sees, in their places. */
static void
choose(struct branch *b)
{
    for (size_t i = 0; i < b->map->n; i++) {
        enum certcheck_verdict worst;

        if (!html_map_worst(b->map, &b->map->hosts[i], b->judge, &worst))
            continue;
        b->hosts[b->n] = b->map->hosts[i];
        b->hosts[b->n++].rank = html_rank(worst);
    }
    if (b->n > 0)
        qsort(b->hosts, b->n, sizeof *b->hosts, html_compare_places);
}

static bool
begins_zone(const struct branch *b, size_t i)
{
    return i == 0 || b->hosts[i].zone != b->hosts[i - 1].zone;
}

static unsigned
rows_height(const struct branch *b)
{
    unsigned y = JUDGE_HEIGHT;

    for (size_t i = 0; i < b->n; i++)
        y += begins_zone(b, i) ? ROW + ZONE_HEAD : ROW;
    return y;
}

/* The middle of the last row. */
static unsigned
last_y(const struct branch *b)
{
    return rows_height(b) - ROW / 2;
}

static unsigned
branch_height(const struct branch *b)
{
    return rows_height(b) + GAP;
}

static void
draw_host(const struct branch *b, const struct html_host *h, unsigned y)
{
    struct output_bytes *out = b->map->out;
    enum certcheck_verdict worst = CERTCHECK_READY;

    (void)html_map_worst(b->map, h, b->judge, &worst);
    output_add_str(out, "<path class=\"wire ");
    output_add_str(out, certcheck_verdict_name(worst));
    html_svg_number(out, "\" d=\"M", SPINE_X);
    html_svg_number(out, " ", y - 10);
    html_svg_number(out, "Q", SPINE_X);
    html_svg_number(out, " ", y);
    html_svg_number(out, " ", SPINE_X + 10);
    html_svg_number(out, " ", y);
    html_svg_number(out, "H", PLUG_X);
    output_add_str(out, "\"/>\n");
    html_svg_plug(out, worst, PLUG_X, y);
    html_svg_text(out, "title", TEXT_X, y - 3, NULL);
    html_map_add_name(b->map, h, HOST_COLUMNS);
    output_add_str(out, "</text>\n");
    html_svg_text(out, "tally", TEXT_X, y + 15, NULL);
    html_map_add_tally(b->map, h, b->judge);
    output_add_str(out, "</text>\n");
}

static unsigned
draw_branch(const struct branch *b, unsigned top)
{
    struct output_bytes *out = b->map->out;
    unsigned y = top + JUDGE_HEIGHT;

    html_svg_number(out, "<path class=\"spine\" d=\"M", SPINE_X);
    html_svg_number(out, " ", y);
    html_svg_number(out, "V", top + last_y(b) - 10);
    output_add_str(out, "\"/>\n");
    html_svg_box(out, "judge", 1, top + 1, WIDTH - 2, JUDGE_HEIGHT - 2);
    html_svg_words(out, "title", 16, top + 23, html_judge_name(b->judge));
    html_svg_words(out, "quiet", 16, top + 41, html_judge_about(b->judge));
    for (size_t i = 0; i < b->n; i++) {
        if (begins_zone(b, i)) {
            html_svg_words(out, "zone", TEXT_X, y + 20, html_zone_name(b->hosts[i].zone));
            y += ZONE_HEAD;
        }
        draw_host(b, &b->hosts[i], y + ROW / 2);
        y += ROW;
    }
    return top + branch_height(b);
}

void
html_write_tree(const struct html_map *m)
{
    struct branch branches[HTML_JUDGES] = { 0 };
    struct html_host *hosts = calloc(m->n * HTML_JUDGES + 1, sizeof *hosts);
    unsigned height = 0, y = 0;

    if (hosts == NULL) {
        m->out->no_memory = true;
        return;
    }
    for (int j = 0; j < HTML_JUDGES; j++) {
        branches[j] = (struct branch){ m, (enum html_judge)j, hosts + (size_t)j * m->n, 0 };
        choose(&branches[j]);
        height += branches[j].n > 0 ? branch_height(&branches[j]) : 0;
    }
    html_svg_number(m->out,
                    "<svg class=\"tree\" role=\"img\" aria-labelledby=\"estate\" viewBox=\"0 0 ",
                    WIDTH);
    html_svg_number(m->out, " ", height);
    output_add_str(m->out, "\">\n");
    for (int j = 0; j < HTML_JUDGES; j++)
        if (branches[j].n > 0)
            y = draw_branch(&branches[j], y);
    output_add_str(m->out, "</svg>\n");
    free(hosts);
}
