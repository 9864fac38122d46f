/* SPDX-License-Identifier: MIT */
/* What is not issued yet, below the CAs that may issue it. */
#include <assess/policy.h>

#include <assess/store.h>
#include <certcheck/names.h>

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

void
assess_judgement_doubt_ready(struct certcheck_judgement *j, unsigned usages)
{
    for (unsigned u = 0; u < BASE_USAGES; u++)
        if ((usages & 1u << u) != 0 && j->by_usage[u] == CERTCHECK_READY)
            j->by_usage[u] = CERTCHECK_INDETERMINATE;
    if (j->verdict == CERTCHECK_READY)
        assess_judgement_doubt(j, 0);
}

/* The verdicts below each CA, one by one. */
struct issuers {
    enum certcheck_source source;
    bool no_cas; /* those given as CAs that are none: what they issue is refused */
    const struct certcheck_facts *worst, *best; /* CAs; where all say the same, the first two */
    enum certcheck_verdict verdict;             /* of the best */
    size_t n;
    unsigned differ, doubtful; /* usages */
};

/* A CA above another of the given ones does not issue to servers. */
static bool
may_issue(const struct assess_store *s, size_t i, const struct issuers *all)
{
    const struct certcheck_facts *ca = s->own[i].facts;

    if (ca->ca == all->no_cas || s->own[i].source != all->source)
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

static void
doubt_ready(struct certcheck_judgement *j, unsigned usages, enum certcheck_code code,
            struct base_slice arg)
{
    usages &= usages_with(j, CERTCHECK_READY);
    if (usages == 0)
        return;
    assess_judgement_note(j, code, arg);
    assess_judgement_doubt_ready(j, usages);
}

static void
compare(struct issuers *all, const struct certcheck_facts *ca,
        const struct certcheck_judgement *one, struct certcheck_judgement *out)
{
    if (all->n == 1) {
        all->worst = all->best = ca;
        all->verdict = one->verdict;
        *out = *one;
        return;
    }
    all->differ |= differing(out, one);
    if (one->verdict > out->verdict) {
        *out = *one;
        all->worst = ca;
    } else if (one->verdict < all->verdict || all->best == all->worst) {
        all->best = ca;
    }
    if (one->verdict < all->verdict)
        all->verdict = one->verdict;
}

/* False: there are too many CAs of this source. */
static bool
judge_each(struct assess_store *s, const struct certcheck_policy *policy,
           const struct certcheck_facts *facts, struct issuers *all,
           struct certcheck_judgement *out)
{
    struct certcheck_judgement one;

    for (size_t i = 0; i < s->n; i++) {
        if (!may_issue(s, i, all))
            continue;
        if (all->n == ISSUERS_MAX)
            return false;
        all->n++;
        judge_issued(s, policy, facts, i, &one, &all->doubtful);
        compare(all, s->own[i].facts, &one, out);
    }
    return true;
}

/* Which CA decides: both are named, or the one whose own path leaves it open. */
static struct base_slice
name_issuers(const struct issuers *all, struct certcheck_judgement *out)
{
    struct base_text t;

    base_text_init(&t, out->choice, sizeof out->choice);
    certcheck_name_short(all->worst->subject, &t);
    if (all->best != all->worst) {
        base_text_str(&t, ", ");
        certcheck_name_short(all->best->subject, &t);
    }
    return base_slice_str(out->choice);
}

/* Where every CA refuses it, the choice changes only the reason. */
static void
note_difference(const struct issuers *all, struct base_slice names, struct certcheck_judgement *out)
{
    if (all->verdict == out->verdict && all->differ == 0)
        return;
    assess_judgement_note(out, CERTCHECK_F_ISSUERS_DIFFER, names);
    if (all->verdict < CERTCHECK_BREAKS)
        assess_judgement_doubt(out, all->differ);
}

void
assess_judge_below(struct assess_store *s, const struct certcheck_policy *policy,
                   const struct certcheck_facts *facts, struct certcheck_judgement *out)
{
    struct issuers all = { .source = CERTCHECK_SOURCE_FILE };
    struct base_slice names;
    bool whole = judge_each(s, policy, facts, &all, out);

    if (all.n == 0) {
        all.no_cas = true;
        whole = judge_each(s, policy, facts, &all, out);
    }
    if (all.n == 0)
        all = (struct issuers){ .source = CERTCHECK_SOURCE_TRUST };
    if (all.n == 0 && !judge_each(s, policy, facts, &all, out)) {
        /* A bundle of roots does not say which CA issues: only the usages count, as without a
         * bundle. */
        assess_judge_alone(policy, facts, out);
        assess_judgement_note(out, CERTCHECK_F_ISSUERS_TOO_MANY, (struct base_slice){ 0 });
        return;
    }
    if (all.n == 0) {
        assess_judge_alone(policy, facts, out);
        return;
    }
    names = name_issuers(&all, out);
    note_difference(&all, names, out);
    doubt_ready(out, all.doubtful, CERTCHECK_F_ISSUERS_DIFFER, names);
    if (!whole)
        doubt_ready(out, policy->required, CERTCHECK_F_ISSUERS_TOO_MANY, (struct base_slice){ 0 });
}
