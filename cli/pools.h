/* SPDX-License-Identifier: MIT */
/*
 * The machines of an Edge pool share one internal certificate (it is exported with its key to
 * all of them), so different ones are worth a warning. Front Ends have one each. Results of a
 * pool wait for one another: pools are small, their machines come one after the other
 * (inventory_shuffle), and all members get the warning.
 */
#ifndef CLI_POOLS_H
#define CLI_POOLS_H

#include "groups.h"
#include "targets.h"

#define CLI_POOL_MAX 256u /* machines; what has more is no pool of this product, and not compared  \
                           */

struct cli_pools;

/* What has waited: the groups of hosts, in the order in which they came. */
struct cli_pool {
    struct cli_group *at;
    size_t n;
    size_t arrived, members; /* targets on the port of an Edge */
};

/* NULL: no memory. Says which pools are not compared. */
struct cli_pools *cli_pools_new(const struct cli_targets *targets, const struct cli_options *o);
void cli_pools_free(struct cli_pools *p); /* NULL is fine */

/*
 * The pool of which g has a member, if several of it are in this run; g is taken over. NULL: there
 * is none, or no memory, and g stays the caller's. The pool is complete when all have arrived;
 * then it is the caller's to clear.
 */
struct cli_pool *cli_pools_add(struct cli_pools *p, const struct cli_group *g);

/* Pools that an interrupt left waiting, one by one. NULL: none is left. */
struct cli_pool *cli_pools_pop(struct cli_pools *p);
void cli_pool_clear(struct cli_pool *pool);

/* Is member i compared: the machine of a pool, seen on the port of an Edge? */
bool cli_pool_has(const struct cli_group *g, size_t i);

/* Do the certificates shown differ? */
bool cli_pool_differs(const struct cli_pool *pool);

#endif
