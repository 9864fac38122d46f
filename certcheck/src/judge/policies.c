/* SPDX-License-Identifier: MIT */
/*
 * Explicit certificate policies (RFC 5280 6.1, row 64 of the truth table):
 * whether requireExplicitPolicy runs down to zero on a path without a valid
 * certificate policy. Policy mappings leave it open.
 */
#include "judging.h"

#include "der/der.h"
#include "der/oids.h"

#define COMPARISONS_MAX 20000

static bool
next_policy(struct base_slice *rest, struct base_slice *oid)
{
    struct der_item info, id;

    if (!der_take_tag(rest, DER_SEQUENCE, &info) || !der_take_tag(&info.body, DER_OID, &id))
        return false;
    *oid = id.body;
    return true;
}

static bool
has_policy(struct base_slice policies, struct base_slice wanted, unsigned *comparisons)
{
    struct base_slice oid;

    while (*comparisons < COMPARISONS_MAX && next_policy(&policies, &oid)) {
        ++*comparisons;
        if (base_slice_eq(oid, wanted))
            return true;
    }
    return false;
}

/* The trust anchor is not part of the processing; without a root all count. */
static size_t
certificates(const struct judging *j)
{
    size_t n = j->out->path.n;

    return n > 1 && is_root(j, n - 1) ? n - 1 : n;
}

static bool
runs_to_zero(const struct judging *j)
{
    size_t n = certificates(j);
    int left = (int)n + 1;

    for (size_t i = n; i-- > 0;) {
        const struct certcheck_facts *f = facts_at(j, i);

        if (left > 0 && (i == 0 || !certcheck_is_self_issued(f)))
            left--;
        if ((f->has & CERTCHECK_HAS_POLICY_CONSTRAINTS) != 0 &&
            f->require_explicit != CERTCHECK_NO_LIMIT && f->require_explicit < left &&
            (i > 0 || f->require_explicit == 0))
            left = f->require_explicit;
    }
    return left == 0;
}

/* Bit i: anyPolicy in certificate i stands for every policy, which
 * inhibitAnyPolicy further up ends (RFC 5280 6.1.3 d 2, 6.1.4 h and j). */
static uint32_t
honours_any(const struct judging *j)
{
    size_t n = certificates(j);
    int left = (int)n + 1;
    uint32_t honoured = 0;

    for (size_t i = n; i-- > 0;) {
        const struct certcheck_facts *f = facts_at(j, i);
        bool self_issued = certcheck_is_self_issued(f);

        if (left > 0 || (i > 0 && self_issued))
            honoured |= 1u << i;
        if (left > 0 && !self_issued)
            left--;
        if ((f->has & CERTCHECK_HAS_INHIBIT_ANY) != 0 && f->inhibit_any < left)
            left = f->inhibit_any;
    }
    return honoured;
}

struct common {
    const struct judging *j;
    uint32_t honoured;
    unsigned comparisons;
};

static bool
has_any(struct common *c, size_t i)
{
    return (c->honoured & 1u << i) != 0 &&
           has_policy(facts_at(c->j, i)->policies, oid_row(OID_ANY_POLICY)->der, &c->comparisons);
}

/* Is there one policy that every certificate carries, by itself or by anyPolicy? */
static bool
has_common_policy(struct common *c)
{
    size_t n = certificates(c->j), named = n;
    struct base_slice rest, oid;

    for (size_t i = 0; i < n; i++)
        if (!has_any(c, i))
            named = i;
    if (named == n)
        return true;
    rest = facts_at(c->j, named)->policies;
    while (c->comparisons < COMPARISONS_MAX && next_policy(&rest, &oid)) {
        bool everywhere = !base_slice_eq(oid, oid_row(OID_ANY_POLICY)->der);

        for (size_t i = 0; everywhere && i < n; i++)
            everywhere =
                has_any(c, i) || has_policy(facts_at(c->j, i)->policies, oid, &c->comparisons);
        if (everywhere)
            return true;
    }
    return false;
}

void
policies_apply(struct judging *j)
{
    struct common c = { .j = j, .honoured = honours_any(j) };
    bool open = false;

    if (!runs_to_zero(j) || has_common_policy(&c))
        return;
    for (size_t i = 0; i < certificates(j); i++)
        open = open || (facts_at(j, i)->has & CERTCHECK_HAS_POLICY_MAPPINGS) != 0;
    judging_note(j, CERTCHECK_POLICY_REQUIRED, 0);
    if (open || c.comparisons >= COMPARISONS_MAX)
        judging_doubt(j);
    else
        judging_reject(j, CERTCHECK_STATUS_NO_ISSUANCE_CHAIN_POLICY);
}
