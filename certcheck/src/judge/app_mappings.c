/* SPDX-License-Identifier: MIT */
/*
 * Application Policy Mappings (R21). What they do is documented nowhere, so they only
 * ever open a question: in a CA that maps, and below it, an OID that a chain of pairs
 * joins with the required usage may stand for it. One that no pair reaches does not.
 */
#include "judging.h"

#include "der/der.h"
#include "der/oids.h"

#include <certcheck/names.h>

void
app_mappings_begin(struct app_mappings *m, unsigned usage)
{
    *m = (struct app_mappings){ .n = 1 };
    m->oids[0] = oid_row(usage == BASE_USAGE_SERVER_AUTH ? OID_SERVER_AUTH : OID_CLIENT_AUTH)->der;
}

static bool
is_joined(const struct app_mappings *m, struct base_slice oid)
{
    for (size_t i = 0; i < m->n; i++)
        if (base_slice_eq(m->oids[i], oid))
            return true;
    return false;
}

/* A pair with a wildcard in it may join anything. */
static bool
is_wildcard(struct base_slice oid)
{
    enum oid id = oid_find(oid);

    return id == OID_ANY_EKU || id == OID_ANY_POLICY || id == OID_ANY_APP_POLICY;
}

/* True: the pair added a new OID. No source says which side maps to which, so both do. */
static bool
join(struct app_mappings *m, struct base_slice a, struct base_slice b)
{
    bool has_a = is_joined(m, a), has_b = is_joined(m, b);

    m->all = m->all || is_wildcard(a) || is_wildcard(b);
    if (has_a == has_b)
        return false;
    if (m->n == APP_MAPPINGS_MAX) {
        m->all = true;
        return false;
    }
    m->oids[m->n++] = has_a ? b : a;
    return true;
}

void
app_mappings_pass(struct app_mappings *m, const struct certcheck_facts *ca)
{
    bool more = true;

    if ((ca->has & CERTCHECK_HAS_APP_MAPPINGS) == 0)
        return;
    m->all =
        m->all || ca->app_mappings.ptr == NULL || (ca->defects & CERTCHECK_DEFECT_DUPLICATE) != 0;
    while (more && !m->all) { /* each round adds at least one */
        struct base_slice rest = ca->app_mappings;
        struct der_item pair, a, b;

        more = false;
        while (der_take_tag(&rest, DER_SEQUENCE, &pair))
            if (der_take_tag(&pair.body, DER_OID, &a) && der_take_tag(&pair.body, DER_OID, &b))
                more = join(m, a.body, b.body) || more;
    }
}

bool
app_mappings_may_allow(const struct app_mappings *m, const struct certcheck_usage_set *set)
{
    struct base_slice rest = set->list, oid;

    if (m->all)
        return true;
    while (certcheck_oid_next(set, &rest, &oid))
        if (is_joined(m, oid))
            return true;
    return false;
}
