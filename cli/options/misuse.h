/* SPDX-License-Identifier: MIT */
/* What is wrong with a command line, what would have been right, and what was probably meant: one
 * line each, in why. All return false, but for a command line that is right. */
#ifndef CLI_MISUSE_H
#define CLI_MISUSE_H

#include "options.h"

/* No such option, or (missing) one that lacks its argument. letter: of a short one, else 0. */
bool cli_misuse_option(enum cli_program program, bool missing, int letter, const char *word,
                       struct base_text *why);

/* The option does not take this value. */
bool cli_misuse_value(enum cli_program program, const struct cli_option_row *of, const char *value,
                      struct base_text *why);

/* Every option given has its use in the mode of the run (modes.def). False: why names one. */
bool cli_misuse_check(const struct cli_options *o, struct base_text *why);

#endif
