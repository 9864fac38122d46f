/* SPDX-License-Identifier: MIT */
/*
 * One certificate by link, by another file and in a bundle is told once. It is judged each time,
 * as what stands beside it may complete its path: a copy is what comes to the very same outcome.
 */
#ifndef ASSESS_COPIES_H
#define ASSESS_COPIES_H

#include <assess/store.h>

struct assess_copy {
    uint64_t certificate; /* of its SHA-256; all 0: a free place */
    uint64_t outcome;     /* a hash of it, path and all; its last bits are the verdict itself */
};

struct assess_copies {
    struct assess_copy *at; /* open addressing; a power of two of them */
    size_t cap, n;
    bool full; /* memory ran out: from then on every copy is reported */
};

/* Was this certificate told with this outcome? Remembered where not; without memory it is told
 * again. */
bool assess_copies_again(struct assess_copies *all, const struct assess_certificate *c,
                         const struct certcheck_judgement *j,
                         const struct certcheck_forecast *forecast);
void assess_copies_clear(struct assess_copies *all);

#endif
