/* SPDX-License-Identifier: MIT */
/* What peers send is hostile: before the first connection the program gives up what it does not
 * need any more. Landlock takes the files, seccomp the starting of programs; neither comes back. */
#ifndef CLI_SANDBOX_H
#define CLI_SANDBOX_H

#include "options.h"

/*
 * From now on: files may be written where --report, --resume and --remedy put them, and read
 * where resolver and C library look (hosts, resolv.conf, character sets, catalogues); what is open
 * stays open. No program can be started, no privilege gained. False: why, and what could be given
 * up was.
 */
bool cli_sandbox_enter(const struct cli_options *o, struct base_text *why);

#endif
