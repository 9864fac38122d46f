/* SPDX-License-Identifier: MIT */
/* What functions that print into a FILE print. */
#ifndef SHOWN_H
#define SHOWN_H

#include "cmocka_prelude.h"

#include <stdio.h>
#include <string.h>

#define SHOWN_MAX 65536

static char shown_text[SHOWN_MAX];

static inline FILE *
show_begin(const char *path)
{
    FILE *file = fopen(path, "w+b");

    assert_non_null(file);
    return file;
}

/* Its text is there until the next. */
static inline const char *
show_end(FILE *file, const char *path)
{
    size_t n;

    assert_int_equal(fflush(file), 0);
    rewind(file);
    n = fread(shown_text, 1, sizeof shown_text - 1, file);
    shown_text[n] = '\0';
    assert_int_equal(fclose(file), 0);
    (void)remove(path);
    return shown_text;
}

static inline void
has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        (void)fprintf(stderr, "%s\n", text);
        fail_msg("lacks %s", part);
    }
}

static inline void
lacks(const char *text, const char *part)
{
    if (strstr(text, part) != NULL) {
        (void)fprintf(stderr, "%s\n", text);
        fail_msg("has %s", part);
    }
}

#endif
