/* SPDX-License-Identifier: MIT */
#include <certcheck/path.h>

#include <string.h>

/* Bounds of one search, beside those of the header. */
#define ISSUERS_MAX 32 /* candidates kept of one name */
#define PATHS_MAX 64   /* complete paths judged */
#define STEPS_MAX 4096 /* certificates put onto the path */

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
    bool limited; /* a bound was met */
    bool out_of_signatures;
    bool differ;                      /* paths with different verdicts were seen */
    struct certcheck_judgement trial; /* the path under construction */
    struct level levels[CERTCHECK_PATH_MAX];
    struct {
        struct certcheck_path path;
        int rank;
        enum certcheck_verdict verdict;
        bool found;
    } best[BASE_USAGES];
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
    } else if (s->pairs_n < CERTCHECK_SIGNATURES_MAX) {
        *answer = s->verify(s->ctx, subject, issuer);
        s->pairs[s->pairs_n++] = (struct pair){ subject, issuer, *answer };
    } else {
        s->out_of_signatures = true;
        return false;
    }
    return true;
}

/* Key identifiers: 1 they match, 0 one is missing, -1 they contradict. */
static int
key_match(const struct certcheck_facts *subject, const struct certcheck_facts *issuer)
{
    if (subject->aki.len == 0 || issuer->ski.len == 0)
        return 0;
    return base_slice_eq(subject->aki, issuer->ski) ? 1 : -1;
}

static int
compare_bytes(struct base_slice a, struct base_slice b)
{
    int order = memcmp(a.ptr, b.ptr, a.len < b.len ? a.len : b.len);

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* The order of the header. It is total, so that the pool's own order does not show. */
static bool
goes_before(const struct certcheck_facts *subject, const struct certcheck_candidate *a,
            const struct certcheck_candidate *b)
{
    int ka = key_match(subject, a->facts), kb = key_match(subject, b->facts);

    if ((ka < 0) != (kb < 0))
        return ka > kb;
    if (a->source != b->source)
        return a->source > b->source;
    if (ka != kb)
        return ka > kb;
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

        l->dropped = l->dropped || key_match(subject, out->facts) >= 0;
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
        if (pool->sorted && c->facts->subject_hash > hash)
            break;
    }
    return NULL;
}

/* Where to begin looking for a subject. */
static size_t
first_of(const struct certcheck_pool *pool, uint64_t hash)
{
    size_t low = 0, high = pool->sorted ? pool->n : 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (pool->at[middle].facts->subject_hash < hash)
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
    size_t at = first_of(s->pool, subject->issuer_hash);
    const struct certcheck_candidate *c;

    while ((c = next_named(s->pool, subject->issuer_hash, subject->issuer, &at)) != NULL)
        if (!is_on_path(path, c->facts))
            offer(l, subject, c);
}

/* Better ends first, then acceptance after, then before the update. Of equals
 * the shorter path, then the one found first. */
static int
rank_of(const struct certcheck_judgement *t, enum certcheck_verdict verdict)
{
    const struct certcheck_element *last = &t->path.at[t->path.n - 1];
    int end = t->path.end != CERTCHECK_END_ROOT        ? 0
              : last->source == CERTCHECK_SOURCE_TRUST ? 2
                                                       : 1;

    return end * 8 + (CERTCHECK_BROKEN - (int)verdict);
}

static void
judge_trial(struct search *s, enum certcheck_path_end end)
{
    s->trial.path.end = end;
    certcheck_judge(s->policy, &s->trial);
    s->paths_n++;
    for (unsigned u = 0; u < BASE_USAGES; u++) {
        enum certcheck_verdict v =
            (s->policy->required & 1u << u) != 0 ? s->trial.by_usage[u] : s->trial.verdict;
        int rank = rank_of(&s->trial, v);

        if (s->best[u].found && v != s->best[u].verdict && (s->policy->required & 1u << u) != 0)
            s->differ = true;
        if (s->best[u].found && (rank < s->best[u].rank ||
                                 (rank == s->best[u].rank && s->trial.path.n >= s->best[u].path.n)))
            continue;
        s->best[u].path = s->trial.path;
        s->best[u].rank = rank;
        s->best[u].verdict = v;
        s->best[u].found = true;
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
 * certificate. One whose key identifier contradicts is tried only if no other did. */
static void
follow(struct search *s, struct level *l)
{
    struct certcheck_element *last = &s->trial.path.at[s->trial.path.n - 1];
    const struct certcheck_candidate *c = l->issuers[l->next++];
    bool contradicts = key_match(last->facts, c->facts) < 0;

    if (contradicts && l->followed)
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
    } else if (certcheck_is_self_issued(last->facts) && key_match(last->facts, last->facts) >= 0) {
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

static bool
is_same_path(const struct certcheck_path *a, const struct certcheck_path *b)
{
    if (a->n != b->n || a->end != b->end)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (a->at[i].facts != b->at[i].facts)
            return false;
    return true;
}

/* Judge the best path. Two usages may have different best paths: the worse
 * one's is shown, and each keeps its own verdict. */
static void
settle(struct search *s, struct certcheck_judgement *out)
{
    unsigned required = s->policy->required, worst = 0;
    struct certcheck_policy policy = *s->policy;

    for (unsigned u = 0; u < BASE_USAGES; u++)
        if ((required & 1u << u) != 0 &&
            ((required & 1u << worst) == 0 || s->best[u].verdict > s->best[worst].verdict))
            worst = u;
    if (!is_same_path(&s->best[0].path, &s->best[1].path) &&
        required == (BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH))
        policy.required = 1u << worst;
    out->path = s->best[worst].path;
    certcheck_judge(&policy, out);
    if (policy.required != required) {
        out->required = required;
        for (unsigned u = 0; u < BASE_USAGES; u++)
            out->by_usage[u] = s->best[u].verdict;
    }
}

static void
add_finding(struct certcheck_judgement *out, enum certcheck_code code, int64_t number)
{
    if (out->findings_n == CERTCHECK_FINDINGS_MAX)
        out->findings_cut = true;
    else
        out->findings[out->findings_n++] =
            (struct certcheck_finding){ .code = code, .element = 0, .number = number };
}

/* What was not checked for the bound is not the algorithm's fault. */
static void
name_signature_limit(const struct search *s, struct certcheck_judgement *out)
{
    for (size_t i = 0; i < out->findings_n; i++) {
        struct certcheck_finding *f = &out->findings[i];
        size_t at = (size_t)f->element, next = at + 1 < out->path.n ? at + 1 : at;

        if (f->code == CERTCHECK_SIGNATURE_UNSUPPORTED &&
            known_pair(s, out->path.at[at].facts, out->path.at[next].facts) == NULL)
            f->code = CERTCHECK_SIGNATURE_LIMIT;
    }
}

/* A certificate that is itself among the roots or files counts as such. */
static struct certcheck_candidate
best_source(const struct certcheck_candidate *leaf, const struct certcheck_pool *pool)
{
    struct certcheck_candidate c = *leaf;
    size_t at = first_of(pool, c.facts->subject_hash);
    const struct certcheck_candidate *twin;

    while ((twin = next_named(pool, c.facts->subject_hash, c.facts->subject, &at)) != NULL)
        if (twin->source > c.source && certcheck_is_same(twin->facts, c.facts)) {
            c.source = twin->source;
            if (c.property == NULL)
                c.property = twin->property;
        }
    return c;
}

enum certcheck_status
certcheck_evaluate(const struct certcheck_policy *policy, const struct certcheck_candidate *leaf,
                   const struct certcheck_pool *pool, certcheck_verify_fn *verify, void *ctx,
                   struct certcheck_judgement *out)
{
    struct certcheck_candidate start = best_source(leaf, pool);
    struct search s;

    s.policy = policy;
    s.pool = pool;
    s.verify = verify;
    s.ctx = ctx;
    s.pairs_n = s.paths_n = s.steps = 0;
    s.limited = !pool->sorted && pool->n > CERTCHECK_POOL_MAX;
    s.out_of_signatures = s.differ = false;
    s.best[0].found = s.best[1].found = false;
    s.trial.path.n = 0;
    search_paths(&s, &start);
    settle(&s, out);
    if (s.differ)
        add_finding(out, CERTCHECK_PATH_CHOSEN, (int64_t)s.paths_n);
    if (s.out_of_signatures)
        name_signature_limit(&s, out);
    if (s.limited && out->path.end != CERTCHECK_END_LIMIT)
        add_finding(out, CERTCHECK_PATH_LIMIT, (int64_t)pool->n);
    return s.limited || out->findings_cut ? CERTCHECK_E_LIMIT : CERTCHECK_OK;
}
