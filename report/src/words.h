/* SPDX-License-Identifier: MIT */
/* Words and small facts of the model that several formats share. */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include <report/model.h>

#include "bytes.h"

/* Answers of the judge and of the probe are written and read in one way. */
_Static_assert((int)CERTCHECK_YES == PROBE_YES && (int)CERTCHECK_UNKNOWN == PROBE_UNKNOWN, "same");

const char *report_set_state_name(enum certcheck_set_state s); /* "undecodable" */
const char *report_path_end_name(enum certcheck_path_end e);   /* "unseen" */

/* "TLSv1"; "0x0305" for what has no name. */
void report_tls_version(struct report_bytes *b, uint16_t version);
/* "TLS_RSA_WITH_AES_128_CBC_SHA"; "0x0305" likewise. */
void report_tls_cipher(struct report_bytes *b, uint16_t cipher);

/* And back: the number of a name, 0 for what is neither a name nor 0xNNNN. */
uint16_t report_tls_version_named(const char *name);
uint16_t report_tls_cipher_named(const char *name);

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

/* The events the judging side will log, in order; how many of the profile's two. */
size_t report_events(const struct report_result *r, uint16_t out[2]);

/* The leaf, or NULL when none can be read. */
const struct certcheck_facts *report_leaf(const struct report_result *r);

/* Does every element of the judged path allow the usage? UNKNOWN when nothing was judged. */
enum certcheck_answer report_allows(const struct report_result *r, unsigned usage_index);

/* Did a signal end it? Its target counts as not probed. */
bool report_is_cut_short(const struct report_result *r);

/* Of an incomplete run, one line: "interrupted: 696 of 3000 targets were finished; ...". */
void report_interruption(const struct report_run *run, bool local, struct base_text *out);

#endif
