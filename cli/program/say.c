/* SPDX-License-Identifier: MIT */
#include "output.h"

void
cli_say(const struct cli_options *o, const char *text)
{
    fprintf(stderr, "%s: %s\n", cli_program_name(o->program), text);
}
