/* SPDX-License-Identifier: MIT */
#include <record/cache.h>

#include <stdlib.h>
#include <string.h>

static size_t
slot_of(uint64_t hash)
{
    return (size_t)(hash ^ hash >> 32) & (RECORD_CACHE_SLOTS - 1);
}

bool
record_cache_get(const struct record_cache *c, uint64_t hash, struct base_slice key,
                 struct base_slice *text)
{
    const struct record_cache_slot *s = &c->slots[slot_of(hash)];

    if (s->bytes == NULL || s->hash != hash ||
        !base_slice_eq((struct base_slice){ s->bytes, s->key_len }, key))
        return false;
    *text = (struct base_slice){ s->bytes + s->key_len, s->text_len };
    return true;
}

void
record_cache_put(struct record_cache *c, uint64_t hash, struct base_slice key,
                 struct base_slice text)
{
    struct record_cache_slot *s = &c->slots[slot_of(hash)];
    uint8_t *bytes;

    if (key.len == 0 || text.len == 0 || key.len > RECORD_CACHE_MAX ||
        text.len > RECORD_CACHE_MAX - key.len)
        return;
    bytes = realloc(s->bytes, key.len + text.len);
    if (bytes == NULL)
        return;
    memcpy(bytes, key.ptr, key.len);
    memcpy(bytes + key.len, text.ptr, text.len);
    *s = (struct record_cache_slot){ hash, bytes, key.len, text.len };
}

void
record_cache_free(struct record_cache *c)
{
    for (size_t i = 0; i < RECORD_CACHE_SLOTS; i++)
        free(c->slots[i].bytes);
    *c = (struct record_cache){ 0 };
}
