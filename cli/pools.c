/* SPDX-License-Identifier: MIT */
#include "pools.h"

#include "output.h"

#include <stdlib.h>
#include <string.h>

struct cli_pools {
    const struct inventory_target **members; /* sorted by pool */
    size_t n;
    struct cli_pool *pools; /* by the place of their first member */
    size_t popped;          /* before it none waits any more */
};

static bool
is_member(const struct inventory_target *t)
{
    return t->pool != NULL && t->profile->id == BASE_PROFILE_EDGE_PSOM;
}

static int
by_pool(const void *a, const void *b)
{
    const struct inventory_target *x = *(const struct inventory_target *const *)a,
                                  *y = *(const struct inventory_target *const *)b;

    return strcmp(x->pool, y->pool);
}

static void
say_large(const struct cli_options *o, const char *pool, size_t n)
{
    char line[INVENTORY_HOST_MAX + 96];
    struct base_text t;

    base_text_init(&t, line, sizeof line);
    base_text_str(&t, "the certificates of the ");
    base_text_u64(&t, n);
    base_text_str(&t, " machines of ");
    base_text_safe(&t, base_slice_str(pool));
    base_text_str(&t, " are not compared: no pool is that large");
    cli_say(o, line);
}

/* How many each pool has, at its first member. */
static void
count_members(struct cli_pools *p, const struct cli_options *o)
{
    for (size_t i = 0, n; i < p->n; i += n) {
        for (n = 1; i + n < p->n && strcmp(p->members[i]->pool, p->members[i + n]->pool) == 0;)
            n++;
        if (n <= CLI_POOL_MAX)
            p->pools[i].members = n;
        else
            say_large(o, p->members[i]->pool, n);
    }
}

struct cli_pools *
cli_pools_new(const struct cli_targets *targets, const struct cli_options *o)
{
    struct cli_pools *p = calloc(1, sizeof *p);
    size_t count = inventory_count(targets->inventory);

    if (p == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        p->n += !targets->left_out[i] && is_member(inventory_at(targets->inventory, i));
    p->members = calloc(p->n + 1, sizeof(const struct inventory_target *));
    p->pools = calloc(p->n + 1, sizeof *p->pools);
    if (p->members == NULL || p->pools == NULL) {
        cli_pools_free(p);
        return NULL;
    }
    p->n = 0;
    for (size_t i = 0; i < count; i++)
        if (!targets->left_out[i] && is_member(inventory_at(targets->inventory, i)))
            p->members[p->n++] = inventory_at(targets->inventory, i);
    if (p->n > 1)
        qsort(p->members, p->n, sizeof(const struct inventory_target *), by_pool);
    count_members(p, o);
    return p;
}

void
cli_pools_free(struct cli_pools *p)
{
    struct cli_pool *pool;

    if (p == NULL)
        return;
    while (p->pools != NULL && (pool = cli_pools_pop(p)) != NULL)
        cli_pool_clear(pool);
    free(p->members);
    free(p->pools);
    free(p);
}

/* Its first member has that place. */
static struct cli_pool *
pool_named(const struct cli_pools *p, const char *name)
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

struct cli_pool *
cli_pools_add(struct cli_pools *p, const struct cli_group *g)
{
    struct cli_pool *pool = NULL;
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

struct cli_pool *
cli_pools_pop(struct cli_pools *p)
{
    for (; p->popped < p->n; p->popped++)
        if (p->pools[p->popped].n > 0)
            return &p->pools[p->popped];
    return NULL;
}

void
cli_pool_clear(struct cli_pool *pool)
{
    for (size_t i = 0; i < pool->n; i++)
        cli_group_release(&pool->at[i]);
    free(pool->at);
    *pool = (struct cli_pool){ .members = 0 };
}

bool
cli_pool_has(const struct cli_group *g, size_t i)
{
    return is_member(g->at[i].target) && cli_group_profile(g, i)->id == BASE_PROFILE_EDGE_PSOM;
}

bool
cli_pool_differs(const struct cli_pool *pool)
{
    const struct base_slice *first = NULL;

    for (size_t i = 0; i < pool->n; i++)
        for (size_t k = 0; k < pool->at[i].n; k++) {
            const struct probe_result *probe = &pool->at[i].at[k].probe;

            if (!cli_pool_has(&pool->at[i], k) || probe->certificates_n == 0)
                continue;
            if (first != NULL && !base_slice_eq(*first, probe->certificates[0]))
                return true;
            first = &probe->certificates[0];
        }
    return false;
}
