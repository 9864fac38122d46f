/* SPDX-License-Identifier: MIT */
/*
 * LDIF (RFC 2849) by the OpenLDAP library, line by line. Its record reader is
 * not used, because it follows "include:" lines; and "attr:< URL" is refused
 * before the library sees the line, because it would read the file.
 */
#include "template.h"

#include "read_text.h"

#include <stdio.h> /* ldif.h uses FILE */

#include <lber.h>
#include <ldif.h>

#include <string.h>

bool
template_is_ldif(struct base_slice text)
{
    struct base_slice line;

    for (unsigned n = 0; n < 200 && read_line(&text, &line); n++) {
        if (line.len >= 3 &&
            base_slice_eq_nocase((struct base_slice){ line.ptr, 3 }, base_slice_str("dn:")))
            return true;
        if (line.len > 0 && line.ptr[0] != '#' && line.ptr[0] != ' ' && !read_has(line, "version:"))
            return false;
    }
    return false;
}

/* The library marks where it joined lines with CR: there must be no other. */
static void
drop_cr(char *text)
{
    char *to = text;

    for (; *text != '\0'; text++)
        if (*text != '\r')
            *to++ = *text;
    *to = '\0';
}

static bool
is_url(const char *line)
{
    line += strcspn(line, ":");
    if (*line == ':')
        line++;
    line += strspn(line, "\r \t");
    return *line == '<';
}

static bool
is_named(const struct berval *type, const char *name)
{
    return base_slice_eq_nocase((struct base_slice){ (const uint8_t *)type->bv_val, type->bv_len },
                                base_slice_str(name));
}

static bool
fail_at(struct builder *b, unsigned line, const char *text)
{
    if (b->why.len > 0)
        return false;
    base_text_str(&b->why, "line ");
    base_text_u64(&b->why, line);
    base_text_str(&b->why, ": ");
    base_text_str(&b->why, text);
    return false;
}

static bool
read_attribute(struct builder *b, char *line, unsigned number)
{
    struct berval type, value;
    int must_free = 0;

    if (is_url(line))
        return fail_at(b, number, "a value that is to be fetched from a URL is refused");
    if (strchr(line, ':') == NULL)
        return line[0] == '-' ? true : fail_at(b, number, "no LDIF: a line without a colon");
    if (ldif_parse_line2(line, &type, &value, &must_free) != 0)
        return fail_at(b, number, "a line of LDIF that cannot be read");
    if (!is_named(&type, "dn") && !is_named(&type, "version"))
        builder_attribute(b, (struct base_slice){ (const uint8_t *)type.bv_val, type.bv_len },
                          (struct base_slice){ (const uint8_t *)value.bv_val, value.bv_len });
    if (must_free)
        ber_memfree(value.bv_val);
    return true;
}

/* The end of a line with its continuations (they begin with a blank), and how many they are. */
static char *
end_of(char *at, unsigned *lines)
{
    *lines = 1;
    while ((at = strchr(at, '\n')) != NULL && at[1] == ' ') {
        ++*lines;
        at++;
    }
    return at == NULL ? NULL : at + 1;
}

/* One attribute, or a comment; *next moves past it, NULL at the end of the text. */
static bool
read_one(struct builder *b, char **next, unsigned *number)
{
    unsigned lines, at = *number;
    char *end = end_of(*next, &lines), *line;

    *number += lines;
    if (**next == '#') {
        *next = end;
        return true;
    }
    line = ldif_getline(next);
    return line == NULL || read_attribute(b, line, at);
}

bool
template_ldif(struct builder *b, char *text)
{
    char *next = text;
    unsigned number = 1;

    ldif_debug = 0;
    drop_cr(text);
    while (next != NULL && *next != '\0') {
        if (*next != '\n') {
            if (!read_one(b, &next, &number))
                return false;
            continue;
        }
        if (!builder_end(b)) /* an empty line ends the entry */
            return false;
        next++;
        builder_begin(b, ++number);
    }
    return builder_end(b);
}
