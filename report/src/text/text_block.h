/* SPDX-License-Identifier: MIT */
/* What the text format says of one result below its table, in two parts. */
#ifndef REPORT_TEXT_BLOCK_H
#define REPORT_TEXT_BLOCK_H

#include "format.h"

/* Why the verdict is what it is; with -v the certificates and the path too.
 * Appends nothing when there is nothing to say. Names no endpoint. */
void report_text_why(struct report_context *c, struct output_bytes *out,
                     const struct assess_result *r);

/* Who will notice, which events, what to do: often the same for many endpoints. */
void report_text_advice(struct report_context *c, struct output_bytes *out,
                        const struct assess_result *r);

/* Other verifiers and changes, where they were asked for. */
void report_text_forecast(struct report_context *c, struct output_bytes *out,
                          const struct assess_result *r);

/* The part of -v: TLS, certificates, path. */
void report_text_details(struct report_context *c, struct output_bytes *out,
                         const struct assess_result *r);

/* Where sentences wrap. */
size_t report_text_width(const struct report_context *c);

/* "  label    " and text wrapped behind it. */
#define REPORT_TEXT_LABEL 11
void report_text_line(const struct report_context *c, struct output_bytes *out, size_t indent,
                      const char *label, struct base_slice text);

#endif
