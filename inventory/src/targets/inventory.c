/* SPDX-License-Identifier: MIT */
/*
 * The list of endpoints, in the order in which they came and without duplicates. Words come in by
 * target.c, lists by list/, topologies by topology/ (XML or the ZIP of Export-CsConfiguration);
 * all end in inventory_spec_add, which gives each its profile and port and folds what is there
 * already. strings.c keeps each text once, order.c puts the machines of a pool side by side and
 * makes the order of a run, fallback.c knows the other ports of a server. Nothing resolves or
 * connects here.
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

struct inventory *
inventory_new(const struct inventory_options *options)
{
    struct inventory *inv = calloc(1, sizeof *inv);

    if (inv == NULL)
        return NULL;
    if (options != NULL)
        inv->options = *options;
    if (inv->options.max_targets == 0)
        inv->options.max_targets = INVENTORY_TARGETS_DEFAULT;
    if (inv->options.max_targets > UINT32_MAX - 1) /* slots hold index + 1 */
        inv->options.max_targets = UINT32_MAX - 1;
    if (inv->options.ports.n > INVENTORY_PORTS_MAX)
        inv->options.ports.n = INVENTORY_PORTS_MAX;
    return inv;
}

void
inventory_free(struct inventory *inv)
{
    if (inv == NULL)
        return;
    for (size_t i = 0; i < inv->chunks_n; i++)
        free(inv->chunks[i]);
    free(inv->chunks);
    free(inv->slots);
    free(inv->order);
    free(inv->group_sizes);
    inventory_strings_clear(&inv->strings);
    free(inv);
}

size_t
inventory_count(const struct inventory *inv)
{
    return inv->count;
}

size_t
inventory_folded(const struct inventory *inv)
{
    return inv->folded;
}

static struct inventory_target *
target_at(const struct inventory *inv, size_t i)
{
    return &inv->chunks[i / INVENTORY_CHUNK][i % INVENTORY_CHUNK];
}

const struct inventory_target *
inventory_at(const struct inventory *inv, size_t i)
{
    if (i >= inv->count)
        return NULL;
    return target_at(inv, i < inv->ordered ? inv->order[i] : i);
}

static bool
same(const struct inventory_target *a, const struct inventory_target *b)
{
    return a->port == b->port && a->profile == b->profile && strcmp(a->host, b->host) == 0;
}

/* The slot that holds an equal target, or the free one where t belongs. */
static size_t
slot_of(const struct inventory *inv, const struct inventory_target *t)
{
    uint64_t h = base_slice_hash(base_slice_str(t->host));
    size_t mask = inv->slots_n - 1;
    size_t i;

    h = (h ^ ((uint64_t)t->port << 8 | (uint64_t)t->profile->id)) * 1099511628211u;
    for (i = (size_t)(h ^ h >> 32) & mask; inv->slots[i] != 0; i = (i + 1) & mask)
        if (same(target_at(inv, inv->slots[i] - 1), t))
            break;
    return i;
}

static bool
grow_slots(struct inventory *inv)
{
    size_t n = 256;
    uint32_t *slots;

    while (n / 4 * 3 <= inv->count)
        n *= 2;
    slots = calloc(n, sizeof *slots);
    if (slots == NULL)
        return false;
    free(inv->slots);
    inv->slots = slots;
    inv->slots_n = n;
    for (size_t i = 0; i < inv->count; i++)
        slots[slot_of(inv, target_at(inv, i))] = (uint32_t)i + 1;
    return true;
}

static bool
grow_chunks(struct inventory *inv)
{
    if (inv->chunks_n == inv->chunks_cap) {
        size_t cap = inv->chunks_cap == 0 ? 8 : inv->chunks_cap * 2;
        struct inventory_target **chunks = realloc(inv->chunks, cap * sizeof(*chunks));

        if (chunks == NULL)
            return false;
        inv->chunks = chunks;
        inv->chunks_cap = cap;
    }
    inv->chunks[inv->chunks_n] = malloc(INVENTORY_CHUNK * sizeof(struct inventory_target));
    if (inv->chunks[inv->chunks_n] == NULL)
        return false;
    inv->chunks_n++;
    return true;
}

static uint32_t
new_group(struct inventory *inv)
{
    size_t number = (size_t)inv->groups + 1;

    if (number >= inv->group_sizes_cap) {
        size_t cap = inv->group_sizes_cap == 0 ? 256 : inv->group_sizes_cap * 2;
        uint8_t *sizes = realloc(inv->group_sizes, cap);

        if (sizes == NULL)
            return 0;
        inv->group_sizes = sizes;
        inv->group_sizes_cap = cap;
    }
    inv->group_sizes[number] = 0;
    return ++inv->groups;
}

bool
inventory_is_default_port(const struct inventory_target *t)
{
    return base_profile_has_port(t->profile, t->port);
}

/* The group of host's target on that default port; 0: none. */
static uint32_t
group_at(const struct inventory *inv, const char *host, const struct base_profile *profile,
         uint16_t port)
{
    const struct inventory_target t = { .host = host, .port = port, .profile = profile };
    uint32_t at = port == 0 || inv->slots_n == 0 ? 0 : inv->slots[slot_of(inv, &t)];

    return at == 0 ? 0 : target_at(inv, at - 1)->group;
}

uint32_t
inventory_group_of(struct inventory *inv, const char *host)
{
    for (int id = 0; id < BASE_PROFILE_COUNT; id++) {
        const struct base_profile *p = base_profile_get((enum base_profile_id)id);

        for (size_t i = 0; p->bare && i < BASE_PROFILE_PORTS; i++) {
            uint32_t group = group_at(inv, host, p, p->ports[i]);

            if (group != 0)
                return group;
        }
    }
    return new_group(inv);
}

size_t
inventory_group_size(const struct inventory *inv, const struct inventory_target *t)
{
    return t->group == 0 ? 0 : inv->group_sizes[t->group];
}

/* Keep what either of the two says, so that the order of files does not matter. */
static void
fold(struct inventory *inv, struct inventory_target *first, const struct inventory_target *t,
     const struct inventory_source *source)
{
    inv->folded++;
    if (first->group == 0 && t->group != 0) {
        first->group = t->group;
        inv->group_sizes[t->group]++;
    }
    first->port_named |= t->port_named;
    first->profile_named |= t->profile_named;
    first->portless &= t->portless;
    first->guessed &= t->guessed; /* a profile that was named once is no guess */
    if (first->product == NULL)
        first->product = source->product;
    if (first->pool == NULL)
        first->pool = source->pool;
    if (first->fallback_port == 0)
        first->fallback_port = source->fallback_port;
}

static bool
append(struct inventory *inv, const struct inventory_target *t, struct inventory_source *source)
{
    const char *host = inventory_strings_intern(&inv->strings, base_slice_str(t->host));
    uint16_t ports[INVENTORY_FALLBACKS_MAX];
    struct inventory_target *added;

    if (source->kept == NULL)
        source->kept = inventory_strings_copy(&inv->strings, base_slice_str(source->origin));
    if (host == NULL || source->kept == NULL)
        return false;
    if (inv->count == inv->chunks_n * INVENTORY_CHUNK && !grow_chunks(inv))
        return false;
    added = target_at(inv, inv->count);
    *added = (struct inventory_target){
        .host = host,
        .origin = source->kept,
        .line = source->line,
        .product = source->product,
        .pool = source->pool,
        .profile = t->profile,
        .group = t->group,
        .port = t->port,
        .fallback_port = source->fallback_port,
        .port_named = t->port_named,
        .profile_named = t->profile_named,
        .portless = t->portless,
        .guessed = t->guessed,
    };
    if (t->group != 0)
        inv->group_sizes[t->group]++;
    added->fallback = inventory_fallback_ports(added, ports) > 0;
    inv->count++;
    return true;
}

enum inventory_put
inventory_put(struct inventory *inv, const struct inventory_target *t,
              struct inventory_source *source)
{
    size_t slot;

    if (inv->count >= inv->slots_n / 4 * 3 && !grow_slots(inv))
        return INVENTORY_NO_MEMORY;
    slot = slot_of(inv, t);
    if (inv->slots[slot] != 0) {
        inv->ended = inv->folded >= INVENTORY_FOLDED_MAX;
        if (inv->ended)
            return INVENTORY_FULL;
        fold(inv, target_at(inv, inv->slots[slot] - 1), t, source);
        return INVENTORY_PUT;
    }
    inv->ended = inv->count >= inv->options.max_targets;
    if (inv->ended)
        return INVENTORY_FULL;
    inv->ended = !append(inv, t, source);
    if (inv->ended)
        return INVENTORY_NO_MEMORY;
    inv->slots[slot] = (uint32_t)inv->count;
    return INVENTORY_PUT;
}

struct by_host {
    const char *host; /* interned: equal is same */
    uint32_t target;
};

static int
compare_hosts(const void *a, const void *b)
{
    const struct by_host *x = a, *y = b;
    uintptr_t hx = (uintptr_t)x->host, hy = (uintptr_t)y->host;

    return hx != hy ? (hx > hy) - (hx < hy) : (x->target > y->target) - (x->target < y->target);
}

/* Targets from..to are of one host. */
static void
share_pool(struct inventory *inv, const struct by_host *targets, size_t from, size_t to)
{
    const char *pool = NULL;

    for (size_t i = from; i < to && pool == NULL; i++)
        pool = target_at(inv, targets[i].target)->pool;
    for (size_t i = from; i < to; i++)
        target_at(inv, targets[i].target)->pool = pool;
}

bool
inventory_complete(struct inventory *inv)
{
    struct by_host *targets = calloc(inv->count + 1, sizeof *targets);

    if (targets == NULL)
        return false;
    for (size_t i = 0; i < inv->count; i++)
        targets[i] = (struct by_host){ target_at(inv, i)->host, (uint32_t)i };
    qsort(targets, inv->count, sizeof *targets, compare_hosts);
    for (size_t from = 0, to; from < inv->count; from = to) {
        for (to = from + 1; to < inv->count && targets[to].host == targets[from].host;)
            to++;
        share_pool(inv, targets, from, to);
    }
    free(targets);
    free(inv->slots);
    inv->slots = NULL;
    inv->slots_n = 0;
    inventory_strings_forget(&inv->strings);
    return true;
}
