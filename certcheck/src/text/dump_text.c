/* SPDX-License-Identifier: MIT */
#include "dump_text.h"

#include "der/der.h"

#include <certcheck/names.h>

static bool
is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool
is_word(uint8_t c)
{
    return is_digit(c) || c == '.' || c == '_' || c == '-' || (c | 0x20) == 'x' || c >= 0x80 ||
           ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

bool
dump_oid(struct base_slice line, struct base_slice *oid)
{
    for (size_t i = 0; i < line.len; i++) {
        size_t n = 0, dots = 0;

        if (!is_digit(line.ptr[i]) || (i > 0 && is_word(line.ptr[i - 1])))
            continue;
        while (i + n < line.len && (is_digit(line.ptr[i + n]) || line.ptr[i + n] == '.'))
            dots += line.ptr[i + n++] == '.';
        if (dots >= 2 && (i + n == line.len || !is_word(line.ptr[i + n])) &&
            line.ptr[i + n - 1] != '.') {
            *oid = (struct base_slice){ line.ptr + i, n };
            return true;
        }
        i += n - 1;
    }
    return false;
}

static int
digit(uint8_t c)
{
    if (is_digit(c))
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Hex digits at the front; what follows must be a blank or the end. */
static size_t
hex_run(struct base_slice s)
{
    size_t n = 0;

    while (n < s.len && digit(s.ptr[n]) >= 0)
        n++;
    return n == s.len || s.ptr[n] == ' ' || s.ptr[n] == '\t' ? n : 0;
}

static void
skip_blanks(struct base_slice *s, size_t n)
{
    while (n < s->len && (s->ptr[n] == ' ' || s->ptr[n] == '\t'))
        n++;
    s->ptr += n;
    s->len -= n;
}

/* The offset of a dump's line: at least four digits. */
static size_t
number(struct base_slice s)
{
    size_t v = 0;

    for (size_t i = 0, n = hex_run(s); i < n && v < SIZE_MAX / 16; i++)
        v = v * 16 + (size_t)digit(s.ptr[i]);
    return v;
}

bool
dump_hex(struct base_slice line, uint8_t *out, size_t cap, size_t *len)
{
    size_t before = *len;

    skip_blanks(&line, 0);
    if (hex_run(line) < 4 || number(line) != *len) /* else it is another dump's */
        return false;
    skip_blanks(&line, hex_run(line));
    for (unsigned i = 0; i < 16 && line.len >= 2 && hex_run(line) == 2; i++) {
        if (*len == cap)
            return false;
        out[(*len)++] = (uint8_t)((unsigned)digit(line.ptr[0]) << 4 | (unsigned)digit(line.ptr[1]));
        if (line.len > 4 && line.ptr[2] == ' ' && line.ptr[3] == ' ' && line.ptr[4] == ' ')
            break; /* the gap before the characters */
        skip_blanks(&line, 2);
    }
    return *len > before;
}

static void
add(struct base_slice body, struct synthetic_oids *out)
{
    char dotted[256];
    struct base_text t;

    base_text_init(&t, dotted, sizeof dotted);
    certcheck_oid_text(body, &t);
    (void)synthetic_oids_add(out, (struct base_slice){ (const uint8_t *)dotted, t.len });
}

void
dump_oids_of(struct base_slice value, struct synthetic_oids *out)
{
    struct der_item list, item, oid;

    out->present = true;
    if (!der_take_tag(&value, DER_SEQUENCE, &list)) {
        out->cut = true;
        return;
    }
    while (der_take(&list.body, &item)) {
        if (item.tag == DER_OID)
            add(item.body, out);
        else if (item.tag == DER_SEQUENCE && der_take_tag(&item.body, DER_OID, &oid))
            add(oid.body, out);
    }
    out->cut = out->cut || list.body.len > 0;
}
