/* SPDX-License-Identifier: MIT */
#include "template_ref.h"

#include "der/der.h"

#include <certcheck/names.h>

/* CertificateTemplateOID: OID, then versions that may be left out. */
static void
read_oid(struct base_slice value, struct certcheck_template_ref *out)
{
    struct der_item seq, oid, number;
    int *const versions[] = { &out->major, &out->minor };

    if (!der_only(value, DER_SEQUENCE, &seq) || !der_take_tag(&seq.body, DER_OID, &oid) ||
        !certcheck_oid_is_valid(oid.body))
        return;
    out->oid = oid.body;
    for (size_t i = 0; i < 2 && der_take_tag(&seq.body, DER_INTEGER, &number); i++)
        if (!der_uint(number.body, versions[i]))
            *versions[i] = CERTCHECK_NO_LIMIT;
}

void
template_ref_extension(enum oid id, struct base_slice value, struct certcheck_template_ref *out)
{
    struct der_item name;
    struct base_slice rest = value;

    if (id == OID_MS_TEMPLATE && out->oid.len == 0)
        read_oid(value, out);
    else if (id == OID_MS_TEMPLATE_NAME && der_take(&rest, &name) && name.body.len > 0)
        out->name = name.all; /* before the attribute: a CA looks at extensions first */
}

static bool
is_template(struct base_slice name)
{
    char text[32];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    certcheck_string_text(name, &t);
    return base_slice_eq_nocase(base_slice_str(text), base_slice_str("CertificateTemplate"));
}

void
template_ref_attribute(struct base_slice values, struct certcheck_template_ref *out)
{
    struct der_item pair, name, value;

    while (der_take_tag(&values, DER_SEQUENCE, &pair))
        if (der_take(&pair.body, &name) && der_take(&pair.body, &value) && value.body.len > 0 &&
            is_template(name.all) && out->name.len == 0)
            out->name = value.all;
}

static void
put_version(const struct certcheck_template_ref *ref, struct base_text *out)
{
    if (ref->major < 0)
        return;
    base_text_str(out, ", version ");
    base_text_u64(out, (uint64_t)ref->major);
    if (ref->minor < 0)
        return;
    base_text_byte(out, '.');
    base_text_u64(out, (uint64_t)ref->minor);
}

bool
certcheck_template_ref_text(const struct certcheck_template_ref *ref, struct base_text *out)
{
    certcheck_string_text(ref->name, out);
    if (ref->oid.len > 0) {
        base_text_str(out, ref->name.len > 0 ? " (" : "");
        certcheck_oid_text(ref->oid, out);
        put_version(ref, out);
        base_text_str(out, ref->name.len > 0 ? ")" : "");
    }
    return ref->name.len > 0 || ref->oid.len > 0;
}
