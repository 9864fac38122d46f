/* SPDX-License-Identifier: MIT */
/*
 * The machines of an Edge pool share one internal certificate (it is exported with its key to
 * all of them), so different ones are worth a warning. Front Ends have one each. Results of a
 * pool wait for one another: pools are small, and all members get the warning.
 */
#ifndef CLI_POOLS_H
#define CLI_POOLS_H

#include "groups.h"
#include "targets.h"

struct cli_pools;

struct cli_pools *cli_pools_new(const struct cli_targets *targets); /* NULL: no memory */
void cli_pools_free(struct cli_pools *p);                           /* NULL is fine */

/* The pool of target, which has several machines in this run, and how many; 0: none. */
size_t cli_pool_size(const struct cli_pools *p, const struct inventory_target *target,
                     uint32_t *number);

/* Do the certificates shown differ? */
bool cli_pool_differs(const struct cli_group *pool);

#endif
