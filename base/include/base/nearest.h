/* SPDX-License-Identifier: MIT */
/* "Did you mean ...?": the word of a list that was most likely meant, by edit distance. Pure. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <base/declare.h>
#include <base/text.h>

BASE_BEGIN_DECLS

/* The i-th word, valid until the next call; NULL: no more. */
typedef const char *base_word_fn(const void *ctx, size_t i);

/* NULL: none is near enough to be a slip of the pen. Case does not count. */
const char *base_nearest(struct base_slice word, base_word_fn *at, const void *ctx);

/* Append "; did you mean NAME?", or nothing. */
void base_suggest(struct base_text *out, struct base_slice word, base_word_fn *at, const void *ctx);

BASE_END_DECLS

#endif
