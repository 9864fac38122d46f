/* SPDX-License-Identifier: MIT */
#include "extensions.h"

#include "template_ref.h"
#include "der/der.h"
#include "der/oids.h"
#include "usage_set.h"

#include <certcheck/names.h>

typedef bool read_fn(struct base_slice value, struct certcheck_facts *f);

/* BasicConstraints (RFC 5280 4.2.1.9). */
static bool
read_basic_constraints(struct base_slice value, struct certcheck_facts *f)
{
    struct der_item seq, flag, number;
    bool present, ca = false;
    int path_len = CERTCHECK_NO_LIMIT;

    if (!der_only(value, DER_SEQUENCE, &seq) ||
        !der_take_optional(&seq.body, DER_BOOLEAN, &flag, &present) ||
        (present && !der_bool(flag.body, &ca)) ||
        !der_take_optional(&seq.body, DER_INTEGER, &number, &present) ||
        (present && !der_uint(number.body, &path_len)) || seq.body.len != 0)
        return false;
    f->ca = ca;
    f->path_len = path_len;
    return true;
}

/* KeyUsage: BIT STRING, bit 0 first (RFC 5280 4.2.1.3). Unused bits say nothing. */
static bool
read_key_usage(struct base_slice value, struct certcheck_facts *f)
{
    struct der_item item;
    size_t bits;

    if (!der_only(value, DER_BIT_STRING, &item) || item.body.len < 1 || item.body.ptr[0] > 7)
        return false;
    bits = item.body.len == 1 ? 0 : (item.body.len - 1) * 8 - item.body.ptr[0];
    for (size_t i = 0; i < bits && i < 9; i++)
        if ((item.body.ptr[1 + i / 8] & 0x80u >> i % 8) != 0)
            f->key_usage = (uint16_t)(f->key_usage | 1u << i);
    return true;
}

static bool
read_san(struct base_slice value, struct certcheck_facts *f)
{
    struct der_item seq;
    struct base_slice rest;
    struct certcheck_san one;

    if (!der_only(value, DER_SEQUENCE, &seq))
        return false;
    rest = seq.body;
    while (certcheck_san_next(&rest, &one))
        continue;
    if (rest.len == 0)
        f->san = seq.body;
    return rest.len == 0;
}

static bool
read_ski(struct base_slice value, struct certcheck_facts *f)
{
    struct der_item id;

    if (!der_only(value, DER_OCTET_STRING, &id))
        return false;
    f->ski = id.body;
    return true;
}

/* AuthorityKeyIdentifier (RFC 5280 4.2.1.1). */
static bool
read_aki(struct base_slice value, struct certcheck_facts *f)
{
    struct der_item seq, id = { 0 }, issuer = { 0 }, serial = { 0 };
    struct certcheck_san name;
    bool present;

    if (!der_only(value, DER_SEQUENCE, &seq) ||
        !der_take_optional(&seq.body, DER_CONTEXT | 0, &id, &present) ||
        !der_take_optional(&seq.body, DER_CONTEXT_CONSTRUCTED | 1, &issuer, &present) ||
        !der_take_optional(&seq.body, DER_CONTEXT | 2, &serial, &present) || seq.body.len != 0)
        return false;
    f->aki = id.body;
    f->aki_serial = serial.body;
    while (f->aki_issuer.len == 0 && certcheck_san_next(&issuer.body, &name))
        if (name.kind == CERTCHECK_SAN_DIRECTORY)
            f->aki_issuer = name.value;
    return true;
}

typedef bool walk_fn(struct base_slice item);

/* A SEQUENCE OF SEQUENCE whose items all pass. */
static bool
read_list(struct base_slice value, walk_fn *is_item, struct base_slice *out)
{
    struct der_item seq, item;
    struct base_slice rest;

    if (!der_only(value, DER_SEQUENCE, &seq))
        return false;
    rest = seq.body;
    while (rest.len > 0)
        if (!der_take_tag(&rest, DER_SEQUENCE, &item) || !is_item(item.body))
            return false;
    *out = seq.body;
    return true;
}

static bool
is_subtrees(struct base_slice rest)
{
    struct der_item tree, limit;
    struct certcheck_san base;
    bool present;

    while (rest.len > 0)
        if (!der_take_tag(&rest, DER_SEQUENCE, &tree) || !certcheck_san_next(&tree.body, &base) ||
            !der_take_optional(&tree.body, DER_CONTEXT | 0, &limit, &present) ||
            !der_take_optional(&tree.body, DER_CONTEXT | 1, &limit, &present) || tree.body.len != 0)
            return false;
    return true;
}

/* NameConstraints: permittedSubtrees [0], excludedSubtrees [1] (RFC 5280 4.2.1.10). */
static bool
read_name_constraints(struct base_slice value, struct certcheck_facts *f)
{
    struct der_item seq, permitted = { 0 }, excluded = { 0 };
    struct base_slice in;
    bool present;

    if (!der_only(value, DER_SEQUENCE, &seq))
        return false;
    in = seq.body;
    if (!der_take_optional(&in, DER_CONTEXT_CONSTRUCTED | 0, &permitted, &present) ||
        !der_take_optional(&in, DER_CONTEXT_CONSTRUCTED | 1, &excluded, &present) || in.len != 0 ||
        !is_subtrees(permitted.body) || !is_subtrees(excluded.body))
        return false;
    f->name_constraints = seq.body;
    return true;
}

/* PolicyInformation: an OID, then perhaps a SEQUENCE of qualifiers. */
static bool
is_policy(struct base_slice in)
{
    struct der_item oid, qualifiers;
    bool present;

    return der_take_tag(&in, DER_OID, &oid) &&
           der_take_optional(&in, DER_SEQUENCE, &qualifiers, &present) && in.len == 0;
}

/* The OIDs directly inside the items of a list. */
static void
note_large_arcs(struct base_slice list, struct certcheck_facts *f)
{
    struct der_item item, oid;

    while (der_take_tag(&list, DER_SEQUENCE, &item))
        while (der_take_tag(&item.body, DER_OID, &oid))
            if (!certcheck_oid_is_modest(oid.body))
                f->defects |= CERTCHECK_DEFECT_OID;
}

static bool
read_policies(struct base_slice value, struct certcheck_facts *f)
{
    bool ok = read_list(value, is_policy, &f->policies);

    note_large_arcs(f->policies, f);
    return ok;
}

static bool
is_mapping(struct base_slice in)
{
    struct der_item from, to;

    return der_take_tag(&in, DER_OID, &from) && der_only(in, DER_OID, &to);
}

static bool
read_policy_mappings(struct base_slice value, struct certcheck_facts *f)
{
    bool ok = read_list(value, is_mapping, &f->policy_mappings);

    note_large_arcs(f->policy_mappings, f);
    return ok;
}

/* Where they cannot be decoded R21 decides. */
static bool
read_app_mappings(struct base_slice value, struct certcheck_facts *f)
{
    (void)read_list(value, is_mapping, &f->app_mappings);
    return true;
}

/* PolicyConstraints: requireExplicitPolicy [0], inhibitPolicyMapping [1]. */
static bool
read_policy_constraints(struct base_slice value, struct certcheck_facts *f)
{
    struct der_item seq, number;
    bool present;
    int explicit_policy = CERTCHECK_NO_LIMIT, mapping = CERTCHECK_NO_LIMIT;

    if (!der_only(value, DER_SEQUENCE, &seq) ||
        !der_take_optional(&seq.body, DER_CONTEXT | 0, &number, &present) ||
        (present && !der_uint(number.body, &explicit_policy)) ||
        !der_take_optional(&seq.body, DER_CONTEXT | 1, &number, &present) ||
        (present && !der_uint(number.body, &mapping)) || seq.body.len != 0)
        return false;
    f->require_explicit = explicit_policy;
    f->inhibit_mapping = mapping;
    return true;
}

static bool
read_inhibit_any(struct base_slice value, struct certcheck_facts *f)
{
    struct der_item n;

    return der_only(value, DER_INTEGER, &n) && der_uint(n.body, &f->inhibit_any);
}

/* nsCertType: BIT STRING, bit 0 an SSL client, bit 1 an SSL server. Windows does not
 * look at it (R23), so one that cannot be decoded is no defect. */
static void
read_ns_cert_type(struct base_slice value, struct certcheck_facts *f)
{
    struct der_item item;

    if (!der_only(value, DER_BIT_STRING, &item) || item.body.len < 2)
        return;
    f->has |= CERTCHECK_HAS_NS_CERT_TYPE;
    f->ns_cert_type |= (item.body.ptr[1] & 0x80u) != 0 ? BASE_USAGE_CLIENT_AUTH : 0;
    f->ns_cert_type |= (item.body.ptr[1] & 0x40u) != 0 ? BASE_USAGE_SERVER_AUTH : 0;
}

/* R21: their presence alone is what the judge needs. */
static bool
read_presence(struct base_slice value, struct certcheck_facts *f)
{
    (void)value;
    (void)f;
    return true;
}

static const struct {
    enum oid oid;
    uint32_t has;
    read_fn *read;
} readers[] = {
    { OID_BASIC_CONSTRAINTS, CERTCHECK_HAS_BASIC_CONSTRAINTS, read_basic_constraints },
    { OID_KEY_USAGE, CERTCHECK_HAS_KEY_USAGE, read_key_usage },
    { OID_SAN, CERTCHECK_HAS_SAN, read_san },
    { OID_SKI, CERTCHECK_HAS_SKI, read_ski },
    { OID_AKI, CERTCHECK_HAS_AKI, read_aki },
    { OID_NAME_CONSTRAINTS, CERTCHECK_HAS_NAME_CONSTRAINTS, read_name_constraints },
    { OID_POLICIES, CERTCHECK_HAS_POLICIES, read_policies },
    { OID_POLICY_CONSTRAINTS, CERTCHECK_HAS_POLICY_CONSTRAINTS, read_policy_constraints },
    { OID_POLICY_MAPPINGS, CERTCHECK_HAS_POLICY_MAPPINGS, read_policy_mappings },
    { OID_INHIBIT_ANY, CERTCHECK_HAS_INHIBIT_ANY, read_inhibit_any },
    { OID_APP_MAPPINGS, CERTCHECK_HAS_APP_MAPPINGS, read_app_mappings },
    { OID_APP_CONSTRAINTS, CERTCHECK_HAS_APP_CONSTRAINTS, read_presence },
};

static void
note_defect(struct certcheck_facts *f, uint32_t defect, struct base_slice oid)
{
    struct base_slice *first = defect == CERTCHECK_DEFECT_DUPLICATE   ? &f->duplicate
                               : defect == CERTCHECK_DEFECT_EXTENSION ? &f->undecodable
                               : defect == CERTCHECK_DEFECT_POLICY    ? &f->bad_policy
                                                                      : &f->unknown_critical;

    if ((f->defects & defect) == 0)
        *first = oid;
    f->defects |= defect;
}

/* Windows refuses a path where these cannot be decoded (dotnet/runtime CorruptPoliciesChainTests,
 * DynamicChainTests). No test covers extra bytes after a valid value. */
static uint32_t
defect_of(enum oid id, struct base_slice value, read_fn *read, struct certcheck_facts *f)
{
    struct der_item whole;

    if (id != OID_POLICIES && id != OID_POLICY_MAPPINGS && id != OID_POLICY_CONSTRAINTS)
        return CERTCHECK_DEFECT_EXTENSION;
    return der_take(&value, &whole) && value.len > 0 && read(whole.all, f)
               ? CERTCHECK_DEFECT_EXTENSION
               : CERTCHECK_DEFECT_POLICY;
}

/* RFC 5280 4.2.2.1, 4.2.2.2, 4.2.1.15: these are never critical. */
static bool
is_never_critical(enum oid id)
{
    return id == OID_AIA || id == OID_SIA || id == OID_FRESHEST_CRL;
}

static void
read_other(enum oid id, struct base_slice oid, struct base_slice value, bool critical,
           struct certcheck_facts *f)
{
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
        if (readers[i].oid != id)
            continue;
        if ((f->has & readers[i].has) != 0) {
            note_defect(f, CERTCHECK_DEFECT_DUPLICATE, oid);
        } else if (!readers[i].read(value, f)) {
            note_defect(f, defect_of(id, value, readers[i].read, f), oid);
        } else {
            f->defects |= der_is_minimal(value) ? 0 : (uint32_t)CERTCHECK_DEFECT_NOT_DER;
            f->has |= readers[i].has;
            f->critical |= critical ? readers[i].has : 0;
        }
        return;
    }
    template_ref_extension(id, value, &f->template_ref);
    if (id == OID_NS_CERT_TYPE)
        read_ns_cert_type(value, f);
    if (critical && is_never_critical(id))
        f->defects |= CERTCHECK_DEFECT_CRITICAL;
    if (critical && !oid_is(id, OID_KIND_FAMILIAR))
        note_defect(f, CERTCHECK_DEFECT_UNKNOWN_CRITICAL, oid);
}

/* Extension: OID, critical BOOLEAN DEFAULT FALSE, OCTET STRING. Beyond the bound
 * only the usages are read: they decide. */
static bool
read_extension(struct base_slice in, bool beyond, struct certcheck_facts *f)
{
    struct der_item oid, flag, value;
    bool present, critical = false;
    enum oid id;

    if (!der_take_tag(&in, DER_OID, &oid) ||
        !der_take_optional(&in, DER_BOOLEAN, &flag, &present) ||
        (present && !der_bool(flag.body, &critical)) ||
        !der_take_tag(&in, DER_OCTET_STRING, &value) || in.len != 0)
        return false;
    id = oid_find(oid.body);
    if (!certcheck_oid_is_modest(oid.body))
        f->defects |= CERTCHECK_DEFECT_OID;
    if (id == OID_EKU)
        usage_set_add(&f->eku, value.body, critical);
    else if (id == OID_APP_POLICIES)
        usage_set_add(&f->app_policies, value.body, critical);
    else if (!certcheck_oid_is_valid(oid.body))
        note_defect(f, CERTCHECK_DEFECT_EXTENSION, oid.body);
    else if (!beyond)
        read_other(id, oid.body, value.body, critical, f);
    return true;
}

bool
extensions_read(struct base_slice list, struct certcheck_facts *f)
{
    struct der_item ext;

    for (unsigned n = 0; list.len > 0; n++) {
        bool beyond = n >= CERTCHECK_EXTENSIONS_MAX;

        if (!der_take_tag(&list, DER_SEQUENCE, &ext) || !read_extension(ext.body, beyond, f))
            return false;
        if (beyond)
            f->defects |= CERTCHECK_DEFECT_TOO_MANY;
    }
    return true;
}
