/* SPDX-License-Identifier: MIT */
/*
 * A forecast: what other verifiers make of a certificate, and what the changes asked for
 * will do to it. It joins certcheck/verifier.h, certcheck/change.h and the table of public
 * CAs for one judged path.
 *
 * Pure: no I/O, no clock, no allocation. Thread-safe for distinct outputs.
 */
#ifndef CERTCHECK_FORECAST_H
#define CERTCHECK_FORECAST_H

#include <base/declare.h>
#include <certcheck/public_cas.h>

BASE_BEGIN_DECLS

#define CERTCHECK_FORECAST_MAX ((size_t)CERTCHECK_CHANGES + (size_t)CERTCHECK_VERIFIERS)

struct certcheck_forecast_request {
    uint64_t verifiers; /* bits by certcheck_verifier_id: whose answers are shown */
    uint64_t receivers; /* ... who judges the successor of a renewal */
    uint64_t exempt;    /* ... whose machines are told to require no usage (R2) */
    uint32_t changes;   /* bits by certcheck_change_id */
    const struct certcheck_public_cas *cas; /* for a renewal; borrowed */
};

struct certcheck_forecast {
    struct certcheck_verified verified; /* wanted: as requested */
    struct certcheck_change_result changes[CERTCHECK_FORECAST_MAX];
    size_t changes_n;
    enum certcheck_verdict verdict;              /* the worst of the changes */
    enum certcheck_anchor anchor;                /* of a renewal */
    const struct certcheck_public_owner *owner;  /* of the public root, or NULL */
    const struct certcheck_public_root *claimed; /* known by its name alone, or NULL */
    const struct certcheck_facts *anchors[2];    /* a public root and a private one, where paths
                                                    to both may be taken; else NULL */
};

/*
 * Judge the changes for a path.
 *   judgement    of the path today
 *   required     base_usage bits
 *   path_sha256  one per element of the path
 *   out          verified was filled in by certcheck_evaluate_for, or nothing is wanted of it
 */
void certcheck_forecast_judge(const struct certcheck_forecast_request *request,
                              const struct certcheck_judgement *judgement, unsigned required,
                              bool trust, const uint8_t (*path_sha256)[32],
                              struct certcheck_forecast *out);

/* Whose answers a request needs, shown or not: bits by certcheck_verifier_id. */
uint64_t certcheck_forecast_needs(const struct certcheck_forecast_request *request);

/* The n-th finding about the root that a renewal comes from, from 0; false: there is none any
 * more. Borrows likewise. */
bool certcheck_forecast_root_finding(const struct certcheck_forecast *forecast, size_t n,
                                     struct certcheck_finding *out);

/* The finding that says what a change does; false: it has nothing to say. Borrows from the
 * forecast's table of public CAs. */
bool certcheck_forecast_finding(const struct certcheck_forecast *forecast,
                                const struct certcheck_change_result *change,
                                struct certcheck_finding *out);

BASE_END_DECLS

#endif
