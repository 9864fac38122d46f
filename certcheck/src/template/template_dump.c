/* SPDX-License-Identifier: MIT */
/*
 * certutil -v -template: "TemplateProp... = value" lines, which are not
 * localised, with OIDs and numbers on the lines below. Numbers are hex.
 */
#include "template.h"

#include "text/dump_text.h"
#include "text/read_text.h"

#include <string.h>

#define PROPERTY "TemplateProp"

enum property {
    P_NAME,
    P_DISPLAY,
    P_EKU,
    P_POLICY,
    P_OID,
    P_SCHEMA,
    P_MAJOR,
    P_MINOR,
    P_NAME_FLAGS,
    P_FLAGS,
    P_EXTENSIONS,
    P_SUPERSEDES,
    P_OTHER,
};

static const struct {
    const char *name;
    enum property property;
} properties[] = {
    { "CommonName", P_NAME },
    { "FriendlyName", P_DISPLAY },
    { "EKUs", P_EKU },
    { "V1ApplicationPolicy", P_POLICY },
    { "OID", P_OID },
    { "SchemaVersion", P_SCHEMA },
    { "MajorRevision", P_MAJOR },
    { "MinorRevision", P_MINOR },
    { "SubjectNameFlags", P_NAME_FLAGS },
    { "GeneralFlags", P_FLAGS },
    { "Extensions", P_EXTENSIONS },
    { "SupersedeTemplates", P_SUPERSEDES },
    { "Supersede", P_SUPERSEDES },
};
#define PROPERTIES (sizeof properties / sizeof properties[0])

struct dump {
    struct builder *b;
    enum property in; /* whose lines are being read */
    enum { IN_OTHER, IN_KEY_USAGE, IN_POLICIES } extension;
    unsigned due, shown; /* what a property holds: "4 Extensions:" */
    bool cut;            /* one held less */
    bool extended;       /* TemplatePropExtensions, which every template has, were counted */
    uint8_t value[4096];
    size_t value_len;
    struct synthetic_oids policies; /* stamped: TemplatePropExtensions */
    struct base_slice text;         /* the whole dump */
    struct dump_names names;
    unsigned line;
};

static bool
is_property(struct base_slice line)
{
    return line.len > strlen(PROPERTY) && memcmp(line.ptr, PROPERTY, strlen(PROPERTY)) == 0;
}

bool
template_is_dump(struct base_slice text)
{
    return read_has(text, PROPERTY "CommonName");
}

/* "TemplatePropOID =" or "... = value". */
static enum property
split(struct base_slice line, struct base_slice *value)
{
    size_t n = strlen(PROPERTY), from = n;
    struct base_slice name;

    while (n < line.len && line.ptr[n] != ' ' && line.ptr[n] != '=' && line.ptr[n] != '[')
        n++;
    name = (struct base_slice){ line.ptr + from, n - from };
    while (n < line.len && line.ptr[n] != '=')
        n++;
    *value = n < line.len ? base_trim((struct base_slice){ line.ptr + n + 1, line.len - n - 1 })
                          : (struct base_slice){ 0 };
    for (size_t i = 0; i < PROPERTIES; i++)
        if (base_slice_eq_str(name, properties[i].name))
            return properties[i].property;
    return P_OTHER;
}

/* Of what was left out nothing is known, and the policies that count may be among it. */
static void
end_property(struct dump *d)
{
    d->cut = d->cut || d->shown < d->due;
    d->due = d->shown = 0;
}

/* From version 2 on the policies may stand among the stamped extensions alone. */
static bool
end_template(struct dump *d)
{
    end_property(d);
    if (d->cut || !d->extended)
        d->b->t.shows_flags = d->b->t.shows_subject = false;
    d->cut = d->extended = false;
    if (d->policies.cut)
        builder_bad(d->b, 0,
                    "application policies whose OIDs the dump does not contain: export it as "
                    "LDIF (ldifde)");
    if (!d->b->policies.present)
        d->b->policies = d->policies;
    synthetic_oids_clear(&d->policies);
    d->value_len = 0;
    d->extension = IN_OTHER;
    return builder_end(d->b);
}

static bool
begin_template(struct dump *d, struct base_slice name)
{
    if (!end_template(d))
        return false;
    builder_begin(d->b, d->line);
    d->b->template = true;
    builder_attribute(d->b, base_slice_str("cn"), name);
    return true;
}

static void
set_hex(struct base_slice value, unsigned *out)
{
    uint32_t n;

    if (builder_hex(value, &n))
        *out = n;
}

static bool
read_property(struct dump *d, struct base_slice line)
{
    struct builder *b = d->b;
    struct base_slice value;
    unsigned flags = 0;

    if (d->in == P_EXTENSIONS || d->in == P_EKU || d->in == P_POLICY)
        end_property(d);
    d->in = split(line, &value);
    switch (d->in) {
    case P_NAME:
        return begin_template(d, value);
    case P_DISPLAY:
        builder_attribute(b, base_slice_str("displayName"), value);
        break;
    case P_SCHEMA:
        set_hex(value, &b->t.schema_version);
        b->t.shows_version = true;
        break;
    case P_MAJOR:
        set_hex(value, &b->t.major);
        break;
    case P_MINOR:
        set_hex(value, &b->t.minor);
        break;
    case P_NAME_FLAGS:
    case P_FLAGS:
        set_hex(value, &flags);
        builder_flags(b, d->in == P_FLAGS ? BUILDER_GENERAL : BUILDER_NAME, flags);
        break;
    default:
        break;
    }
    return true;
}

/* "(a0)" or "(a0, 80)" at the end of a line. */
static void
read_key_usage(struct dump *d, struct base_slice line)
{
    uint8_t octets[2];
    size_t n = line.len;

    while (n > 0 && line.ptr[n - 1] != '(')
        n--;
    if (n == 0 || line.ptr[line.len - 1] != ')')
        return;
    line = (struct base_slice){ line.ptr + n, line.len - n - 1 };
    for (size_t i = 0; i < 2; i++) {
        uint32_t octet;

        if (!builder_hex(line, &octet) || octet > 0xff)
            return;
        octets[i] = (uint8_t)octet;
        builder_key_usage(d->b, octets, i + 1);
        n = 0;
        while (n < line.len && line.ptr[n] != ',')
            n++;
        if (n == line.len)
            return;
        line.ptr += n + 1;
        line.len -= n + 1;
    }
}

/* "Policy Identifier=Client Authentication": the name stands beside its OID elsewhere. */
static void
read_policy(struct dump *d, struct base_slice line)
{
    const uint8_t *equals = memchr(line.ptr, '=', line.len);
    struct base_slice name, oid;

    if (equals == NULL)
        return;
    if (d->names.n == 0)
        dump_names_learn(&d->names, d->text);
    name = base_trim((struct base_slice){ equals + 1, (size_t)(line.ptr + line.len - equals) - 1 });
    if (dump_names_find(&d->names, name, &oid))
        (void)synthetic_oids_add(&d->policies, oid);
    else
        d->policies.present = d->policies.cut = true; /* till a hex dump tells */
}

static void
read_extension(struct dump *d, struct base_slice line)
{
    struct base_slice oid;

    if (dump_oid(line, &oid) && oid.ptr == line.ptr && oid.len < line.len &&
        line.ptr[oid.len] == ':') {
        d->extension = base_slice_eq_str(oid, "2.5.29.15")               ? IN_KEY_USAGE
                       : base_slice_eq_str(oid, "1.3.6.1.4.1.311.21.10") ? IN_POLICIES
                                                                         : IN_OTHER;
        d->value_len = 0;
        d->shown++;
        d->policies.present = d->policies.present || d->extension == IN_POLICIES;
    } else if (d->extension == IN_KEY_USAGE) {
        read_key_usage(d, line);
    } else if (d->extension == IN_POLICIES &&
               dump_hex(line, d->value, sizeof d->value, &d->value_len)) {
        synthetic_oids_clear(&d->policies);
        dump_oids_of((struct base_slice){ d->value, d->value_len }, &d->policies);
    } else if (d->extension == IN_POLICIES && d->value_len == 0 && dump_oid(line, &oid)) {
        (void)synthetic_oids_add(&d->policies, oid);
    } else if (d->extension == IN_POLICIES && d->value_len == 0) {
        read_policy(d, line);
    }
}

/* "2 ObjectIds:", "4 Extensions:" */
static bool
read_count(struct dump *d, struct base_slice line)
{
    unsigned count = 0;
    size_t n = 0;

    while (n < line.len && n < 4 && line.ptr[n] >= '0' && line.ptr[n] <= '9')
        count = count * 10 + (unsigned)(line.ptr[n++] - '0');
    if (d->due > 0 || d->shown > 0 || n == 0 || n == line.len || line.ptr[n] != ' ' ||
        line.ptr[line.len - 1] != ':')
        return false;
    d->due = count;
    d->extended = d->extended || d->in == P_EXTENSIONS;
    return true;
}

/* "0: WebServer" or the name alone. */
static struct base_slice
without_number(struct base_slice line)
{
    size_t n = 0;

    while (n < line.len && line.ptr[n] >= '0' && line.ptr[n] <= '9')
        n++;
    if (n > 0 && n < line.len && line.ptr[n] == ':')
        return base_trim((struct base_slice){ line.ptr + n + 1, line.len - n - 1 });
    return line;
}

static void
read_below(struct dump *d, struct base_slice line)
{
    struct base_slice oid;

    if (read_count(d, line))
        return;
    if (d->in == P_EXTENSIONS) {
        read_extension(d, line);
    } else if (d->in == P_SUPERSEDES) {
        builder_supersedes(d->b, without_number(line));
    } else if (!dump_oid(line, &oid) || oid.ptr != line.ptr) {
        return;
    } else if (d->in == P_EKU || d->in == P_POLICY) {
        d->shown++;
        builder_oid(d->b, oid, d->in == P_POLICY);
    } else if (d->in == P_OID) {
        builder_attribute(d->b, base_slice_str("msPKI-Cert-Template-OID"), oid);
    }
}

bool
template_dump(struct builder *b, struct base_slice text)
{
    struct dump d = { .b = b, .in = P_OTHER, .text = text };
    struct base_slice line;

    while (read_line(&text, &line)) {
        d.line++;
        line = base_trim(line);
        if (is_property(line)) {
            if (!read_property(&d, line))
                return false;
        } else if (line.len > 0) {
            read_below(&d, line);
        }
    }
    return end_template(&d);
}
