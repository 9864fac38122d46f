/* SPDX-License-Identifier: MIT */
/* What people read on standard error: whoever says it has it in English. */
#ifndef CLI_SAY_H
#define CLI_SAY_H

#include <base/text.h>

#include "options.h"

#define CLI_LINE_MAX 4096 /* of a complaint: it may list templates */
#define CLI_LOCAL_MAX (2 * CLI_LINE_MAX)

/* In the user's language and the terminal's charset. */
void cli_localise(const char *english, struct base_text *out);

/* The program's name, then the text. */
void cli_say(const struct cli_options *o, const char *english);
void cli_say_as(enum cli_program program, const char *english);

/* Of a file of results (NDJSON) that ends inside a line. */
void cli_say_torn(const struct cli_options *o, const char *path);

/* In place of the terminal's last line: how far things are. */
void cli_show(const char *english);

#endif
