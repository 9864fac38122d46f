/* SPDX-License-Identifier: MIT */
/* Which targets a run has: the inventory of what the options name, and this shard's part of it. */
#ifndef CLI_TARGETS_H
#define CLI_TARGETS_H

#include "options.h"
#include "output.h"

#include <inventory/inventory.h>

struct cli_targets {
    struct inventory *inventory;
    bool *left_out;      /* by index: another shard's, or done already (--resume) */
    size_t n;            /* not left out */
    size_t all;          /* of the run and those before it (--resume), but no other shard's */
    size_t skipped;      /* lines and words that are no targets (--skip-bad) */
    size_t unread;       /* parts of topologies that are no targets and should be */
    const char *product; /* --product, for targets that have none; NULL */
};

/* Read all sources and say what was folded or left out. False: why is one line. */
bool cli_targets_load(struct cli_targets *t, const struct cli_options *o, struct base_text *why);
void cli_targets_clear(struct cli_targets *t);

/* What nobody looks at may be what breaks: the run is not ready, and its reports say so. */
void cli_targets_tell_unread(const struct cli_targets *t, struct cli_output *out);

void cli_targets_leave_out(struct cli_targets *t, size_t index);

/* What it runs, as its source or else --product says; NULL: nobody said. */
const char *cli_targets_product(const struct cli_targets *t, const struct inventory_target *target);

/* --dry-run: TARGET, PROFILE, PRODUCT and ORIGIN, a tab between them. The exit status. */
int cli_targets_print(const struct cli_targets *t);

#endif
