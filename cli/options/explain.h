/* SPDX-License-Identifier: MIT */
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include <base/text.h>

#include <stdio.h>

/* From the tables, in the user's language. False: why says what words are known. */
bool cli_explain(const char *word, FILE *out, struct base_text *why);

/* The words of --verifier and --change, the lists of them, and public CAs. False: none of these. */
bool cli_explain_verifying(const char *word, FILE *out);

/* "LABEL TEXT", translated and wrapped, or nothing where there is no text; a paragraph. */
void explain_put(FILE *out, const char *label, const char *text);
void explain_say(FILE *out, const char *text);

#endif
