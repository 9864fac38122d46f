/* SPDX-License-Identifier: MIT */
#include "peers.h"

#include <base/text.h>

#include <stdlib.h>

uint64_t
assess_peers_key(const char *target, const char *peer, struct base_slice leaf,
                 enum probe_class error)
{
    char text[512];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    base_text_str(&t, target);
    base_text_byte(&t, ' ');
    base_text_str(&t, peer);
    base_text_byte(&t, ' ');
    if (leaf.len > 0)
        base_text_u64(&t, base_slice_hash(leaf));
    else
        base_text_str(&t, probe_class_name(error));
    return base_slice_hash(base_slice_str(text)) | 1; /* 0 is an empty place */
}

/* A hash table with open addressing, never more than half full. */
static uint64_t *
place_of(uint64_t *at, size_t cap, uint64_t key)
{
    size_t i = (size_t)(key >> 1) & (cap - 1);

    while (at[i] != 0 && at[i] != key)
        i = (i + 1) & (cap - 1);
    return &at[i];
}

static bool
grow(struct assess_peers *p)
{
    size_t cap = p->cap == 0 ? 256 : p->cap * 2;
    uint64_t *at = calloc(cap, sizeof *at);

    if (at == NULL)
        return false;
    for (size_t i = 0; i < p->cap; i++)
        if (p->at[i] != 0)
            *place_of(at, cap, p->at[i]) = p->at[i];
    free(p->at);
    p->at = at;
    p->cap = cap;
    return true;
}

bool
assess_peers_add(struct assess_peers *p, uint64_t key, bool with_certificate)
{
    uint64_t *place;

    if (p->n * 2 >= p->cap && !grow(p)) {
        p->full = true;
        return false;
    }
    place = place_of(p->at, p->cap, key);
    if (*place == key)
        return false;
    if (with_certificate ? p->n - p->without >= ASSESS_PEERS_MAX
                         : p->without >= ASSESS_PEERS_WITHOUT_MAX) {
        p->full = true;
        return false;
    }
    *place = key;
    p->n++;
    p->without += !with_certificate;
    return true;
}

void
assess_peers_clear(struct assess_peers *p)
{
    free(p->at);
    *p = (struct assess_peers){ 0 };
}
