/* SPDX-License-Identifier: MIT */
/* What the formats say of a certificate template. */
#ifndef REPORT_TEMPLATE_H
#define REPORT_TEMPLATE_H

#include "format.h"
#include "json_writer.h"

/* "template": { ... }, appended to the open object. */
void report_json_template(struct report_json *j, const struct report_template *t);

/* Two lines: what the template is, and the verdict for each profile. */
void report_text_template(struct report_context *c, struct report_bytes *out,
                          const struct report_template *t);

#endif
