/* SPDX-License-Identifier: MIT */
#include <machine/reg_text.h>

#include "reg_line.h"

#include <base/tabular.h>

#include <string.h>

static const char title[] = "Windows Registry Editor Version 5.00", old_title[] = "REGEDIT4";

void
machine_reg_text_begin(struct machine_reg_text *t, struct machine_registry *r)
{
    memset(t, 0, sizeof *t);
    t->registry = r;
    t->key = MACHINE_KEYS;
}

static bool
fail(struct machine_reg_text *t, const char *text)
{
    if (t->wrong == NULL) {
        t->wrong_line = t->lines + 1;
        t->wrong = text;
    }
    return false;
}

/* The keys that a section speaks of: itself, and all below it, for a branch is exported whole. */
static void
open_key(struct machine_reg_text *t, struct base_slice path, bool remove)
{
    t->key = MACHINE_KEYS;
    for (unsigned i = 0; i < MACHINE_KEYS; i++) {
        enum machine_key k = (enum machine_key)i;
        enum machine_reg_relation is = machine_reg_relate(path, k);

        if (is == MACHINE_REG_UNRELATED)
            continue;
        if (remove && is != MACHINE_REG_BELOW)
            machine_registry_remove(t->registry, k, NULL);
        if (remove)
            continue;
        machine_registry_looked(t->registry, k, is != MACHINE_REG_ABOVE);
        if (is == (machine_key_has_subkeys(k) ? MACHINE_REG_BELOW : MACHINE_REG_SAME)) {
            t->key = k;
            t->subkey = is == MACHINE_REG_BELOW ? ++t->subkeys : 0;
        }
    }
}

static bool
read_section(struct machine_reg_text *t, struct base_slice line)
{
    bool remove = line.len > 1 && line.ptr[1] == '-';
    size_t skip = remove ? 2 : 1;

    if (line.len < skip + 1 || line.ptr[line.len - 1] != ']')
        return fail(t, "the name of a key is not closed by ]");
    open_key(t, (struct base_slice){ line.ptr + skip, line.len - skip - 1 }, remove);
    return true;
}

static bool
read_title(struct machine_reg_text *t, struct base_slice line)
{
    t->old = base_slice_eq_nocase(line, base_slice_str(old_title));
    t->titled = t->old || base_slice_eq_nocase(line, base_slice_str(title));
    return t->titled || fail(t, "not a registry export: it does not begin with \"Windows "
                                "Registry Editor Version 5.00\"");
}

/* One logical line, without the end of it. */
static bool
read_line(struct machine_reg_text *t)
{
    struct base_slice line = base_trim((struct base_slice){ (uint8_t *)t->line, t->len });

    if (line.len == 0 || line.ptr[0] == ';')
        return true;
    if (!t->titled)
        return read_title(t, line);
    if (line.ptr[0] == '[' && !t->overlong)
        return read_section(t, line);
    if (line.ptr[0] == '[')
        t->key = MACHINE_KEYS;
    if (t->key == MACHINE_KEYS)
        return true;
    if (t->overlong) {
        t->registry->cut = true;
        return true;
    }
    return machine_reg_value(t, line) ||
           fail(t, "a value that is neither text, dword: nor hex:, or is cut off");
}

static void
keep(struct machine_reg_text *t, char c)
{
    if (t->len == sizeof t->line)
        t->overlong = true;
    else
        t->line[t->len++] = c;
}

static bool
end_line(struct machine_reg_text *t)
{
    bool ok = read_line(t);

    t->mode = MACHINE_REG_NEW_LINE;
    t->len = 0;
    t->overlong = t->quoted = t->escaped = false;
    return ok;
}

/* A value may go on in the next line: its text has line ends in it, or a backslash ends a line of
 * hexadecimal digits. */
static bool
take(struct machine_reg_text *t, char c)
{
    bool ok = true;

    if (t->mode == MACHINE_REG_NEW_LINE && c != ' ' && c != '\t')
        t->mode = c == '"' || c == '@' ? MACHINE_REG_VALUE : MACHINE_REG_PLAIN;
    if (c == '\n' && !t->quoted) {
        if (t->mode == MACHINE_REG_VALUE && t->len > 0 && t->line[t->len - 1] == '\\')
            t->len--;
        else
            ok = end_line(t);
    } else if (c != '\r' || t->quoted) {
        keep(t, c);
    }
    if (t->mode == MACHINE_REG_VALUE && c == '"' && !t->escaped)
        t->quoted = !t->quoted;
    t->escaped = t->quoted && c == '\\' && !t->escaped;
    t->lines += ok && c == '\n';
    return ok;
}

static bool
take_all(struct machine_reg_text *t, struct base_slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!take(t, (char)text.ptr[i]))
            return false;
    return true;
}

#define PIECE 1024

static bool
decode(struct machine_reg_text *t, struct base_slice bytes)
{
    char room[BASE_UTF16_ROOM(PIECE)];
    struct base_text text;

    if (t->encoding == BASE_UTF8)
        return take_all(t, bytes);
    t->utf16.big_endian = t->encoding == BASE_UTF16BE;
    while (bytes.len > 0) {
        size_t n = bytes.len < PIECE ? bytes.len : PIECE;

        base_text_init(&text, room, sizeof room);
        base_utf16_feed(&t->utf16, (struct base_slice){ bytes.ptr, n }, &text);
        if (!take_all(t, (struct base_slice){ (uint8_t *)room, text.len }))
            return false;
        bytes.ptr += n;
        bytes.len -= n;
    }
    return true;
}

static bool
start(struct machine_reg_text *t)
{
    size_t mark;

    t->started = true;
    t->encoding = base_encoding_detect((struct base_slice){ t->head, t->head_len }, &mark);
    return decode(t, (struct base_slice){ t->head + mark, t->head_len - mark });
}

bool
machine_reg_text_feed(struct machine_reg_text *t, struct base_slice bytes)
{
    while (!t->started && bytes.len > 0) {
        t->head[t->head_len++] = *bytes.ptr++;
        bytes.len--;
        if (t->head_len == sizeof t->head && !start(t))
            return false;
    }
    return t->wrong == NULL && decode(t, bytes);
}

bool
machine_reg_text_end(struct machine_reg_text *t)
{
    if (t->wrong != NULL || (!t->started && !start(t)))
        return false;
    if (t->quoted)
        return fail(t, "the file is cut off inside a value");
    t->ending = true;
    if (!end_line(t))
        return false;
    return t->titled || fail(t, "not a registry export: the file is empty");
}
