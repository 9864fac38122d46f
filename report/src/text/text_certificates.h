/* SPDX-License-Identifier: MIT */
#ifndef REPORT_TEXT_CERTIFICATES_H
#define REPORT_TEXT_CERTIFICATES_H

#include "format.h"
#include "parts/by_certificate.h"

/* What to reissue, and what that fixes; nothing where fewer than two connections break. */
void report_text_certificates(struct report_context *c, struct report_by_certificate *b);

#endif
