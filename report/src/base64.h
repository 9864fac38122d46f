/* SPDX-License-Identifier: MIT */
/* RFC 4648 4, with padding, in one piece. */
#ifndef REPORT_BASE64_H
#define REPORT_BASE64_H

#include "bytes.h"

void report_add_base64(struct report_bytes *b, struct base_slice s);

/* Decode text into out, which has room for text.len / 4 * 3 bytes. False: it is not base64. */
bool report_base64_read(struct base_slice text, uint8_t *out, size_t *len);

#endif
