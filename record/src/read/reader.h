/* SPDX-License-Identifier: MIT */
/* Between the files that read results: a line as Jansson has it, and its bulk (strip.h). */
#ifndef RECORD_READER_H
#define RECORD_READER_H

#include <record/read.h>

#include <jansson.h>

#include "strip.h"

#define FINDINGS_MAX (CERTCHECK_FINDINGS_MAX + 32)

struct record_reader {
    struct record_strip stripped;
    json_t *root;   /* of what is stripped */
    uint8_t *bytes; /* decoded: never more than the line has */
    size_t bytes_n, bytes_cap;
    const char *bad; /* the first key that is not as it should be */

    struct assess_result result;
    struct probe_result probe;
    struct probe_error error;
    struct assess_address addresses[PROBE_NAMED_MAX];
    struct probe_error address_errors[PROBE_NAMED_MAX];
    struct assess_certificate certificates[PROBE_CERTIFICATES_MAX];
    struct assess_certificate issuers[CERTCHECK_PATH_MAX];
    size_t issuers_n;
    struct base_slice ca_names[PROBE_CA_NAMES_MAX];
    struct certcheck_judgement judgement;
    struct certcheck_forecast forecast;
    uint8_t hashes[CERTCHECK_PATH_MAX][CERTCHECK_SHA256_LEN];
    struct certcheck_finding findings[FINDINGS_MAX];
    struct assess_policy policy;
    struct assess_inbound inbound;
    struct assess_platform platform;
    struct probe_client_hello client_hello;
    struct assess_template as_template;
    struct assess_trial trial;
    struct assess_trial_answer answers[ASSESS_TRIAL_MAX];
};

/* Decode base64; the bytes are valid until the next line. Anything else is an error, latched in
 * `bad`. */
struct base_slice record_reader_base64(struct record_reader *r, struct base_slice text);

/* What became of connections: error and addresses. After what resets probe. */
void record_reader_errors(struct record_reader *r);

/* One error; NULL: there was none. */
const struct probe_error *record_reader_error(struct record_reader *r, const json_t *o,
                                              struct probe_error *e);

/* What a peer said to the certificates of a trial. */
void record_reader_trial(struct record_reader *r);

/* Who connected to whom; after what resets probe. */
void record_reader_direction(struct record_reader *r);

/* What the peer's ClientHello says, of the object `tls`. */
void record_reader_client_hello(struct record_reader *r, const json_t *tls);

/* What the chain engine of Windows said. */
void record_reader_platform(struct record_reader *r);

/* What certcheck says of a template; replay has what it says of the usages that are listed. */
void record_reader_template(struct record_reader *r, const json_t *replay);

/* The usages that a request is given by a template; after the bulk. */
void record_reader_issued_from(struct record_reader *r, const json_t *replay);

/* Verifiers and changes. */
void record_reader_forecast(struct record_reader *r);

/* The bulk: certificates, issuers and CA names, decoded and read. */
void record_reader_bulk(struct record_reader *r);

#endif
