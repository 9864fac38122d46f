/* SPDX-License-Identifier: MIT */
/*
 * --baseline and --suppress: results that an earlier run had, no better, and results that a line
 * of a file excuses until a day, fail nothing.
 */
#ifndef CLI_BASELINE_H
#define CLI_BASELINE_H

#include <assess/result.h>

#include "options.h"

struct cli_baseline;

/* *out is NULL where neither option is given. Suppressions that have run out are said on standard
 * error. False: why. */
bool cli_baseline_load(struct cli_baseline **out, const struct cli_options *o, int64_t now_s,
                       struct base_text *why);
void cli_baseline_free(struct cli_baseline *b); /* NULL is fine */

/* Fill in standing and excuse, which borrows from b; b may be NULL. */
void cli_baseline_compare(const struct cli_baseline *b, struct assess_result *r);

/* "compared: 1 new, 2 worse, 10 known, 1 suppressed", or without a baseline "suppressed: 1". */
void cli_baseline_sum(const struct cli_baseline *b, const struct assess_run_info *run,
                      char out[200]);

#endif
