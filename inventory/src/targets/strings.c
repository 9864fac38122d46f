/* SPDX-License-Identifier: MIT */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK_LEN 65536u

struct inventory_chunk {
    struct inventory_chunk *older;
    size_t used, cap;
    char bytes[];
};

static struct inventory_chunk *
chunk_with(struct inventory_strings *s, size_t need)
{
    size_t cap = need > CHUNK_LEN ? need : CHUNK_LEN;
    struct inventory_chunk *c = s->chunk;

    if (c != NULL && c->cap - c->used >= need)
        return c;
    c = malloc(sizeof *c + cap);
    if (c == NULL)
        return NULL;
    *c = (struct inventory_chunk){ .older = s->chunk, .cap = cap };
    s->chunk = c;
    return c;
}

const char *
inventory_strings_copy(struct inventory_strings *s, struct base_slice text)
{
    struct inventory_chunk *c = chunk_with(s, text.len + 1);
    char *p;

    if (c == NULL)
        return NULL;
    p = c->bytes + c->used;
    if (text.len > 0)
        memcpy(p, text.ptr, text.len);
    p[text.len] = '\0';
    c->used += text.len + 1;
    return p;
}

static size_t
slot_of(const char *const *slots, size_t n, struct base_slice text)
{
    size_t i = (size_t)base_slice_hash(text) & (n - 1);

    while (slots[i] != NULL && !base_slice_eq_str(text, slots[i]))
        i = (i + 1) & (n - 1);
    return i;
}

static bool
grow(struct inventory_strings *s)
{
    size_t n = s->slots_n == 0 ? 256 : s->slots_n * 2;
    const char **slots = calloc(n, sizeof *slots);

    if (slots == NULL)
        return false;
    for (size_t i = 0; i < s->slots_n; i++)
        if (s->slots[i] != NULL)
            slots[slot_of(slots, n, base_slice_str(s->slots[i]))] = s->slots[i];
    free(s->slots);
    s->slots = slots;
    s->slots_n = n;
    return true;
}

const char *
inventory_strings_intern(struct inventory_strings *s, struct base_slice text)
{
    size_t i;

    if (s->interned >= s->slots_n / 4 * 3 && !grow(s))
        return NULL;
    i = slot_of(s->slots, s->slots_n, text);
    if (s->slots[i] == NULL) {
        s->slots[i] = inventory_strings_copy(s, text);
        s->interned += s->slots[i] != NULL;
    }
    return s->slots[i];
}

void
inventory_strings_forget(struct inventory_strings *s)
{
    free(s->slots);
    s->slots = NULL;
    s->slots_n = s->interned = 0;
}

void
inventory_strings_clear(struct inventory_strings *s)
{
    while (s->chunk != NULL) {
        struct inventory_chunk *older = s->chunk->older;

        free(s->chunk);
        s->chunk = older;
    }
    free(s->slots);
    *s = (struct inventory_strings){ 0 };
}
