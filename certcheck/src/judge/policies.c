/* SPDX-License-Identifier: MIT */
/*
 * Certificate policies (RFC 5280 6.1; row 64 of the truth table): is there a valid
 * policy where one is required, and a mapping where none is allowed?
 *
 * Of RFC 5280's tree only this is asked: has it a node left at the leaf? So each level
 * is the set of policies that the next certificate may have, and whether that may be
 * any. Windows counts the policyConstraints of the root as well (dotnet/runtime
 * DynamicChainTests). Whether its certificatePolicies count is open: where only they
 * leave no policy nothing is concluded.
 */
#include "judging.h"

#include "der/der.h"
#include "der/oids.h"

#define POLICIES_MAX 128 /* of one level */

struct level {
    struct base_slice oids[POLICIES_MAX];
    size_t n;
    bool any; /* anyPolicy: every policy may follow */
};

struct processing {
    struct judging *j;
    struct level now, next;
    bool open; /* a bound, or something RFC 5280 forbids, leaves the answer open */
};

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
next_mapping(struct base_slice *rest, struct base_slice *from, struct base_slice *to)
{
    struct der_item pair, a, b;

    if (!der_take_tag(rest, DER_SEQUENCE, &pair) || !der_take_tag(&pair.body, DER_OID, &a) ||
        !der_take_tag(&pair.body, DER_OID, &b))
        return false;
    *from = a.body;
    *to = b.body;
    return true;
}

static bool
is_any(struct base_slice oid)
{
    return oid_matches(OID_ANY_POLICY, oid);
}

/* False as well where the bound is met, which leaves the answer open. */
static bool
same(struct processing *p, struct base_slice a, struct base_slice b)
{
    if (!judging_charge(p->j, a.len)) {
        p->open = true;
        return false;
    }
    return base_slice_eq(a, b);
}

static bool
has(struct processing *p, const struct level *l, struct base_slice oid)
{
    for (size_t i = 0; i < l->n; i++)
        if (same(p, l->oids[i], oid))
            return true;
    return false;
}

static void
put(struct processing *p, struct level *l, struct base_slice oid)
{
    if (has(p, l, oid))
        return;
    if (l->n == POLICIES_MAX)
        p->open = true;
    else
        l->oids[l->n++] = oid;
}

/* 6.1.3 d: what the certificate has of what it may have. */
static void
take_policies(struct processing *p, const struct certcheck_facts *f, bool honours_any)
{
    struct base_slice rest = f->policies, oid;
    bool any = false;

    p->next.n = 0;
    p->next.any = false;
    while (!p->open && next_policy(&rest, &oid)) {
        p->open = !judging_charge(p->j, 0);
        if (is_any(oid))
            any = honours_any;
        else if (p->now.any || has(p, &p->now, oid))
            put(p, &p->next, oid);
    }
    for (size_t i = 0; any && !p->open && i < p->now.n; i++)
        put(p, &p->next, p->now.oids[i]);
    p->next.any = any && p->now.any;
    p->now = p->next;
}

static bool
is_mapped(struct processing *p, const struct certcheck_facts *f, struct base_slice oid)
{
    struct base_slice rest = f->policy_mappings, from, to;

    while (!p->open && next_mapping(&rest, &from, &to))
        if (same(p, from, oid))
            return true;
    return false;
}

/* 6.1.4 a and b: what is mapped is replaced, or without a right to map taken away. */
static void
map_policies(struct processing *p, const struct certcheck_facts *f, bool may_map)
{
    struct base_slice rest = f->policy_mappings, from, to;

    p->next.n = 0;
    p->next.any = p->now.any;
    for (size_t i = 0; !p->open && i < p->now.n; i++)
        if (!is_mapped(p, f, p->now.oids[i]))
            put(p, &p->next, p->now.oids[i]);
    while (!p->open && next_mapping(&rest, &from, &to)) {
        p->open = !judging_charge(p->j, 0) || is_any(from) || is_any(to);
        if (may_map && (p->now.any || has(p, &p->now, from)))
            put(p, &p->next, to);
    }
    p->now = p->next;
}

/* The counters of 6.1.2: certificates till a policy is required, till a mapping and
 * till anyPolicy counts no more. */
struct counters {
    int policy, mapping, any;
};

static void
lower(int *counter, int limit)
{
    if (limit != CERTCHECK_NO_LIMIT && limit < *counter)
        *counter = limit;
}

static void
count_down(int *counter)
{
    if (*counter > 0)
        --*counter;
}

/* 6.1.4 h to j, for the certificates above the leaf. */
static void
pass(struct counters *c, const struct certcheck_facts *f, bool is_anchor)
{
    if (!is_anchor && !certcheck_is_self_issued(f)) {
        count_down(&c->policy);
        count_down(&c->mapping);
        count_down(&c->any);
    }
    lower(&c->policy, f->require_explicit);
    lower(&c->mapping, f->inhibit_mapping);
    lower(&c->any, f->inhibit_any);
}

/* 6.1.5 a and b. */
static void
pass_leaf(struct counters *c, const struct certcheck_facts *f)
{
    count_down(&c->policy);
    if (f->require_explicit == 0)
        c->policy = 0;
}

/* The trust anchor stands apart; without a root all certificates count alike. */
static size_t
certificates(const struct judging *j)
{
    size_t n = j->out->path.n;

    return n > 1 && is_root(j, n - 1) ? n - 1 : n;
}

/* YES: a policy is left or none is required. whole_root: the root's certificatePolicies,
 * mappings and inhibitAnyPolicy count like those of any CA. */
static enum certcheck_answer
process(struct judging *j, bool whole_root)
{
    struct processing p = { .j = j, .now = { .any = true } };
    size_t n = certificates(j);
    struct counters c = { (int)n + 1, (int)n + 1, (int)n + 1 };

    for (size_t i = j->out->path.n; i-- > 0;) {
        const struct certcheck_facts *f = facts_at(j, i);
        bool anchor = i >= n;

        if (anchor ? whole_root && (f->has & CERTCHECK_HAS_POLICIES) != 0 : true)
            take_policies(&p, f, c.any > 0 || (i > 0 && certcheck_is_self_issued(f)));
        if (i > 0 && (!anchor || whole_root))
            map_policies(&p, f, c.mapping > 0);
        if (i == 0)
            pass_leaf(&c, f);
        else
            pass(&c, f, anchor);
        if (anchor && !whole_root)
            c.any = (int)n + 1;
    }
    if (c.policy > 0 || p.now.n > 0 || p.now.any)
        return p.open && c.policy == 0 ? CERTCHECK_UNKNOWN : CERTCHECK_YES;
    return p.open ? CERTCHECK_UNKNOWN : CERTCHECK_NO;
}

/* "has a disallowed policy mapping extension" (CERT_TRUST_STATUS). */
static void
check_mappings(struct judging *j)
{
    size_t n = certificates(j);
    struct counters c = { (int)n + 1, (int)n + 1, (int)n + 1 };

    for (size_t i = j->out->path.n; i-- > 1;) {
        const struct certcheck_facts *f = facts_at(j, i);

        if (i < n && c.mapping == 0 && (f->has & CERTCHECK_HAS_POLICY_MAPPINGS) != 0) {
            judging_note(j, CERTCHECK_F_POLICY_MAPPING_INHIBITED, i);
            judging_reject(j, CERTCHECK_STATUS_INVALID_POLICY_CONSTRAINTS);
        }
        pass(&c, f, i >= n);
    }
}

static bool
has_constraints(const struct judging *j)
{
    for (size_t i = 0; i < j->out->path.n; i++)
        if ((facts_at(j, i)->has & CERTCHECK_HAS_POLICY_CONSTRAINTS) != 0)
            return true;
    return false;
}

void
policies_apply(struct judging *j)
{
    enum certcheck_answer answer, with_root;

    if (!has_constraints(j)) /* nothing can be missing: nearly every path */
        return;
    check_mappings(j);
    answer = process(j, false);
    with_root = answer == CERTCHECK_NO ? CERTCHECK_NO : process(j, true);
    if (answer == CERTCHECK_YES && with_root == CERTCHECK_YES)
        return;
    judging_note(j, CERTCHECK_F_POLICY_REQUIRED, 0);
    if (answer == CERTCHECK_NO)
        judging_reject(j, CERTCHECK_STATUS_NO_ISSUANCE_CHAIN_POLICY);
    else
        judging_doubt(j);
}
