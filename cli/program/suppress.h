/* SPDX-License-Identifier: MIT */
/* The lines of --suppress: "TARGET WHAT DAY REASON", with # comments. */
#ifndef CLI_SUPPRESS_H
#define CLI_SUPPRESS_H

#include <assess/result.h>

#include "options.h"

struct cli_suppressions {
    struct cli_suppression *at; /* owned */
    size_t n;
    char *text; /* owned: what they borrow from */
};

/* Those that have run out by now_s are said and left out. False: why names file and line. */
bool cli_suppressions_load(struct cli_suppressions *s, const struct cli_options *o, int64_t now_s,
                           struct base_text *why);
void cli_suppressions_clear(struct cli_suppressions *s);

/* The reason that excuses a result: by its verdict, or by codes that make up all of its errors.
 * NULL: none. */
const char *cli_suppressed(const struct cli_suppressions *s, const struct assess_result *r);

#endif
