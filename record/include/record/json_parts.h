/* SPDX-License-Identifier: MIT */
/* Parts of the objects of JSON results, as docs/result.schema.json names them: for what writes a
 * document around them (report/). Each appends to what its caller has opened. */
#ifndef RECORD_JSON_PARTS_H
#define RECORD_JSON_PARTS_H

#include <base/declare.h>
#include <assess/result.h>
#include <output/json_writer.h>

BASE_BEGIN_DECLS

/* "KEY": value, or null where it is none. */
void record_json_number(struct output_json *j, const char *key, int value, int none);

/* The members of a policy, within an open object. */
void record_json_policy(struct output_json *j, const struct assess_policy *policy);
/* "settings", where any was given: their marks in hex, for --resume alone. */
void record_json_settings(struct output_json *j, const struct assess_policy *policy);

/* ["serverAuth", ...] */
void record_json_usages(struct output_json *j, unsigned usages);

/* "template": { ... }, appended to the open object. */
void record_json_template(struct output_json *j, const struct assess_template *t);

/* "error": null or { ... }, appended to the open object; last as in probe_result. Both may be NULL.
 */
void record_json_error(struct output_json *j, const struct probe_error *e,
                       const struct probe_error *last);

/* "addresses": [ ... ], where there are some, appended to the open object. */
void record_json_addresses(struct output_json *j, const struct assess_result *r);

/* "direction", and of who connected to us "peer" and "withheld", appended to the open object. */
void record_json_direction(struct output_json *j, const struct assess_result *r);

/* "trial", where certificates were presented in turn, appended to the open object. */
void record_json_trial(struct output_json *j, const struct assess_result *r);

/* "platform": { ... }, where it was asked, appended to the open object. */
void record_json_platform(struct output_json *j, const struct assess_platform *p);

/* "sni", "alpn" and "signature_algorithms", appended to the open object `tls`. */
void record_json_client_hello(struct output_json *j, const struct probe_client_hello *hello);

/* The keys `verifiers`, `changes` and `assumed`. */
void record_json_forecast(struct output_json *j, const struct assess_result *r);

BASE_END_DECLS

#endif
