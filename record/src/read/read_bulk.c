/* SPDX-License-Identifier: MIT */
#include "reader.h"

#include <base/base64.h>
#include <base/text.h>

#include <string.h>

#include "fields.h"
#include "skim.h"

struct base_slice
record_reader_base64(struct record_reader *r, struct base_slice text)
{
    struct base_slice out = { r->bytes + r->bytes_n, 0 };

    if (text.len > r->bytes_cap - r->bytes_n ||
        !base_base64_read(text, r->bytes + r->bytes_n, &out.len)) {
        record_field_blame(&r->bad, "replay");
        return (struct base_slice){ 0 };
    }
    r->bytes_n += out.len;
    return out;
}

static struct base_slice
base64_of_value(struct record_reader *r, struct base_slice value)
{
    if (!record_skim_string(value, &value))
        record_field_blame(&r->bad, "replay");
    return record_reader_base64(r, r->bad == NULL ? value : (struct base_slice){ 0 });
}

/* The next item of the bulk; too many and a torn list are no list at all. */
static bool
next_item(struct record_reader *r, struct record_skim *s, size_t n, size_t max, const char *key,
          struct base_slice *value)
{
    bool more = record_skim_item(s, value);

    if (s->bad || (more && n == max))
        record_field_blame(&r->bad, key);
    return more && r->bad == NULL;
}

static void
read_certificate(struct record_reader *r, struct base_slice der, struct assess_certificate *out)
{
    out->der = base64_of_value(r, der);
    out->readable = r->bad == NULL && certcheck_facts_read(out->der, &out->facts) == CERTCHECK_OK;
}

/* What is judged may be a request, a template or the fields of a dump: two kinds have one name. */
static void
read_judged(struct record_reader *r, struct base_slice der, struct assess_certificate *out)
{
    read_certificate(r, der, out);
    for (unsigned kind = 0; r->bad == NULL && !out->readable && kind < CERTCHECK_KINDS; kind++)
        out->readable =
            r->result.kind != NULL &&
            strcmp(certcheck_kind_name((enum certcheck_kind)kind), r->result.kind) == 0 &&
            certcheck_read_as((enum certcheck_kind)kind, out->der, &out->facts) == CERTCHECK_OK;
}

static void
take_hex(struct record_reader *r, struct base_slice value, const char *key, uint8_t *out, size_t n)
{
    char text[2 * CERTCHECK_SHA256_LEN + 1];
    size_t len = 0;
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    if (record_skim_string(value, &value))
        base_text_bytes(&t, value.ptr, value.len);
    if (t.cut || !base_parse_hex(text, out, n, &len) || len != n)
        record_field_blame(&r->bad, key);
}

static void
read_hashes(struct record_reader *r, struct base_slice shown, struct assess_certificate *out)
{
    struct record_skim s = record_skim(shown, '{');
    struct base_slice key, value;
    unsigned missing = 1u | 2u;

    while (missing != 0 && record_skim_member(&s, &key, &value))
        if (base_slice_eq_str(key, "sha1")) {
            out->made_sha1 = base_slice_eq_str(value, "null");
            if (!out->made_sha1)
                take_hex(r, value, "sha1", out->sha1, sizeof out->sha1);
            missing &= ~1u;
        } else if (base_slice_eq_str(key, "sha256")) {
            out->made_sha256 = base_slice_eq_str(value, "null");
            if (!out->made_sha256)
                take_hex(r, value, "sha256", out->sha256, sizeof out->sha256);
            missing &= ~2u;
        }
    if (missing != 0)
        record_field_blame(&r->bad, "certificates");
}

static void
read_certificates(struct record_reader *r)
{
    struct record_skim shown = record_skim(r->stripped.shown, '['),
                       der = record_skim(r->stripped.certificates, '[');
    struct base_slice object, text;
    size_t n = 0;

    while (next_item(r, &shown, n, PROBE_CERTIFICATES_MAX, "certificates", &object) &&
           next_item(r, &der, n, PROBE_CERTIFICATES_MAX, "replay", &text)) {
        (n == 0 ? read_judged : read_certificate)(r, text, &r->certificates[n]);
        read_hashes(r, object, &r->certificates[n++]);
    }
    (void)next_item(r, &der, n, n, "replay", &text); /* as many as are shown */
    r->result.certificates = r->certificates;
    r->result.certificates_n = n;
}

static void
read_issuers(struct record_reader *r)
{
    struct record_skim s = record_skim(r->stripped.issuers, '[');
    struct base_slice text;

    r->issuers_n = 0;
    while (next_item(r, &s, r->issuers_n, CERTCHECK_PATH_MAX, "replay", &text))
        read_certificate(r, text, &r->issuers[r->issuers_n++]);
}

static void
read_ca_names(struct record_reader *r)
{
    struct record_skim s = record_skim(r->stripped.ca_names, '[');
    struct base_slice text;

    r->probe.ca_names_n = 0;
    while (next_item(r, &s, r->probe.ca_names_n, PROBE_CA_NAMES_MAX, "replay", &text))
        r->ca_names[r->probe.ca_names_n++] = base64_of_value(r, text);
    r->probe.ca_names = r->ca_names;
}

void
record_reader_bulk(struct record_reader *r)
{
    read_certificates(r);
    read_issuers(r);
    read_ca_names(r);
}
