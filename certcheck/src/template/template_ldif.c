/* SPDX-License-Identifier: MIT */
/*
 * LDIF (RFC 2849) by the OpenLDAP library, line by line. Its record reader is
 * not used, because it follows "include:" lines; and "attr:< URL" is refused
 * before the library sees the line, because it would read the file.
 */
#include "template.h"

#include "text/read_text.h"

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
is_url(const char *colon)
{
    return colon[1 + strspn(colon + 1, "\r \t")] == '<';
}

static bool
is_named(const struct berval *type, const char *name)
{
    return base_slice_eq_nocase((struct base_slice){ (const uint8_t *)type->bv_val, type->bv_len },
                                base_slice_str(name));
}

/* After "::". The library prints a line of its own where it is not. */
static bool
is_base64(const char *value)
{
    size_t n = 0, pads = 0;

    value += strspn(value, "\r \t");
    for (; *value != '\0'; value++) {
        bool digit = (*value >= 'A' && *value <= 'Z') || (*value >= 'a' && *value <= 'z') ||
                     (*value >= '0' && *value <= '9') || *value == '+' || *value == '/';

        if (*value == '\r') /* where lines were joined */
            continue;
        if ((!digit || pads > 0) && *value != '=')
            return false;
        pads += *value == '=';
        n++;
    }
    return n % 4 == 0 && pads <= 2;
}

/* Nothing is fetched. Of an attribute that is read the template would lack what counts. */
static void
refuse_url(struct builder *b, struct base_slice name, unsigned number)
{
    struct base_text t;

    if (builder_knows(name)) {
        builder_bad(b, number, "a value that is to be fetched from a URL is refused");
        return;
    }
    b->open = true;
    b->fresh = false;
    base_text_init(&t, b->t.refused, sizeof b->t.refused);
    base_text_safe(&t, name);
}

static void
read_attribute(struct builder *b, char *line, unsigned number)
{
    const char *colon = strchr(line, ':');
    struct berval type, value;
    int must_free = 0;

    if (colon == NULL && line[0] == '-')
        return;
    if (colon == NULL)
        builder_bad(b, number, "no LDIF: a line without a colon");
    else if (is_url(colon))
        refuse_url(b, (struct base_slice){ (const uint8_t *)line, (size_t)(colon - line) }, number);
    else if (colon[1] == ':' && !is_base64(colon + 2))
        builder_bad(b, number, "base64 that is damaged or cut off");
    else if (ldif_parse_line2(line, &type, &value, &must_free) != 0)
        builder_bad(b, number, "a line of LDIF that cannot be read");
    else if (!is_named(&type, "dn") && !is_named(&type, "version"))
        builder_attribute(b, (struct base_slice){ (const uint8_t *)type.bv_val, type.bv_len },
                          (struct base_slice){ (const uint8_t *)value.bv_val, value.bv_len });
    if (must_free)
        ber_memfree(value.bv_val);
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
static void
read_one(struct builder *b, char **next, unsigned *number)
{
    unsigned lines, at = *number;
    char *end = end_of(*next, &lines), *line;

    *number += lines;
    if (**next == '#') {
        *next = end;
        return;
    }
    line = ldif_getline(next);
    if (line != NULL)
        read_attribute(b, line, at);
}

/* Each line has an end (RFC 2849): one without may be cut off. */
static bool
ends_a_line(const char *text)
{
    size_t len = strlen(text);

    return len == 0 || text[len - 1] == '\n';
}

bool
template_ldif(struct builder *b, char *text)
{
    char *next = text;
    unsigned number = 1;
    bool whole;

    ldif_debug = 0;
    drop_cr(text);
    whole = ends_a_line(text); /* the text is spoilt by reading it */
    while (next != NULL && *next != '\0') {
        if (*next != '\n') {
            read_one(b, &next, &number);
            continue;
        }
        if (!builder_end(b)) /* an empty line ends the entry */
            return false;
        next++;
        builder_begin(b, ++number);
    }
    if (!whole)
        b->t.shows_flags = b->t.shows_subject = false;
    return builder_end(b);
}
