/* SPDX-License-Identifier: MIT */
/*
 * All paths of one certificate, and the best of them judged. The module in the order in which a
 * certificate passes through it: read/ (files to DER), der/ and facts/ (DER to facts, slices and
 * flags), here (facts to paths, depth first, everything bounded by work), judge.c and the files of
 * rules (judge/usage.c, chain_rules.c, name_constraints.c, policies.c, algorithms.c), conclude.c (the
 * verdict), choice.c (paths that may all be taken), verifier.c and change.c (what others make of
 * the path), finding_text.c (words). der/, facts/, judge/ and text/ do no I/O, tell no time and
 * allocate nothing; read/ and template/ do.
 */
#include <certcheck/path.h>

#include "choice.h"

#include <string.h>

/* Bounds of one search, beside those of the header. */
#define ISSUERS_MAX 32       /* candidates kept of one name */
#define NAMED_MAX 256        /* ... looked at: every leaf of a file may ask for the same name */
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

/* The issuers to be tried at one depth, in order. */
struct level {
    const struct certcheck_candidate *issuers[ISSUERS_MAX];
    unsigned n, next;
    bool followed; /* the key of one of them verified, or may have */
    int settled;   /* an issuer of this match led to a path of the best quality: lower ones
                      are no choice any more */
    bool dropped;  /* there were more than fit, contradicting ones aside */
    bool untried;  /* ... or a signature could not be checked any more */
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

/* How an issuer fits its subject's authority key identifier. Microsoft documents that
 * an exact match excludes others; of the rest no order is relied on. */
enum match {
    MATCH_CONTRADICTS, /* another key identifier */
    MATCH_NAME,        /* nothing to compare */
    MATCH_KEY,
    MATCH_EXACT, /* issuer and serial number */
};

static enum match
match_of(const struct certcheck_facts *subject, const struct certcheck_facts *issuer)
{
    if (subject->aki_serial.len > 0 && base_slice_eq(subject->aki_serial, issuer->serial) &&
        base_slice_eq(subject->aki_issuer, issuer->issuer))
        return MATCH_EXACT;
    if (subject->aki.len == 0 || issuer->ski.len == 0)
        return MATCH_NAME;
    return base_slice_eq(subject->aki, issuer->ski) ? MATCH_KEY : MATCH_CONTRADICTS;
}

static int
compare_bytes(struct base_slice a, struct base_slice b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared == 0 ? 0 : memcmp(a.ptr, b.ptr, shared);

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int
compare_name(const struct certcheck_facts *f, uint64_t hash, struct base_slice name)
{
    return f->subject_hash != hash ? (f->subject_hash > hash) - (f->subject_hash < hash)
                                   : compare_bytes(f->subject, name);
}

int
certcheck_candidate_order(const void *a, const void *b)
{
    const struct certcheck_candidate *x = a, *y = b;
    int order = compare_name(x->facts, y->facts->subject_hash, y->facts->subject);

    if (order == 0)
        order = (int)y->source - (int)x->source;
    return order != 0 ? order : compare_bytes(x->facts->der, y->facts->der);
}

/* The order of the header. It is total, so that the pool's own order does not show. */
static bool
goes_before(const struct certcheck_facts *subject, const struct certcheck_candidate *a,
            const struct certcheck_candidate *b)
{
    enum match ma = match_of(subject, a->facts), mb = match_of(subject, b->facts);

    if (ma != mb && (ma == MATCH_CONTRADICTS || mb == MATCH_CONTRADICTS || ma == MATCH_EXACT ||
                     mb == MATCH_EXACT))
        return ma > mb;
    if (a->source != b->source)
        return a->source > b->source;
    if (ma != mb)
        return ma > mb;
    if (a->facts->not_after_s != b->facts->not_after_s)
        return a->facts->not_after_s > b->facts->not_after_s;
    return compare_bytes(a->facts->der, b->facts->der) < 0;
}

/* A name and key come only once on a path: cross-certificates go in circles. */
static bool
is_on_path(const struct certcheck_path *path, const struct certcheck_facts *f)
{
    for (size_t i = 0; i < path->n; i++) {
        const struct certcheck_facts *there = path->at[i].facts;

        if (there->subject_hash == f->subject_hash && base_slice_eq(there->subject, f->subject) &&
            base_slice_eq(there->spki, f->spki))
            return true;
    }
    return false;
}

/* Insert in order, the last one drops out; the same certificate from two sources
 * counts as the higher. */
static void
offer(struct level *l, const struct certcheck_facts *subject, const struct certcheck_candidate *c)
{
    unsigned at;

    for (at = 0; at < l->n; at++)
        if (certcheck_is_same(l->issuers[at]->facts, c->facts)) {
            if (c->source <= l->issuers[at]->source)
                return;
            for (l->n--; at < l->n; at++)
                l->issuers[at] = l->issuers[at + 1];
            break;
        }
    if (l->n == ISSUERS_MAX) {
        bool better = goes_before(subject, c, l->issuers[l->n - 1]);
        const struct certcheck_candidate *out = better ? l->issuers[--l->n] : c;

        l->dropped = l->dropped || match_of(subject, out->facts) != MATCH_CONTRADICTS;
        l->untried = true;
        if (!better)
            return;
    }
    for (at = l->n++; at > 0 && goes_before(subject, c, l->issuers[at - 1]); at--)
        l->issuers[at] = l->issuers[at - 1];
    l->issuers[at] = c;
}

/* The next candidate from *at on whose subject is name, or NULL. */
static const struct certcheck_candidate *
next_named(const struct certcheck_pool *pool, uint64_t hash, struct base_slice name, size_t *at)
{
    size_t n = pool->sorted || pool->n < CERTCHECK_POOL_MAX ? pool->n : CERTCHECK_POOL_MAX;

    for (; *at < n; ++*at) {
        const struct certcheck_candidate *c = &pool->at[*at];

        if (c->facts->subject_hash == hash && base_slice_eq(c->facts->subject, name)) {
            ++*at;
            return c;
        }
        if (pool->sorted)
            break;
    }
    return NULL;
}

/* Where to begin looking for a subject. */
static size_t
first_of(const struct certcheck_pool *pool, uint64_t hash, struct base_slice name)
{
    size_t low = 0, high = pool->sorted ? pool->n : 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_name(pool->at[middle].facts, hash, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void
find_issuers(struct search *s, struct level *l)
{
    const struct certcheck_path *path = &s->trial.path;
    const struct certcheck_facts *subject = path->at[path->n - 1].facts;
    size_t at = first_of(s->pool, subject->issuer_hash, subject->issuer);
    const struct certcheck_candidate *c;
    unsigned seen = 0;

    while ((c = next_named(s->pool, subject->issuer_hash, subject->issuer, &at)) != NULL) {
        if (++seen > NAMED_MAX) {
            l->dropped = l->untried = true;
            return;
        }
        if (!is_on_path(path, c->facts))
            offer(l, subject, c);
    }
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
        int match = (int)match_of(s->trial.path.at[i].facts, s->trial.path.at[i + 1].facts);

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
    find_issuers(s, l);
    if (l->n > 0 && path->n == CERTCHECK_PATH_MAX) {
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
    const struct certcheck_candidate *c = l->issuers[l->next++];
    enum match match = match_of(last->facts, c->facts);
    bool contradicts = match == MATCH_CONTRADICTS;

    if ((contradicts && l->followed) || (l->settled == MATCH_EXACT && match < MATCH_EXACT))
        return;
    if (!check(s, last->facts, c->facts, &last->signed_by_next)) {
        l->untried = s->limited = true;
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
    s->limited = s->limited || l->untried;
    if (l->untried) {
        judge_trial(s, CERTCHECK_END_LIMIT);
    } else if (certcheck_is_self_issued(last->facts) &&
               match_of(last->facts, last->facts) != MATCH_CONTRADICTS) {
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

        if (l->next < l->n) {
            follow(s, l);
        } else if (!l->followed) {
            dead_end(s, l);
        } else {
            s->limited = s->limited || l->dropped;
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

/* A certificate that is itself among the roots or files counts as such. */
static struct certcheck_candidate
best_source(const struct certcheck_candidate *leaf, const struct certcheck_pool *pool)
{
    struct certcheck_candidate c = *leaf;
    size_t at = first_of(pool, c.facts->subject_hash, c.facts->subject);
    const struct certcheck_candidate *twin;

    for (unsigned seen = 0; seen < NAMED_MAX && (twin = next_named(pool, c.facts->subject_hash,
                                                                   c.facts->subject, &at)) != NULL;
         seen++)
        if (twin->source > c.source && certcheck_is_same(twin->facts, c.facts)) {
            c.source = twin->source;
            if (c.property == NULL)
                c.property = twin->property;
        }
    return c;
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
    struct certcheck_candidate start = best_source(leaf, pool);
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
