/* SPDX-License-Identifier: MIT */
/* LDIF (RFC 2849), line by line. Nothing it names is fetched: neither "include:" nor
 * "attr:< URL". */
#include "template.h"

#include "text/read_text.h"

#include <base/base64.h>

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

/* Line ends are LF alone from here on. */
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
    return colon[1 + strspn(colon + 1, " \t")] == '<';
}

/* A URL is not fetched: if it stands for an attribute that is read, the template lacks something
 * that counts. */
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

static struct base_slice
trimmed(const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t'))
        from++;
    while (from < to && (to[-1] == ' ' || to[-1] == '\t'))
        to--;
    return (struct base_slice){ (const uint8_t *)from, (size_t)(to - from) };
}

/* What stands after the colon, or after "::", decoded in its place. */
static bool
read_value(char *colon, struct base_slice *value)
{
    char *from = colon + (colon[1] == ':' ? 2 : 1);
    size_t len = 0;

    from += strspn(from, " \t");
    *value = base_slice_str(from);
    if (colon[1] != ':')
        return true;
    if (!base_base64_read(*value, (uint8_t *)from, &len))
        return false;
    *value = (struct base_slice){ (const uint8_t *)from, len };
    return true;
}

static void
read_attribute(struct builder *b, char *line, unsigned number)
{
    char *colon = strchr(line, ':');
    struct base_slice name, value;

    if (colon == NULL && line[0] == '-')
        return;
    if (colon == NULL) {
        builder_bad(b, number, "not LDIF: a line has no colon");
        return;
    }
    name = trimmed(line, colon);
    if (is_url(colon))
        refuse_url(b, name, number);
    else if (!read_value(colon, &value))
        builder_bad(b, number, "base64 that is damaged or cut off");
    else if (!base_slice_eq_nocase(name, base_slice_str("dn")) &&
             !base_slice_eq_nocase(name, base_slice_str("version")))
        builder_attribute(b, name, value);
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

/* Without its line ends, and without the blank that begins a continuation. */
static void
unfold(char *line)
{
    char *to = line;

    for (; *line != '\0'; line++) {
        if (*line != '\n')
            *to++ = *line;
        else if (line[1] == ' ')
            line++;
    }
    *to = '\0';
}

/* One attribute, or a comment; *next moves past it, NULL at the end of the text. */
static void
read_one(struct builder *b, char **next, unsigned *number)
{
    unsigned lines, at = *number;
    char *line = *next, *end = end_of(line, &lines);

    *number += lines;
    *next = end;
    if (line[0] == '#')
        return;
    if (end != NULL)
        end[-1] = '\0';
    unfold(line);
    read_attribute(b, line, at);
}

/* Every line ends with a line end (RFC 2849): one without may be cut off. */
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

    drop_cr(text);
    whole = ends_a_line(text); /* reading overwrites the text */
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
