/* SPDX-License-Identifier: MIT */
#include <certcheck/facts.h>

#include "der/der.h"
#include "extensions.h"
#include "facts_parts.h"
#include "der/oids.h"
#include "usage_set.h"

#include <base/text.h>
#include <certcheck/names.h>

void
facts_init(struct certcheck_facts *out, enum certcheck_kind kind)
{
    *out = (struct certcheck_facts){ .kind = kind,
                                     .path_len = CERTCHECK_NO_LIMIT,
                                     .require_explicit = CERTCHECK_NO_LIMIT,
                                     .inhibit_mapping = CERTCHECK_NO_LIMIT,
                                     .inhibit_any = CERTCHECK_NO_LIMIT,
                                     .template_ref = { .major = CERTCHECK_NO_LIMIT,
                                                       .minor = CERTCHECK_NO_LIMIT } };
    usage_set_absent(&out->eku, false);
    usage_set_absent(&out->app_policies, true);
    if (kind != CERTCHECK_KIND_CERTIFICATE)
        out->defects = CERTCHECK_DEFECT_NOT_BEFORE | CERTCHECK_DEFECT_NOT_AFTER;
}

bool
facts_at_part(struct certcheck_facts *f, const char *part, struct base_slice rest)
{
    f->part = part;
    f->part_at = rest.ptr;
    return true;
}

static bool
take_time(struct base_slice *rest, int64_t *out_s, unsigned defect, struct certcheck_facts *f)
{
    struct der_item t;

    if (!der_take(rest, &t))
        return false;
    if (!der_time(&t, out_s)) {
        f->defects |= defect;
        *out_s = 0;
    }
    return true;
}

static bool
take_validity(struct base_slice *rest, struct certcheck_facts *f)
{
    struct der_item validity;

    return der_take_tag(rest, DER_SEQUENCE, &validity) &&
           take_time(&validity.body, &f->not_before_s, CERTCHECK_DEFECT_NOT_BEFORE, f) &&
           take_time(&validity.body, &f->not_after_s, CERTCHECK_DEFECT_NOT_AFTER, f) &&
           validity.body.len == 0;
}

/* version [0] EXPLICIT, then serialNumber. */
static bool
take_version_and_serial(struct base_slice *rest, struct certcheck_facts *f)
{
    struct der_item outer, version, serial;
    bool present;
    int v = 0;

    if (!der_take_optional(rest, DER_CONTEXT_CONSTRUCTED, &outer, &present) ||
        (present && !der_only(outer.body, DER_INTEGER, &version)))
        return false;
    if (present && (!der_uint(version.body, &v) || v > 2)) {
        f->defects |= CERTCHECK_DEFECT_VERSION;
        v = -1;
    }
    f->version = (uint8_t)(v + 1);
    if (!der_take_tag(rest, DER_INTEGER, &serial))
        return false;
    f->serial = serial.body;
    if (serial.body.len == 0 || serial.body.len > 21 || (serial.body.ptr[0] & 0x80) != 0)
        f->defects |= CERTCHECK_DEFECT_SERIAL;
    if (!der_is_shortest(serial.body))
        f->defects |= CERTCHECK_DEFECT_PADDED_SERIAL;
    return true;
}

/* UniqueIdentifier ::= BIT STRING, implicit, not in version 1 (RFC 5280 4.1.2.8). */
static bool
take_unique_id(struct base_slice *rest, uint8_t number, struct certcheck_facts *f)
{
    struct der_item id;
    bool present;

    if (!der_take_optional(rest, DER_CONTEXT | number, &id, &present))
        return false;
    if (present && (f->version == 1 || id.body.len == 0 || id.body.ptr[0] > 7 ||
                    (id.body.len == 1 && id.body.ptr[0] > 0)))
        f->defects |= CERTCHECK_DEFECT_UNIQUE_ID;
    return true;
}

/* issuerUniqueID [1], subjectUniqueID [2], extensions [3]. */
static bool
take_tail(struct base_slice *rest, struct certcheck_facts *f)
{
    struct der_item outer, list;
    bool present;

    if (!take_unique_id(rest, 1, f) || !take_unique_id(rest, 2, f) ||
        !der_take_optional(rest, DER_CONTEXT_CONSTRUCTED | 3, &outer, &present))
        return false;
    if (!present)
        return rest->len == 0;
    if (rest->len != 0 || !der_only(outer.body, DER_SEQUENCE, &list))
        return false;
    if (f->version != 3)
        f->defects |= CERTCHECK_DEFECT_VERSION;
    return extensions_read(list.body, f);
}

static bool
read_tbs(struct base_slice tbs, struct certcheck_facts *f)
{
    struct der_item alg, issuer, subject, spki;

    if (!facts_at_part(f, "version or serialNumber", tbs) || !take_version_and_serial(&tbs, f) ||
        !facts_at_part(f, "signature", tbs) || !der_take_tag(&tbs, DER_SEQUENCE, &alg) ||
        !facts_at_part(f, "issuer", tbs) || !der_take_tag(&tbs, DER_SEQUENCE, &issuer) ||
        !facts_at_part(f, "validity", tbs) || !take_validity(&tbs, f) ||
        !facts_at_part(f, "subject", tbs) || !der_take_tag(&tbs, DER_SEQUENCE, &subject) ||
        !facts_at_part(f, "subjectPublicKeyInfo", tbs) || !der_take_tag(&tbs, DER_SEQUENCE, &spki))
        return false;
    f->issuer = issuer.all;
    f->subject = subject.all;
    f->spki = spki.all;
    f->issuer_hash = base_slice_hash(issuer.all);
    f->subject_hash = base_slice_hash(subject.all);
    if (!base_slice_eq(alg.all, f->sig_alg))
        f->defects |= CERTCHECK_DEFECT_ALGORITHMS_DIFFER;
    if (!facts_read_key(spki.body, &f->key))
        f->defects |= CERTCHECK_DEFECT_KEY;
    if (!certcheck_name_is_sound(issuer.all) || !certcheck_name_is_sound(subject.all))
        f->defects |= CERTCHECK_DEFECT_NAME;
    return facts_at_part(f, "extensions", tbs) && take_tail(&tbs, f);
}

/* Certificate: tbsCertificate, signatureAlgorithm, signatureValue. */
static bool
read_frame(struct base_slice in, struct certcheck_facts *f, struct der_item *tbs)
{
    struct der_item alg, oid, sig;

    if (!facts_at_part(f, "tbsCertificate", in) || !der_take_tag(&in, DER_SEQUENCE, tbs) ||
        !facts_at_part(f, "signatureAlgorithm", in) || !der_take_tag(&in, DER_SEQUENCE, &alg) ||
        !der_take_tag(&alg.body, DER_OID, &oid) || !facts_at_part(f, "signatureValue", in) ||
        !der_take_tag(&in, DER_BIT_STRING, &sig) || sig.body.len == 0 || in.len != 0)
        return false;
    f->tbs = tbs->all;
    f->sig_alg = alg.all;
    f->sig_oid = oid.body;
    if (!certcheck_oid_is_valid(oid.body) || !facts_is_parameters(alg.body))
        f->defects |= CERTCHECK_DEFECT_ALGORITHM;
    if (!certcheck_oid_is_modest(oid.body))
        f->defects |= CERTCHECK_DEFECT_OID;
    f->signature = (struct base_slice){ sig.body.ptr + 1, sig.body.len - 1 };
    if (sig.body.ptr[0] != 0)
        f->defects |= CERTCHECK_DEFECT_SIGNATURE;
    return true;
}

enum certcheck_status
certcheck_facts_read(struct base_slice der, struct certcheck_facts *out)
{
    struct der_item cert, tbs;

    facts_init(out, CERTCHECK_KIND_CERTIFICATE);
    (void)facts_at_part(out, "Certificate", der);
    if (der.len > CERTCHECK_DER_MAX)
        return CERTCHECK_E_LIMIT;
    if (!der_take_tag(&der, DER_SEQUENCE, &cert) || !read_frame(cert.body, out, &tbs))
        return CERTCHECK_E_DER;
    if (der.len > 0)
        out->defects |= CERTCHECK_DEFECT_TRAILING;
    if (!der_is_minimal(cert.all))
        out->defects |= CERTCHECK_DEFECT_NOT_DER;
    out->der = cert.all;
    return read_tbs(tbs.body, out) ? CERTCHECK_OK : CERTCHECK_E_DER;
}

void
certcheck_facts_why(struct base_slice der, const struct certcheck_facts *facts,
                    struct base_text *out)
{
    if (der.len > CERTCHECK_DER_MAX) {
        base_text_str(out, "larger than 256 KiB");
        return;
    }
    base_text_str(out, facts->kind == CERTCHECK_KIND_CERTIFICATE ? "not a certificate: cannot read "
                                                                 : "not a request: cannot read ");
    base_text_str(out, facts->part);
    base_text_str(out, " at byte ");
    base_text_u64(out, facts->part_at >= der.ptr ? (uint64_t)(facts->part_at - der.ptr) : 0);
}

bool
certcheck_is_self_issued(const struct certcheck_facts *f)
{
    return f->subject_hash == f->issuer_hash && base_slice_eq(f->subject, f->issuer);
}

bool
certcheck_is_same(const struct certcheck_facts *a, const struct certcheck_facts *b)
{
    return a == b || base_slice_eq(a->der, b->der);
}
