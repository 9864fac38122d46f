/* SPDX-License-Identifier: MIT */
/* Who may have issued a certificate, in the order in which they are tried (certcheck/path.h). */
#include "issuers.h"

#include <string.h>

#define NAMED_MAX 256 /* looked at: every leaf of a file may ask for the same name */

enum issuers_match
issuers_match_of(const struct certcheck_facts *subject, const struct certcheck_facts *issuer)
{
    if (subject->aki_serial.len > 0 && base_slice_eq(subject->aki_serial, issuer->serial) &&
        base_slice_eq(subject->aki_issuer, issuer->issuer))
        return ISSUERS_EXACT;
    if (subject->aki.len == 0 || issuer->ski.len == 0)
        return ISSUERS_NAME;
    return base_slice_eq(subject->aki, issuer->ski) ? ISSUERS_KEY : ISSUERS_CONTRADICTS;
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
    enum issuers_match ma = issuers_match_of(subject, a->facts),
                       mb = issuers_match_of(subject, b->facts);

    if (ma != mb && (ma == ISSUERS_CONTRADICTS || mb == ISSUERS_CONTRADICTS ||
                     ma == ISSUERS_EXACT || mb == ISSUERS_EXACT))
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
offer(struct issuers *l, const struct certcheck_facts *subject, const struct certcheck_candidate *c)
{
    unsigned at;

    for (at = 0; at < l->n; at++)
        if (certcheck_is_same(l->at[at]->facts, c->facts)) {
            if (c->source <= l->at[at]->source)
                return;
            for (l->n--; at < l->n; at++)
                l->at[at] = l->at[at + 1];
            break;
        }
    if (l->n == ISSUERS_MAX) {
        bool better = goes_before(subject, c, l->at[l->n - 1]);
        const struct certcheck_candidate *out = better ? l->at[--l->n] : c;

        l->dropped = l->dropped || issuers_match_of(subject, out->facts) != ISSUERS_CONTRADICTS;
        l->untried = true;
        if (!better)
            return;
    }
    for (at = l->n++; at > 0 && goes_before(subject, c, l->at[at - 1]); at--)
        l->at[at] = l->at[at - 1];
    l->at[at] = c;
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

void
issuers_find(const struct certcheck_pool *pool, const struct certcheck_path *path,
             struct issuers *out)
{
    const struct certcheck_facts *subject = path->at[path->n - 1].facts;
    size_t at = first_of(pool, subject->issuer_hash, subject->issuer);
    const struct certcheck_candidate *c;
    unsigned seen = 0;

    while ((c = next_named(pool, subject->issuer_hash, subject->issuer, &at)) != NULL) {
        if (++seen > NAMED_MAX) {
            out->dropped = out->untried = true;
            return;
        }
        if (!is_on_path(path, c->facts))
            offer(out, subject, c);
    }
}

struct certcheck_candidate
issuers_best_source(const struct certcheck_candidate *leaf, const struct certcheck_pool *pool)
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
