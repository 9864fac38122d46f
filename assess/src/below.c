/* SPDX-License-Identifier: MIT */
/* What is not issued yet, below the CAs that may issue it. */
#include <assess/policy.h>

#include <assess/store.h>

#include <string.h>

#define ISSUERS_MAX 64u /* more of them are a bundle of roots, which says nothing of who issues */

void
assess_judgement_doubt(struct certcheck_judgement *j, unsigned usages)
{
    j->verdict = CERTCHECK_INDETERMINATE;
    j->before.accepted = j->after.accepted = CERTCHECK_UNKNOWN;
    for (unsigned u = 0; u < BASE_USAGES; u++)
        if ((usages & 1u << u) != 0)
            j->by_usage[u] = CERTCHECK_INDETERMINATE;
}

/* A CA that is above another one of those given does not issue to servers. */
static bool
may_issue(const struct assess_store *s, size_t i, enum certcheck_source source)
{
    const struct certcheck_facts *ca = s->own[i].facts;

    if (!ca->ca || s->own[i].source != source)
        return false;
    for (size_t k = 0; k < s->n; k++) {
        const struct certcheck_facts *f = s->own[k].facts;

        if (f->ca && f->issuer_hash == ca->subject_hash && !certcheck_is_self_issued(f) &&
            base_slice_eq(f->issuer, ca->subject))
            return false;
    }
    return true;
}

/* The required usages of one verdict. */
static unsigned
usages_with(const struct certcheck_judgement *j, enum certcheck_verdict verdict)
{
    unsigned usages = 0;

    for (unsigned u = 0; u < BASE_USAGES; u++)
        if ((j->required & 1u << u) != 0 && j->by_usage[u] == verdict)
            usages |= 1u << u;
    return usages;
}

/* The path of the CA with what it will issue in front. *doubtful: usages for which this is not
 * all, because the path is too long or the CA's own is in doubt (twin issuers). */
static void
judge_issued(struct assess_store *s, const struct certcheck_policy *policy,
             const struct certcheck_facts *facts, size_t ca, struct certcheck_judgement *out,
             unsigned *doubtful)
{
    const struct certcheck_pool pool = { .at = s->pool, .n = s->pool_n, .sorted = true };
    struct certcheck_path *path = &out->path;

    (void)certcheck_evaluate(policy, &s->own[ca], &pool, certcheck_crypto_verify, s->crypto, out);
    *doubtful |= usages_with(out, CERTCHECK_INDETERMINATE);
    if (path->n == CERTCHECK_PATH_MAX) {
        *doubtful |= policy->required;
        path->n--;
        path->end = CERTCHECK_END_UNSEEN;
    }
    memmove(path->at + 1, path->at, path->n * sizeof path->at[0]);
    path->at[0] = (struct certcheck_element){ .facts = facts,
                                              .source = CERTCHECK_SOURCE_FILE,
                                              .signed_by_next = CERTCHECK_YES };
    path->n++;
    certcheck_judge(policy, out);
}

static unsigned
differing(const struct certcheck_judgement *a, const struct certcheck_judgement *b)
{
    unsigned usages = 0;

    for (unsigned u = 0; u < BASE_USAGES; u++)
        if ((a->required & 1u << u) != 0 && a->by_usage[u] != b->by_usage[u])
            usages |= 1u << u;
    return usages;
}

/* Nothing is ready for a usage that is in doubt; what refuses it already, decides. */
static void
doubt_ready(struct certcheck_judgement *j, unsigned usages, enum certcheck_code code)
{
    enum certcheck_verdict verdict = j->verdict;
    const struct certcheck_outcome before = j->before, after = j->after;

    usages &= usages_with(j, CERTCHECK_READY);
    if (usages == 0)
        return;
    assess_judgement_note(j, code, (struct base_slice){ 0 });
    assess_judgement_doubt(j, usages);
    if (verdict == CERTCHECK_READY)
        return;
    j->verdict = verdict;
    j->before = before;
    j->after = after;
}

void
assess_judge_below(struct assess_store *s, const struct certcheck_policy *policy,
                   const struct certcheck_facts *facts, struct certcheck_judgement *out)
{
    struct certcheck_judgement one;
    size_t n = 0;
    unsigned differ = 0, doubtful = 0;
    bool verdicts_differ = false;

    assess_judge_alone(policy, facts, out);
    for (int source = CERTCHECK_SOURCE_FILE; source <= CERTCHECK_SOURCE_TRUST && n == 0; source++)
        for (size_t i = 0; i < s->n && n <= ISSUERS_MAX; i++) {
            if (!may_issue(s, i, (enum certcheck_source)source) || ++n > ISSUERS_MAX)
                continue;
            judge_issued(s, policy, facts, i, &one, &doubtful);
            if (n > 1)
                differ |= differing(out, &one);
            verdicts_differ = verdicts_differ || (n > 1 && one.verdict != out->verdict);
            if (n == 1 || one.verdict > out->verdict)
                *out = one;
        }
    if (verdicts_differ || differ != 0) {
        assess_judgement_note(out, CERTCHECK_F_ISSUERS_DIFFER, (struct base_slice){ 0 });
        assess_judgement_doubt(out, differ);
    }
    doubt_ready(out, doubtful, CERTCHECK_F_ISSUERS_DIFFER);
    if (n > ISSUERS_MAX)
        doubt_ready(out, policy->required, CERTCHECK_F_ISSUERS_TOO_MANY);
}
