/* SPDX-License-Identifier: MIT */
/*
 * certutil -store and -view, without bodies (those are PEM, and read as such).
 * Labels are in the language of Windows, so only what is not a word is read:
 * rules of "=" and "Row N:" begin a certificate, OIDs begin an extension, hex
 * dumps and OIDs in parentheses are its contents, "(sha1):" is the thumbprint.
 * "X509" and "PKCS10", which no language translates, begin a certificate and a
 * request; the OIDs of CRL extensions and ThisUpdate make a CRL.
 */
#include "text/dump_text.h"
#include "der/oids.h"
#include "read.h"
#include "read_dump.h"

#include <certcheck/names.h>

#include <stdlib.h>
#include <string.h>

#define VALUE_MAX 4096

enum heading { HEADING_NONE, HEADING_RULE, HEADING_ROW };
enum inside {
    INSIDE_NOTHING,
    INSIDE_EKU,
    INSIDE_POLICIES,
    INSIDE_KEY_USAGE,
    INSIDE_TEMPLATE_NAME,
    INSIDE_TEMPLATE,
    INSIDE_OTHER,
};

struct entry {
    enum heading heading;
    size_t margin; /* indent of the heading */
    enum part part;
    bool issued;     /* the row's certificate is told already */
    bool seen_twice; /* an extension of usages: two things in one */
    bool restricted; /* a property of the store lists usages, too (R18) */
    bool nameless;   /* an extension's OID is none: it may have been that of usages */
    struct synthetic synthetic;
    char template_name[256], template_oid[256]; /* that a request names, or "" */
    uint8_t key_usage;
    char name[256];
    bool named; /* the name is the subject's: extensions have begun */
    bool extensions, has_thumbprint, hash_is_cut;
    unsigned number;               /* that the line before this one ends with: "Extensions: 5" */
    unsigned due, shown;           /* extensions; due 0: not said */
    unsigned hashes, hashes_least; /* in this entry; in those before it, 0: none had one */
    struct certcheck_mention mention;
    enum inside inside;
    size_t indent; /* of the extension's first line: what stands further left is not its */
    uint8_t value[VALUE_MAX]; /* of the extension's hex dump */
    size_t value_len;
    unsigned line;

    struct base_slice text; /* the whole dump */
    struct dump_names names;
    bool learnt;
};

static void
begin(struct entry *e, enum heading heading, unsigned line)
{
    e->heading = heading;
    e->part = PART_UNKNOWN;
    e->issued = e->seen_twice = e->restricted = e->nameless = false;
    e->template_name[0] = e->template_oid[0] = '\0';
    synthetic_oids_clear(&e->synthetic.eku);
    synthetic_oids_clear(&e->synthetic.app_policies);
    e->key_usage = 0;
    e->name[0] = '\0';
    e->named = e->extensions = e->has_thumbprint = e->hash_is_cut = false;
    e->inside = INSIDE_NOTHING;
    e->indent = 0;
    e->value_len = e->hashes = 0;
    e->number = e->due = e->shown = 0;
    e->line = line;
}

/* A hex dump is exact; where there is one it replaces what was read from words. One that
 * is no such list is another's: of the signature, in a dump that lost its indents. */
static void
prefer_value(struct base_slice value, struct synthetic_oids *set)
{
    struct synthetic_oids exact = { .len = 0 };

    dump_oids_of(value, &exact);
    if (!exact.cut)
        *set = exact;
    else
        set->cut = set->cut || set->n == 0;
}

static void
end_extension(struct entry *e)
{
    struct base_slice value = { e->value, e->value_len };
    struct synthetic_oids *set =
        e->inside == INSIDE_EKU ? &e->synthetic.eku : &e->synthetic.app_policies;

    if (e->inside == INSIDE_EKU || e->inside == INSIDE_POLICIES) {
        if (value.len > 0)
            prefer_value(value, set);
        else if (set->n == 0)
            set->cut = true; /* shown by name alone */
    }
    e->inside = INSIDE_NOTHING;
    e->indent = 0;
    e->value_len = 0;
}

static enum certcheck_status
pass_over(struct reader *r, const struct entry *e, const char *why)
{
    if (r->why->len > 0)
        return CERTCHECK_OK;
    base_text_str(r->why, "line ");
    base_text_u64(r->why, e->line);
    base_text_str(r->why, ": ");
    base_text_str(r->why, why);
    return CERTCHECK_OK;
}

static enum certcheck_status
add_fields(struct reader *r, struct entry *e)
{
    uint8_t der[SYNTHETIC_DER_MAX], *own;
    struct certcheck_object *o;
    enum certcheck_status status;
    size_t len;

    if (e->seen_twice)
        return pass_over(r, e,
                         "the dump lists usages twice for one certificate: export the "
                         "certificate itself");
    if (e->nameless || e->synthetic.eku.cut || e->synthetic.app_policies.cut)
        return pass_over(r, e,
                         "the dump lists usages without their OIDs: export the certificate itself");
    e->synthetic.name = base_slice_str(e->name);
    e->synthetic.template_name = base_slice_str(e->template_name);
    e->synthetic.template_oid = base_slice_str(e->template_oid);
    e->synthetic.key_usage = (struct base_slice){ &e->key_usage, e->key_usage != 0 };
    len = synthetic_write(&e->synthetic, der);
    own = read_own(r, len);
    if (own == NULL)
        return CERTCHECK_E_MEMORY;
    if (len == 0)
        return read_fail(r, CERTCHECK_E_LIMIT, "too much data in the fields of one certificate");
    memcpy(own, der + SYNTHETIC_DER_MAX - len, len);
    r->line = e->line;
    status =
        read_add(r, e->part == PART_REQUEST ? CERTCHECK_KIND_REQUEST_FIELDS : CERTCHECK_KIND_FIELDS,
                 (struct base_slice){ own, len });
    if (status != CERTCHECK_OK)
        return status;
    o = &r->out->at[r->out->n - 1];
    o->has_thumbprint = e->has_thumbprint;
    memcpy(o->thumbprint, e->mention.thumbprint, sizeof o->thumbprint);
    return CERTCHECK_OK;
}

/* certutil says how many extensions follow: usages may be among those that were left out. */
static bool
lacks_extensions(const struct entry *e)
{
    return e->shown < e->due && e->part != PART_CRL && !(e->part == PART_REQUEST && e->issued);
}

static enum certcheck_status
finish(struct reader *r, struct entry *e)
{
    end_extension(e);
    if (e->restricted)
        return pass_over(r, e,
                         "a property of the store restricts the certificate's usages: export "
                         "the store itself, as a .sst file");
    if (lacks_extensions(e))
        return pass_over(r, e, "the dump is cut off in this certificate");
    if (e->part == PART_CRL)
        r->out->skipped.crls++;
    if (e->part == PART_CRL || (e->part == PART_REQUEST && e->issued))
        return CERTCHECK_OK; /* what was asked for, when it was issued, is past */
    if (e->extensions || e->part == PART_REQUEST)
        return add_fields(r, e);
    if (!e->has_thumbprint)
        return e->hash_is_cut ? pass_over(r, e, "a hash that is not 40 hex digits") : CERTCHECK_OK;
    e->mention.line = e->line;
    return read_mention(r, &e->mention);
}

/* What was read last may be half of it: certutil -store ends each certificate with its
 * hash (-v with that of its key before it), -view goes on after the last row, and -dump with
 * the signature after the extensions. */
static bool
is_cut_off(const struct entry *e)
{
    if (e->part == PART_CRL || e->part == PART_REQUEST)
        return false;
    if (e->heading == HEADING_RULE)
        return e->hashes < e->hashes_least || (e->extensions && !e->has_thumbprint);
    return e->extensions && e->inside != INSIDE_NOTHING &&
           (e->heading == HEADING_ROW || e->part == PART_CERTIFICATE);
}

/* A row of the database may show the request, and then the certificate that was issued. */
static enum certcheck_status
begin_part(struct reader *r, struct entry *e, enum part part, unsigned line)
{
    bool row = e->heading == HEADING_ROW, issued = e->issued || e->part == PART_CERTIFICATE;
    enum certcheck_status status =
        row && e->part == PART_REQUEST && part == PART_CERTIFICATE ? CERTCHECK_OK : finish(r, e);

    begin(e, e->heading, line);
    e->part = part;
    e->issued = row && issued;
    return status;
}

static enum inside
inside_of(enum oid id)
{
    switch (id) {
    case OID_EKU:
        return INSIDE_EKU;
    case OID_APP_POLICIES:
        return INSIDE_POLICIES;
    case OID_KEY_USAGE:
        return INSIDE_KEY_USAGE;
    case OID_MS_TEMPLATE_NAME:
        return INSIDE_TEMPLATE_NAME;
    case OID_MS_TEMPLATE:
        return INSIDE_TEMPLATE;
    default:
        return INSIDE_OTHER;
    }
}

/* cRLNumber, deltaCRLIndicator, issuingDistributionPoint (RFC 5280 5.2): of CRLs alone. */
static bool
is_of_crl(struct base_slice oid)
{
    return base_slice_eq_str(oid, "2.5.29.20") || base_slice_eq_str(oid, "2.5.29.27") ||
           base_slice_eq_str(oid, "2.5.29.28");
}

static void
begin_extension(struct entry *e, struct base_slice oid, size_t indent)
{
    uint8_t der[64];
    char text[128];
    size_t len = 0;
    struct base_text t;
    enum oid id = OID_COUNT;

    end_extension(e);
    base_text_init(&t, text, sizeof text);
    base_text_bytes(&t, oid.ptr, oid.len);
    if (!t.cut && certcheck_oid_parse(text, der, sizeof der, &len))
        id = oid_find((struct base_slice){ der, len });
    else
        e->nameless = true;
    if (e->shown++ == 0)
        e->due = e->number;
    e->named = e->extensions = true;
    e->has_thumbprint = false; /* names have such lines too, and the certificate's comes last */
    e->indent = indent;
    e->inside = inside_of(id);
    if (is_of_crl(oid))
        e->part = PART_CRL;
    if (id == OID_EKU || id == OID_APP_POLICIES) {
        struct synthetic_oids *set = id == OID_EKU ? &e->synthetic.eku : &e->synthetic.app_policies;

        e->seen_twice = e->seen_twice || set->present;
        set->present = true;
    }
}

/* "Digital Signature, Key Encipherment (a0)" */
static void
read_key_usage(struct entry *e, struct base_slice line)
{
    static const char digits[] = "0123456789abcdef";
    const char *high, *low;

    if (line.len < 4 || line.ptr[line.len - 1] != ')' || line.ptr[line.len - 4] != '(')
        return;
    high = memchr(digits, line.ptr[line.len - 3], 16);
    low = memchr(digits, line.ptr[line.len - 2], 16);
    if (high != NULL && low != NULL)
        e->key_usage = (uint8_t)((high - digits) << 4 | (low - digits));
}

/* "Policy Identifier=Client Authentication": the name stands beside its OID elsewhere. */
static void
read_policy(struct entry *e, struct base_slice line)
{
    const uint8_t *equals = line.len == 0 ? NULL : memchr(line.ptr, '=', line.len);
    struct base_slice name, oid;

    if (equals == NULL)
        return;
    if (!e->learnt)
        dump_names_learn(&e->names, e->text);
    e->learnt = true;
    name = base_trim((struct base_slice){ equals + 1, (size_t)(line.ptr + line.len - equals) - 1 });
    if (dump_names_find(&e->names, name, &oid))
        (void)synthetic_oids_add(&e->synthetic.app_policies, oid);
    else
        e->synthetic.app_policies.cut = true; /* till a hex dump tells */
}

static void
keep_text(char out[256], struct base_slice value)
{
    struct base_text t;

    base_text_init(&t, out, 256);
    base_text_safe(&t, value);
}

/* "Template=Web Server (1.3.6...)" or "Template=1.3.6...": the first OID below the extension. */
static void
read_template(struct entry *e, struct base_slice line)
{
    struct base_slice oid;

    if (e->inside == INSIDE_TEMPLATE && e->template_oid[0] == '\0' && dump_oid(line, &oid))
        keep_text(e->template_oid, oid);
    else if (e->inside == INSIDE_TEMPLATE_NAME && line.len > 0)
        keep_text(e->template_name, line); /* the last line: a label comes before it */
}

/* certreq's attribute: "CertificateTemplate:WebServer", "CertificateTemplate=WebServer". */
static void
read_attribute(struct entry *e, struct base_slice line)
{
    static const char word[] = "CertificateTemplate";
    const uint8_t *at = base_slice_find(line, base_slice_str(word));
    size_t n = 1, left;

    if (at == NULL || e->template_name[0] != '\0')
        return;
    at += sizeof word - 1;
    left = (size_t)(line.ptr + line.len - at);
    if (left < 2 || (at[0] != ':' && at[0] != '='))
        return;
    while (n < left && at[n] != '"' && at[n] != '\\')
        n++;
    keep_text(e->template_name, base_trim((struct base_slice){ at + 1, n - 1 }));
}

static void
read_contents(struct entry *e, struct base_slice line)
{
    struct base_slice oid;
    struct synthetic_oids *set =
        e->inside == INSIDE_EKU ? &e->synthetic.eku : &e->synthetic.app_policies;

    if (dump_hex(line, e->value, VALUE_MAX, &e->value_len))
        return;
    if (e->inside == INSIDE_KEY_USAGE)
        read_key_usage(e, line);
    else if ((e->inside == INSIDE_EKU || e->inside == INSIDE_POLICIES) && dump_oid(line, &oid))
        (void)synthetic_oids_add(set, oid);
    else if (e->inside == INSIDE_POLICIES)
        read_policy(e, line);
    else
        read_template(e, line);
}

/* Issuer comes first, subject last: the last CN before the extensions is the subject's. */
static void
read_name(struct entry *e, struct base_slice line)
{
    const uint8_t *at = base_slice_find(line, base_slice_str("CN="));
    struct base_text t;
    size_t n = 0, left;

    if (at == NULL || e->named)
        return;
    at += 3;
    left = (size_t)(line.ptr + line.len - at);
    while (n < left && at[n] != ',' && at[n] != '"')
        n++;
    base_text_init(&t, e->name, sizeof e->name);
    base_text_safe(&t, (struct base_slice){ at, n });
}

/* "Certificate Extensions: 5"; 0: it ends with no number. */
static unsigned
number_at_end(struct base_slice line)
{
    unsigned number = 0, place = 1;

    while (line.len > 0 && line.ptr[line.len - 1] >= '0' && line.ptr[line.len - 1] <= '9' &&
           place <= 100) {
        number += place * (unsigned)(line.ptr[--line.len] - '0');
        place *= 10;
    }
    line = base_trim(line);
    return line.len > 0 && line.ptr[line.len - 1] == ':' ? number : 0;
}

static void
read_field(struct entry *e, struct base_slice line, size_t indent)
{
    struct base_slice oid, hash;

    if (line.len > 0 && indent < e->indent)
        end_extension(e);
    if (dump_is_extension(line, &oid)) {
        begin_extension(e, oid, indent);
    } else if (dump_is_hash(line, &hash) && indent <= e->margin) { /* else a name's */
        end_extension(e);
        e->hashes++;
        e->hash_is_cut = !read_thumbprint(hash, e->mention.thumbprint); /* the last one counts */
        e->has_thumbprint = !e->hash_is_cut && e->part != PART_REQUEST; /* that is its key's */
    } else if (e->inside != INSIDE_NOTHING) {
        read_contents(e, line);
    } else if (read_starts(line, "ThisUpdate") && e->part != PART_REQUEST) {
        e->part = PART_CRL;
    } else {
        if (e->part == PART_REQUEST)
            read_attribute(e, line);
        read_name(e, line);
    }
    if (base_slice_find(line, base_slice_str("ENHKEY_USAGE_PROP_ID")) != NULL)
        e->restricted = true;
    if (line.len > 0)
        e->number = number_at_end(line);
}

static enum certcheck_status
read_dump_line(struct reader *r, struct entry *e, struct base_slice raw, unsigned number)
{
    struct base_slice line = base_trim(raw);
    enum part part = dump_part_of(line);
    enum certcheck_status status;

    if (part != PART_UNKNOWN)
        return begin_part(r, e, part, number);
    if (!read_starts(line, DUMP_RULE) && !dump_is_row(line)) {
        read_field(e, line, (size_t)(line.ptr - raw.ptr));
        return CERTCHECK_OK;
    }
    status = finish(r, e);
    if (e->hashes > 0 && (e->hashes_least == 0 || e->hashes < e->hashes_least))
        e->hashes_least = e->hashes;
    begin(e, read_starts(line, DUMP_RULE) ? HEADING_RULE : HEADING_ROW, number);
    e->margin = (size_t)(line.ptr - raw.ptr);
    return status;
}

enum certcheck_status
read_dump(struct reader *r, struct base_slice text)
{
    enum certcheck_status status = CERTCHECK_OK;
    struct entry *e = calloc(1, sizeof *e);
    struct base_slice raw;
    unsigned number = 0;

    if (e == NULL)
        return read_fail(r, CERTCHECK_E_MEMORY, "out of memory");
    e->text = text;
    begin(e, HEADING_NONE, 1);
    while (status == CERTCHECK_OK && read_line(&text, &raw))
        status = read_dump_line(r, e, raw, ++number);
    if (status == CERTCHECK_OK)
        status = is_cut_off(e) ? pass_over(r, e, "the dump is cut off in this certificate")
                               : finish(r, e);
    free(e);
    return status;
}
