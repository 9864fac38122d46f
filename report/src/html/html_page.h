/* SPDX-License-Identifier: MIT */
/* Between the files that fill page.html in: what they fill it from, and the head of it. */
#ifndef REPORT_HTML_PAGE_H
#define REPORT_HTML_PAGE_H

#include "html.h"

struct page {
    const struct report_html *html;
    const struct assess_run_info *whole; /* the run */
    const struct assess_run_info *run;   /* without its templates, which have no verdicts here */
    const struct advice_decision *decision;
    struct output_bytes *out;
};

/* html_overview.c: all that stands above the sections. */
void html_fill_kicker(const struct page *p);
void html_fill_headline(const struct page *p);
void html_fill_decision(const struct page *p);
void html_fill_impacts(const struct page *p);
void html_fill_bar(const struct page *p);
void html_fill_toggles(const struct page *p);

#endif
