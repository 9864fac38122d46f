/* SPDX-License-Identifier: MIT */
/*
 * certutil -dstemplate: "[Name]" sections of "attribute = "value", ..." lines,
 * attribute names and quoted values as they are in the directory; what stands
 * outside the quotes is for people.
 */
#include "template.h"

#include "text/read_text.h"

#include <string.h>

#define ATTRIBUTE_MAX 128

bool
template_is_ds(struct base_slice text)
{
    return read_has(text, "pKICertificateTemplate") && read_has(text, "objectClass = ");
}

static bool
is_section(struct base_slice line)
{
    return line.len > 2 && line.ptr[0] == '[' && line.ptr[line.len - 1] == ']';
}

/* Quoted values; without quotes the first word. */
static void
read_values(struct builder *b, struct base_slice name, struct base_slice rest)
{
    const uint8_t *open = rest.len == 0 ? NULL : memchr(rest.ptr, '"', rest.len);

    if (open == NULL && rest.len > 0)
        builder_attribute(b, name, rest);
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
        value = read_trim((struct base_slice){ value.ptr + skip, value.len - skip });
    }
    builder_key_usage(b, octets, n);
}

static void
read_attribute(struct builder *b, struct base_slice line, char name[ATTRIBUTE_MAX])
{
    const uint8_t *equals = memchr(line.ptr, '=', line.len);
    struct base_text t;
    struct base_slice key, value = line;

    if (line.ptr[0] != '"' && equals != NULL) { /* else more values of the attribute before */
        size_t at = (size_t)(equals - line.ptr);

        key = read_trim((struct base_slice){ line.ptr, at });
        base_text_init(&t, name, ATTRIBUTE_MAX);
        base_text_bytes(&t, key.ptr, key.len);
        value = read_trim((struct base_slice){ equals + 1, line.len - at - 1 });
    }
    key = base_slice_str(name);
    if (base_slice_eq_nocase(key, base_slice_str("pKIKeyUsage")))
        read_key_usage(b, value);
    else if (key.len > 0)
        read_values(b, key, value);
}

/* Bit names follow the number: "66113", CT_FLAG_MACHINE_TYPE -- 40. */
bool
template_ds(struct builder *b, struct base_slice text)
{
    char name[ATTRIBUTE_MAX] = "";
    struct base_slice line;
    unsigned number = 0;

    while (read_line(&text, &line)) {
        number++;
        line = read_trim(line);
        if (is_section(line)) {
            if (!builder_end(b))
                return false;
            builder_begin(b, number);
            name[0] = '\0';
        } else if (line.len > 0) {
            read_attribute(b, line, name);
        }
    }
    return builder_end(b);
}
