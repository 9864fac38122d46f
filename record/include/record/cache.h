/* SPDX-License-Identifier: MIT */
/*
 * Rendered texts by their bytes, so that what repeats from result to result
 * (issuers, their names) is rendered once. Bounded; a miss costs nothing but
 * the rendering, so running out of memory only means more misses.
 */
#ifndef REPORT_CACHE_H
#define REPORT_CACHE_H

#include <base/slice.h>

#define REPORT_CACHE_SLOTS 256 /* a power of two */
#define REPORT_CACHE_MAX 8192  /* bytes of key and text; larger ones are not kept */

struct report_cache {
    struct report_cache_slot {
        uint64_t hash;
        uint8_t *bytes; /* key, then text */
        size_t key_len, text_len;
    } slots[REPORT_CACHE_SLOTS];
};

/* The text kept for key, valid until the next put; false: none. */
bool report_cache_get(const struct report_cache *c, uint64_t hash, struct base_slice key,
                      struct base_slice *text);
void report_cache_put(struct report_cache *c, uint64_t hash, struct base_slice key,
                      struct base_slice text);
void report_cache_free(struct report_cache *c);

#endif
