/* SPDX-License-Identifier: MIT */
#ifndef REPORT_TEXT_BREAKS_H
#define REPORT_TEXT_BREAKS_H

#include "format.h"
#include "parts/breaks.h"

/* The table by date; nothing where nothing stops. b is sorted. */
void report_text_breaks(const struct report_context *c, struct output_bytes *out,
                        const struct report_breaks *b);

#endif
