/* SPDX-License-Identifier: MIT */
/* Parts of the objects of JSON results. */
#ifndef REPORT_JSON_PARTS_H
#define REPORT_JSON_PARTS_H

#include <assess/result.h>
#include <output/json_writer.h>

/* The key `replay`. */
void report_json_replay(struct report_json *j, const struct report_result *r,
                        const struct report_run *run);

/* The members of a policy, within an open object. */
void report_json_policy(struct report_json *j, const struct report_policy *policy);

/* ["serverAuth", ...] */
void report_json_usages(struct report_json *j, unsigned usages);

/* "template": { ... }, appended to the open object. */
void report_json_template(struct report_json *j, const struct report_template *t);

/* "error": null or { ... }, appended to the open object. e may be NULL. */
void report_json_error(struct report_json *j, const struct probe_error *e);

/* "addresses": [ ... ], where there are some, appended to the open object. */
void report_json_addresses(struct report_json *j, const struct report_result *r);

/* The keys `verifiers`, `changes` and `assumed`. */
void report_json_forecast(struct report_json *j, const struct report_result *r);

#endif
