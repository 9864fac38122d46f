/* SPDX-License-Identifier: MIT */
/*
 * The decision of a run in a reader's words: install the update or not, what to do first, what
 * was not learnt. decision.def has a sentence for every combination of verdicts. Each question
 * (a change, and what it is asked of) gets sentences of its own.
 *
 * Memory: 8 bytes and some slack for each server and each certificate to reissue.
 */
#ifndef ADVICE_DECISION_H
#define ADVICE_DECISION_H

#include <base/declare.h>
#include <assess/result.h>
#include <output/bytes.h>

BASE_BEGIN_DECLS

enum advice_subject {
    ADVICE_CONNECTIONS,
    ADVICE_APPLICATIONS, /* trusted ones, that may speak plain TCP */
    ADVICE_CERTIFICATES,
    ADVICE_REQUESTS,
    ADVICE_TEMPLATES,
    ADVICE_SUBJECTS
};

/* What became of the results that one question is about. */
struct advice_tally {
    size_t all, interrupted, counts[CERTCHECK_VERDICTS]; /* counts: of what was not interrupted */
    size_t reissue, other_ca; /* certificates that break; how many of them by their issuer */
    size_t guessed;           /* ready by a profile that asks less than an Edge Server's would */
    size_t unnamed;           /* requests that are ready because they name no usages */
    unsigned refused;         /* base_usage bits of what breaks */
    size_t fits[ASSESS_TEMPLATE_FITS];
    bool opt_out;      /* an opt-out helps some of what breaks */
    bool psom, others; /* who judges what breaks: the Data MCU, somebody else */
    int64_t by_s;      /* the first day something has broken by; CERTCHECK_NO_DATE */
    int64_t all_by_s;  /* the day everything has; likewise */
};

/* 64-bit keys, of which the upper 48 bits tell them apart and the rest is the owner's. */
struct advice_set {
    uint64_t *slots;
    size_t n, cap;
};

struct advice_decision {
    /* By change; the last: of what no change could be judged. */
    struct advice_tally tallies[CERTCHECK_CHANGES + 1][ADVICE_SUBJECTS];
    struct advice_set hosts, certificates;
    struct output_bytes unreached;  /* names, a newline behind each, while they are few */
    struct output_bytes fitting[2]; /* names of templates that fit; ... that can be made to */
    size_t asked[ADVICE_SUBJECTS];
    size_t expiring;         /* results with EXPIRES_SOON */
    int64_t expires_first_s; /* ... the first of these days */
    uint32_t changes;        /* seen in results */
    uint64_t verifiers;      /* likewise: of the changes, or asked for */
    bool profiled;           /* certificates are judged for a profile */
    bool no_memory;
};

/* Zeroed at first. The caller's, once per result. */
void advice_decision_add(struct advice_decision *d, const struct assess_result *r);
void advice_decision_free(struct advice_decision *d);

/* The changes that were judged, a bit each: those of the results and of the run, or that of 2017.
 */
uint32_t advice_decision_changes(const struct advice_decision *d,
                                 const struct assess_run_info *run);

/* "Do not install the May 2017 update on the Front Ends yet: 3 of 8 connections would break. First
 * reissue 2 certificates, or opt out.": translated where local. Returns the length of its first
 * sentence. */
size_t advice_decision_write(const struct advice_decision *d, const struct assess_run_info *run,
                             bool local, struct output_bytes *out);

/* Does the Data MCU judge something that breaks? */
bool advice_decision_is_of_psom(const struct advice_decision *d);

/* The words that reports about it use, explained: English, to be translated. */
const char *advice_glossary(void);

/* What it rests on: what was asked, which changes, verifiers and roots, was the run complete. */
void advice_decision_basis(const struct advice_decision *d, const struct assess_run_info *run,
                           bool local, struct output_bytes *out);

BASE_END_DECLS

#endif
