/* SPDX-License-Identifier: MIT */
#ifndef CLI_SAY_H
#define CLI_SAY_H

#include "options.h"

#define CLI_LINE_MAX 4096 /* of a complaint: it may list templates */

/* The program's name, then the text, on standard error. */
void cli_say(const struct cli_options *o, const char *text);

#endif
