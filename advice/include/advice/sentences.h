/* SPDX-License-Identifier: MIT */
/* Sentences about a result that several formats share. */
#ifndef ADVICE_SENTENCES_H
#define ADVICE_SENTENCES_H

#include <base/declare.h>
#include <assess/result.h>
#include <output/bytes.h>

BASE_BEGIN_DECLS

/* "EKU_LACKS_CLIENT_AUTH" and its like */
const struct certcheck_rule *advice_rule(const struct certcheck_finding *f);

/* The sentence of a finding of r. */
struct base_text;
void advice_sentence(const struct assess_result *r, const struct certcheck_finding *f,
                     struct base_text *out);
/* ... in the user's language. */
void advice_sentence_translated(const struct assess_result *r, const struct certcheck_finding *f,
                                struct base_text *out);

/* Is there a finding that says the result's error (not NULL) in better words? */
bool advice_error_is_said(const struct assess_result *r);

/* Is an issuer among what is refused? Another leaf of the same CA does not help then. */
bool advice_is_refused_by_issuer(const struct assess_result *r);

/* A note of the run in the user's language; room is for one that has to be made. */
#define ADVICE_NOTE_MAX 2048
const char *advice_note(const struct assess_run_info *run, size_t i, struct base_text *room);

/* What an error says beside its class, likewise. */
const char *advice_error_text(const struct probe_error *e, struct base_text *room);

/* Does that say what the class says, too? "The peer reset the connection before anything was sent."
 */
bool advice_error_is_whole(const struct probe_error *e);

/* What became of our own certificate, where the peer's is known and did not
 * stop there: a sentence, translated; false: nothing was refused. */
bool advice_add_refusal(struct base_text *out, const struct assess_result *r);

/* What the result is about: "edge01:8057", "web.pem", "chain.pem[1]". Not escaped. */
void advice_label(struct output_bytes *b, const struct assess_result *r);

/* Of an incomplete run, one line: "interrupted: 696 of 3000 targets were finished; ...". */
void advice_interruption(const struct assess_run_info *run, bool local, struct base_text *out);

/* Of a run that is not whole (assess_is_whole), for formats that other programs read: what it
 * lacks, "interrupted", "unread" or "missing", and a line of how much. */
const char *advice_incomplete_word(const struct assess_run_info *run);
void advice_incompleteness(const struct assess_run_info *run, struct base_text *out);

/* A verdict as people read it, in the user's language: machines get certcheck_verdict_name. */
const char *advice_verdict_word(enum certcheck_verdict v);

BASE_END_DECLS

#endif
