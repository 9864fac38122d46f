/* SPDX-License-Identifier: MIT */
#include "reg_line.h"

#include <base/tabular.h>

#include <string.h>

static bool
is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* ---- keys ---- */

/* s without the component at its beginning, and that. */
static struct base_slice
component(struct base_slice *s)
{
    const uint8_t *end = s->len == 0 ? NULL : memchr(s->ptr, '\\', s->len);
    size_t n = end == NULL ? s->len : (size_t)(end - s->ptr);
    struct base_slice first = { s->ptr, n };

    s->ptr += end == NULL ? n : n + 1;
    s->len -= end == NULL ? n : n + 1;
    return first;
}

static bool
is(struct base_slice s, const char *word)
{
    return base_slice_eq_nocase(s, base_slice_str(word));
}

/* The set in use is exported as CurrentControlSet; the others are of no account. */
static bool
enters_hive(struct base_slice *section, enum machine_key k, bool *whole)
{
    struct base_slice root = component(section), hive;

    *whole = true;
    if (!is(root, "HKEY_LOCAL_MACHINE") && !is(root, "HKLM"))
        return false;
    if (section->len == 0)
        return true;
    hive = component(section);
    if (!is(hive, machine_key_hive(k)))
        return false;
    if (section->len == 0)
        return true;
    *whole = false;
    return !is(hive, "SYSTEM") || is(component(section), "CurrentControlSet");
}

enum machine_reg_relation
machine_reg_relate(struct base_slice section, enum machine_key k)
{
    struct base_slice path = base_slice_str(machine_key_path(k));
    bool whole;

    if (!enters_hive(&section, k, &whole))
        return MACHINE_REG_UNRELATED;
    if (whole)
        return MACHINE_REG_ABOVE;
    while (section.len > 0 && path.len > 0)
        if (!base_slice_eq_nocase(component(&section), component(&path)))
            return MACHINE_REG_UNRELATED;
    if (path.len > 0)
        return MACHINE_REG_ABOVE;
    if (section.len == 0)
        return MACHINE_REG_SAME;
    (void)component(&section);
    return section.len == 0 ? MACHINE_REG_BELOW : MACHINE_REG_UNRELATED;
}

/* ---- values ---- */

/* A "quoted" text at the beginning of *s, which is moved behind it. */
static bool
quoted(struct base_slice *s, struct base_text *out)
{
    size_t i = 1;

    if (s->len < 2 || s->ptr[0] != '"')
        return false;
    for (; i < s->len && s->ptr[i] != '"'; i++) {
        i += s->ptr[i] == '\\' && i + 1 < s->len;
        base_text_byte(out, (char)s->ptr[i]);
    }
    if (i >= s->len)
        return false;
    s->ptr += i + 1;
    s->len -= i + 1;
    return true;
}

static void
add_unit(struct base_text *out, uint32_t unit)
{
    base_text_byte(out, (char)(unit & 0xff));
    base_text_byte(out, (char)(unit >> 8));
}

/* As the registry holds text: UTF-16LE with a NUL. */
static void
to_utf16(struct base_slice text, struct base_text *out)
{
    for (size_t at = 0; at < text.len;) {
        bool valid;
        uint32_t rune = base_utf8_next(text, &at, &valid);

        if (rune > 0xffff) {
            add_unit(out, 0xd800 + ((rune - 0x10000) >> 10));
            rune = 0xdc00 + ((rune - 0x10000) & 0x3ff);
        }
        add_unit(out, rune);
    }
    add_unit(out, 0);
}

static int
digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "hex(2):25,00,..." behind "hex". */
static bool
hexadecimal(struct base_slice s, bool old, uint32_t *type, struct base_text *out)
{
    *type = 3;
    if (s.len > 2 && s.ptr[0] == '(') {
        for (*type = 0, s.ptr++, s.len--; s.len > 0 && digit(s.ptr[0]) >= 0 && *type < 0x1000000;
             s.ptr++, s.len--)
            *type = *type * 16 + (uint32_t)digit(s.ptr[0]);
        if (s.len == 0 || s.ptr[0] != ')')
            return false;
        s.ptr++;
        s.len--;
    }
    if (s.len == 0 || s.ptr[0] != ':')
        return false;
    for (size_t i = 1; i < s.len; i++) {
        int high = digit(s.ptr[i]), low = i + 1 < s.len ? digit(s.ptr[i + 1]) : -1;

        if (is_space(s.ptr[i]) || s.ptr[i] == ',')
            continue;
        if (high < 0 || low < 0)
            return false;
        base_text_byte(out, (char)(high * 16 + low));
        if (old && (*type == MACHINE_SZ || *type == MACHINE_EXPAND_SZ))
            base_text_byte(out, 0);
        i++;
    }
    return true;
}

static bool
begins(struct base_slice *s, const char *word)
{
    size_t n = strlen(word);

    if (s->len < n || !base_slice_eq_nocase((struct base_slice){ s->ptr, n }, base_slice_str(word)))
        return false;
    s->ptr += n;
    s->len -= n;
    return true;
}

/* Fewer than eight digits can be written by hand, or what is left of a file that is cut off. */
static bool
dword(struct base_slice s, bool whole, struct base_text *out)
{
    uint32_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (digit(s.ptr[i]) < 0)
            return false;
        n = n << 4 | (uint32_t)digit(s.ptr[i]);
    }
    for (unsigned i = 0; i < 4; i++)
        base_text_byte(out, (char)(n >> 8 * i & 0xff));
    return s.len >= (whole ? 8 : 1) && s.len <= 8;
}

static bool
data_of(const struct machine_reg_text *reader, struct base_slice s, uint32_t *type,
        struct base_text *out)
{
    char text[MACHINE_DATA_MAX];
    struct base_text t;

    if (begins(&s, "dword:")) {
        *type = MACHINE_DWORD;
        return dword(s, reader->ending, out);
    }
    if (begins(&s, "hex"))
        return hexadecimal(s, reader->old, type, out);
    base_text_init(&t, text, sizeof text);
    *type = MACHINE_SZ;
    if (!quoted(&s, &t) || base_trim(s).len > 0)
        return false;
    to_utf16((struct base_slice){ (uint8_t *)text, t.len }, out);
    out->cut = out->cut || t.cut;
    return true;
}

bool
machine_reg_value(struct machine_reg_text *t, struct base_slice line)
{
    char name[MACHINE_NAME_MAX], data[MACHINE_DATA_MAX + 1];
    struct machine_value v = { .name = name, .subkey = t->subkey };
    struct base_text n, d;

    base_text_init(&n, name, sizeof name);
    base_text_init(&d, data, sizeof data);
    if (!begins(&line, "@") && !quoted(&line, &n))
        return false;
    line = base_trim(line);
    if (!begins(&line, "="))
        return false;
    line = base_trim(line);
    if (line.len == 1 && line.ptr[0] == '-') {
        machine_registry_remove(t->registry, t->key, name);
        return true;
    }
    if (!data_of(t, line, &v.type, &d))
        return false;
    v.data = (struct base_slice){ (const uint8_t *)data, d.len };
    if (n.cut || d.cut)
        t->registry->cut = true;
    else
        machine_registry_add(t->registry, t->key, &v);
    return true;
}
