/* SPDX-License-Identifier: MIT */
/* Which shard probes a target, and in which order. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

void
inventory_target_text(const struct inventory_target *t, struct base_text *out)
{
    bool v6 = strchr(t->host, ':') != NULL;

    base_text_str(out, v6 ? "[" : "");
    base_text_str(out, t->host);
    base_text_str(out, v6 ? "]:" : ":");
    base_text_u64(out, t->port);
}

void
inventory_target_key(const struct inventory_target *t, struct base_text *out)
{
    inventory_target_text(t, out);
    base_text_byte(out, '/');
    base_text_str(out, t->profile->name);
}

void
inventory_target_origin(const struct inventory_target *t, struct base_text *out)
{
    base_text_str(out, t->origin);
    if (t->line == 0)
        return;
    base_text_byte(out, ':');
    base_text_u64(out, t->line);
}

/* The low bits of FNV-1a are weak for texts that differ in few bytes, so they are mixed (the last
 * steps of splitmix64). */
static uint64_t
mixed(uint64_t h)
{
    h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9u;
    h = (h ^ h >> 27) * 0x94D049BB133111EBu;
    return h ^ h >> 31;
}

uint32_t
inventory_shard(const struct inventory_target *t, uint32_t shards)
{
    char text[INVENTORY_TEXT_MAX];
    struct base_text key;

    base_text_init(&key, text, sizeof text);
    if (t->pool != NULL) /* its machines are compared */
        base_text_str(&key, t->pool);
    else if (inventory_is_default_port(t)) /* the answer of one port decides what the others are */
        base_text_str(&key, t->host);
    else
        inventory_target_key(t, &key);
    return shards < 2 ? 0 : (uint32_t)(mixed(base_slice_hash(base_slice_str(text))) >> 32) % shards;
}

#define GAP 64u /* hosts between two targets of one */

struct place {
    uint64_t pool; /* hash of its host's pool, else of its host */
    uint64_t host; /* hash of its host */
    uint64_t when;
    uint32_t target;
};

static int
compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int
by_pool(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->pool != y->pool)
        return compare(x->pool, y->pool);
    return x->host != y->host ? compare(x->host, y->host) : compare(x->target, y->target);
}

static int
by_time(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    return x->when != y->when ? compare(x->when, y->when) : compare(x->host, y->host);
}

static size_t
host_end(const struct place *places, size_t n, size_t from)
{
    size_t to = from + 1;

    while (to < n && places[to].host == places[from].host)
        to++;
    return to;
}

/*
 * The n-th host begins at n and has its next target GAP later. Two in a row of one host would
 * need GAP times without any other, and whoever has targets left has one in every GAP. And a
 * group is complete soon, and a pool, whose hosts are neighbours: first results do not wait for
 * the last host of a long list.
 */
static void
set_times(struct place *places, size_t n)
{
    uint64_t host = 0;

    for (size_t from = 0, to; from < n; from = to, host++) {
        to = host_end(places, n, from);
        for (size_t i = from; i < to; i++)
            places[i].when = host + GAP * (i - from);
    }
}

static uint64_t
text_hash(const char *text)
{
    return mixed(base_slice_hash(base_slice_str(text)));
}

bool
inventory_shuffle(struct inventory *inv)
{
    struct place *places = calloc(inv->count + 1, sizeof *places);
    uint32_t *order = calloc(inv->count + 1, sizeof *order);

    if (places == NULL || order == NULL) {
        free(places);
        free(order);
        return false;
    }
    free(inv->order);
    inv->order = NULL;
    inv->ordered = 0;
    for (size_t i = 0; i < inv->count; i++) {
        const struct inventory_target *t = inventory_at(inv, i);

        places[i] = (struct place){ .pool = text_hash(t->pool != NULL ? t->pool : t->host),
                                    .host = text_hash(t->host),
                                    .target = (uint32_t)i };
    }
    qsort(places, inv->count, sizeof *places, by_pool);
    set_times(places, inv->count);
    qsort(places, inv->count, sizeof *places, by_time);
    for (size_t i = 0; i < inv->count; i++)
        order[i] = places[i].target;
    free(places);
    inv->order = order;
    inv->ordered = inv->count;
    return true;
}
