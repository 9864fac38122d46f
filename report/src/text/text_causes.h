/* SPDX-License-Identifier: MIT */
/* Large runs: results told together by what caused them, with their number. */
#ifndef REPORT_TEXT_CAUSES_H
#define REPORT_TEXT_CAUSES_H

#include <output/intern.h>

#include "format.h"
#include "text_table.h"

#define REPORT_SCALE_OVER 100u /* results: so many are read by cause, not one by one */
#define REPORT_NAMED_MAX 12u   /* endpoints of one cause that are named all the same */

struct report_text_causes {
    struct output_intern kinds;  /* a finding's code and an error's class, as bytes */
    struct output_bytes of_whys; /* size_t: the kind of each why */
};

/* The cause of r, whose why has this number; once for each new why is enough. */
void report_text_causes_add(struct report_text_causes *s, const struct assess_result *r,
                            size_t why);

/* The rows from `row` on, linked by next, by cause: a heading with the number, then the cause in a
 * few words, or in those of the first. whys: the text of each why. */
void report_text_causes_print(struct report_context *c, const struct report_text_causes *s,
                              const struct report_table *table, const struct output_intern *whys,
                              size_t row, const size_t *next, enum certcheck_verdict verdict);

bool report_text_causes_no_memory(const struct report_text_causes *s);
void report_text_causes_free(struct report_text_causes *s);

/* The line above what is said of a row or several: names, a colon and the verdict, in its colour;
 * names is used up. */
void report_text_heading(struct report_context *c, struct output_bytes *names,
                         enum certcheck_verdict v);

#endif
