/* SPDX-License-Identifier: MIT */
/* Between the files that read results: a line as Jansson has it, and its bulk (lean.h). */
#ifndef REPORT_READER_H
#define REPORT_READER_H

#include <record/read.h>

#include <jansson.h>

#include "strip.h"

#define FINDINGS_MAX (CERTCHECK_FINDINGS_MAX + 32)

struct report_reader {
    struct report_lean lean;
    json_t *root;   /* of lean */
    uint8_t *bytes; /* decoded: never more than the line has */
    size_t bytes_n, bytes_cap;
    const char *bad; /* the first key that is not as it should be */

    struct report_result result;
    struct probe_result probe;
    struct probe_error error;
    struct report_address addresses[PROBE_NAMED_MAX];
    struct probe_error address_errors[PROBE_NAMED_MAX];
    struct report_certificate certificates[PROBE_CERTIFICATES_MAX];
    struct report_certificate issuers[CERTCHECK_PATH_MAX];
    size_t issuers_n;
    struct base_slice ca_names[PROBE_CA_NAMES_MAX];
    struct certcheck_judgement judgement;
    struct certcheck_forecast forecast;
    uint8_t hashes[CERTCHECK_PATH_MAX][CERTCHECK_SHA256_LEN];
    struct certcheck_finding findings[FINDINGS_MAX];
    struct report_policy policy;
};

/* Decode base64; the bytes are valid until the next line. What is none is blamed. */
struct base_slice report_reader_base64(struct report_reader *r, struct base_slice text);

/* Verifiers and changes. */
void report_reader_forecast(struct report_reader *r);

/* The bulk: certificates, issuers and CA names, decoded and read. */
void report_reader_bulk(struct report_reader *r);

#endif
