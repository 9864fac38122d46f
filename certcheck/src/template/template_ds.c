/* SPDX-License-Identifier: MIT */
/*
 * certutil -dstemplate: "[Name]" sections of "attribute = "value", ..." lines,
 * attribute names and quoted values as they are in the directory; what stands
 * outside the quotes is for people.
 */
#include "template.h"

#include "text/dump_text.h"
#include "text/read_text.h"

#include <ctype.h>
#include <string.h>

#define ATTRIBUTE_MAX 128

bool
template_is_ds(struct base_slice text)
{
    return read_has(text, "pKICertificateTemplate") &&
           (read_has(text, "objectClass =") || read_has(text, "objectClass\xc2\xa0="));
}

static bool
is_section(struct base_slice line)
{
    return line.len > 2 && line.ptr[0] == '[' && line.ptr[line.len - 1] == ']';
}

/* Quoted values; without quotes an OID or all of it. */
static void
read_values(struct builder *b, struct base_slice name, struct base_slice rest)
{
    const uint8_t *open = rest.len == 0 ? NULL : memchr(rest.ptr, '"', rest.len);
    struct base_slice oid;

    if (open == NULL && rest.len > 0)
        builder_attribute(b, name, dump_oid(rest, &oid) && oid.ptr == rest.ptr ? oid : rest);
    while (open != NULL) {
        const uint8_t *end = rest.ptr + rest.len, *close;

        open++;
        close = memchr(open, '"', (size_t)(end - open));
        if (close == NULL)
            return;
        builder_attribute(b, name, (struct base_slice){ open, (size_t)(close - open) });
        open = memchr(close + 1, '"', (size_t)(end - close - 1));
    }
}

/* Octets as hex, blanks between them: "a0 00". */
static void
read_key_usage(struct builder *b, struct base_slice value)
{
    uint8_t octets[2];
    size_t n = 0;

    while (n < 2 && value.len > 0) {
        uint32_t octet;
        size_t skip = 0;

        if (!builder_hex(value, &octet) || octet > 0xff)
            break;
        octets[n++] = (uint8_t)octet;
        while (skip < value.len && value.ptr[skip] != ' ')
            skip++;
        value = base_trim((struct base_slice){ value.ptr + skip, value.len - skip });
    }
    builder_key_usage(b, octets, n);
}

/* "pKIExtendedKeyUsage = ...": the name of an attribute (RFC 4512 2.5) and " =". */
static bool
take_name(struct base_slice *line, struct base_text *name)
{
    size_t n = 0;

    while (n < line->len &&
           (isalnum(line->ptr[n]) != 0 || line->ptr[n] == '-' || line->ptr[n] == ';'))
        n++;
    if (n == 0 || line->len - n < 2 || line->ptr[n] != ' ' || line->ptr[n + 1] != '=')
        return false;
    base_text_init(name, name->buf, name->cap);
    base_text_bytes(name, line->ptr, n);
    *line = base_trim((struct base_slice){ line->ptr + n + 2, line->len - n - 2 });
    return true;
}

/* "CT_FLAG_IS_CA -- 80 (128)": a bit that is set, in hex; those in parentheses are not. */
static void
read_bit(struct builder *b, struct base_slice name, struct base_slice line, uint32_t *bits)
{
    const uint8_t *dashes = base_slice_find(line, base_slice_str(" -- "));
    uint32_t bit;

    if (dashes == NULL || line.ptr[0] == '(' ||
        !builder_hex((struct base_slice){ dashes + 4, (size_t)(line.ptr + line.len - dashes) - 4 },
                     &bit))
        return;
    *bits |= bit;
    if (base_slice_eq_nocase(name, base_slice_str("flags")))
        builder_flags(b, BUILDER_GENERAL, *bits);
    else if (base_slice_eq_nocase(name, base_slice_str("msPKI-Certificate-Name-Flag")))
        builder_flags(b, BUILDER_NAME, *bits);
}

/* A number that is followed by the names of its bits says it all. */
struct ds {
    struct builder *b;
    char buf[ATTRIBUTE_MAX];
    struct base_text name; /* of the attribute that is being read; empty: none */
    bool number;           /* ... and it showed its number */
    uint32_t bits;
};

static void
read_attribute(struct ds *d, struct base_slice line)
{
    struct base_slice value = line, key;

    if (take_name(&value, &d->name)) {
        d->bits = 0;
        d->number = value.len > 0 &&
                    (value.ptr[0] == '"' || isdigit(value.ptr[0]) != 0 || value.ptr[0] == '-');
    }
    key = (struct base_slice){ (const uint8_t *)d->buf, d->name.len };
    if (key.len == 0)
        return;
    if (value.ptr == line.ptr && line.ptr[0] != '"') { /* neither an attribute nor more values */
        if (!d->number)
            read_bit(d->b, key, line, &d->bits);
    } else if (base_slice_eq_nocase(key, base_slice_str("pKIKeyUsage"))) {
        read_key_usage(d->b, value);
    } else if (value.len > 0 && read_has(value, " -- ") && value.ptr[0] != '"' && !d->number) {
        read_bit(d->b, key, value, &d->bits);
    } else {
        read_values(d->b, key, value);
    }
}

/* Attributes, the names of their bits, and the line that certutil ends with. */
bool
template_ds(struct builder *b, struct base_slice text)
{
    struct ds d = { .b = b };
    struct base_slice line;
    unsigned number = 0;

    base_text_init(&d.name, d.buf, sizeof d.buf);
    while (read_line(&text, &line)) {
        number++;
        line = base_trim(line);
        if (is_section(line)) {
            if (!builder_end(b))
                return false;
            builder_begin(b, number);
            base_text_init(&d.name, d.buf, sizeof d.buf);
        } else if (line.len > 0) {
            read_attribute(&d, line);
        } else {
            base_text_init(&d.name, d.buf, sizeof d.buf);
        }
    }
    return builder_end(b);
}
