/* SPDX-License-Identifier: MIT */
/* One judgement in the making: shared by the rule files. */
#ifndef CERTCHECK_JUDGING_H
#define CERTCHECK_JUDGING_H

#include <certcheck/judge.h>

/* Octets that name constraints and policies may compare, over all paths of a
 * certificate: hostile ones pair thousands of names with thousands of subtrees. */
#define JUDGING_WORK_MAX 2097152u

struct judging {
    const struct certcheck_policy *policy;
    struct certcheck_judgement *out;
    uint32_t *work;                           /* what is left of it */
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

/* Charge for a comparison. False: the bound is met. */
bool judging_charge(struct judging *j, size_t octets);

/* certcheck_judge as one of several judgements that share a bound. */
void judging_judge(const struct certcheck_policy *policy, uint32_t *work,
                   struct certcheck_judgement *out);

/* Rejected before the update already, with these status words (R24). */
void judging_reject(struct judging *j, unsigned status);

/* It is unknown whether it was accepted before the update. */
void judging_doubt(struct judging *j);

/* Both must accept: one no decides. */
enum certcheck_answer judging_both(enum certcheck_answer a, enum certcheck_answer b);

/* The OIDs that may stand for a required usage below the CAs passed so far (R21). */
#define APP_MAPPINGS_MAX 16
struct app_mappings {
    struct base_slice oids[APP_MAPPINGS_MAX];
    size_t n;
    bool all; /* any OID may */
};
void app_mappings_begin(struct app_mappings *m, unsigned usage);
void app_mappings_pass(struct app_mappings *m, const struct certcheck_facts *ca);
bool app_mappings_may_allow(const struct app_mappings *m, const struct certcheck_usage_set *set);

void usage_apply(struct judging *j);       /* R3 to R18, R21 */
void chain_rules_apply(struct judging *j); /* dates, signatures, CA rules, trust */
void algorithms_check(struct judging *j, size_t i);
void name_constraints_apply(struct judging *j); /* RFC 5280 4.2.1.10 */
void policies_apply(struct judging *j);         /* RFC 5280 6.1, explicit policy */

#endif
