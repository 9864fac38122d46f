/* SPDX-License-Identifier: MIT */
/* A set of texts, each kept once and numbered in the order first seen. */
#ifndef REPORT_FOLD_H
#define REPORT_FOLD_H

#include <base/slice.h>
#include <output/bytes.h>

struct report_fold_entry {
    uint64_t hash;
    size_t from, len;
};

struct report_fold {
    struct report_bytes text; /* append the next text here, then fold it */
    struct report_bytes room; /* of the entries */
    struct report_fold_entry *entries;
    size_t n;
    size_t end;      /* of the last text kept */
    uint32_t *slots; /* index + 1 of an entry; 0: free */
    size_t slots_n;  /* a power of two */
    bool no_memory;
};

/* The number of what was appended since the last call; an equal text's, if
 * there is one: then fresh (NULL is fine) is false. SIZE_MAX: no memory. */
size_t report_fold_end(struct report_fold *f, bool *fresh);

/* Drop what was appended since the last call. */
void report_fold_drop(struct report_fold *f);

struct base_slice report_fold_text(const struct report_fold *f, size_t index);
void report_fold_free(struct report_fold *f);

#endif
