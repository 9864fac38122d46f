/* SPDX-License-Identifier: MIT */
/* What can be done about a result: the table in remedies.def, and its rules. */
#ifndef REPORT_REMEDY_H
#define REPORT_REMEDY_H

#include <assess/result.h>

#define REPORT_REMEDIES_MAX 60 /* rows of the table, at most */

struct report_remedy {
    const char *id;   /* "reissue-both-ekus": stable, in every output */
    const char *what; /* what to do, sentences for a person */
};

/*
 * The remedies of a result, most worth trying first; they live in the table.
 * Returns how many; none for a result that needs none.
 */
size_t report_remedies(const struct report_result *r,
                       const struct report_remedy *out[REPORT_REMEDIES_MAX]);

/* Those that some result with this finding gets: for --explain. */
size_t report_remedies_for(enum certcheck_code code,
                           const struct report_remedy *out[REPORT_REMEDIES_MAX]);

/* The n-th row, NULL at the end: for tests and --explain. */
const struct report_remedy *report_remedy_get(size_t n);

#endif
