/* SPDX-License-Identifier: MIT */
/* The templates that --ldap and --template name. */
#ifndef CLI_LOAD_TEMPLATES_H
#define CLI_LOAD_TEMPLATES_H

#include "certfile.h"

/* Ask the directory of --ldap and read --template into run->assess. False: why. */
bool cli_templates_load(struct cli_certrun *run, const char *password, struct base_text *why);

#endif
