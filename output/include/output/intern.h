/* SPDX-License-Identifier: MIT */
/*
 * A set of texts, each kept once and numbered in the order first seen. Append a text to `text`,
 * then call output_intern_end: it says which number the text has. Zeroed at first;
 * output_intern_free at the end.
 */
#ifndef OUTPUT_INTERN_H
#define OUTPUT_INTERN_H

#include <base/declare.h>
#include <base/slice.h>
#include <output/bytes.h>

BASE_BEGIN_DECLS

struct output_intern_entry {
    uint64_t hash;
    size_t from, len;
};

struct output_intern {
    struct output_bytes text; /* all kept ones, and behind `end` the next */
    struct output_bytes room; /* of the entries */
    struct output_intern_entry *entries;
    size_t n;
    size_t end;      /* of the last text kept */
    uint32_t *slots; /* index + 1 of an entry; 0: free */
    size_t slots_n;  /* a power of two */
    bool no_memory;
};

/* The number of what was appended since the last call; an equal text's, if
 * there is one: then fresh (NULL is fine) is false. SIZE_MAX: no memory. */
size_t output_intern_end(struct output_intern *f, bool *fresh);

/* Drop what was appended since the last call. */
void output_intern_drop(struct output_intern *f);

struct base_slice output_intern_text(const struct output_intern *f, size_t index);
void output_intern_free(struct output_intern *f);

BASE_END_DECLS

#endif
