/* SPDX-License-Identifier: MIT */
#include "pools.h"

#include <stdlib.h>
#include <string.h>

struct assess_pools {
    const struct inventory_target **members; /* sorted by pool */
    size_t n;
    struct assess_pool *pools; /* by the place of their first member */
    size_t popped;             /* no pool before this place is still waiting */
};

static bool
is_member(const struct inventory_target *t)
{
    return t->pool != NULL && t->profile->alike;
}

static bool
is_ours(const struct inventory *targets, const bool *left_out, size_t i)
{
    return (left_out == NULL || !left_out[i]) && is_member(inventory_at(targets, i));
}

static int
by_pool(const void *a, const void *b)
{
    const struct inventory_target *x = *(const struct inventory_target *const *)a,
                                  *y = *(const struct inventory_target *const *)b;

    return strcmp(x->pool, y->pool);
}

static void
say_large(const struct assess_events *events, const char *pool, size_t n)
{
    char line[INVENTORY_HOST_MAX + 96];
    struct base_text t;

    base_text_init(&t, line, sizeof line);
    base_text_str(&t, "the certificates of the ");
    base_text_u64(&t, n);
    base_text_str(&t, " machines of ");
    base_text_safe(&t, base_slice_str(pool));
    base_text_str(&t, " are not compared: no pool is that large");
    events->note(events->ctx, line);
}

/* The size of each pool, kept at its first member. */
static void
count_members(struct assess_pools *p, const struct assess_events *events)
{
    for (size_t i = 0, n; i < p->n; i += n) {
        for (n = 1; i + n < p->n && strcmp(p->members[i]->pool, p->members[i + n]->pool) == 0;)
            n++;
        if (n <= ASSESS_POOL_MAX)
            p->pools[i].members = n;
        else if (events->note != NULL)
            say_large(events, p->members[i]->pool, n);
    }
}

struct assess_pools *
assess_pools_new(const struct inventory *targets, const bool *left_out,
                 const struct assess_events *events)
{
    struct assess_pools *p = calloc(1, sizeof *p);
    size_t count = inventory_count(targets);

    if (p == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        p->n += is_ours(targets, left_out, i);
    p->members = calloc(p->n + 1, sizeof(const struct inventory_target *));
    p->pools = calloc(p->n + 1, sizeof *p->pools);
    if (p->members == NULL || p->pools == NULL) {
        assess_pools_free(p);
        return NULL;
    }
    p->n = 0;
    for (size_t i = 0; i < count; i++)
        if (is_ours(targets, left_out, i))
            p->members[p->n++] = inventory_at(targets, i);
    if (p->n > 1)
        qsort(p->members, p->n, sizeof(const struct inventory_target *), by_pool);
    count_members(p, events);
    return p;
}

void
assess_pools_free(struct assess_pools *p)
{
    struct assess_pool *pool;

    if (p == NULL)
        return;
    while (p->pools != NULL && (pool = assess_pools_pop(p)) != NULL)
        assess_pool_clear(pool);
    free(p->members);
    free(p->pools);
    free(p);
}

/* Its first member has that place. */
static struct assess_pool *
pool_named(const struct assess_pools *p, const char *name)
{
    size_t low = 0, high = p->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(p->members[middle]->pool, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return &p->pools[low];
}

struct assess_pool *
assess_pools_add(struct assess_pools *p, const struct assess_host *g)
{
    struct assess_pool *pool = NULL;
    size_t arrived = 0;

    for (size_t i = 0; i < g->n; i++)
        if (is_member(g->at[i].target)) {
            pool = pool_named(p, g->at[i].target->pool);
            arrived++;
        }
    if (pool == NULL || pool->members < 2)
        return NULL;
    if (pool->at == NULL && (pool->at = calloc(pool->members, sizeof *pool->at)) == NULL) {
        pool->members = 0; /* nobody waits */
        return NULL;
    }
    pool->at[pool->n++] = *g;
    pool->arrived += arrived;
    return pool;
}

struct assess_pool *
assess_pools_pop(struct assess_pools *p)
{
    for (; p->popped < p->n; p->popped++)
        if (p->pools[p->popped].n > 0)
            return &p->pools[p->popped];
    return NULL;
}

void
assess_pool_clear(struct assess_pool *pool)
{
    for (size_t i = 0; i < pool->n; i++)
        assess_host_release(&pool->at[i]);
    free(pool->at);
    *pool = (struct assess_pool){ .members = 0 };
}

bool
assess_pool_has(const struct assess_host *g, size_t i)
{
    return is_member(g->at[i].target) && assess_host_profile(g, i)->alike;
}

bool
assess_pool_differs(const struct assess_pool *pool)
{
    const struct base_slice *first = NULL;

    for (size_t i = 0; i < pool->n; i++)
        for (size_t k = 0; k < pool->at[i].n; k++) {
            const struct probe_result *probe = &pool->at[i].at[k].probe;

            if (!assess_pool_has(&pool->at[i], k) || probe->certificates_n == 0)
                continue;
            if (first != NULL && !base_slice_eq(*first, probe->certificates[0]))
                return true;
            first = &probe->certificates[0];
        }
    return false;
}
