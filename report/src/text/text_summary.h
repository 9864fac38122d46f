/* SPDX-License-Identifier: MIT */
/* What the text format says of the run as a whole: the decision, counts, notes. */
#ifndef REPORT_TEXT_SUMMARY_H
#define REPORT_TEXT_SUMMARY_H

#include "format.h"
#include "parts/templates.h"

/* Results that have a line of counts of their own. */
struct report_text_counts {
    size_t templates;
    struct report_fits fits;
    unsigned verdicts[CERTCHECK_VERDICTS]; /* of the templates */
    size_t requests;                       /* among the other results */
};

void report_text_decision(struct report_context *c, const struct assess_run_info *run);
void report_text_interruption(struct report_context *c, const struct assess_run_info *run);
void report_text_summary(struct report_context *c, const struct assess_run_info *run,
                         const struct report_text_counts *apart);
void report_text_notes(struct report_context *c, const struct assess_run_info *run);

#endif
