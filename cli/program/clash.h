/* SPDX-License-Identifier: MIT */
/* What a run writes is nothing that it reads, and no two of its outputs are one file. */
#ifndef CLI_CLASH_H
#define CLI_CLASH_H

#include "options.h"

/*
 * Compares the files themselves, whatever names, links and directories lead to them, and opens
 * none for writing. False: why names the output and what else the file is.
 */
bool cli_clash_check(const struct cli_options *o, struct base_text *why);

#endif
