/* SPDX-License-Identifier: MIT */
/* What --explain and the manual know beside findings, profiles and events: tables. */
#ifndef ADVICE_REFERENCE_H
#define ADVICE_REFERENCE_H

#include <base/declare.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

BASE_BEGIN_DECLS

/* An article of Microsoft's knowledge base. */
struct advice_kb {
    uint32_t number;
    const char *about;   /* what it is; of an update: what kind */
    const char *windows; /* of an update: versions of Windows, "" = not known */
    const char *dotnet;  /* of an update: versions of .NET Framework, "" = not known */
    const char *evidence;
    bool carrier; /* an update of Windows that brings the EKU check */
};

const struct advice_kb *advice_kb_get(uint64_t number); /* NULL: unknown */
const struct advice_kb *advice_kb_at(size_t n);         /* the n-th row, NULL at the end */

/* A rule of docs/rules.md. */
struct advice_rule_line {
    const char *name; /* "R1" */
    const char *title;
    const char *line;
};

const struct advice_rule_line *advice_rule_line_named(const char *name); /* any case; NULL */
const struct advice_rule_line *advice_rule_line_at(size_t n);

/* A word of the field: verdicts, ports, products and others (terms.def). */
enum advice_term_kind { ADVICE_VERDICT, ADVICE_PORT, ADVICE_PRODUCT_TERM, ADVICE_OTHER_TERM };

struct advice_term {
    const char *word;
    enum advice_term_kind kind;
    const char *title; /* "": none */
    const char *text, *source;
};

const struct advice_term *advice_term_named(const char *word); /* any case; NULL */
const struct advice_term *advice_term_at(size_t n);

/* The registry key of a product's opt-out and the value in it, a line each; false: the last
 * product was told. */
bool advice_opt_out_at(size_t n, const char **product, char key[256], char value[256]);

/* The sentence of a finding, where there is no result to name: an ellipsis for each name. */
struct base_text;
void advice_general_sentence(const char *sentence, struct base_text *out);

/* What a source's mark, such as the P of "[P] a test", says about it; NULL: no mark. */
#define ADVICE_MARKS "PDSWI"
const char *advice_mark_meaning(char mark);

/*
 * label, then text in lines of at most 80 columns, further ones indented as far as
 * the label is wide. Both are in the user's language already.
 */
void advice_print_wrapped(FILE *out, const char *label, const char *text);

BASE_END_DECLS

#endif
