/* SPDX-License-Identifier: MIT */
/* Remedies that lie with the receivers: the table in receivers.def, and its rules. */
#ifndef ADVICE_RECEIVERS_H
#define ADVICE_RECEIVERS_H

#include <advice/remedy.h>

struct advice_receiver {
    struct advice_remedy remedy;
    const char *verifiers, *profiles; /* names parted by commas; profiles may be NULL */
    const char *file, *lines;         /* "": none */
};

/* The n-th row, NULL at the end. */
const struct advice_receiver *advice_receiver_get(size_t n);

/* Is it offered for the result? */
bool advice_receiver_helps(const struct advice_receiver *row, const struct assess_result *r);

/* Do the updates of May 2017 break it (or was nothing else asked)? */
bool advice_breaks_by_2017(const struct assess_result *r);
/* ... and does another change? The bits of the verifiers that refuse it then. */
uint64_t advice_breaks_at(const struct assess_result *r);

#endif
