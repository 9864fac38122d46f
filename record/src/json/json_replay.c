/* SPDX-License-Identifier: MIT */
/* The `replay` of an NDJSON result: what record/read.h needs beside the rendered keys. */
#include "json_certificate.h"

#include <base/base64.h>
#include <record/json_parts.h>
#include <record/json_result.h>

static void
write_base64(struct output_json *j, struct base_slice s)
{
    output_json_value(j);
    output_add_char(j->out, '"');
    if (s.len < SIZE_MAX / 2 && output_bytes_room(j->out, BASE_BASE64_LEN(s.len))) {
        base_base64_write(s, j->out->ptr + j->out->len);
        j->out->len += BASE_BASE64_LEN(s.len);
    }
    output_add_char(j->out, '"');
}

static bool
is_shown(const struct assess_result *r, const uint8_t *sha256)
{
    for (size_t i = 0; i < r->certificates_n; i++)
        if (memcmp(r->certificates[i].sha256, sha256, CERTCHECK_SHA256_LEN) == 0)
            return true;
    return false;
}

/* Elements of the path that the peer did not show, in their order. */
static void
key_issuers(struct output_json *j, const struct assess_result *r)
{
    output_json_key(j, "issuers");
    output_json_open(j, '[');
    for (size_t i = 0; r->judgement != NULL && i < r->judgement->path.n; i++)
        if (!is_shown(r, r->path_sha256[i]))
            write_base64(j, r->judgement->path.at[i].facts->der);
    output_json_close(j, ']');
}

static void
key_findings(struct output_json *j, const struct assess_result *r)
{
    output_json_key(j, "findings");
    output_json_open(j, '[');
    for (size_t i = 0; i < r->findings_n; i++) {
        output_json_open(j, '[');
        output_json_int(j, r->findings[i].number);
        if (r->findings[i].arg.ptr == NULL)
            output_json_null(j);
        else
            write_base64(j, r->findings[i].arg);
        output_json_close(j, ']');
    }
    output_json_close(j, ']');
}

static void
key_count(struct output_json *j, const char *key, uint64_t n)
{
    if (n == 0)
        return;
    output_json_key(j, key);
    output_json_int(j, (int64_t)n);
}

/* What is no result: a merge must not take the lines for the whole. */
static void
key_run(struct output_json *j, const struct assess_run_info *run)
{
    size_t unread = run->unread + run->missing;

    if (unread == 0 && run->left == 0 && run->shares <= 1 && !run->resumed && run->merged == 0)
        return;
    output_json_key(j, "run");
    output_json_open(j, '{');
    key_count(j, "unread", unread);
    key_count(j, "left", run->left);
    if (run->shares > 1) {
        key_count(j, "share", run->share);
        key_count(j, "shares", run->shares);
    }
    key_count(j, "share_targets", run->share_targets);
    key_count(j, "all_targets", run->all_targets);
    if (run->resumed)
        output_json_key_bool(j, "resumed", true);
    key_count(j, "merged", (uint64_t)run->merged);
    output_json_close(j, '}');
}

/* Of a template: what a server's certificate from it comes to, and one for both usages. */
static void
key_template(struct output_json *j, const struct assess_template *t)
{
    if (t == NULL)
        return;
    output_json_key(j, "template");
    output_json_open(j, '{');
    output_json_key_str(j, "server", certcheck_verdict_name(t->as_server));
    output_json_key_str(j, "both", certcheck_verdict_name(t->as_both));
    output_json_close(j, '}');
}

/* The results of a run, unless it is a merge, share one policy. */
static void
key_policy(struct writer *w, const struct assess_policy *policy)
{
    struct record_json_memory *m = w->memory;
    struct output_json j = { .out = &m->policy };

    if (m->policy.len == 0 || memcmp(&m->policy_of, policy, sizeof *policy) != 0) {
        m->policy.len = 0;
        m->policy_of = *policy;
        output_json_open(&j, '{');
        record_json_policy(&j, policy);
        record_json_settings(&j, policy);
        output_json_close(&j, '}');
    }
    output_json_key(&w->json, "policy");
    output_json_value(&w->json);
    if (m->policy.no_memory)
        w->json.out->no_memory = true;
    else
        output_add(w->json.out, m->policy.ptr, m->policy.len);
}

void
json_replay(struct writer *w, const struct assess_result *r, const struct assess_run_info *run)
{
    struct output_json *j = &w->json;

    output_json_key(j, "replay");
    output_json_open(j, '{');
    output_json_key(j, "version");
    output_json_str(j, r->version != NULL ? r->version : run->version);
    key_policy(w, r->policy != NULL ? r->policy : &run->policy);
    key_template(j, r->as_template);
    if (r->issued_from.ptr != NULL) {
        output_json_key(j, "issued_from");
        write_base64(j, r->issued_from);
    }
    if (r->certificates_n > 0 && r->certificates[0].made_sha256) {
        output_json_key(j, "key");
        output_json_hex(j, r->certificates[0].sha256, CERTCHECK_SHA256_LEN);
    }
    output_json_key(j, "certificates");
    output_json_open(j, '[');
    for (size_t i = 0; i < r->certificates_n; i++)
        write_base64(j, r->certificates[i].der);
    output_json_close(j, ']');
    key_issuers(j, r);
    output_json_key(j, "ca_names");
    output_json_open(j, '[');
    for (size_t i = 0; r->probe != NULL && i < r->probe->ca_names_n; i++)
        write_base64(j, r->probe->ca_names[i]);
    output_json_close(j, ']');
    key_findings(j, r);
}

void
record_json_line_end(struct output_bytes *out, const struct assess_run_info *run)
{
    struct output_json j = { .out = out, .comma = true };

    key_run(&j, run);
    output_json_close(&j, '}');
    output_json_close(&j, '}');
    output_add_char(out, '\n');
}
