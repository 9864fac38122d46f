/* SPDX-License-Identifier: MIT */
/* What was tried before an error, so that nobody tries it again by hand. */
#ifndef REPORT_TRIED_H
#define REPORT_TRIED_H

#include <assess/result.h>
#include <base/text.h>
#include <output/bytes.h>

/* "as TLS client with TLS 1.0; listened for its ClientHello"; nothing where no way was tried.
 * translated: for people, else in English. */
void report_tried_text(const struct assess_result *r, bool translated, struct base_text *out);

void report_add_tried(struct output_bytes *out, const struct assess_result *r); /* in English */

#endif
