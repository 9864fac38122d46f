/* SPDX-License-Identifier: MIT */
/*
 * A line that is made already, in the user's language. Whoever finds a fault says it in English
 * (base/error.h), for it may go into JSON as well as to a person; where it is shown, it is known
 * again: as a whole, by a sentence with holes of sentences.def, or by what stands behind "THING: ".
 */
#ifndef OUTPUT_SENTENCE_H
#define OUTPUT_SENTENCE_H

#include <base/text.h>

BASE_BEGIN_DECLS

#define OUTPUT_HOLES_MAX 8

/* What stood in the holes of a sentence, in their order; borrowed from the line. */
struct output_holes {
    struct base_slice at[OUTPUT_HOLES_MAX];
    bool is_message[OUTPUT_HOLES_MAX]; /* %m: a sentence itself; all else is kept as it is */
    size_t n;
};

/* Is the line this sentence? A hole is as printf(3) has it, never empty, and the shortest; a name that
 * begins the sentence has no ": ". */
bool output_sentence_fits(const char *sentence, struct base_slice line, struct output_holes *out);

/* The i-th sentence of the table; NULL: there are no more. */
const char *output_sentence_at(size_t i);

/* out becomes the line: what of it has a translation, translated, and all else as it is. */
void output_sentence_translate(const char *line, struct base_text *out);

BASE_END_DECLS

#endif
