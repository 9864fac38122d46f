/* SPDX-License-Identifier: MIT */
/* Base64 as RFC 4648 section 4 has it. Pure C11. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include <base/declare.h>
#include <base/slice.h>

BASE_BEGIN_DECLS

/* The length of n bytes as base64, with padding and without a NUL. */
#define BASE_BASE64_LEN(n) (((n) + 2) / 3 * 4)

/* Write BASE_BASE64_LEN(in.len) characters; no NUL, no line ends. */
void base_base64_write(struct base_slice in, char *out);

/*
 * Decode text, white space anywhere in it skipped, into out, which has room for
 * text.len / 4 * 3 bytes; the decoded length into *len. False: it is not base64, or
 * cut off: padding is required.
 */
bool base_base64_read(struct base_slice text, uint8_t *out, size_t *len);

BASE_END_DECLS

#endif
