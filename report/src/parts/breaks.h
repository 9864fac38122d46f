/* SPDX-License-Identifier: MIT */
/*
 * Which certificates stop working, when, and at which receivers: what the changes asked for say
 * of all results together. The text and html formats print it by date.
 */
#ifndef REPORT_BREAKS_H
#define REPORT_BREAKS_H

#include <assess/result.h>
#include <output/bytes.h>

struct report_break {
    int64_t from_s, by_s; /* CERTCHECK_NO_DATE: not known, or with an update */
    uint64_t receivers;   /* that will refuse it: bits by certcheck_verifier_id */
    enum certcheck_change_id change;
    bool lost;                                         /* it has happened */
    bool assumed;                                      /* see assess_result */
    size_t label_from, label_len, name_from, name_len; /* in texts */
};

struct report_breaks {
    struct output_bytes rows; /* struct report_break */
    struct output_bytes texts;
};

/* Does the forecast say more than the rules of 2017 do? False where there is none. */
bool report_has_verifiers(const struct assess_result *r);
bool report_has_changes(const struct assess_result *r);

/* The first day by which a change will have broken it, or CERTCHECK_NO_DATE. */
int64_t report_breaks_by(const struct assess_result *r);

/* "renewal, openssl: breaks, at the earliest from 2026-02-11, at the latest by 2026-11-30";
 * translated where local. */
void report_change_text(const struct certcheck_change_result *change, bool local,
                        struct base_text *out);

/* "accepted", "refused", "withheld", "not settled", "not checked": to be translated. */
const char *report_answer_word(const struct certcheck_verification *v);

/* All changes, "; " between them; all answers of verifiers, each behind before. */
void report_add_changes(struct output_bytes *out, const struct assess_result *r);
void report_add_answers(struct output_bytes *out, const struct assess_result *r, const char *before,
                        const char *between);

void report_add_breaks_by(struct output_bytes *out, const struct assess_result *r); /* or nothing */
void report_add_verifiers(struct output_bytes *out, const struct assess_result *r);
void report_add_indirect(struct output_bytes *out, const struct assess_result *r);
void report_add_assumed(struct output_bytes *out, const struct assess_result *r);

void report_breaks_add(struct report_breaks *b, const struct assess_result *r);
size_t report_breaks_n(const struct report_breaks *b);
/* By date; those without one stand last. Once, before report_breaks_at is asked. */
void report_breaks_sort(struct report_breaks *b);
const struct report_break *report_breaks_at(const struct report_breaks *b, size_t i);
struct base_slice report_break_label(const struct report_breaks *b, const struct report_break *one);
struct base_slice report_break_name(const struct report_breaks *b, const struct report_break *one);
bool report_breaks_no_memory(const struct report_breaks *b);
void report_breaks_free(struct report_breaks *b);

/* "openssl, go, java" */
void report_add_receivers(struct output_bytes *out, uint64_t receivers);

/* "rejected: NotValidForUsage", of --platform; nothing where it was not asked. */
void report_add_platform(struct output_bytes *out, const struct assess_result *r);

#endif
