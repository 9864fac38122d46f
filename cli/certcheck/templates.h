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

/* The usages of the present stamp's template in place of the request's own. False: told. */
bool cli_templates_stamp(struct cli_certrun *run, const char *path,
                         struct certcheck_facts *request);

/* Say of a judgement by t that its export was not whole, and settle nothing by that alone. */
void cli_templates_doubt(struct certcheck_judgement *j, const struct certcheck_template *t);

/* The last sentences of --template-for. */
void cli_templates_advise(struct cli_certrun *run);

#endif
