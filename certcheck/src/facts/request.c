/* SPDX-License-Identifier: MIT */
/* PKCS#10 requests (RFC 2986), and the synthetic ones that share their attributes. */
#include <certcheck/facts.h>

#include "template_ref.h"
#include "der/der.h"
#include "extensions.h"
#include "facts_parts.h"
#include "der/oids.h"

#include <certcheck/names.h>

#define ATTRIBUTES_MAX 64

/* A value of extensionRequest is Extensions (RFC 2985 5.4.2); Microsoft's attribute is the same. It
 * is to have one; of several each may be what the CA reads: usages in both count as duplicates. */
static bool
read_extensions(struct base_slice values, struct certcheck_facts *f)
{
    struct der_item list;

    do
        if (!der_take_tag(&values, DER_SEQUENCE, &list) || !extensions_read(list.body, f))
            return false;
    while (values.len > 0);
    return true;
}

static bool
read_attributes(struct base_slice rest, struct certcheck_facts *f)
{
    struct der_item attribute, oid, values;

    for (unsigned n = 0; rest.len > 0; n++) {
        if (n == ATTRIBUTES_MAX || !der_take_tag(&rest, DER_SEQUENCE, &attribute) ||
            !der_take_tag(&attribute.body, DER_OID, &oid) ||
            !der_take_tag(&attribute.body, DER_SET, &values))
            return false;
        switch (oid_find(oid.body)) {
        case OID_EXTENSION_REQUEST:
        case OID_MS_EXTENSION_REQUEST:
            if (!read_extensions(values.body, f))
                return false;
            break;
        case OID_MS_NAME_VALUE:
            template_ref_attribute(values.body, &f->template_ref);
            break;
        default: /* challengePassword, and what certreq adds: OS version, CSP, client */
            break;
        }
    }
    return true;
}

static bool
take_subject(struct base_slice *rest, struct certcheck_facts *f)
{
    struct der_item subject;

    if (!facts_at_part(f, "subject", *rest) || !der_take_tag(rest, DER_SEQUENCE, &subject))
        return false;
    f->subject = subject.all;
    f->subject_hash = base_slice_hash(subject.all);
    if (!certcheck_name_is_sound(subject.all))
        f->defects |= CERTCHECK_DEFECT_NAME;
    return true;
}

static bool
take_key(struct base_slice *rest, struct certcheck_facts *f)
{
    struct der_item spki;

    if (!facts_at_part(f, "subjectPKInfo", *rest) || !der_take_tag(rest, DER_SEQUENCE, &spki))
        return false;
    f->spki = spki.all;
    if (!facts_read_key(spki.body, &f->key))
        f->defects |= CERTCHECK_DEFECT_KEY;
    return true;
}

/* attributes [0]: required by RFC 2986, left out by some tools. */
static bool
take_attributes(struct base_slice *rest, struct certcheck_facts *f)
{
    struct der_item attributes;
    bool present;

    f->version = 3; /* the version of the certificate asked for: extensions belong to version 3 */
    return facts_at_part(f, "attributes", *rest) &&
           der_take_optional(rest, DER_CONTEXT_CONSTRUCTED, &attributes, &present) &&
           (!present || read_attributes(attributes.body, f)) && rest->len == 0;
}

static bool
read_signature(struct base_slice rest, struct certcheck_facts *f)
{
    struct der_item alg, oid, sig;

    if (!facts_at_part(f, "signatureAlgorithm", rest) || !der_take_tag(&rest, DER_SEQUENCE, &alg) ||
        !der_take_tag(&alg.body, DER_OID, &oid) || !facts_at_part(f, "signature", rest) ||
        !der_take_tag(&rest, DER_BIT_STRING, &sig) || sig.body.len == 0 || rest.len != 0)
        return false;
    f->sig_alg = alg.all;
    f->sig_oid = oid.body;
    f->signature = (struct base_slice){ sig.body.ptr + 1, sig.body.len - 1 };
    return true;
}

static enum certcheck_status
open_outer(struct base_slice der, struct certcheck_facts *out, struct der_item *outer)
{
    if (der.len > CERTCHECK_DER_MAX)
        return CERTCHECK_E_LIMIT;
    if (!der_take_tag(&der, DER_SEQUENCE, outer))
        return CERTCHECK_E_DER;
    out->der = outer->all;
    if (der.len > 0)
        out->defects |= CERTCHECK_DEFECT_TRAILING;
    return CERTCHECK_OK;
}

enum certcheck_status
certcheck_request_read(struct base_slice der, struct certcheck_facts *out)
{
    struct der_item outer, info, version;
    enum certcheck_status status;

    facts_init(out, CERTCHECK_KIND_REQUEST);
    (void)facts_at_part(out, "CertificationRequest", der);
    if ((status = open_outer(der, out, &outer)) != CERTCHECK_OK)
        return status;
    if (!der_take_tag(&outer.body, DER_SEQUENCE, &info))
        return CERTCHECK_E_DER;
    out->tbs = info.all;
    if (!facts_at_part(out, "version", info.body) ||
        !der_take_tag(&info.body, DER_INTEGER, &version) || !take_subject(&info.body, out) ||
        !take_key(&info.body, out) || !take_attributes(&info.body, out))
        return CERTCHECK_E_DER;
    return read_signature(outer.body, out) ? CERTCHECK_OK : CERTCHECK_E_DER;
}

/* SEQUENCE { subject Name, extensions SEQUENCE OF Extension }: see synthetic.h. */
static enum certcheck_status
read_synthetic(enum certcheck_kind kind, struct base_slice der, struct certcheck_facts *out)
{
    struct der_item outer, list;
    enum certcheck_status status;

    facts_init(out, kind);
    (void)facts_at_part(out, "fields", der);
    if ((status = open_outer(der, out, &outer)) != CERTCHECK_OK)
        return status;
    out->version = 3;
    out->key.alg = CERTCHECK_KEY_NONE;
    return take_subject(&outer.body, out) && der_take_tag(&outer.body, DER_SEQUENCE, &list) &&
                   extensions_read(list.body, out)
               ? CERTCHECK_OK
               : CERTCHECK_E_DER;
}

enum certcheck_status
certcheck_read_as(enum certcheck_kind kind, struct base_slice der, struct certcheck_facts *out)
{
    switch (kind) {
    case CERTCHECK_KIND_CERTIFICATE:
        return certcheck_facts_read(der, out);
    case CERTCHECK_KIND_REQUEST:
        return certcheck_request_read(der, out);
    case CERTCHECK_KIND_REQUEST_FIELDS:
        return read_synthetic(CERTCHECK_KIND_REQUEST, der, out);
    default:
        return read_synthetic(kind, der, out);
    }
}

const char *
certcheck_kind_name(enum certcheck_kind kind)
{
    static const char *const names[] = { "certificate", "request", "template", "fields",
                                         "request" };

    return kind < CERTCHECK_KINDS ? names[kind] : "";
}
