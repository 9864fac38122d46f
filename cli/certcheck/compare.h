/* SPDX-License-Identifier: MIT */
/* --compare-with-windows: does the chain engine of this machine agree with the truth table? */
#ifndef CLI_COMPARE_H
#define CLI_COMPARE_H

#include "options.h"

/* The exit status: 0 all agree, 1 some do not. */
int cli_compare(const struct cli_options *o, struct base_text *why);

#endif
