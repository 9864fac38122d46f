/* SPDX-License-Identifier: MIT */
/* The fields of a row of csv. */
#ifndef REPORT_CSV_H
#define REPORT_CSV_H

#include "format.h"

/* One field at a time: its raw text is collected, then escaped into out. */
struct row {
    struct report_context *context;
    const struct assess_result *result;
    struct output_bytes *raw;
};

typedef void field_fn(const struct row *row);

static inline void
put_str(const struct row *row, const char *s)
{
    if (s != NULL)
        output_add_str(row->raw, s);
}

static inline void
put_separator(const struct row *row)
{
    if (row->raw->len > 0)
        output_add_str(row->raw, "; ");
}

static inline void
put_text(const struct row *row, struct base_text *t)
{
    output_add_slice(row->raw, output_scratch_done(t));
}

/* csv_certificate.c: of the leaf. */
field_fn field_subject, field_issuer, field_serial, field_sha1, field_sha256, field_not_before;
field_fn field_not_after, field_key, field_signature, field_eku, field_app_policies, field_san;

#endif
