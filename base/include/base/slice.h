/* SPDX-License-Identifier: MIT */
/*
 * Borrowed bytes. A slice owns nothing: it is valid as long as the buffer it
 * points into. An empty slice may have a NULL pointer.
 *
 * The module: what all others are built on, in C11 alone. Bytes from outside are slices, from here
 * to the report; text.h writes into a buffer of the caller's and makes hostile bytes safe to show,
 * error.h is how a function says why; utf16.h, base64.h and tabular.h read what Windows and
 * spreadsheets write, time.h is a calendar without a clock, nearest.h asks "did you mean". Two
 * tables are facts that every module shares: profile.def (who judges the certificate of an
 * endpoint, and for which usage) and product.def. Nothing here allocates or knows of certificates.
 */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <base/declare.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

BASE_BEGIN_DECLS

struct base_slice {
    const uint8_t *ptr;
    size_t len;
};

/* A literal or other NUL-terminated string, without its NUL. */
struct base_slice base_slice_str(const char *s);

bool base_slice_eq(struct base_slice a, struct base_slice b);
bool base_slice_eq_str(struct base_slice a, const char *s);

/* ASCII case is ignored: DNS names, option words. */
bool base_slice_eq_nocase(struct base_slice a, struct base_slice b);

bool base_slice_begins(struct base_slice s, const char *with);
bool base_slice_begins_nocase(struct base_slice s, const char *with);

/* Where word first begins in s; NULL: nowhere. */
const uint8_t *base_slice_find(struct base_slice s, struct base_slice word);

/* Where the last such byte is; NULL: nowhere. */
const uint8_t *base_slice_last(struct base_slice s, uint8_t byte);

/* FNV-1a, 64 bits. Stable across versions and machines: --shard relies on it. */
uint64_t base_slice_hash(struct base_slice s);

BASE_END_DECLS

#endif
