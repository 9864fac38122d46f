/* SPDX-License-Identifier: MIT */
/* One judgement in the making: shared by the rule files. */
#ifndef CERTCHECK_JUDGING_H
#define CERTCHECK_JUDGING_H

#include <certcheck/judge.h>

struct judging {
    const struct certcheck_policy *policy;
    struct certcheck_judgement *out;
    struct certcheck_outcome before;          /* accepted falls from YES, never rises */
    enum certcheck_answer usage[BASE_USAGES]; /* does the whole path allow it? */
};

static inline const struct certcheck_facts *
facts_at(const struct judging *j, size_t i)
{
    return j->out->path.at[i].facts;
}

/* The root as far as the path shows it: last, self-issued, ends the path. */
static inline bool
is_root(const struct judging *j, size_t i)
{
    return i + 1 == j->out->path.n && j->out->path.end == CERTCHECK_END_ROOT;
}

void judging_note(struct judging *j, enum certcheck_code code, size_t element);
void judging_note_arg(struct judging *j, enum certcheck_code code, size_t element,
                      struct base_slice arg, int64_t number);

/* Rejected before the update already, with these status words (R24). */
void judging_reject(struct judging *j, unsigned status);

/* Nobody knows whether it was accepted before the update. */
void judging_doubt(struct judging *j);

/* Both must accept: a certain no decides. */
enum certcheck_answer judging_both(enum certcheck_answer a, enum certcheck_answer b);

void usage_apply(struct judging *j);            /* R3 to R18, R21 */
void chain_rules_apply(struct judging *j);      /* dates, signatures, CA rules, trust */
void name_constraints_apply(struct judging *j); /* RFC 5280 4.2.1.10 */
void policies_apply(struct judging *j);         /* RFC 5280 6.1, explicit policy */

#endif
