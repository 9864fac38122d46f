/* SPDX-License-Identifier: MIT */
#include <certcheck/verifier.h>

#include <certcheck/names.h>

#include "der/oids.h"
#include "listed_key_usage.h"

static const struct certcheck_verifier verifiers[CERTCHECK_VERIFIERS] = {
#define CERTCHECK_VERIFIER(id_, ...)                                                               \
    [CERTCHECK_VERIFIER_##id_] = { .id = CERTCHECK_VERIFIER_##id_, __VA_ARGS__ },
#include <certcheck/verifiers.def>
#undef CERTCHECK_VERIFIER
};

const struct certcheck_verifier *
certcheck_verifier_get(enum certcheck_verifier_id id)
{
    return &verifiers[id];
}

const struct certcheck_verifier *
certcheck_verifier_named(struct base_slice name)
{
    for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++)
        if (base_slice_eq(base_slice_str(verifiers[i].name), name))
            return &verifiers[i];
    return NULL;
}

const char *
certcheck_basis_name(enum certcheck_basis basis)
{
    static const char *const names[CERTCHECK_BASES] = { "inferred", "documented", "source",
                                                        "measured" };

    return names[basis];
}

const char *
certcheck_reason_name(enum certcheck_reason reason)
{
    static const char *const names[CERTCHECK_REASONS] = {
        [CERTCHECK_REASON_LISTED] = "listed",
        [CERTCHECK_REASON_ABSENT] = "absent",
        [CERTCHECK_REASON_ANY] = "any",
        [CERTCHECK_REASON_UNCHECKED] = "unchecked",
        [CERTCHECK_REASON_STANDS_IN] = "stands-in",
        [CERTCHECK_REASON_LEAF] = "leaf",
        [CERTCHECK_REASON_CA] = "ca",
        [CERTCHECK_REASON_ROOT] = "root",
        [CERTCHECK_REASON_MISSING] = "missing",
        [CERTCHECK_REASON_EMPTY] = "empty",
        [CERTCHECK_REASON_UNDECODABLE] = "undecodable",
        [CERTCHECK_REASON_DUPLICATE] = "duplicate",
        [CERTCHECK_REASON_PROPERTY] = "property",
        [CERTCHECK_REASON_KEY_USAGE] = "key-usage",
        [CERTCHECK_REASON_NS_CERT_TYPE] = "ns-cert-type",
        [CERTCHECK_REASON_WITHHELD] = "withheld",
        [CERTCHECK_REASON_UNSETTLED] = "unsettled",
        [CERTCHECK_REASON_MAPPINGS] = "mappings",
        [CERTCHECK_REASON_INCOMPLETE] = "incomplete",
        [CERTCHECK_REASON_PATHS] = "paths",
    };

    return names[reason];
}

/* What an element's list says by itself, before a row looks at it. */
struct listed {
    unsigned usages;              /* base_usage bits named one by one */
    bool any;                     /* anyExtendedKeyUsage */
    bool known;                   /* a usage of RFC 5280 or Netscape\'s is among them */
    enum certcheck_treatment sgc; /* of the OIDs of Server Gated Crypto in it, the kindest */
};

static bool
is_known(enum oid id)
{
    return id == OID_SERVER_AUTH || id == OID_CLIENT_AUTH || id == OID_CODE_SIGNING ||
           id == OID_EMAIL_PROTECTION || id == OID_TIME_STAMPING || id == OID_OCSP_SIGNING ||
           id == OID_ANY_EKU || id == OID_SGC_NETSCAPE;
}

static enum certcheck_treatment
kinder(enum certcheck_treatment a, enum certcheck_treatment b)
{
    return a == CERTCHECK_REFUSES ? b : b == CERTCHECK_REFUSES || a == CERTCHECK_ACCEPTS ? a : b;
}

static struct listed
read_list(const struct certcheck_verifier *v, const struct certcheck_usage_set *set)
{
    struct base_slice rest = set->list, oid;
    struct listed l = { 0 };

    while (certcheck_oid_next(set, &rest, &oid)) {
        enum oid id = oid_find(oid);

        l.usages |= id == OID_SERVER_AUTH   ? BASE_USAGE_SERVER_AUTH
                    : id == OID_CLIENT_AUTH ? BASE_USAGE_CLIENT_AUTH
                                            : 0u;
        l.any = l.any || id == OID_ANY_EKU;
        l.known = l.known || is_known(id);
        if (id == OID_SGC_MS)
            l.sgc = kinder(l.sgc, v->sgc_microsoft);
        if (id == OID_SGC_NETSCAPE)
            l.sgc = kinder(l.sgc, v->sgc_netscape);
    }
    return l;
}

static unsigned
element_bit(const struct certcheck_path *path, size_t i)
{
    if (i == 0)
        return CERTCHECK_LEAF;
    return i + 1 == path->n && path->end == CERTCHECK_END_ROOT ? CERTCHECK_ROOT : CERTCHECK_CAS;
}

static struct certcheck_verification
say(enum certcheck_answer accepted, enum certcheck_reason reason, size_t element)
{
    return (struct certcheck_verification){ accepted, reason, (int)element };
}

static struct certcheck_verification
treat(enum certcheck_treatment t, enum certcheck_reason reason, size_t i)
{
    return t == CERTCHECK_UNSETTLED
               ? say(CERTCHECK_UNKNOWN, CERTCHECK_REASON_UNSETTLED, i)
               : say(t == CERTCHECK_ACCEPTS ? CERTCHECK_YES : CERTCHECK_NO, reason, i);
}

/* What a list that can be read says of the usage. */
static struct certcheck_verification
judge_list(const struct certcheck_verifier *v, const struct certcheck_usage_set *set,
           unsigned usage, unsigned bit, size_t i)
{
    struct listed l = read_list(v, set);
    unsigned enough = bit == CERTCHECK_LEAF ? usage : usage | v->ca_instead;
    enum certcheck_treatment any = bit == CERTCHECK_LEAF ? v->any_leaf : v->any_ca;

    if ((set->doubts & ~(unsigned)CERTCHECK_DOUBT_ANYAPP) != 0)
        return say(CERTCHECK_UNKNOWN, CERTCHECK_REASON_UNSETTLED, i);
    if ((l.usages & enough) != 0)
        return say(CERTCHECK_YES, CERTCHECK_REASON_LISTED, i);
    if ((enough & BASE_USAGE_SERVER_AUTH) != 0 && l.sgc != CERTCHECK_REFUSES &&
        (bit != CERTCHECK_LEAF || !v->sgc_on_cas_alone))
        return treat(l.sgc, CERTCHECK_REASON_STANDS_IN, i);
    if (bit != CERTCHECK_LEAF && !l.known && v->unknown_ca != CERTCHECK_REFUSES)
        return treat(v->unknown_ca, CERTCHECK_REASON_UNCHECKED, i);
    if (l.any)
        return treat(any, CERTCHECK_REASON_ANY, i);
    if (v->any_policy && set->any_policy)
        return say(CERTCHECK_YES, CERTCHECK_REASON_ANY, i);
    if (v->application_policies && (set->doubts & CERTCHECK_DOUBT_ANYAPP) != 0)
        return say(CERTCHECK_UNKNOWN, CERTCHECK_REASON_UNSETTLED, i); /* R13 */
    return say(CERTCHECK_NO,
               bit == CERTCHECK_LEAF  ? CERTCHECK_REASON_LEAF
               : bit == CERTCHECK_CAS ? CERTCHECK_REASON_CA
                                      : CERTCHECK_REASON_ROOT,
               i);
}

static struct certcheck_verification
judge_set(const struct certcheck_verifier *v, const struct certcheck_usage_set *set, unsigned usage,
          unsigned bit, size_t i)
{
    switch (set->state) {
    case CERTCHECK_SET_ABSENT:
        return (v->present & bit) != 0 ? say(CERTCHECK_NO, CERTCHECK_REASON_MISSING, i)
                                       : say(CERTCHECK_YES, CERTCHECK_REASON_ABSENT, i);
    case CERTCHECK_SET_UNDECODABLE: /* R9; OpenSSL, Go and Java refuse such a certificate whole */
        return say(CERTCHECK_NO, CERTCHECK_REASON_UNDECODABLE, i);
    case CERTCHECK_SET_DUPLICATE: /* R14 */
        return say(CERTCHECK_UNKNOWN, CERTCHECK_REASON_DUPLICATE, i);
    case CERTCHECK_SET_EMPTY:
        return treat(bit == CERTCHECK_LEAF ? v->empty_leaf : v->empty_ca, CERTCHECK_REASON_EMPTY,
                     i);
    case CERTCHECK_SET_LIST:
    case CERTCHECK_SET_ANY:
    default:
        return judge_list(v, set, usage, bit, i);
    }
}

/* Where Netscape's type counts as a list beside the Enhanced Key Usage. */
static struct certcheck_verification
add_ns_cert_type(const struct certcheck_facts *f, unsigned usage,
                 struct certcheck_verification listed)
{
    if ((f->has & CERTCHECK_HAS_NS_CERT_TYPE) == 0)
        return listed;
    if ((f->ns_cert_type & usage) != 0)
        return say(CERTCHECK_YES, CERTCHECK_REASON_LISTED, 0);
    return listed.reason == CERTCHECK_REASON_ABSENT
               ? say(CERTCHECK_NO, CERTCHECK_REASON_NS_CERT_TYPE, 0)
               : listed;
}

static struct certcheck_verification
judge_element(const struct certcheck_verifier *v, const struct certcheck_path *path, size_t i,
              unsigned usage)
{
    const struct certcheck_element *e = &path->at[i];
    const struct certcheck_facts *f = e->facts;
    unsigned bit = element_bit(path, i);
    struct certcheck_verification out;

    if (((v->elements | v->open) & bit) == 0 && v->empty_unreadable &&
        f->eku.state == CERTCHECK_SET_EMPTY)
        return say(CERTCHECK_NO, CERTCHECK_REASON_EMPTY, i);
    if (((v->elements | v->open) & bit) == 0)
        return say(CERTCHECK_YES, CERTCHECK_REASON_UNCHECKED, i);
    if (v->application_policies) {
        if (e->property != NULL && (e->property->allows & usage) == 0) /* R18 */
            return say(CERTCHECK_NO, CERTCHECK_REASON_PROPERTY, i);
        out =
            judge_set(v, f->app_policies.state != CERTCHECK_SET_ABSENT ? &f->app_policies : &f->eku,
                      usage, bit, i);
        if (out.accepted == CERTCHECK_YES &&
            (f->has & (CERTCHECK_HAS_APP_MAPPINGS | CERTCHECK_HAS_APP_CONSTRAINTS)) != 0) /* R21 */
            out = say(CERTCHECK_UNKNOWN, CERTCHECK_REASON_MAPPINGS, i);
    } else {
        out = judge_set(v, &f->eku, usage, bit, i);
        if (v->ns_cert_type == CERTCHECK_NS_ADDS && bit == CERTCHECK_LEAF)
            out = add_ns_cert_type(f, usage, out);
    }
    if (out.accepted == CERTCHECK_NO && (v->elements & bit) == 0)
        out = say(CERTCHECK_UNKNOWN, CERTCHECK_REASON_UNSETTLED, i);
    if (out.accepted == CERTCHECK_YES && v->key_usage_of_listed &&
        !listed_key_usage_fits(f, bit == CERTCHECK_LEAF))
        out = say(CERTCHECK_NO, CERTCHECK_REASON_KEY_USAGE, i);
    return out;
}

/* Key usage and Netscape's type, where the row looks at them: of the leaf alone. */
static bool
judge_bits(const struct certcheck_verifier *v, const struct certcheck_facts *f, unsigned usage,
           struct certcheck_verification *out)
{
    size_t u = usage == BASE_USAGE_CLIENT_AUTH;
    bool rsa = f->key.alg == CERTCHECK_KEY_RSA && v->key_usage_rsa[u] != 0;
    uint16_t wanted = rsa ? v->key_usage_rsa[u] : v->key_usage[u];

    if ((f->has & CERTCHECK_HAS_KEY_USAGE) != 0 && ((wanted != 0 && (f->key_usage & wanted) == 0) ||
                                                    (f->key_usage & v->key_usage_refused) != 0)) {
        *out = say(CERTCHECK_NO, CERTCHECK_REASON_KEY_USAGE, 0);
        return false;
    }
    if (v->ns_cert_type == CERTCHECK_NS_MUST_FIT && (f->has & CERTCHECK_HAS_NS_CERT_TYPE) != 0 &&
        (f->ns_cert_type & usage) == 0) {
        *out = say(CERTCHECK_NO, CERTCHECK_REASON_NS_CERT_TYPE, 0);
        return false;
    }
    return true;
}

/* The strongest word about why all is well: a list, a wildcard, or no list at all. */
static enum certcheck_reason
better(enum certcheck_reason a, enum certcheck_reason b)
{
    static const enum certcheck_reason order[] = { CERTCHECK_REASON_STANDS_IN, CERTCHECK_REASON_ANY,
                                                   CERTCHECK_REASON_LISTED,
                                                   CERTCHECK_REASON_ABSENT };

    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (a == order[i] || b == order[i])
            return order[i];
    return CERTCHECK_REASON_UNCHECKED;
}

/* Every element that counts must allow it: the leaf speaks first, and one that
 * certainly does not decides over what is open. */
static struct certcheck_verification
judge_path(const struct certcheck_verifier *v, const struct certcheck_path *path, unsigned usage,
           bool trust)
{
    struct certcheck_verification all = say(CERTCHECK_YES, CERTCHECK_REASON_UNCHECKED, 0);

    if (!judge_bits(v, path->at[0].facts, usage, &all))
        return all;
    for (size_t i = 0; i < path->n; i++) {
        struct certcheck_verification one = judge_element(v, path, i, usage);

        if (one.accepted == CERTCHECK_NO)
            return one;
        if (one.accepted == CERTCHECK_UNKNOWN && all.accepted == CERTCHECK_YES)
            all = one;
        else if (all.accepted == CERTCHECK_YES)
            all.reason = better(all.reason, one.reason);
    }
    if (all.accepted == CERTCHECK_YES && trust && path->end != CERTCHECK_END_ROOT &&
        ((v->elements | v->open) & (CERTCHECK_CAS | CERTCHECK_ROOT)) != 0)
        return say(CERTCHECK_UNKNOWN, CERTCHECK_REASON_INCOMPLETE, path->n - 1);
    if (all.accepted == CERTCHECK_YES)
        all.element = -1;
    return all;
}

struct certcheck_verification
certcheck_verify(const struct certcheck_verifier *v, const struct certcheck_path *path,
                 unsigned usage, bool trust)
{
    struct certcheck_verification out, other;

    if ((v->usages & usage) == 0)
        return (struct certcheck_verification){ CERTCHECK_UNKNOWN, CERTCHECK_REASON_UNCHECKED, -1 };
    out = judge_path(v, path, usage, trust);
    if (out.accepted != CERTCHECK_YES && (v->leaf_instead & ~usage) != 0) {
        other = judge_path(v, path, v->leaf_instead & ~usage, trust);
        if (other.accepted == CERTCHECK_YES)
            out = (struct certcheck_verification){ CERTCHECK_YES, CERTCHECK_REASON_STANDS_IN, -1 };
    }
    if (out.accepted == CERTCHECK_NO && v->otherwise == CERTCHECK_UNSETTLED)
        out = say(CERTCHECK_UNKNOWN, CERTCHECK_REASON_UNSETTLED, (size_t)out.element);
    if (out.accepted == CERTCHECK_NO && v->sends)
        out.reason = CERTCHECK_REASON_WITHHELD;
    return out;
}

static void
add_root(struct certcheck_verified *all, const struct certcheck_path *path)
{
    const struct certcheck_facts *root = path->at[path->n - 1].facts;
    size_t i = 0;

    if (path->end != CERTCHECK_END_ROOT)
        return;
    while (i < all->roots_n && all->roots[i] != root)
        i++;
    if (i == CERTCHECK_ROOTS_MAX)
        all->roots_cut = true;
    else if (i == all->roots_n)
        all->roots[all->roots_n++] = root;
}

void
certcheck_verified_add(struct certcheck_verified *all, const struct certcheck_path *path,
                       int quality, bool trust)
{
    bool first = quality > all->quality;

    if (quality < all->quality)
        return;
    all->quality = quality;
    if (first) {
        all->path = *path;
        all->other.n = 0;
        all->differ = 0;
        all->roots_n = 0;
        all->roots_cut = false;
    }
    add_root(all, path);
    for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++) {
        if (((all->wanted | all->needed) & (uint64_t)1 << i) == 0)
            continue;
        for (unsigned u = 0; u < BASE_USAGES; u++) {
            struct certcheck_verification *at = &all->at[i][u];
            struct certcheck_verification one =
                certcheck_verify(&verifiers[i], path, 1u << u, trust);

            if (first) {
                *at = one;
            } else if (at->accepted != one.accepted) {
                *at = (struct certcheck_verification){ CERTCHECK_UNKNOWN, CERTCHECK_REASON_PATHS,
                                                       -1 };
                if ((all->usages & 1u << u) == 0)
                    continue;
                all->differ |= (uint64_t)1 << i;
                if (all->other.n == 0)
                    all->other = *path;
            }
        }
    }
}

void
certcheck_verified_limit(struct certcheck_verified *all)
{
    for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++)
        for (unsigned u = 0; u < BASE_USAGES; u++)
            if (all->at[i][u].accepted == CERTCHECK_YES &&
                all->at[i][u].reason != CERTCHECK_REASON_UNCHECKED)
                all->at[i][u] = (struct certcheck_verification){ CERTCHECK_UNKNOWN,
                                                                 CERTCHECK_REASON_INCOMPLETE, -1 };
}
