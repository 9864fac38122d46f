/* SPDX-License-Identifier: MIT */
/* What the text format says of a certificate template. */
#ifndef REPORT_TEMPLATE_H
#define REPORT_TEMPLATE_H

#include "format.h"

/* Two lines: what the template is, and the verdict for each profile. */
void report_text_template(struct report_context *c, struct output_bytes *out,
                          const struct assess_template *t);

#endif
