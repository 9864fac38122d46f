/* SPDX-License-Identifier: MIT */
#include <certcheck/path.h>

/* Bounds of one search, beside those of the header. */
#define ISSUERS_MAX 32 /* candidates kept of one name */
#define PATHS_MAX 128  /* complete paths judged */
#define STEPS_MAX 4096 /* certificates put onto the path */

struct pair {
    const struct certcheck_facts *subject, *issuer;
    enum certcheck_answer answer;
};

/* The issuers still to be tried at one depth. */
struct level {
    const struct certcheck_candidate *issuers[ISSUERS_MAX];
    enum certcheck_answer answers[ISSUERS_MAX];
    unsigned n, next;
    bool cut; /* more candidates than are kept, or than may be checked */
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

static enum certcheck_answer
check(struct search *s, const struct certcheck_facts *subject, const struct certcheck_facts *issuer)
{
    struct pair *p;

    if (s->verify == NULL)
        return CERTCHECK_YES;
    for (unsigned i = 0; i < s->pairs_n; i++)
        if (s->pairs[i].subject == subject && s->pairs[i].issuer == issuer)
            return s->pairs[i].answer;
    if (s->pairs_n == CERTCHECK_SIGNATURES_MAX) {
        s->out_of_signatures = true;
        return CERTCHECK_UNKNOWN;
    }
    p = &s->pairs[s->pairs_n++];
    *p = (struct pair){ subject, issuer, s->verify(s->ctx, subject, issuer) };
    return p->answer;
}

/* Key identifiers: 1 they match, 0 one is missing, -1 they contradict. */
static int
key_match(const struct certcheck_facts *subject, const struct certcheck_facts *issuer)
{
    if (subject->aki.len == 0 || issuer->ski.len == 0)
        return 0;
    return base_slice_eq(subject->aki, issuer->ski) ? 1 : -1;
}

/* Trust before file before peer, matching key identifier, later notAfter. */
static bool
goes_before(const struct certcheck_facts *subject, const struct certcheck_candidate *a,
            const struct certcheck_candidate *b)
{
    int ka = key_match(subject, a->facts), kb = key_match(subject, b->facts);

    if (a->source != b->source)
        return a->source > b->source;
    if (ka != kb)
        return ka > kb;
    return a->facts->not_after_s > b->facts->not_after_s;
}

static bool
is_on_path(const struct certcheck_path *path, const struct certcheck_facts *f)
{
    for (size_t i = 0; i < path->n; i++)
        if (certcheck_is_same(path->at[i].facts, f))
            return true;
    return false;
}

/* Insert in order, the worst falls out; the same certificate from two sources
 * counts as the higher. */
static void
offer(struct level *l, const struct certcheck_facts *subject, const struct certcheck_candidate *c)
{
    unsigned at;

    for (unsigned i = 0; i < l->n; i++)
        if (certcheck_is_same(l->issuers[i]->facts, c->facts)) {
            if (c->source > l->issuers[i]->source)
                l->issuers[i] = c;
            return;
        }
    if (l->n == ISSUERS_MAX) {
        l->cut = true;
        if (!goes_before(subject, c, l->issuers[--l->n])) {
            l->n++;
            return;
        }
    }
    for (at = l->n++; at > 0 && goes_before(subject, c, l->issuers[at - 1]); at--)
        l->issuers[at] = l->issuers[at - 1];
    l->issuers[at] = c;
}

/* Those whose key verifies; where none does, the first whose name and key
 * identifier still say it is the issuer: its path shows a bad signature. One
 * that contradicts is only asked when no better one signed. */
static void
keep_signers(struct search *s, struct level *l, const struct certcheck_facts *subject)
{
    unsigned signers = 0, n = l->n, kept = 0;

    for (unsigned i = 0; i < n; i++) {
        bool contradicts = key_match(subject, l->issuers[i]->facts) < 0;

        l->answers[i] =
            contradicts && signers > 0 ? CERTCHECK_NO : check(s, subject, l->issuers[i]->facts);
        signers += l->answers[i] != CERTCHECK_NO;
    }
    l->cut = l->cut || s->out_of_signatures;
    for (unsigned i = 0; i < n; i++) {
        bool named = key_match(subject, l->issuers[i]->facts) >= 0;

        if (signers > 0 ? l->answers[i] != CERTCHECK_NO : kept == 0 && named && !l->cut) {
            l->issuers[kept] = l->issuers[i];
            l->answers[kept++] = l->answers[i];
        }
    }
    l->n = kept;
    /* What was left out does not matter where the right key is known. */
    if (l->cut && (kept == 0 || key_match(subject, l->issuers[0]->facts) != 1))
        s->limited = true;
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

    l->n = l->next = 0;
    l->cut = false;
    while ((c = next_named(s->pool, subject->issuer_hash, subject->issuer, &at)) != NULL)
        if (!is_on_path(path, c->facts))
            offer(l, subject, c);
    keep_signers(s, l, subject);
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

static void
push(struct search *s, const struct certcheck_candidate *c)
{
    struct certcheck_path *path = &s->trial.path;

    path->at[path->n++] = (struct certcheck_element){ .facts = c->facts,
                                                      .property = c->property,
                                                      .source = c->source,
                                                      .signed_by_next = CERTCHECK_YES };
}

/* A self-issued certificate ends the path where its own key verifies it, or
 * where nobody else could have signed it. */
static bool
ends_here(struct search *s)
{
    struct certcheck_path *path = &s->trial.path;
    struct certcheck_element *last = &path->at[path->n - 1];
    enum certcheck_answer own;

    if (!certcheck_is_self_issued(last->facts))
        return false;
    own = check(s, last->facts, last->facts);
    if (own == CERTCHECK_NO && key_match(last->facts, last->facts) < 0)
        return false; /* a key rollover certificate: its issuer shares the name */
    if (own == CERTCHECK_NO) {
        struct level l;

        find_issuers(s, &l);
        if (l.n > 0 && l.answers[0] != CERTCHECK_NO)
            return false;
    }
    last->signed_by_next = own;
    return true;
}

/* Arrive at the path's last certificate: judge where the path ends here, else
 * line up its issuers. */
static void
arrive(struct search *s)
{
    struct certcheck_path *path = &s->trial.path;
    struct level *l = &s->levels[path->n - 1];

    l->n = l->next = 0;
    if (++s->steps > STEPS_MAX || s->paths_n >= PATHS_MAX) {
        s->limited = true;
        if (s->paths_n == 0)
            judge_trial(s, CERTCHECK_END_LIMIT);
    } else if (ends_here(s)) {
        judge_trial(s, CERTCHECK_END_ROOT);
    } else {
        find_issuers(s, l);
        if (l->n > 0 && path->n == CERTCHECK_PATH_MAX) {
            l->n = 0;
            judge_trial(s, CERTCHECK_END_LIMIT);
        } else if (l->n == 0) {
            judge_trial(s, l->cut ? CERTCHECK_END_LIMIT : CERTCHECK_END_UNSEEN);
        }
    }
}

/* Depth first, without recursion. */
static void
search_paths(struct search *s, const struct certcheck_candidate *leaf)
{
    struct certcheck_path *path = &s->trial.path;

    push(s, leaf);
    arrive(s);
    while (path->n > 0) {
        struct level *l = &s->levels[path->n - 1];

        if (l->next == l->n) {
            path->n--;
            continue;
        }
        path->at[path->n - 1].signed_by_next = l->answers[l->next];
        push(s, l->issuers[l->next++]);
        arrive(s);
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
        add_finding(out, CERTCHECK_SIGNATURE_LIMIT, CERTCHECK_SIGNATURES_MAX);
    if (s.limited && out->path.end != CERTCHECK_END_LIMIT)
        add_finding(out, CERTCHECK_PATH_LIMIT, (int64_t)pool->n);
    return s.limited || out->findings_cut ? CERTCHECK_E_LIMIT : CERTCHECK_OK;
}
