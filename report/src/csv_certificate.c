/* SPDX-License-Identifier: MIT */
/* Fields of csv that are about the certificate. */
#include "csv.h"

#include <certcheck/names.h>
#include <record/names.h>

static void
put_leaf_name(const struct row *row, bool issuer)
{
    const struct certcheck_facts *leaf = assess_leaf(row->result);
    struct base_text t = output_scratch(&row->context->scratch);

    if (leaf == NULL)
        return;
    certcheck_name_text(issuer ? leaf->issuer : leaf->subject, &t);
    put_text(row, &t);
}

void
field_subject(const struct row *row)
{
    put_leaf_name(row, false);
}

void
field_issuer(const struct row *row)
{
    put_leaf_name(row, true);
}

void
field_serial(const struct row *row)
{
    const struct certcheck_facts *leaf = assess_leaf(row->result);

    if (leaf != NULL)
        output_add_hex(row->raw, leaf->serial.ptr, leaf->serial.len);
}

void
field_sha1(const struct row *row)
{
    if (row->result->certificates_n > 0 && !row->result->certificates[0].made_sha1)
        output_add_hex(row->raw, row->result->certificates[0].sha1, CERTCHECK_SHA1_LEN);
}

void
field_sha256(const struct row *row)
{
    if (row->result->certificates_n > 0 && !row->result->certificates[0].made_sha256)
        output_add_hex(row->raw, row->result->certificates[0].sha256, CERTCHECK_SHA256_LEN);
}

void
field_not_before(const struct row *row)
{
    const struct certcheck_facts *leaf = assess_leaf(row->result);

    if (leaf != NULL && !(leaf->defects & CERTCHECK_DEFECT_NOT_BEFORE))
        output_add_time(row->raw, leaf->not_before_s);
}

void
field_not_after(const struct row *row)
{
    const struct certcheck_facts *leaf = assess_leaf(row->result);

    if (leaf != NULL && !(leaf->defects & CERTCHECK_DEFECT_NOT_AFTER))
        output_add_time(row->raw, leaf->not_after_s);
}

void
field_key(const struct row *row)
{
    const struct certcheck_facts *leaf = assess_leaf(row->result);
    struct base_text t = output_scratch(&row->context->scratch);

    if (leaf == NULL)
        return;
    certcheck_key_text(&leaf->key, &t);
    put_text(row, &t);
}

void
field_signature(const struct row *row)
{
    const struct certcheck_facts *leaf = assess_leaf(row->result);
    struct base_text t = output_scratch(&row->context->scratch);

    if (leaf == NULL)
        return;
    certcheck_signature_text(leaf->sig_oid, &t);
    put_text(row, &t);
}

/* The OIDs, by name where they have one; else the state. */
static void
put_set(const struct row *row, const struct certcheck_usage_set *set)
{
    struct base_slice rest = set->list, oid;

    while (certcheck_oid_next(set, &rest, &oid)) {
        struct base_text t = output_scratch(&row->context->scratch);
        const char *name = certcheck_oid_name(oid);

        put_separator(row);
        if (name == NULL)
            certcheck_oid_text(oid, &t);
        else
            base_text_str(&t, name);
        put_text(row, &t);
    }
    if (row->raw->len == 0)
        put_str(row, record_set_state_name(set->state));
}

void
field_eku(const struct row *row)
{
    const struct certcheck_facts *leaf = assess_leaf(row->result);

    if (leaf != NULL)
        put_set(row, &leaf->eku);
}

void
field_app_policies(const struct row *row)
{
    const struct certcheck_facts *leaf = assess_leaf(row->result);

    if (leaf != NULL)
        put_set(row, &leaf->app_policies);
}

void
field_san(const struct row *row)
{
    const struct certcheck_facts *leaf = assess_leaf(row->result);
    struct base_slice rest = leaf == NULL ? (struct base_slice){ NULL, 0 } : leaf->san;
    struct certcheck_san san;

    while (certcheck_san_next(&rest, &san)) {
        struct base_text t = output_scratch(&row->context->scratch);

        put_separator(row);
        certcheck_san_text(&san, &t);
        put_text(row, &t);
    }
}
