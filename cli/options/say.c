/* SPDX-License-Identifier: MIT */
#include "say.h"

#include <os/terminal.h>

void
cli_say(const struct cli_options *o, const char *text)
{
    os_say("%s: %s\n", cli_program_name(o->program), text);
}
