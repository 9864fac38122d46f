/* SPDX-License-Identifier: MIT */
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include <base/text.h>

#include <stdio.h>

/* A finding code, a profile or an event number. False: why says what is known. */
bool cli_explain(const char *word, FILE *out, struct base_text *why);

#endif
