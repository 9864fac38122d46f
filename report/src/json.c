/* SPDX-License-Identifier: MIT */
/*
 * json: one object, streamed, so `finished` and `summary` follow the results.
 * ndjson: one result object a line, as each finishes.
 */
#include <record/json_parts.h>
#include <record/json_result.h>

#include "by_certificate.h"
#include "format.h"

struct json_state {
    struct report_json_memory memory;
    struct report_by_certificate by_certificate; /* json alone */
    const struct report_run *run;                /* ndjson alone */
};

static void
key_str(struct report_json *j, const char *key, const char *value)
{
    report_json_key(j, key);
    report_json_str(j, value);
}

static void
key_policy(struct report_json *j, const struct report_run *run, unsigned fail_on)
{
    report_json_key(j, "policy");
    report_json_open(j, '{');
    report_json_policy(j, &run->policy);
    report_json_key(j, "fail_on");
    report_json_open(j, '[');
    for (unsigned v = 0; v < CERTCHECK_VERDICTS; v++)
        if (fail_on & 1u << v)
            report_json_str(j, certcheck_verdict_name((enum certcheck_verdict)v));
    report_json_close(j, ']');
    report_json_close(j, '}');
}

static void
json_begin(struct report_context *c, const struct report_run *run)
{
    struct report_json j = { .out = &c->out };

    report_json_open(&j, '{');
    report_json_key(&j, "schema_version");
    report_json_int(&j, REPORT_SCHEMA_VERSION);
    key_str(&j, "tool", run->tool);
    key_str(&j, "version", run->version);
    report_json_key(&j, "started");
    report_json_time(&j, run->started_s);
    key_policy(&j, run, c->style.fail_on);
    report_json_key(&j, "results");
    report_json_open(&j, '[');
}

static void
json_result(struct report_context *c, const struct report_result *r)
{
    struct json_state *state = c->state;
    struct base_text t;

    report_add_str(&c->out, c->first ? "\n" : ",\n");
    report_json_result(&c->out, &state->memory, r, NULL);
    t = report_scratch(&c->scratch);
    report_by_certificate_add(&state->by_certificate, r, &t);
}

static void
write_uses(struct report_json *j, const struct report_use *use, size_t n, size_t breaks)
{
    report_json_open(j, '{');
    report_json_key(j, "sha256");
    report_json_hex(j, use->sha256.ptr, use->sha256.len);
    report_json_key(j, "subject");
    report_json_slice(j, use->subject);
    report_json_key(j, "breaks");
    report_json_int(j, (int64_t)breaks);
    report_json_key(j, "endpoints");
    report_json_open(j, '[');
    for (size_t i = 0; i < n; i++) {
        report_json_open(j, '{');
        report_json_key(j, "target");
        report_json_slice(j, use[i].endpoint);
        key_str(j, "verdict", certcheck_verdict_name(use[i].verdict));
        report_json_close(j, '}');
    }
    report_json_close(j, ']');
    report_json_close(j, '}');
}

static void
key_by_certificate(struct report_json *j, struct report_by_certificate *b)
{
    size_t n, breaks;
    const struct report_use *uses = report_by_certificate_sort(b, &n);

    report_json_key(j, "by_certificate");
    report_json_open(j, '[');
    for (size_t i = 0, run; i < n; i += run) {
        run = report_by_certificate_run(&uses[i], &uses[n], &breaks);
        write_uses(j, &uses[i], run, breaks);
    }
    report_json_close(j, ']');
}

static void
key_completeness(struct report_json *j, const struct report_run *run)
{
    report_json_key(j, "complete");
    report_json_bool(j, !report_is_incomplete(run));
    if (run->targets == 0)
        return;
    report_json_key(j, "targets");
    report_json_open(j, '{');
    report_json_key(j, "finished");
    report_json_int(j, (int64_t)run->finished);
    report_json_key(j, "all");
    report_json_int(j, (int64_t)run->targets);
    report_json_close(j, '}');
}

static void
json_end(struct report_context *c, const struct report_run *run)
{
    struct report_json j = { .out = &c->out };

    report_add_str(&c->out, c->first ? "" : "\n");
    report_json_close(&j, ']');
    key_by_certificate(&j, &((struct json_state *)c->state)->by_certificate);
    key_completeness(&j, run);
    report_json_key(&j, "summary");
    report_json_open(&j, '{');
    for (unsigned v = 0; v < CERTCHECK_VERDICTS; v++) {
        report_json_key(&j, certcheck_verdict_name((enum certcheck_verdict)v));
        report_json_int(&j, run->summary[v]);
    }
    if (run->interrupted > 0) {
        report_json_key(&j, "interrupted");
        report_json_int(&j, run->interrupted);
    }
    report_json_close(&j, '}');
    report_json_key(&j, "notes");
    report_json_open(&j, '[');
    for (size_t i = 0; i < run->notes_n; i++)
        report_json_str(&j, run->notes[i]);
    report_json_close(&j, ']');
    report_json_key(&j, "finished");
    report_json_time(&j, run->finished_s);
    report_json_close(&j, '}');
    report_add_char(&c->out, '\n');
}

static bool
json_no_memory(const struct report_context *c)
{
    const struct json_state *state = c->state;

    return report_by_certificate_no_memory(&state->by_certificate);
}

static void
ndjson_begin(struct report_context *c, const struct report_run *run)
{
    ((struct json_state *)c->state)->run = run;
}

static void
ndjson_result(struct report_context *c, const struct report_result *r)
{
    struct json_state *state = c->state;

    report_json_result(&c->out, &state->memory, r, state->run);
    report_add_char(&c->out, '\n');
}

static void
json_free(struct report_context *c)
{
    struct json_state *state = c->state;

    report_json_memory_free(&state->memory);
    report_by_certificate_free(&state->by_certificate);
}

const struct report_format report_format_json = {
    .name = "json",
    .state_size = sizeof(struct json_state),
    .no_memory = json_no_memory,
    .free = json_free,
    .begin = json_begin,
    .result = json_result,
    .end = json_end,
};

const struct report_format report_format_ndjson = {
    .name = "ndjson",
    .state_size = sizeof(struct json_state),
    .free = json_free,
    .streams = true,
    .begin = ndjson_begin,
    .result = ndjson_result,
};
