/* SPDX-License-Identifier: MIT */
#ifndef RECORD_JSON_RESULT_H
#define RECORD_JSON_RESULT_H

#include <base/declare.h>
#include <assess/result.h>
#include <output/bytes.h>
#include <output/scratch.h>
#include <record/cache.h>

BASE_BEGIN_DECLS

/* Of the JSON outputs: docs/result.schema.json. */
#define RECORD_SCHEMA_VERSION 1

/* What the writer of results keeps from one to the next: what has been rendered already.
 * Zeroed at first. */
struct record_json_memory {
    struct record_cache names;        /* JSON strings by DER Name */
    struct record_cache certificates; /* JSON objects by SHA-256 */
    struct output_bytes policy;       /* the JSON object of policy_of */
    struct assess_policy policy_of;
    struct output_scratch scratch;
};
void record_json_memory_free(struct record_json_memory *m);

/* One result object, as docs/result.schema.json describes it, appended to out; without `replay`. */
void record_json_result(struct output_bytes *out, struct record_json_memory *memory,
                        const struct assess_result *r);

/* The same with `replay`, as a line of NDJSON, but for its end, which tells how much of the run is
 * left when the line is written. */
void record_json_line(struct output_bytes *out, struct record_json_memory *memory,
                      const struct assess_result *r, const struct assess_run_info *run);
void record_json_line_end(struct output_bytes *out, const struct assess_run_info *run);

BASE_END_DECLS

#endif
