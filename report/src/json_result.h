/* SPDX-License-Identifier: MIT */
#ifndef REPORT_JSON_RESULT_H
#define REPORT_JSON_RESULT_H

#include "by_certificate.h"
#include "cache.h"
#include "format.h"
#include "json_writer.h"

/* The state of json and ndjson: what has been rendered already. */
struct report_json_state {
    struct report_cache names;                   /* JSON strings by DER Name */
    struct report_cache certificates;            /* JSON objects by SHA-256 */
    struct report_by_certificate by_certificate; /* json alone */
    const struct report_run *run;                /* ndjson alone */
};
void report_json_state_free(struct report_context *c);

/* One result object, as docs/result.schema.json describes it, appended to c->out; with `replay`
 * where the run is given. c->state is a struct report_json_state. */
void report_json_result(struct report_context *c, const struct report_result *r,
                        const struct report_run *run);

/* The key `replay`. */
void report_json_replay(struct report_json *j, const struct report_result *r,
                        const struct report_run *run);

/* The members of a policy, within an open object. */
void report_json_policy(struct report_json *j, const struct report_policy *policy);

/* ["serverAuth", ...] */
void report_json_usages(struct report_json *j, unsigned usages);

#endif
