/* SPDX-License-Identifier: MIT */
/* What the update checks: does every certificate of the path allow the usage? */
#include "judging.h"

#include <certcheck/names.h>

/* R3: Application Policies count alone where they are present. */
static const struct certcheck_usage_set *
governing(const struct certcheck_facts *f)
{
    return f->app_policies.state != CERTCHECK_SET_ABSENT ? &f->app_policies : &f->eku;
}

static enum certcheck_answer
set_allows(const struct certcheck_usage_set *set, unsigned usage)
{
    if ((set->allows & usage) != 0)
        return CERTCHECK_YES;
    return (set->may_allow & usage) != 0 ? CERTCHECK_UNKNOWN : CERTCHECK_NO;
}

/* R18: the store property is intersected with the extension. */
static enum certcheck_answer
element_allows(const struct certcheck_element *e, unsigned usage)
{
    if (e->property != NULL && (e->property->allows & usage) == 0)
        return CERTCHECK_NO;
    return set_allows(governing(e->facts), usage);
}

static void
note_undecodable(struct judging *j, size_t i, const struct certcheck_usage_set *set)
{
    judging_note(j,
                 set->policies ? CERTCHECK_F_APPLICATION_POLICIES_UNDECODABLE
                               : CERTCHECK_F_EKU_UNDECODABLE,
                 i);
    judging_reject(j, CERTCHECK_STATUS_INVALID_EXTENSION |
                          CERTCHECK_STATUS_INVALID_POLICY_CONSTRAINTS);
}

static struct base_slice
malformed_oid(const struct certcheck_usage_set *set)
{
    struct base_slice rest = set->list, oid;

    while (certcheck_oid_next(set, &rest, &oid))
        if (!certcheck_oid_is_valid(oid) || !certcheck_oid_is_modest(oid))
            return oid;
    return (struct base_slice){ 0 };
}

/* What no source settles about an encoding. An OID's body matters only once a
 * usage is required; the rest was as open before the update (R11, R14). */
static void
note_doubts(struct judging *j, size_t i, const struct certcheck_usage_set *set)
{
    struct base_slice kind =
        base_slice_str(set->policies ? "Application Policies" : "Enhanced Key Usage");

    if ((set->doubts & CERTCHECK_DOUBT_DUPLICATE) != 0)
        judging_note(j,
                     set->policies ? CERTCHECK_F_APPLICATION_POLICIES_DUPLICATE
                                   : CERTCHECK_F_EKU_DUPLICATE,
                     i);
    if ((set->doubts & CERTCHECK_DOUBT_TRAILING) != 0)
        judging_note_arg(j, CERTCHECK_F_EKU_TRAILING_BYTES, i, kind, 0);
    if ((set->doubts & CERTCHECK_DOUBT_BER) != 0)
        judging_note_arg(j, CERTCHECK_F_EKU_NOT_DER, i, kind, 0);
    if ((set->doubts & CERTCHECK_DOUBT_OID_BODY) != 0)
        judging_note_arg(j, CERTCHECK_F_EKU_OID_MALFORMED, i, malformed_oid(set), 0);
    if ((set->doubts & CERTCHECK_DOUBT_ANYAPP) != 0 && set->allows != set->may_allow)
        judging_note(j, CERTCHECK_F_ANY_APPLICATION_POLICY_UNSETTLED, i);
    if ((set->doubts &
         (CERTCHECK_DOUBT_DUPLICATE | CERTCHECK_DOUBT_TRAILING | CERTCHECK_DOUBT_BER)) != 0)
        judging_doubt(j);
}

/* What a reader of the set should know, whatever the verdict. */
static void
note_meaning(struct judging *j, size_t i, const struct certcheck_usage_set *set)
{
    if (set->state == CERTCHECK_SET_EMPTY)
        judging_note(
            j, set->policies ? CERTCHECK_F_APPLICATION_POLICIES_EMPTY : CERTCHECK_F_EKU_EMPTY, i);
    if (set->state == CERTCHECK_SET_ANY)
        judging_note(j, CERTCHECK_F_ANY_EKU_ALLOWS_ALL, i);
    else if (set->any_policy)
        judging_note(j, CERTCHECK_F_ANY_POLICY_IS_NO_WILDCARD, i);
    if (set->sgc && (set->allows & BASE_USAGE_SERVER_AUTH) == 0)
        judging_note(j, CERTCHECK_F_SGC_IS_NOT_SERVER_AUTH, i);
    if (set->state == CERTCHECK_SET_ABSENT && i == 0)
        judging_note(j, CERTCHECK_F_NO_EKU_ALLOWS_ALL, i);
    if (set->state != CERTCHECK_SET_ABSENT && is_root(j, i) && i > 0)
        judging_note(j, CERTCHECK_F_ROOT_EKU_INFERRED, i);
    if (set->policies && set->critical && set->state != CERTCHECK_SET_UNDECODABLE)
        judging_note(j, CERTCHECK_F_CRITICAL_APPLICATION_POLICIES_INFERRED, i);
}

static void
note_override(struct judging *j, size_t i)
{
    const struct certcheck_facts *f = facts_at(j, i);

    if (f->app_policies.state == CERTCHECK_SET_ABSENT || f->eku.state == CERTCHECK_SET_ABSENT)
        return;
    if (f->eku.state == CERTCHECK_SET_UNDECODABLE || f->eku.allows != f->app_policies.allows ||
        f->eku.may_allow != f->app_policies.may_allow)
        judging_note(j, CERTCHECK_F_APPLICATION_POLICIES_OVERRIDE_EKU, i);
}

/* R21: what these do to a path is documented nowhere. */
static bool
note_mappings(struct judging *j, size_t i)
{
    uint32_t has = facts_at(j, i)->has;

    if ((has & CERTCHECK_HAS_APP_MAPPINGS) != 0)
        judging_note(j, CERTCHECK_F_APPLICATION_POLICY_MAPPINGS, i);
    if ((has & CERTCHECK_HAS_APP_CONSTRAINTS) != 0)
        judging_note(j, CERTCHECK_F_APPLICATION_POLICY_CONSTRAINTS, i);
    if ((has & (CERTCHECK_HAS_APP_MAPPINGS | CERTCHECK_HAS_APP_CONSTRAINTS)) == 0)
        return false;
    judging_doubt(j);
    return true;
}

static enum certcheck_code
refusal_code(const struct certcheck_element *e, size_t i, unsigned u)
{
    static const enum certcheck_code codes[2][2][BASE_USAGES] = {
        { { CERTCHECK_F_EKU_LACKS_SERVER_AUTH, CERTCHECK_F_EKU_LACKS_CLIENT_AUTH },
          { CERTCHECK_F_APPLICATION_POLICIES_LACK_SERVER_AUTH,
            CERTCHECK_F_APPLICATION_POLICIES_LACK_CLIENT_AUTH } },
        { { CERTCHECK_F_CA_EKU_EXCLUDES_SERVER_AUTH, CERTCHECK_F_CA_EKU_EXCLUDES_CLIENT_AUTH },
          { CERTCHECK_F_CA_APPLICATION_POLICIES_EXCLUDE_SERVER_AUTH,
            CERTCHECK_F_CA_APPLICATION_POLICIES_EXCLUDE_CLIENT_AUTH } },
    };
    static const enum certcheck_code property[BASE_USAGES] = {
        CERTCHECK_F_STORE_PROPERTY_EXCLUDES_SERVER_AUTH,
        CERTCHECK_F_STORE_PROPERTY_EXCLUDES_CLIENT_AUTH
    };
    const struct certcheck_usage_set *set = governing(e->facts);

    if (set_allows(set, 1u << u) != CERTCHECK_NO)
        return property[u];
    return codes[i > 0][set->policies][u];
}

/* Is it a usage that is compared at all? */
static bool
is_required(const struct judging *j, unsigned u)
{
    return (j->policy->required & 1u << u) != 0 && (!j->policy->opted_out || j->policy->native);
}

/* R15, R17: every element must allow it; one that certainly does not decides, R21
 * that a mapping further up may mean something else by what is listed. */
static void
walk(struct judging *j, unsigned u)
{
    struct certcheck_path *path = &j->out->path;
    bool required = is_required(j, u);
    struct app_mappings mappings;

    app_mappings_begin(&mappings, 1u << u);
    for (size_t i = path->n; i-- > 0;) {
        struct certcheck_element *e = &path->at[i];
        enum certcheck_answer allows = element_allows(e, 1u << u);

        e->allows[u] = (uint8_t)allows;
        if (i > 0)
            app_mappings_pass(&mappings, e->facts);
        if (allows == CERTCHECK_NO && (mappings.n > 1 || mappings.all) &&
            app_mappings_may_allow(&mappings, governing(e->facts)))
            allows = CERTCHECK_UNKNOWN;
        if (allows == CERTCHECK_NO)
            j->usage[u] = CERTCHECK_NO;
        else if (allows == CERTCHECK_UNKNOWN && j->usage[u] == CERTCHECK_YES)
            j->usage[u] = CERTCHECK_UNKNOWN;
        if (allows == CERTCHECK_NO && required)
            judging_note(j, refusal_code(e, i, u), i);
    }
}

static void
note_advised(struct judging *j)
{
    unsigned advised = j->policy->advised & ~j->policy->required;

    for (unsigned u = 0; u < BASE_USAGES; u++)
        if ((advised & 1u << u) != 0 && j->usage[u] == CERTCHECK_NO)
            judging_note_arg(j, CERTCHECK_F_ADVISED_USAGE_MISSING, 0,
                             base_slice_str(base_usage_name(1u << u)), 0);
}

void
usage_apply(struct judging *j)
{
    bool mapped = false;

    for (size_t i = 0; i < j->out->path.n; i++)
        mapped = note_mappings(j, i) || mapped;
    for (unsigned u = 0; u < BASE_USAGES; u++) {
        walk(j, u);
        if (mapped && j->usage[u] == CERTCHECK_YES)
            j->usage[u] = CERTCHECK_UNKNOWN;
    }
    for (size_t i = 0; i < j->out->path.n; i++) {
        const struct certcheck_usage_set *set = governing(facts_at(j, i));

        note_override(j, i);
        if (set->state == CERTCHECK_SET_UNDECODABLE)
            note_undecodable(j, i, set);
        note_doubts(j, i, set);
        note_meaning(j, i, set);
        if (j->out->path.at[i].property != NULL)
            judging_note(j, CERTCHECK_F_STORE_PROPERTY_APPLIED, i);
    }
    note_advised(j);
}
