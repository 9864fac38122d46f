/* SPDX-License-Identifier: MIT */
#include "usage_set.h"

#include "der/der.h"
#include "der/oids.h"

#include <certcheck/names.h>

void
usage_set_absent(struct certcheck_usage_set *set, bool policies)
{
    *set = (struct certcheck_usage_set){ .state = CERTCHECK_SET_ABSENT,
                                         .policies = policies,
                                         .allows = USAGE_ALL,
                                         .may_allow = USAGE_ALL };
}

/* PolicyInformation: an OID, then perhaps a SEQUENCE of qualifiers. False leaves
 * rest where it was: what follows cannot be decoded (R9). */
static bool
take_policy(struct base_slice *rest, struct der_item *oid, bool *ber)
{
    struct der_item info, qualifiers = { .ber = false };
    struct base_slice after = *rest, in;
    bool present;

    if (!der_take_tag(&after, DER_SEQUENCE, &info))
        return false;
    in = info.body;
    if (!der_take_tag(&in, DER_OID, oid) ||
        !der_take_optional(&in, DER_SEQUENCE, &qualifiers, &present) || in.len != 0)
        return false;
    *ber = *ber || info.ber || qualifiers.ber;
    *rest = after; /* only now: rest holds what could not be decoded */
    return true;
}

static bool
take_oid(bool policies, struct base_slice *rest, struct der_item *oid, bool *ber)
{
    return policies ? take_policy(rest, oid, ber) : der_take_tag(rest, DER_OID, oid);
}

bool
certcheck_oid_next(const struct certcheck_usage_set *set, struct base_slice *rest,
                   struct base_slice *oid)
{
    struct der_item item;
    bool ber = false;

    if (!take_oid(set->policies, rest, &item, &ber))
        return false;
    *oid = item.body;
    return true;
}

/* BER's indefinite length: contents end with two zero octets (X.690 8.1.3.6). */
static bool
open_indefinite(struct base_slice value, struct base_slice *list)
{
    size_t n = value.len;

    if (n < 4 || value.ptr[0] != DER_SEQUENCE || value.ptr[1] != 0x80 || value.ptr[n - 1] != 0 ||
        value.ptr[n - 2] != 0)
        return false;
    *list = (struct base_slice){ value.ptr + 2, n - 4 };
    return true;
}

static bool
open_list(struct certcheck_usage_set *set, struct base_slice value)
{
    struct der_item seq;

    if (open_indefinite(value, &set->list)) {
        set->doubts |= CERTCHECK_DOUBT_BER;
        return true;
    }
    if (!der_take_tag(&value, DER_SEQUENCE, &seq))
        return false;
    if (value.len > 0)
        set->doubts |= CERTCHECK_DOUBT_TRAILING;
    if (seq.ber)
        set->doubts |= CERTCHECK_DOUBT_BER;
    set->list = seq.body;
    return true;
}

static void
note_oid(struct certcheck_usage_set *set, struct base_slice oid)
{
    if (!certcheck_oid_is_valid(oid) || !certcheck_oid_is_modest(oid))
        set->doubts |= CERTCHECK_DOUBT_OID_BODY;
    switch (oid_find(oid)) {
    case OID_SERVER_AUTH:
        set->may_allow |= BASE_USAGE_SERVER_AUTH;
        break;
    case OID_CLIENT_AUTH:
        set->may_allow |= BASE_USAGE_CLIENT_AUTH;
        break;
    case OID_ANY_EKU:
        set->may_allow = USAGE_ALL;
        set->state = CERTCHECK_SET_ANY;
        break;
    case OID_ANY_POLICY:
        set->any_policy = true;
        break;
    case OID_ANY_APP_POLICY:
        set->doubts |= CERTCHECK_DOUBT_ANYAPP;
        break;
    case OID_SGC_MS:
    case OID_SGC_NETSCAPE:
        set->sgc = true;
        break;
    default:
        break;
    }
}

/* What stays certain in spite of a doubt: nothing where Windows may refuse the extension, only the
 * listed usages where an OID may or may not be a wildcard (R11, R13). */
static void
settle(struct certcheck_usage_set *set)
{
    const unsigned encoding =
        CERTCHECK_DOUBT_TRAILING | CERTCHECK_DOUBT_BER | CERTCHECK_DOUBT_OID_BODY;

    set->allows = (set->doubts & encoding) != 0 ? 0 : set->may_allow;
    if ((set->doubts & CERTCHECK_DOUBT_ANYAPP) != 0)
        set->may_allow = USAGE_ALL;
}

static void
read_one(struct certcheck_usage_set *set, struct base_slice value)
{
    struct base_slice rest;
    struct der_item oid;
    bool ber = false;

    set->allows = set->may_allow = 0;
    set->state = CERTCHECK_SET_EMPTY;
    if (open_list(set, value)) {
        rest = set->list;
        while (take_oid(set->policies, &rest, &oid, &ber)) {
            if (set->state == CERTCHECK_SET_EMPTY)
                set->state = CERTCHECK_SET_LIST;
            if (oid.ber || ber)
                set->doubts |= CERTCHECK_DOUBT_BER;
            note_oid(set, oid.body);
        }
        if (rest.len == 0) {
            settle(set);
            return;
        }
    }
    /* R9: an undecodable set counts as every usage; the error rejects. */
    set->state = CERTCHECK_SET_UNDECODABLE;
    set->doubts = 0;
    set->allows = set->may_allow = USAGE_ALL;
}

void
usage_set_add(struct certcheck_usage_set *set, struct base_slice value, bool critical)
{
    struct certcheck_usage_set one = { .policies = set->policies, .critical = critical };

    read_one(&one, value);
    if (set->state == CERTCHECK_SET_ABSENT) {
        *set = one;
        return;
    }
    set->critical = set->critical || critical;
    if (set->state == CERTCHECK_SET_UNDECODABLE && one.state == CERTCHECK_SET_UNDECODABLE)
        return; /* it rejects, whichever of the two counts */
    /* R14: which one counts is open; one that cannot be decoded never accepts. */
    if (set->state == CERTCHECK_SET_UNDECODABLE)
        set->allows = set->may_allow = 0;
    if (one.state == CERTCHECK_SET_UNDECODABLE)
        one.allows = one.may_allow = 0;
    set->state = CERTCHECK_SET_DUPLICATE;
    set->allows &= one.allows;
    set->may_allow |= one.may_allow;
    set->doubts |= (uint8_t)(one.doubts | CERTCHECK_DOUBT_DUPLICATE);
    set->any_policy = set->any_policy || one.any_policy;
    set->sgc = set->sgc || one.sgc;
}
