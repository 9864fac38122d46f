/* SPDX-License-Identifier: MIT */
#include "remedy_subject.h"

#include <base/text.h>
#include <certcheck/names.h>
#include <output/quote.h>

#define NAME_MAX_TEXT 8192 /* a longer Name is left out as a whole */
#define VALUE_MAX 128      /* the longest upper bound of X.520 that AD CS enforces */
#define SUBJECT_MAX 2000   /* an INF has no room for more than 4096 characters in a string */
#define TYPE_MAX 80

static const char left_out_mark[] = "; omitted: ";

/* RFC 4514 and what CertStrToName calls the same. */
static const char *
windows_type(const char *type)
{
    static const struct {
        const char *rfc, *windows;
    } types[] = {
        { "CN", "CN" },
        { "O", "O" },
        { "OU", "OU" },
        { "L", "L" },
        { "ST", "S" },
        { "C", "C" },
        { "DC", "DC" },
        { "STREET", "STREET" },
        { "emailAddress", "E" },
        { "title", "T" },
        { "givenName", "G" },
        { "SN", "SN" },
        { "serialNumber", "SERIALNUMBER" },
        { "UID", "OID.0.9.2342.19200300.100.1.1" },
    };

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(types[i].rfc, type) == 0)
            return types[i].windows;
    return NULL;
}

struct attribute {
    struct base_slice all; /* TYPE=VALUE as RFC 4514 writes it */
    const char *type;      /* NULL: not one to ask for again */
    char value[4 * VALUE_MAX + 1];
    size_t value_len, runes;
    bool fit; /* nothing in it that could not be shown, and not too long */
};

static bool
is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* The value up to the next separator; returns where that stands. */
static const char *
take_value(const char *p, struct attribute *a)
{
    struct base_text t;

    base_text_init(&t, a->value, sizeof a->value);
    a->fit = *p != '#';
    for (; *p != '\0' && *p != ',' && *p != '+'; p++) {
        if (*p == '\\') {
            p++;
            a->fit = a->fit && !is_hex(*p); /* an octet that cannot be shown */
        }
        if (*p == '\0')
            break;
        base_text_byte(&t, *p);
        a->runes += ((uint8_t)*p & 0xC0) != 0x80;
    }
    a->value_len = t.len;
    a->fit = a->fit && !t.cut && a->runes > 0 && a->runes <= VALUE_MAX;
    return p;
}

/* *p is past the attribute and at its separator, or at the end. */
static bool
next_attribute(const char **p, struct attribute *a)
{
    const char *from = *p;
    size_t n = strcspn(from, "=");
    char type[TYPE_MAX];
    struct base_text t;

    if (from[n] != '=')
        return false;
    *a = (struct attribute){ .fit = false };
    base_text_init(&t, type, sizeof type);
    base_text_bytes(&t, from, n);
    a->type = windows_type(type);
    *p = take_value(from + n + 1, a);
    a->all = (struct base_slice){ (const uint8_t *)from, (size_t)(*p - from) };
    return true;
}

/* CertStrToName: quotes around what has a meaning to it, quotes within doubled. */
static void
add_value(struct output_bytes *out, const struct attribute *a)
{
    bool quoted = strpbrk(a->value, ",+=\"<>#;") != NULL || a->value[0] == ' ' ||
                  a->value[a->value_len - 1] == ' ';

    output_add_str(out, quoted ? "\"" : "");
    for (size_t i = 0; i < a->value_len; i++) {
        if (a->value[i] == '"')
            output_add_char(out, '"');
        output_add_char(out, a->value[i]);
    }
    output_add_str(out, quoted ? "\"" : "");
}

static void
leave_out(struct output_bytes *left_out, struct base_slice shown)
{
    output_add_str(left_out, left_out_mark);
    if (shown.len > 400) { /* a comment is for people */
        output_add(left_out, shown.ptr, 100);
        while (left_out->len > 0 && ((uint8_t)left_out->ptr[left_out->len - 1] & 0x80) != 0)
            left_out->len--;
        output_add_str(left_out, "...");
    } else {
        output_add_slice(left_out, shown);
    }
    output_add_char(left_out, '\n');
}

void
remedy_subject(struct output_bytes *out, struct output_bytes *left_out, struct base_slice name)
{
    char text[NAME_MAX_TEXT];
    const char *p = text, *separator = "";
    size_t from = out->len;
    struct attribute a;
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    if (!certcheck_name_is_valid(name))
        base_text_str(&t, "a subject that cannot be decoded");
    else
        certcheck_name_text(name, &t);
    if (t.cut || t.len == 0 || strncmp(text, "...", 3) == 0) {
        if (t.len > 0)
            leave_out(left_out, base_slice_str("a subject that is too long"));
        return;
    }
    for (; next_attribute(&p, &a); p += *p != '\0') {
        if (a.type == NULL || !a.fit || out->len - from + a.value_len * 2 > SUBJECT_MAX) {
            leave_out(left_out, a.all);
        } else {
            output_add_str(out, separator);
            output_add_str(out, a.type);
            output_add_char(out, '=');
            add_value(out, &a);
            separator = "+";
        }
        if (*p != '+' && *separator != '\0') /* what follows is of another RDN */
            separator = ", ";
    }
    if (*p != '\0')
        leave_out(left_out, base_slice_str(p));
}

/* The characters of ordinary names: none of them has a meaning in {text}. */
static bool
is_plain(struct base_slice v, const char *more)
{
    for (size_t i = 0; i < v.len; i++) {
        uint8_t c = v.ptr[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              (c != 0 && strchr(more, c) != NULL)))
            return false;
    }
    return v.len > 0 && v.len <= 253;
}

/* The prefix of a kind in {text}; NULL for what cannot be written there. */
static const char *
text_prefix(const struct certcheck_san *san)
{
    switch (san->kind) {
    case CERTCHECK_SAN_DNS:
        return is_plain(san->value, "-._*") ? "dns=" : NULL;
    case CERTCHECK_SAN_IP:
        return san->value.len == 4 || san->value.len == 16 ? "ipaddress=" : NULL;
    case CERTCHECK_SAN_EMAIL:
        return is_plain(san->value, "-._@") ? "email=" : NULL;
    case CERTCHECK_SAN_URI:
        return is_plain(san->value, "-._~:/?") ? "url=" : NULL;
    case CERTCHECK_SAN_DIRECTORY:
    case CERTCHECK_SAN_OTHER:
    default:
        return NULL;
    }
}

void
remedy_alternative_names(struct output_bytes *out, struct output_bytes *left_out,
                         struct base_slice san)
{
    char text[1024];
    struct certcheck_san one;

    while (certcheck_san_next(&san, &one)) {
        const char *prefix = text_prefix(&one);
        struct base_text t;

        base_text_init(&t, text, sizeof text);
        certcheck_san_text(&one, &t);
        if (prefix == NULL) {
            leave_out(left_out, (struct base_slice){ (const uint8_t *)text, t.len });
            continue;
        }
        output_add_str(out, "_continue_ = \"");
        output_add_str(out, prefix);
        output_add_str(out, strchr(text, ':') + 1); /* plain: nothing to quote */
        output_add_str(out, "&\"\n");
    }
    if (san.len > 0)
        leave_out(left_out, base_slice_str("alternative names that cannot be decoded"));
}
