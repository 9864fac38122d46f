/* SPDX-License-Identifier: MIT */
/* Certificate templates as certcheck judges them. */
#ifndef CLI_TEMPLATES_H
#define CLI_TEMPLATES_H

#include "certfile.h"

/* Judge and report each template of a set; file is where they came from. */
void cli_templates_judge(struct cli_certrun *run, const char *file,
                         const struct certcheck_templates *set);

/* Read templates from bytes and judge them. */
void cli_templates_file(struct cli_certrun *run, const char *file, struct base_slice bytes);

/*
 * Ask the directory of --ldap and find the template of --template, before
 * anything is judged. False: why.
 */
bool cli_templates_load(struct cli_certrun *run, struct base_text *why);

/* The usages of the template of --template in place of the request's own. */
void cli_templates_stamp(struct cli_certrun *run, struct report_certificate *request);

/* The last sentences of --template-for. */
void cli_templates_advise(struct cli_certrun *run);

#endif
