/* SPDX-License-Identifier: MIT */
/*
 * The estate as a drawing, in SVG: who judges, who shows, and a line between
 * them in the colour and the shape of the verdict. Drawn twice: as a map for
 * screens and paper (html_map.c), as a tree for phones (html_tree.c).
 */
#ifndef REPORT_HTML_MAP_H
#define REPORT_HTML_MAP_H

#include "html.h"

enum html_judge { HTML_DATA_MCU, HTML_CLIENTS, HTML_DOTNET, HTML_RTCSRV, HTML_PEERS, HTML_JUDGES };

struct html_host {
    size_t index; /* in html->hosts, and of its records in links */
    size_t place; /* its first record: records are sorted by name */
    enum html_zone zone;
    unsigned rank; /* of its worst verdict */
    size_t endpoints;
    unsigned x, y; /* of its box in the map */
};

struct html_map {
    const struct report_html *html;
    struct output_bytes *out;
    struct html_links links; /* the records of each host */
    struct html_host *hosts;
    size_t n;
};

const char *html_judge_name(enum html_judge judge);
const char *html_judge_about(enum html_judge judge);
const char *html_zone_name(enum html_zone zone);
enum html_judge html_judge_of(const struct html_record *r);

/* For qsort: as they stand in the estate; the worst first. */
int html_compare_places(const void *a, const void *b);

/* before, then n. */
void html_svg_number(struct output_bytes *out, const char *before, uint64_t n);
/* <text ...>; anchor NULL: it begins at x. */
void html_svg_text(struct output_bytes *out, const char *kind, unsigned x, unsigned y,
                   const char *anchor);
void html_svg_words(struct output_bytes *out, const char *kind, unsigned x, unsigned y,
                    const char *english);
void html_svg_box(struct output_bytes *out, const char *kind, unsigned x, unsigned y,
                  unsigned width, unsigned height);
/* Where a line ends: a shape for each verdict, so that nobody needs the colour. */
void html_svg_plug(struct output_bytes *out, enum certcheck_verdict v, unsigned x, unsigned y);

void html_map_add_name(const struct html_map *m, const struct html_host *h, size_t columns);

/* "8060, 8061 breaks · 8057 ready", or "7 breaks · 2 ready" of many; judge HTML_JUDGES: all. */
void html_map_add_tally(const struct html_map *m, const struct html_host *h, enum html_judge judge);

/* The worst of what this judge sees of the host; false: nothing. */
bool html_map_worst(const struct html_map *m, const struct html_host *h, enum html_judge judge,
                    enum certcheck_verdict *worst);

void html_write_tree(const struct html_map *m);

#endif
