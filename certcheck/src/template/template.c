/* SPDX-License-Identifier: MIT */
#include "template.h"

#include "text/read_text.h"

#include <stdlib.h>
#include <string.h>

#define IS_CA 0x80u           /* CT_FLAG_IS_CA */
#define IS_CROSS_CA 0x800u    /* CT_FLAG_IS_CROSS_CA */
#define SUPPLIES_SUBJECT 1u   /* CT_FLAG_ENROLLEE_SUPPLIES_SUBJECT */
#define SUPERSEDED_MAX 10000u /* each is compared with each template */

const char *
certcheck_governs_name(enum certcheck_template_governs g)
{
    switch (g) {
    case CERTCHECK_GOVERNS_EKU:
        return "pKIExtendedKeyUsage";
    case CERTCHECK_GOVERNS_APPLICATION_POLICY:
        return "msPKI-Certificate-Application-Policy";
    default:
        return "none";
    }
}

bool
builder_fail(struct builder *b, enum certcheck_status status, const char *text)
{
    if (b->status != CERTCHECK_OK)
        return false;
    b->status = status;
    base_text_clear(b->why); /* a graver one replaces it */
    base_text_str(b->why, text);
    return false;
}

void
builder_bad(struct builder *b, unsigned line, const char *text)
{
    if (b->bad != NULL)
        return;
    b->bad = text;
    b->bad_line = line;
}

static void
say_bad(struct builder *b)
{
    unsigned line = b->bad_line > 0 ? b->bad_line : b->t.line;

    if (b->why->len > 0)
        return;
    if (line > 0) {
        base_text_str(b->why, "line ");
        base_text_u64(b->why, line);
        base_text_str(b->why, ": ");
    }
    base_text_str(b->why, b->bad);
    if (b->t.name[0] == '\0')
        return;
    base_text_str(b->why, " (template ");
    base_text_str(b->why, b->t.name);
    base_text_byte(b->why, ')');
}

void
builder_begin(struct builder *b, unsigned line)
{
    if (b->fresh) { /* a file may be nothing but empty lines */
        b->t.line = line;
        return;
    }
    free(b->t.supersedes); /* of an entry that was no template */
    b->t = (struct certcheck_template){ .line = line, .schema_version = 1 };
    synthetic_oids_clear(&b->eku);
    synthetic_oids_clear(&b->policies);
    memset(b->key_usage, 0, sizeof b->key_usage);
    b->open = b->template = false;
    b->fresh = true;
    b->bad = NULL;
}

static uint64_t
digits(struct base_slice s, int base, bool *ok)
{
    uint64_t v = 0;

    *ok = s.len > 0;
    for (size_t i = 0; i < s.len && *ok; i++) {
        int d = read_hex_digit(s.ptr[i]);

        *ok = d >= 0 && d < base && v <= UINT32_MAX;
        v = v * (uint64_t)base + (uint64_t)d;
    }
    *ok = *ok && v <= UINT32_MAX;
    return v;
}

/* The first word, without quotes. */
static struct base_slice
first_word(struct base_slice s)
{
    size_t n = 0;

    s = base_trim(s);
    if (s.len > 0 && s.ptr[0] == '"') {
        s.ptr++;
        s.len--;
    }
    while (n < s.len && s.ptr[n] != ' ' && s.ptr[n] != '"' && s.ptr[n] != ',')
        n++;
    s.len = n;
    return s;
}

bool
builder_hex(struct base_slice text, uint32_t *out)
{
    struct base_slice s = first_word(text);
    bool ok;

    if (s.len > 2 && s.ptr[0] == '0' && (s.ptr[1] | 0x20) == 'x') {
        s.ptr += 2;
        s.len -= 2;
    }
    *out = (uint32_t)digits(s, 16, &ok);
    return ok;
}

bool
builder_number(struct base_slice text, uint32_t *out)
{
    struct base_slice s = first_word(text);
    bool negative = s.len > 0 && s.ptr[0] == '-', ok;

    if (s.len > 2 && s.ptr[0] == '0' && (s.ptr[1] | 0x20) == 'x')
        return builder_hex(text, out);
    if (negative) {
        s.ptr++;
        s.len--;
    }
    *out = (uint32_t)digits(s, 10, &ok);
    if (negative)
        *out = 0u - *out; /* Active Directory's integers are signed, the flags in them are not */
    return ok;
}

void
builder_oid(struct builder *b, struct base_slice dotted, bool policies)
{
    b->open = true;
    b->fresh = false;
    if (!synthetic_oids_add(policies ? &b->policies : &b->eku, dotted))
        builder_bad(b, 0, "a usage of the template is not an OID");
}

void
builder_key_usage(struct builder *b, const uint8_t *octets, size_t len)
{
    for (size_t i = 0; i < len && i < sizeof b->key_usage; i++)
        b->key_usage[i] = octets[i];
}

void
builder_flags(struct builder *b, enum builder_flag which, uint32_t flags)
{
    if (which == BUILDER_GENERAL) {
        b->t.ca = (flags & (IS_CA | IS_CROSS_CA)) != 0;
        b->t.shows_flags = true;
    } else {
        b->t.supplies_subject = (flags & SUPPLIES_SUBJECT) != 0;
        b->t.shows_subject = true;
    }
}

void
builder_supersedes(struct builder *b, struct base_slice name)
{
    size_t before = b->t.supersedes == NULL ? 0 : strlen(b->t.supersedes);
    char *grown;

    if (name.len == 0 || memchr(name.ptr, 0, name.len) != NULL)
        return;
    if (++b->superseded_n > SUPERSEDED_MAX || name.len > CERTCHECK_TEMPLATE_TEXT_MAX) {
        (void)builder_fail(b, CERTCHECK_E_LIMIT, "too many superseded templates");
        return;
    }
    grown = realloc(b->t.supersedes, before + name.len + 2);
    if (grown == NULL) {
        (void)builder_fail(b, CERTCHECK_E_MEMORY, "out of memory");
        return;
    }
    memcpy(grown + before, name.ptr, name.len);
    grown[before + name.len] = '\n';
    grown[before + name.len + 1] = '\0';
    b->t.supersedes = grown;
}

static void
set_text(char out[CERTCHECK_TEMPLATE_TEXT_MAX], struct base_slice value)
{
    struct base_text t;

    base_text_init(&t, out, CERTCHECK_TEMPLATE_TEXT_MAX);
    base_text_safe(&t, value);
}

enum attribute {
    A_CN,
    A_CLASS,
    A_DISPLAY,
    A_OID,
    A_SCHEMA,
    A_MAJOR,
    A_MINOR,
    A_FLAGS,
    A_NAME_FLAGS,
    A_EKU,
    A_POLICY,
    A_KEY_USAGE,
    A_SUPERSEDES,
};

static const struct {
    const char *name;
    enum attribute attribute;
} attributes[] = {
    { "cn", A_CN },
    { "objectClass", A_CLASS },
    { "displayName", A_DISPLAY },
    { "msPKI-Cert-Template-OID", A_OID },
    { "msPKI-Template-Schema-Version", A_SCHEMA },
    { "revision", A_MAJOR },
    { "msPKI-Template-Minor-Revision", A_MINOR },
    { "flags", A_FLAGS },
    { "msPKI-Certificate-Name-Flag", A_NAME_FLAGS },
    { "pKIExtendedKeyUsage", A_EKU },
    { "msPKI-Certificate-Application-Policy", A_POLICY },
    { "pKIKeyUsage", A_KEY_USAGE },
    { "msPKI-Supersede-Templates", A_SUPERSEDES },
};
#define ATTRIBUTES (sizeof attributes / sizeof attributes[0])

const char *
builder_attribute_name(size_t i)
{
    return i < ATTRIBUTES ? attributes[i].name : NULL;
}

static void
set_number(struct builder *b, struct base_slice value, unsigned *out)
{
    uint32_t n;

    if (builder_number(value, &n))
        *out = n;
    else
        builder_bad(b, 0, "a number of the template cannot be read");
}

static void
set_flags(struct builder *b, struct base_slice value, enum builder_flag which)
{
    unsigned flags = 0;

    set_number(b, value, &flags);
    builder_flags(b, which, flags);
}

static void
apply(struct builder *b, enum attribute attribute, struct base_slice value)
{
    switch (attribute) {
    case A_CN:
        set_text(b->t.name, value);
        break;
    case A_CLASS:
        b->template =
            b->template || base_slice_eq_nocase(value, base_slice_str("pKICertificateTemplate"));
        break;
    case A_DISPLAY:
        set_text(b->t.display, value);
        break;
    case A_OID:
        set_text(b->t.oid, value);
        break;
    case A_SCHEMA:
        set_number(b, value, &b->t.schema_version);
        b->t.shows_version = true;
        break;
    case A_MAJOR:
        set_number(b, value, &b->t.major);
        break;
    case A_MINOR:
        set_number(b, value, &b->t.minor);
        break;
    case A_FLAGS:
        set_flags(b, value, BUILDER_GENERAL);
        break;
    case A_NAME_FLAGS:
        set_flags(b, value, BUILDER_NAME);
        break;
    case A_EKU:
    case A_POLICY:
        builder_oid(b, value, attribute == A_POLICY);
        break;
    case A_KEY_USAGE:
        builder_key_usage(b, value.ptr, value.len);
        break;
    case A_SUPERSEDES:
        builder_supersedes(b, value);
        break;
    }
}

/* "pKIExtendedKeyUsage;range=0-1499": a directory hands over long lists in parts (MS-ADTS
 * 3.1.1.3.1.3.3). "0-*" is all of it; a part tells nothing of the rest. */
static bool
is_part(struct base_slice options)
{
    static const char range[] = "range=";
    struct base_slice head = { options.ptr, sizeof range - 1 };

    return options.len >= head.len && base_slice_eq_nocase(head, base_slice_str(range)) &&
           !base_slice_eq_nocase(options, base_slice_str("range=0-*"));
}

/* Attributes have options behind semicolons (RFC 4512 2.5.2). */
static bool
find_attribute(struct base_slice name, size_t *which, struct base_slice *options)
{
    const uint8_t *semicolon = name.len == 0 ? NULL : memchr(name.ptr, ';', name.len);

    *options = (struct base_slice){ 0 };
    if (semicolon != NULL) {
        *options =
            (struct base_slice){ semicolon + 1, (size_t)(name.ptr + name.len - semicolon) - 1 };
        name.len = (size_t)(semicolon - name.ptr);
    }
    for (*which = 0; *which < ATTRIBUTES; ++*which)
        if (base_slice_eq_nocase(name, base_slice_str(attributes[*which].name)))
            return true;
    return false;
}

bool
builder_knows(struct base_slice name)
{
    struct base_slice options;
    size_t which;

    return find_attribute(name, &which, &options);
}

void
builder_attribute(struct builder *b, struct base_slice name, struct base_slice value)
{
    struct base_slice options;
    size_t which;

    b->open = true;
    b->fresh = false;
    if (!find_attribute(name, &which, &options))
        return;
    if (is_part(options))
        builder_bad(b, 0, "only part of an attribute is included (;range=)");
    else
        apply(b, attributes[which].attribute, value);
}

/* The CA stamps pKIExtendedKeyUsage as Enhanced Key Usage, and from version 2 on the
 * application policies beside it; Windows then looks at these alone (R3). Where the version was
 * left out they count: who has them has a version too. */
static bool
draw(struct builder *b)
{
    static const struct synthetic_oids none;
    uint8_t der[SYNTHETIC_DER_MAX], *own;
    bool policies = b->policies.present && (b->t.schema_version >= 2 || !b->t.shows_version);
    struct synthetic s = { .name = base_slice_str(b->t.name),
                           .eku = b->eku,
                           .app_policies = policies ? b->policies : none,
                           .key_usage = { b->key_usage, sizeof b->key_usage },
                           .ca = b->t.ca };
    size_t len = synthetic_write(&s, der);

    b->t.governs = policies         ? CERTCHECK_GOVERNS_APPLICATION_POLICY
                   : b->eku.present ? CERTCHECK_GOVERNS_EKU
                                    : CERTCHECK_GOVERNS_NONE;
    if (len == 0)
        return builder_fail(b, CERTCHECK_E_LIMIT, "a template that is too long");
    own = malloc(len);
    if (own == NULL)
        return builder_fail(b, CERTCHECK_E_MEMORY, "out of memory");
    memcpy(own, der + SYNTHETIC_DER_MAX - len, len);
    b->t.der = (struct base_slice){ own, len };
    return true;
}

bool
builder_end(struct builder *b)
{
    struct certcheck_templates *out = b->out;
    struct certcheck_template *at = out->at;

    if (b->status != CERTCHECK_OK)
        return false;
    if (b->bad != NULL)
        say_bad(b);
    if (b->open && (b->bad != NULL || !b->template || b->t.name[0] == '\0'))
        out->others++;
    if (!b->open || b->bad != NULL || !b->template || b->t.name[0] == '\0')
        return true;
    if (out->n == CERTCHECK_TEMPLATES_MAX)
        return builder_fail(b, CERTCHECK_E_LIMIT, "more than 4096 templates");
    if ((out->n & (out->n - 1)) == 0)
        at = realloc(at, (out->n == 0 ? 1 : 2 * out->n) * sizeof *at);
    if (at == NULL)
        return builder_fail(b, CERTCHECK_E_MEMORY, "out of memory");
    out->at = at;
    if (!draw(b))
        return false;
    out->at[out->n++] = b->t;
    b->t = (struct certcheck_template){ 0 }; /* what it owned is the set's */
    b->open = b->fresh = false;
    return true;
}

static void
mark_superseded(struct certcheck_templates *all, const struct certcheck_template *by)
{
    struct base_slice rest = base_slice_str(by->supersedes), line;

    while (read_line(&rest, &line))
        for (size_t i = 0; i < all->n; i++)
            if (&all->at[i] != by && base_slice_eq_nocase(line, base_slice_str(all->at[i].name)))
                all->at[i].superseded_by = by;
}

bool
builder_finish(struct builder *b)
{
    if (b->status == CERTCHECK_OK && b->out->n == 0 && b->why->len > 0)
        b->status = CERTCHECK_E_DER; /* none of them could be read, and that is said */
    if (b->status != CERTCHECK_OK)
        return false;
    if (b->out->n == 0)
        return builder_fail(b, CERTCHECK_E_DER, "no certificate template in it");
    for (size_t i = 0; i < b->out->n; i++)
        if (b->out->at[i].supersedes != NULL)
            mark_superseded(b->out, &b->out->at[i]);
    return true;
}

void
certcheck_templates_clear(struct certcheck_templates *t)
{
    for (size_t i = 0; i < t->n; i++) {
        free((void *)(uintptr_t)t->at[i].der.ptr);
        free(t->at[i].supersedes);
    }
    free(t->at);
    *t = (struct certcheck_templates){ 0 };
}

bool
certcheck_template_is_doubtful(const struct certcheck_template *t)
{
    return t->governs != CERTCHECK_GOVERNS_APPLICATION_POLICY &&
           !(t->shows_subject && t->shows_flags && t->shows_version);
}
