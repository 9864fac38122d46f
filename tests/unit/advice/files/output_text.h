/* SPDX-License-Identifier: MIT */
/* What a part of --remedy writes, as text. */
#ifndef OUTPUT_TEXT_H
#define OUTPUT_TEXT_H

#include <output/bytes.h>

#include <string.h>

#include "cmocka_prelude.h"

static struct output_bytes out, left_out;

static inline int
end_output(void **state)
{
    (void)state;
    output_bytes_free(&out);
    output_bytes_free(&left_out);
    return 0;
}

/* All that was appended; the next begins anew. */
static inline const char *
text_of(struct output_bytes *bytes)
{
    assert_false(bytes->no_memory);
    output_add_char(bytes, '\0');
    bytes->len = 0;
    return bytes->ptr;
}

static inline bool
begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static inline size_t
count(const char *text, const char *part)
{
    size_t n = 0;

    while ((text = strstr(text, part)) != NULL) {
        n++;
        text += strlen(part);
    }
    return n;
}

#endif
