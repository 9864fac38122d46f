/* SPDX-License-Identifier: MIT */
/*
 * Rendered texts by their bytes, so that what repeats from result to result
 * (issuers, their names) is rendered once. Bounded; a miss costs nothing but
 * the rendering, so running out of memory only means more misses. Zeroed at first.
 */
#ifndef RECORD_CACHE_H
#define RECORD_CACHE_H

#include <base/declare.h>
#include <base/slice.h>

BASE_BEGIN_DECLS

#define RECORD_CACHE_SLOTS 256 /* a power of two */
#define RECORD_CACHE_MAX 8192  /* bytes of key and text; larger ones are not kept */

struct record_cache {
    struct record_cache_slot {
        uint64_t hash;
        uint8_t *bytes; /* key, then text */
        size_t key_len, text_len;
    } slots[RECORD_CACHE_SLOTS];
};

/* The text kept for key, valid until the next put; false: none. */
bool record_cache_get(const struct record_cache *c, uint64_t hash, struct base_slice key,
                      struct base_slice *text);
void record_cache_put(struct record_cache *c, uint64_t hash, struct base_slice key,
                      struct base_slice text);
void record_cache_free(struct record_cache *c);

BASE_END_DECLS

#endif
