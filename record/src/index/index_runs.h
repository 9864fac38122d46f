/* SPDX-License-Identifier: MIT */
/* What the runs of some lines did not look at, added up as the lines come. */
#ifndef RECORD_INDEX_RUNS_H
#define RECORD_INDEX_RUNS_H

#include <record/index.h>

/* One line more, of a file and of a policy; both are numbers, equal where they are the same.
 * False: no memory. */
bool record_runs_add(struct record_index *l, uint16_t file, uint16_t run,
                     const struct record_rest *rest);

#endif
