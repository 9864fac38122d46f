/* SPDX-License-Identifier: MIT */
/* --this-server: what a Front End says of itself. */
#ifndef CLI_THIS_SERVER_H
#define CLI_THIS_SERVER_H

#include "options.h"

/* The exit status: 0, or 3 where it is not known whether the server checks. */
int cli_this_server(const struct cli_options *o, struct base_text *why);

#endif
