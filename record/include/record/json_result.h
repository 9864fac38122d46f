/* SPDX-License-Identifier: MIT */
#ifndef REPORT_JSON_RESULT_H
#define REPORT_JSON_RESULT_H

#include <assess/result.h>
#include <output/bytes.h>
#include <output/scratch.h>
#include <record/cache.h>

/* What the writer of results keeps from one to the next: what has been rendered already.
 * Zeroed at first. */
struct report_json_memory {
    struct report_cache names;        /* JSON strings by DER Name */
    struct report_cache certificates; /* JSON objects by SHA-256 */
    struct report_scratch scratch;
};
void report_json_memory_free(struct report_json_memory *m);

/* One result object, as docs/result.schema.json describes it, appended to out; with `replay`
 * where the run is given. */
void report_json_result(struct report_bytes *out, struct report_json_memory *memory,
                        const struct report_result *r, const struct report_run *run);

#endif
