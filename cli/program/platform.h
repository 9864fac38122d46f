/* SPDX-License-Identifier: MIT */
/* --platform: what the chain engine of Windows makes of a result, beside our own judgement. */
#ifndef CLI_PLATFORM_H
#define CLI_PLATFORM_H

#include <assess/store.h>

#include "options.h"

struct cli_platform;

/* False: --platform was given and this is no Windows, or no memory: why. out is NULL where the
 * option was not given. The store is borrowed. */
bool cli_platform_open(struct cli_platform **out, const struct cli_options *o,
                       const struct assess_store *store, struct base_text *why);
void cli_platform_free(struct cli_platform *p);

/* r with the answer and the finding about it, until the next call; p NULL: r as it is. */
void cli_platform_ask(struct cli_platform *p, const struct assess_policy *policy,
                      struct assess_result *r);

#endif
