/* SPDX-License-Identifier: MIT */
/*
 * The machines of an Edge pool share one internal certificate (it is exported with its key to
 * all of them), so different ones are worth a warning. Front Ends have one each. Results of a
 * pool wait for one another: pools are small, their machines come one after the other
 * (inventory_shuffle), and all members get the warning.
 */
#ifndef ASSESS_POOLS_H
#define ASSESS_POOLS_H

#include <assess/assess.h>

#include "hosts.h"

#define ASSESS_POOL_MAX                                                                            \
    256u /* machines; what has more is no pool of this product, and not compared                   \
          */

struct assess_pools;

/* The groups of hosts that wait, in the order in which they arrived. */
struct assess_pool {
    struct assess_host *at;
    size_t n;
    size_t arrived, members; /* targets on the port of an Edge */
};

/* NULL: no memory. Says which pools are not compared. */
struct assess_pools *assess_pools_new(const struct inventory *targets, const bool *left_out,
                                      const struct assess_events *events);
void assess_pools_free(struct assess_pools *p); /* NULL is fine */

/* Put g into its pool, if several machines of that are in this run; the pool then owns g. NULL: no
 * pool, or no memory, and g stays the caller's. When all members have arrived the pool is complete,
 * and the caller's to clear. */
struct assess_pool *assess_pools_add(struct assess_pools *p, const struct assess_host *g);

/* The pools still waiting when the run is interrupted, one by one. NULL: no more. */
struct assess_pool *assess_pools_pop(struct assess_pools *p);
void assess_pool_clear(struct assess_pool *pool);

/* Is member i compared: the machine of a pool, seen on the port of an Edge? */
bool assess_pool_has(const struct assess_host *g, size_t i);

/* Do the certificates shown differ? */
bool assess_pool_differs(const struct assess_pool *pool);

#endif
