/* SPDX-License-Identifier: MIT */
#include "pools.h"

#include <stdlib.h>
#include <string.h>

struct cli_pools {
    size_t n;
    const struct inventory_target *at[]; /* members of pools, sorted by pool */
};

static bool
is_member(const struct cli_targets *t, size_t i)
{
    const struct inventory_target *target = inventory_at(t->inventory, i);

    return !t->left_out[i] && target->pool != NULL && target->profile->id == BASE_PROFILE_EDGE_PSOM;
}

static int
by_pool(const void *a, const void *b)
{
    const struct inventory_target *x = *(const struct inventory_target *const *)a,
                                  *y = *(const struct inventory_target *const *)b;

    return strcmp(x->pool, y->pool);
}

struct cli_pools *
cli_pools_new(const struct cli_targets *targets)
{
    size_t n = 0, count = inventory_count(targets->inventory);
    struct cli_pools *p;

    for (size_t i = 0; i < count; i++)
        n += is_member(targets, i);
    p = calloc(1, sizeof *p + n * sizeof(const struct inventory_target *));
    if (p == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (is_member(targets, i))
            p->at[p->n++] = inventory_at(targets->inventory, i);
    if (p->n > 0)
        qsort(p->at, p->n, sizeof(const struct inventory_target *), by_pool);
    return p;
}

void
cli_pools_free(struct cli_pools *p)
{
    free(p);
}

size_t
cli_pool_size(const struct cli_pools *p, const struct inventory_target *target, uint32_t *number)
{
    size_t low = 0, high = p->n, size = 0;

    if (target->pool == NULL || target->profile->id != BASE_PROFILE_EDGE_PSOM)
        return 0;
    while (low < high) { /* the first member */
        size_t middle = low + (high - low) / 2;

        if (strcmp(p->at[middle]->pool, target->pool) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + size < p->n && strcmp(p->at[low + size]->pool, target->pool) == 0)
        size++;
    *number = (uint32_t)low;
    return size > 1 ? size : 0;
}

bool
cli_pool_differs(const struct cli_group *pool)
{
    const struct base_slice *first = NULL;

    for (size_t i = 0; i < pool->n; i++) {
        const struct probe_result *probe = &pool->at[i].probe;

        if (probe->certificates_n == 0)
            continue;
        if (first != NULL && !base_slice_eq(*first, probe->certificates[0]))
            return true;
        first = &probe->certificates[0];
    }
    return false;
}
