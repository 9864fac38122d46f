/* SPDX-License-Identifier: MIT */
#ifndef CLI_CONTRADICTIONS_H
#define CLI_CONTRADICTIONS_H

#include "options.h"

/* Options that exclude or require one another, or whose values do not go together. False: why. */
bool cli_contradictions_check(const struct cli_options *o, struct base_text *why);

#endif
