/* SPDX-License-Identifier: MIT */
/* Extension by extension: OpenSSL decodes, and where it encodes again to the same
 * bytes we must have decoded as well, to the same values. */
#include "differential.h"

#include <certcheck/names.h>

#include <openssl/x509v3.h>

#include <stdlib.h>
#include <string.h>

static struct base_slice
value_of(X509_EXTENSION *e)
{
    const ASN1_OCTET_STRING *s = X509_EXTENSION_get_data(e);

    return (struct base_slice){ ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s) };
}

/* Contents of the item that DER holds, header off. */
static struct base_slice
contents(const unsigned char *der, int len)
{
    const unsigned char *p = der;
    long body;
    int tag, kind;

    if ((ASN1_get_object(&p, &body, &tag, &kind, len) & 0x80) != 0)
        abort();
    return (struct base_slice){ p, (size_t)body };
}

/* Of a limit: -1 where there is none, large ones saturate as ours do. */
static long
number(const ASN1_INTEGER *n)
{
    int64_t v = -1;

    if (n == NULL)
        return -1;
    if (ASN1_INTEGER_get_int64(&v, n) != 1 || v > INT32_MAX)
        return ASN1_STRING_type(n) == V_ASN1_NEG_INTEGER ? -2 : INT32_MAX;
    return v < 0 ? -2 : (long)v;
}

static void
compare_basic_constraints(const struct certcheck_facts *f, const void *decoded)
{
    const BASIC_CONSTRAINTS *bc = decoded;

    if ((bc->ca != 0) != f->ca || number(bc->pathlen) != f->path_len)
        differ("basicConstraints", NULL);
}

static void
compare_key_usage(const struct certcheck_facts *f, const void *decoded)
{
    for (int bit = 0; bit < 9; bit++)
        if (ASN1_BIT_STRING_get_bit(decoded, bit) != (f->key_usage >> bit & 1))
            differ("keyUsage", NULL);
}

static void
compare_san(const struct certcheck_facts *f, const void *decoded)
{
    const GENERAL_NAMES *names = decoded;
    struct base_slice rest = f->san;
    struct certcheck_san san;
    int n = 0;

    for (; certcheck_san_next(&rest, &san); n++) {
        unsigned char *der = NULL;
        int len = n < sk_GENERAL_NAME_num(names)
                      ? i2d_GENERAL_NAME(sk_GENERAL_NAME_value(names, n), &der)
                      : -1;

        if (len < 0 || !base_slice_eq(contents(der, len), san.value))
            differ("subjectAltName", "a name");
        OPENSSL_free(der);
    }
    if (n != sk_GENERAL_NAME_num(names))
        differ("subjectAltName", "how many");
}

static void
compare_ski(const struct certcheck_facts *f, const void *decoded)
{
    const ASN1_OCTET_STRING *id = decoded;

    if (!same_bytes(f->ski, ASN1_STRING_get0_data(id), ASN1_STRING_length(id)))
        differ("subjectKeyIdentifier", NULL);
}

static void
compare_aki(const struct certcheck_facts *f, const void *decoded)
{
    const AUTHORITY_KEYID *aki = decoded;

    if (aki->keyid == NULL ? f->aki.len != 0
                           : !same_bytes(f->aki, ASN1_STRING_get0_data(aki->keyid),
                                         ASN1_STRING_length(aki->keyid)))
        differ("authorityKeyIdentifier", "keyid");
    if ((aki->serial == NULL) != (f->aki_serial.len == 0))
        differ("authorityKeyIdentifier", "serial");
}

static void
compare_policy_constraints(const struct certcheck_facts *f, const void *decoded)
{
    const POLICY_CONSTRAINTS *pc = decoded;

    if (number(pc->requireExplicitPolicy) != f->require_explicit ||
        number(pc->inhibitPolicyMapping) != f->inhibit_mapping)
        differ("policyConstraints", NULL);
}

static void
compare_inhibit_any(const struct certcheck_facts *f, const void *decoded)
{
    if (number(decoded) != f->inhibit_any)
        differ("inhibitAnyPolicy", NULL);
}

static const struct {
    int nid;
    uint32_t has;
    void (*compare)(const struct certcheck_facts *f, const void *decoded); /* NULL: being there */
} kinds[] = {
    { NID_basic_constraints, CERTCHECK_HAS_BASIC_CONSTRAINTS, compare_basic_constraints },
    { NID_key_usage, CERTCHECK_HAS_KEY_USAGE, compare_key_usage },
    { NID_subject_alt_name, CERTCHECK_HAS_SAN, compare_san },
    { NID_subject_key_identifier, CERTCHECK_HAS_SKI, compare_ski },
    { NID_authority_key_identifier, CERTCHECK_HAS_AKI, compare_aki },
    { NID_name_constraints, CERTCHECK_HAS_NAME_CONSTRAINTS, NULL },
    { NID_certificate_policies, CERTCHECK_HAS_POLICIES, NULL },
    { NID_policy_mappings, CERTCHECK_HAS_POLICY_MAPPINGS, NULL },
    { NID_policy_constraints, CERTCHECK_HAS_POLICY_CONSTRAINTS, compare_policy_constraints },
    { NID_inhibit_any_policy, CERTCHECK_HAS_INHIBIT_ANY, compare_inhibit_any },
};

static bool
is_same_again(X509_EXTENSION *e, int nid, void *decoded)
{
    X509_EXTENSION *again = X509V3_EXT_i2d(nid, X509_EXTENSION_get_critical(e), decoded);
    bool same = again != NULL && base_slice_eq(value_of(e), value_of(again));

    X509_EXTENSION_free(again);
    return same;
}

/* The numbers of the judge's limits are never negative; OpenSSL decodes any. */
static bool
is_negative(int nid, const void *decoded)
{
    const POLICY_CONSTRAINTS *pc = decoded;

    switch (nid) {
    case NID_basic_constraints:
        return number(((const BASIC_CONSTRAINTS *)decoded)->pathlen) == -2;
    case NID_policy_constraints:
        return number(pc->requireExplicitPolicy) == -2 || number(pc->inhibitPolicyMapping) == -2;
    case NID_inhibit_any_policy:
        return number(decoded) == -2;
    default:
        return false;
    }
}

static void
compare_kind(const struct certcheck_facts *f, X509 *x, size_t kind)
{
    int nid = kinds[kind].nid, at = X509_get_ext_by_NID(x, nid, -1);
    bool ours = (f->has & kinds[kind].has) != 0;
    X509_EXTENSION *e = at < 0 ? NULL : X509_get_ext(x, at);
    void *decoded = e == NULL ? NULL : X509V3_EXT_d2i(e);

    if (e == NULL && ours)
        differ(OBJ_nid2sn(nid), "is not there");
    if (e != NULL && ours && X509_get_ext_by_NID(x, nid, at) < 0 &&
        (X509_EXTENSION_get_critical(e) != 0) != ((f->critical & kinds[kind].has) != 0))
        differ(OBJ_nid2sn(nid), "critical");
    if (e != NULL && !ours &&
        (f->defects &
         (CERTCHECK_DEFECT_EXTENSION | CERTCHECK_DEFECT_POLICY | CERTCHECK_DEFECT_TOO_MANY)) == 0)
        differ(OBJ_nid2sn(nid), "passed over");
    if (decoded != NULL && is_same_again(e, nid, decoded) && !is_negative(nid, decoded)) {
        if (!ours && (f->defects & CERTCHECK_DEFECT_TOO_MANY) == 0)
            differ(OBJ_nid2sn(nid), "we cannot decode it");
        else if (ours && kinds[kind].compare != NULL)
            kinds[kind].compare(f, decoded);
    }
    if (decoded != NULL)
        ASN1_item_free(decoded, ASN1_ITEM_ptr(X509V3_EXT_get_nid(nid)->it));
}

/* The usages, OID by OID. more gives OpenSSL's next one or NULL. */
struct theirs {
    const EXTENDED_KEY_USAGE *eku;
    const CERTIFICATEPOLICIES *ap;
};

static const ASN1_OBJECT *
their_oid(const struct theirs *t, int i)
{
    if (t->eku != NULL)
        return i < sk_ASN1_OBJECT_num(t->eku) ? sk_ASN1_OBJECT_value(t->eku, i) : NULL;
    return i < sk_POLICYINFO_num(t->ap) ? sk_POLICYINFO_value(t->ap, i)->policyid : NULL;
}

static void
compare_oids(const char *what, const struct certcheck_usage_set *set, const struct theirs *t)
{
    struct base_slice rest = set->list, oid;
    int i = 0;

    for (; certcheck_oid_next(set, &rest, &oid); i++) {
        const ASN1_OBJECT *o = their_oid(t, i);

        if (o == NULL || !same_bytes(oid, OBJ_get0_data(o), (int)OBJ_length(o)))
            differ(what, "an OID");
    }
    if (their_oid(t, i) != NULL)
        differ(what, "how many");
    if (set->state == CERTCHECK_SET_UNDECODABLE)
        differ(what, "we cannot decode it");
    if ((set->state == CERTCHECK_SET_EMPTY) != (i == 0))
        differ(what, "empty or not");
}

static void
compare_eku(const struct certcheck_facts *f, X509 *x)
{
    int at = X509_get_ext_by_NID(x, NID_ext_key_usage, -1);
    X509_EXTENSION *e = at < 0 ? NULL : X509_get_ext(x, at);
    struct theirs t = { .eku = e == NULL ? NULL : X509V3_EXT_d2i(e) };

    if ((e == NULL) != (f->eku.state == CERTCHECK_SET_ABSENT))
        differ("extendedKeyUsage", "there or not");
    if ((f->eku.state == CERTCHECK_SET_DUPLICATE) !=
            (e != NULL && X509_get_ext_by_NID(x, NID_ext_key_usage, at) >= 0) &&
        f->eku.state != CERTCHECK_SET_UNDECODABLE)
        differ("extendedKeyUsage", "twice or not");
    if (t.eku != NULL && is_same_again(e, NID_ext_key_usage, (void *)(uintptr_t)t.eku) &&
        f->eku.state != CERTCHECK_SET_DUPLICATE)
        compare_oids("extendedKeyUsage", &f->eku, &t);
    EXTENDED_KEY_USAGE_free((EXTENDED_KEY_USAGE *)(uintptr_t)t.eku);
}

/* OpenSSL does not know Application Policies; they are encoded as certificatePolicies. */
static void
compare_application_policies(const struct certcheck_facts *f, X509 *x)
{
    ASN1_OBJECT *oid = OBJ_txt2obj("1.3.6.1.4.1.311.21.10", 1);
    int at = X509_get_ext_by_OBJ(x, oid, -1);
    X509_EXTENSION *e = at < 0 ? NULL : X509_get_ext(x, at);
    struct base_slice raw = e == NULL ? (struct base_slice){ 0 } : value_of(e);
    const unsigned char *p = raw.ptr;
    struct theirs t = { .ap = e == NULL ? NULL : d2i_CERTIFICATEPOLICIES(NULL, &p, (long)raw.len) };
    unsigned char *again = NULL;
    int len = t.ap == NULL ? -1 : i2d_CERTIFICATEPOLICIES(t.ap, &again);

    if ((e == NULL) != (f->app_policies.state == CERTCHECK_SET_ABSENT))
        differ("applicationPolicies", "there or not");
    if (e != NULL && X509_EXTENSION_get_critical(e) != 0 && !f->app_policies.critical)
        differ("applicationPolicies", "critical");
    if (t.ap != NULL && same_bytes(raw, again, len) &&
        f->app_policies.state != CERTCHECK_SET_DUPLICATE)
        compare_oids("applicationPolicies", &f->app_policies, &t);
    OPENSSL_free(again);
    CERTIFICATEPOLICIES_free((CERTIFICATEPOLICIES *)(uintptr_t)t.ap);
    ASN1_OBJECT_free(oid);
}

void
compare_extensions(const struct certcheck_facts *f, X509 *x)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        compare_kind(f, x, i);
    compare_eku(f, x);
    compare_application_policies(f, x);
}
