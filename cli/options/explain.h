/* SPDX-License-Identifier: MIT */
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include <base/text.h>

#include <stdio.h>

/* From the tables, in the user's language. False: why says what words are known. */
bool cli_explain(const char *word, FILE *out, struct base_text *why);

/* The words of --verifier and --change, the lists of them, and public CAs. False: none of these. */
bool cli_explain_verifying(const char *word, FILE *out);

/* Verdicts, ports, products and other terms; an error class of a probe (false: it is none). */
struct advice_term;
void cli_explain_term(const struct advice_term *t, FILE *out);
bool cli_explain_error(const char *word, FILE *out);

/* All that can be explained, by kind. */
void cli_explain_list(FILE *out);
/* The words of one kind ("ports"), each by the caller's explain where they are few. False: no such
 * kind. */
bool cli_explain_kind(const char *kind, bool (*explain)(const char *word, FILE *out), FILE *out);
const char *cli_explain_word(const void *ctx, size_t i); /* as base_word_fn */

/* What the marks in a source mean. */
void explain_marks(const char *source, FILE *out);

/* "LABEL TEXT", translated and wrapped, or nothing where there is no text; a paragraph. */
void explain_put(FILE *out, const char *label, const char *text);
void explain_say(FILE *out, const char *text);

#endif
