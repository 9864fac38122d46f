/* SPDX-License-Identifier: MIT */
/*
 * All paths of one certificate, and the best of them judged. The module in the order in which a
 * certificate passes through it: read/ (files to DER), der/ and facts/ (DER to facts, slices and
 * flags), here (facts to paths, depth first, everything bounded by work: issuers.c says who may
 * have issued, choice.c weighs paths that may all be taken), judge/ (judge.c and the files of
 * rules, conclude.c the verdict, verifier.c and change.c what others make of the path,
 * finding_text.c words). All these but read/ do no I/O, tell no time and allocate nothing.
 */
#include <certcheck/path.h>

#include "choice.h"
#include "issuers.h"

/* Bounds of one search, beside those of the header. */
#define PATHS_MAX 64         /* complete paths judged */
#define CURVE_WORK 8         /* up to 256 bits */
#define LONG_CURVE_WORK 64   /* where nothing is made for P-384, it takes over 1 ms */
#define UNKNOWN_KEY_WORK 256 /* of a curve not known here: those of 571 bits take 5 ms */
#define STEPS_MAX 4096       /* certificates put onto the path */

/* A signature that was checked. Certificates of one key share the answer. */
struct pair {
    const struct certcheck_facts *subject, *issuer;
    enum certcheck_answer answer;
};

/* One depth: who is tried there. */
struct level {
    struct issuers line; /* untried also where a signature could not be checked any more */
    unsigned next;
    bool followed; /* the key of one of them verified, or may have */
    int settled;   /* an issuer of this match led to a path of the best quality: lower ones
                      are no choice any more */
    const struct certcheck_candidate *refused; /* the first whose key does not verify */
};

struct search {
    const struct certcheck_policy *policy;
    const struct certcheck_pool *pool;
    certcheck_verify_fn *verify;
    void *ctx;
    struct pair pairs[CERTCHECK_SIGNATURES_MAX];
    unsigned pairs_n, paths_n, steps;
    uint64_t signature_work;
    bool limited; /* a bound was met */
    bool out_of_signatures;
    bool differ;                      /* paths with different verdicts were seen */
    uint32_t work;                    /* see judging.h */
    struct certcheck_judgement trial; /* the path under construction */
    struct level levels[CERTCHECK_PATH_MAX];
    struct choice best[BASE_USAGES];
    struct certcheck_verified *verified; /* NULL: nobody asks */
};

static const struct pair *
known_pair(const struct search *s, const struct certcheck_facts *subject,
           const struct certcheck_facts *issuer)
{
    for (unsigned i = 0; i < s->pairs_n; i++)
        if (s->pairs[i].subject == subject && base_slice_eq(s->pairs[i].issuer->spki, issuer->spki))
            return &s->pairs[i];
    return NULL;
}

static uint64_t
work_of(const struct certcheck_key *key)
{
    const uint64_t bits = key->bits, units = (bits * bits >> 20) + 1;

    switch (key->alg) {
    case CERTCHECK_KEY_RSA:
        return units;
    case CERTCHECK_KEY_DSA:
        return 8 * units;
    default:
        return bits == 0 ? UNKNOWN_KEY_WORK : bits > 256 ? LONG_CURVE_WORK : CURVE_WORK;
    }
}

/* False: no more signatures are checked, and *answer is UNKNOWN. */
static bool
check(struct search *s, const struct certcheck_facts *subject, const struct certcheck_facts *issuer,
      enum certcheck_answer *answer)
{
    const struct pair *known = s->verify == NULL ? NULL : known_pair(s, subject, issuer);

    *answer = CERTCHECK_UNKNOWN;
    if (s->verify == NULL) {
        *answer = CERTCHECK_YES;
    } else if (known != NULL) {
        *answer = known->answer;
    } else if (s->pairs_n < CERTCHECK_SIGNATURES_MAX &&
               s->signature_work + work_of(&issuer->key) <= CERTCHECK_SIGNATURE_WORK_MAX) {
        s->signature_work += work_of(&issuer->key);
        *answer = s->verify(s->ctx, subject, issuer);
        s->pairs[s->pairs_n++] = (struct pair){ subject, issuer, *answer };
    } else {
        s->out_of_signatures = true;
        return false;
    }
    return true;
}

static void
judge_trial(struct search *s, enum certcheck_path_end end)
{
    bool best;

    s->trial.path.end = end;
    judging_judge(s->policy, &s->work, &s->trial);
    s->paths_n++;
    s->differ = choice_offer(s->policy, &s->trial, s->best) || s->differ;
    if (s->verified != NULL)
        certcheck_verified_add(s->verified, &s->trial.path, choice_quality(s->policy, &s->trial),
                               s->policy->trust);
    best = choice_quality(s->policy, &s->trial) == CHOICE_QUALITY_BEST;
    for (size_t i = 0; best && i + 1 < s->trial.path.n; i++) {
        int match = (int)issuers_match_of(s->trial.path.at[i].facts, s->trial.path.at[i + 1].facts);

        if (match > s->levels[i].settled)
            s->levels[i].settled = match;
    }
}

/* Put a certificate onto the path: it may end it, else its issuers are lined up. */
static void
arrive(struct search *s, const struct certcheck_candidate *c)
{
    struct certcheck_path *path = &s->trial.path;
    struct certcheck_element *e = &path->at[path->n];
    struct level *l = &s->levels[path->n++];

    *e = (struct certcheck_element){ .facts = c->facts,
                                     .property = c->property,
                                     .source = c->source,
                                     .signed_by_next = CERTCHECK_YES };
    *l = (struct level){ .followed = true };
    if (++s->steps > STEPS_MAX || s->paths_n >= PATHS_MAX) {
        s->limited = true;
        if (s->paths_n == 0)
            judge_trial(s, CERTCHECK_END_LIMIT);
        return;
    }
    if (certcheck_is_self_issued(c->facts)) {
        (void)check(s, c->facts, c->facts, &e->signed_by_next);
        if (e->signed_by_next != CERTCHECK_NO) {
            judge_trial(s, CERTCHECK_END_ROOT);
            return;
        }
        e->signed_by_next = CERTCHECK_YES; /* perhaps a new key, certified by the old one */
    }
    l->followed = false;
    issuers_find(s->pool, path, &l->line);
    if (l->line.n > 0 && path->n == CERTCHECK_PATH_MAX) {
        *l = (struct level){ .followed = true };
        judge_trial(s, CERTCHECK_END_LIMIT);
    }
}

/* The next issuer in line: follow it where its key verifies the path's last
 * certificate. One whose key identifier contradicts is tried only if no other did, and
 * a twin of one that is named exactly only if that one led to nothing as good. */
static void
follow(struct search *s, struct level *l)
{
    struct certcheck_element *last = &s->trial.path.at[s->trial.path.n - 1];
    const struct certcheck_candidate *c = l->line.at[l->next++];
    enum issuers_match match = issuers_match_of(last->facts, c->facts);
    bool contradicts = match == ISSUERS_CONTRADICTS;

    if ((contradicts && l->followed) || (l->settled == ISSUERS_EXACT && match < ISSUERS_EXACT))
        return;
    if (!check(s, last->facts, c->facts, &last->signed_by_next)) {
        l->line.untried = s->limited = true;
    } else if (last->signed_by_next != CERTCHECK_NO) {
        l->followed = true;
        arrive(s, c);
    } else if (!contradicts && l->refused == NULL) {
        l->refused = c;
    }
}

/* No issuer verifies. Where all were tried, the one that still says it is the
 * issuer is, and the path shows a bad signature. */
static void
dead_end(struct search *s, struct level *l)
{
    struct certcheck_path *path = &s->trial.path;
    struct certcheck_element *last = &path->at[path->n - 1];

    l->followed = true;
    last->signed_by_next = CERTCHECK_NO;
    s->limited = s->limited || l->line.untried;
    if (l->line.untried) {
        judge_trial(s, CERTCHECK_END_LIMIT);
    } else if (certcheck_is_self_issued(last->facts) &&
               issuers_match_of(last->facts, last->facts) != ISSUERS_CONTRADICTS) {
        judge_trial(s, CERTCHECK_END_ROOT);
    } else if (l->refused != NULL) {
        arrive(s, l->refused);
    } else {
        judge_trial(s, CERTCHECK_END_UNSEEN);
    }
}

/* Depth first, without recursion. */
static void
search_paths(struct search *s, const struct certcheck_candidate *leaf)
{
    arrive(s, leaf);
    while (s->trial.path.n > 0) {
        struct level *l = &s->levels[s->trial.path.n - 1];

        if (l->next < l->line.n) {
            follow(s, l);
        } else if (!l->followed) {
            dead_end(s, l);
        } else {
            s->limited = s->limited || l->line.dropped;
            s->trial.path.n--;
        }
    }
}

/* What was not checked for the bound is not the algorithm's fault. */
static void
name_signature_limit(const struct search *s, struct certcheck_judgement *out)
{
    for (size_t i = 0; i < out->findings_n; i++) {
        struct certcheck_finding *f = &out->findings[i];
        size_t at = (size_t)f->element, next = at + 1 < out->path.n ? at + 1 : at;

        if (f->code == CERTCHECK_F_SIGNATURE_UNSUPPORTED &&
            known_pair(s, out->path.at[at].facts, out->path.at[next].facts) == NULL)
            f->code = CERTCHECK_F_SIGNATURE_LIMIT;
    }
}

/* The rules have said it of their own verifier where they require a usage. */
static void
name_verifiers_choice(const struct search *s, struct certcheck_judgement *out)
{
    const uint64_t rules =
        s->policy->required != 0 ? (uint64_t)1 << CERTCHECK_VERIFIER_DOTNET_FRAMEWORK : 0;

    if (s->verified != NULL && (s->verified->differ & ~rules) != 0 &&
        !choice_has(out, CERTCHECK_F_ISSUER_CHOICE_DECIDES))
        choice_name(CERTCHECK_F_VERIFIERS_CHOICE_DECIDES, &s->verified->path, &s->verified->other,
                    out);
}

enum certcheck_status
certcheck_evaluate_for(const struct certcheck_policy *policy,
                       const struct certcheck_candidate *leaf, const struct certcheck_pool *pool,
                       certcheck_verify_fn *verify, void *ctx, struct certcheck_verified *verified,
                       struct certcheck_judgement *out)
{
    struct certcheck_candidate start = issuers_best_source(leaf, pool);
    struct search s;

    s.policy = policy;
    s.pool = pool;
    s.verified = verified;
    if (verified != NULL)
        verified->quality = -1;
    s.verify = verify;
    s.ctx = ctx;
    s.pairs_n = s.paths_n = s.steps = 0;
    s.signature_work = 0;
    s.work = JUDGING_WORK_MAX;
    s.limited = !pool->sorted && pool->n > CERTCHECK_POOL_MAX;
    s.out_of_signatures = s.differ = false;
    s.best[0].found = s.best[1].found = false;
    s.trial.path.n = 0;
    search_paths(&s, &start);
    choice_settle(policy, s.best, s.limited, out);
    name_verifiers_choice(&s, out);
    if (s.differ && !choice_has(out, CERTCHECK_F_ISSUER_CHOICE_DECIDES))
        choice_note(out, (struct certcheck_finding){ .code = CERTCHECK_F_PATH_CHOSEN,
                                                     .number = (int64_t)s.paths_n });
    if (s.out_of_signatures)
        name_signature_limit(&s, out);
    if (s.limited && out->path.end != CERTCHECK_END_LIMIT)
        choice_note(out, (struct certcheck_finding){ .code = CERTCHECK_F_PATH_LIMIT,
                                                     .number = (int64_t)pool->n });
    if (s.limited && verified != NULL)
        certcheck_verified_limit(verified);
    return s.limited || out->findings_cut ? CERTCHECK_E_LIMIT : CERTCHECK_OK;
}

enum certcheck_status
certcheck_evaluate(const struct certcheck_policy *policy, const struct certcheck_candidate *leaf,
                   const struct certcheck_pool *pool, certcheck_verify_fn *verify, void *ctx,
                   struct certcheck_judgement *out)
{
    return certcheck_evaluate_for(policy, leaf, pool, verify, ctx, NULL, out);
}
