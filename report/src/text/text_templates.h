/* SPDX-License-Identifier: MIT */
/*
 * Templates in the text format: a table of those that are for servers, the ones to request from
 * first; then what to change in those that can be made to fit; the others by name. With -v all of
 * them.
 */
#ifndef REPORT_TEXT_TEMPLATES_H
#define REPORT_TEXT_TEMPLATES_H

#include <output/intern.h>

#include "text_summary.h"

struct report_text_templates {
    struct output_bytes entries; /* struct text_template_entry */
    struct output_bytes text;    /* their cells and sentences */
    struct output_intern advice; /* what to do, once for all that share it */
    bool files;                  /* they are of several */
};

/* r is a template. */
void report_text_templates_add(struct report_context *c, struct report_text_templates *t,
                               const struct assess_result *r, struct report_text_counts *counts);
void report_text_templates_print(struct report_context *c, struct report_text_templates *t);

bool report_text_templates_no_memory(const struct report_text_templates *t);
void report_text_templates_free(struct report_text_templates *t);

#endif
