/* SPDX-License-Identifier: MIT */
/* What parts of a result write, compared as text. In what is wanted ' stands for ", which reads
 * better in C. */
#ifndef WRITTEN_H
#define WRITTEN_H

#include <output/json_writer.h>

#include <stdlib.h>
#include <string.h>

#include "cmocka_prelude.h"

static struct output_bytes out;
static struct output_json j;

static inline int
begin_writing(void **state)
{
    (void)state;
    out = (struct output_bytes){ .ptr = NULL };
    j = (struct output_json){ &out, false };
    return 0;
}

static inline int
end_writing(void **state)
{
    (void)state;
    output_bytes_free(&out);
    return 0;
}

static inline char *
copied(const char *text, char from, char to)
{
    size_t n = strlen(text) + 1;
    char *copy = malloc(n);

    assert_non_null(copy);
    for (size_t i = 0; i < n; i++)
        copy[i] = text[i] == from ? to : text[i];
    return copy;
}

/* A copy with " for '; the caller's to free. */
static inline char *
quoted(const char *text)
{
    return copied(text, '\'', '"');
}

static inline const char *
written(void)
{
    output_add_char(&out, '\0');
    out.len = 0;
    j.comma = false;
    return out.ptr;
}

static inline void
is_written(const char *want)
{
    char *text = quoted(want);

    assert_string_equal(written(), text);
    free(text);
}

/* Does a part stand in a text, ' for " in the part? */
static inline bool
stands_in(const char *text, const char *part)
{
    char *wanted = quoted(part);
    bool found = strstr(text, wanted) != NULL;

    free(wanted);
    return found;
}

#endif
