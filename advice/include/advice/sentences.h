/* SPDX-License-Identifier: MIT */
/* Sentences about a result that several formats share. */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include <assess/result.h>
#include <output/bytes.h>

/* "EKU_LACKS_CLIENT_AUTH" and its like */
const struct certcheck_rule *report_rule(const struct certcheck_finding *f);

/* The sentence of a finding of r. */
struct base_text;
void report_sentence(const struct report_result *r, const struct certcheck_finding *f,
                     struct base_text *out);
/* ... in the user's language. */
void report_sentence_translated(const struct report_result *r, const struct certcheck_finding *f,
                                struct base_text *out);

/* Is there a finding that says the result's error (not NULL) in better words? */
bool report_error_is_said(const struct report_result *r);

/* A note of the run in the user's language. */
const char *report_note(const struct report_run *run, size_t i);

/* What became of our own certificate, where the peer's is known and did not
 * stop there: a sentence, translated; false: nothing was refused. */
bool report_add_refusal(struct base_text *out, const struct report_result *r);

/* What the result is about: "edge01:8057", "web.pem", "chain.pem[1]". Not escaped. */
void report_label(struct report_bytes *b, const struct report_result *r);

/* Of an incomplete run, one line: "interrupted: 696 of 3000 targets were finished; ...". */
void report_interruption(const struct report_run *run, bool local, struct base_text *out);

#endif
