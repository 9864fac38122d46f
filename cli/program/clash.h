/* SPDX-License-Identifier: MIT */
/* What a run writes is nothing that it reads, and no two of its outputs are one file. */
#ifndef CLI_CLASH_H
#define CLI_CLASH_H

#include "main.h"

/*
 * Compares the files themselves, whatever names, links and directories lead to them, and opens
 * none for writing. is_template: of a program that reads templates, or NULL. False: why names the
 * output and what else the file is.
 */
bool cli_clash_check(const struct cli_options *o, cli_is_template_fn *is_template,
                     struct base_text *why);

#endif
