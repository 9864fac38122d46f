/* SPDX-License-Identifier: MIT */
/* What can be done about a result: the table in remedies.def, and its rules. */
#ifndef ADVICE_REMEDY_H
#define ADVICE_REMEDY_H

#include <base/declare.h>
#include <assess/result.h>

BASE_BEGIN_DECLS

#define ADVICE_REMEDIES_MAX 100 /* rows of the tables, at most */

struct advice_remedy {
    const char *id;   /* "reissue-both-ekus": stable, in every output */
    const char *what; /* what to do, sentences for a person */
};

/*
 * The remedies of a result, most worth trying first; they live in the table.
 * Returns how many; none for a result that needs none.
 */
size_t advice_remedies(const struct assess_result *r,
                       const struct advice_remedy *out[ADVICE_REMEDIES_MAX]);

/* Those that some result with this finding gets: for --explain. */
size_t advice_remedies_for(enum certcheck_code code,
                           const struct advice_remedy *out[ADVICE_REMEDIES_MAX]);
size_t advice_remedies_for_error(enum probe_class kind,
                                 const struct advice_remedy *out[ADVICE_REMEDIES_MAX]);

/* The n-th row, NULL at the end: for tests and --explain. */
const struct advice_remedy *advice_remedy_get(size_t n);

BASE_END_DECLS

#endif
