/* SPDX-License-Identifier: MIT */
/* What must be known before anything is judged: lists that name certificates by
 * thumbprint, and templates that requests may name. */
#ifndef CLI_LISTS_H
#define CLI_LISTS_H

#include "certfile.h"

/* Look at all operands, and into directories as the run will. */
void cli_lists_read(struct cli_certrun *run);

#endif
