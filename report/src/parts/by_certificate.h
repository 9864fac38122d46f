/* SPDX-License-Identifier: MIT */
/*
 * The view by certificate: one that many endpoints show is reissued once. Only endpoints count,
 * and only leaves that can be read.
 */
#ifndef REPORT_BY_CERTIFICATE_H
#define REPORT_BY_CERTIFICATE_H

#include <assess/result.h>
#include <output/intern.h>

struct report_by_certificate {
    struct output_intern certificates; /* SHA-256, SHA-1, then the subject's text */
    struct output_bytes labels;        /* of the endpoints */
    struct output_bytes uses;          /* struct report_use */
};

/* One endpoint and what it shows; the slices are there after _sort. */
struct report_use {
    size_t certificate, from, len;
    struct base_slice sha256, sha1, subject, endpoint;
    enum certcheck_verdict verdict;
    bool other_ca; /* it is the issuer that excludes the usage: the same CA would do it again */
};

struct base_text;
/* subject: room for a name, used within the call alone. */
void report_by_certificate_add(struct report_by_certificate *b, const struct assess_result *r,
                               struct base_text *subject);

/* Uses in order: those of one certificate together, by subject; endpoints in natural order
 * within it. */
const struct report_use *report_by_certificate_sort(struct report_by_certificate *b, size_t *n);

/* How many uses from the first on are of its certificate; how many of them break. */
size_t report_by_certificate_run(const struct report_use *first, const struct report_use *end,
                                 size_t *breaks);

bool report_by_certificate_no_memory(const struct report_by_certificate *b);
void report_by_certificate_free(struct report_by_certificate *b);

#endif
