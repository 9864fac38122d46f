/* SPDX-License-Identifier: MIT */
/* Of a result: what is about certificates, and its replay. */
#ifndef RECORD_JSON_CERTIFICATE_H
#define RECORD_JSON_CERTIFICATE_H

#include <output/json_writer.h>
#include <record/json_result.h>

struct writer {
    struct output_json json;
    struct record_json_memory *memory;
};

/* "KEY": the name in words; hash is that of the name. */
void json_key_name(struct writer *w, const char *key, struct base_slice name, uint64_t hash);
void json_certificate(struct writer *w, const struct assess_certificate *c);
void json_ca_names(struct writer *w, const struct probe_result *p);
/* The key `replay`, whose object stays open: record_json_line_end. */
void json_replay(struct writer *w, const struct assess_result *r, const struct assess_run_info *run);

#endif
