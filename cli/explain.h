/* SPDX-License-Identifier: MIT */
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include <base/text.h>

#include <stdio.h>

/* From the tables, in the user's language. False: why says what words are known. */
bool cli_explain(const char *word, FILE *out, struct base_text *why);

#endif
