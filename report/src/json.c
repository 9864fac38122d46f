/* SPDX-License-Identifier: MIT */
/*
 * json: one object, streamed, so `finished` and `summary` follow the results.
 * ndjson: one result object a line, as each finishes; or one behind, where only then is known
 * whether it is the last: it tells what of the run is left.
 */
#include <record/json_parts.h>
#include <record/json_result.h>

#include "format.h"
#include "parts/by_certificate.h"

struct json_state {
    struct record_json_memory memory;
    struct report_by_certificate by_certificate; /* json alone */
    const struct assess_run_info *run;           /* ndjson alone */
    struct output_bytes line;                    /* ... that lacks its end */
};

static void
key_policy(struct output_json *j, const struct assess_run_info *run, unsigned fail_on)
{
    output_json_key(j, "policy");
    output_json_open(j, '{');
    record_json_policy(j, &run->policy);
    output_json_key(j, "fail_on");
    output_json_open(j, '[');
    for (unsigned v = 0; v < CERTCHECK_VERDICTS; v++)
        if (fail_on & 1u << v)
            output_json_str(j, certcheck_verdict_name((enum certcheck_verdict)v));
    output_json_close(j, ']');
    output_json_close(j, '}');
}

static void
json_begin(struct report_context *c, const struct assess_run_info *run)
{
    struct output_json j = { .out = &c->out };

    output_json_open(&j, '{');
    output_json_key(&j, "schema_version");
    output_json_int(&j, RECORD_SCHEMA_VERSION);
    output_json_key_str(&j, "tool", run->tool);
    output_json_key_str(&j, "version", run->version);
    output_json_key(&j, "started");
    output_json_time(&j, run->started_s);
    key_policy(&j, run, c->style.fail_on);
    output_json_key(&j, "results");
    output_json_open(&j, '[');
}

static void
json_result(struct report_context *c, const struct assess_result *r)
{
    struct json_state *state = c->state;
    struct base_text t;

    output_add_str(&c->out, c->first ? "\n" : ",\n");
    record_json_result(&c->out, &state->memory, r);
    t = output_scratch(&c->scratch);
    report_by_certificate_add(&state->by_certificate, r, &t);
}

static void
write_uses(struct output_json *j, const struct report_use *use, size_t n, size_t breaks)
{
    output_json_open(j, '{');
    output_json_key(j, "sha256");
    output_json_hex(j, use->sha256.ptr, use->sha256.len);
    output_json_key(j, "subject");
    output_json_slice(j, use->subject);
    output_json_key(j, "breaks");
    output_json_int(j, (int64_t)breaks);
    output_json_key(j, "endpoints");
    output_json_open(j, '[');
    for (size_t i = 0; i < n; i++) {
        output_json_open(j, '{');
        output_json_key(j, "target");
        output_json_slice(j, use[i].endpoint);
        output_json_key_str(j, "verdict", certcheck_verdict_name(use[i].verdict));
        output_json_close(j, '}');
    }
    output_json_close(j, ']');
    output_json_close(j, '}');
}

static void
key_by_certificate(struct output_json *j, struct report_by_certificate *b)
{
    size_t n, breaks;
    const struct report_use *uses = report_by_certificate_sort(b, &n);

    output_json_key(j, "by_certificate");
    output_json_open(j, '[');
    for (size_t i = 0, run; i < n; i += run) {
        run = report_by_certificate_run(&uses[i], &uses[n], &breaks);
        write_uses(j, &uses[i], run, breaks);
    }
    output_json_close(j, ']');
}

static void
key_completeness(struct output_json *j, const struct assess_run_info *run)
{
    output_json_key(j, "complete");
    output_json_bool(j, assess_is_whole(run));
    if (run->targets == 0)
        return;
    output_json_key(j, "targets");
    output_json_open(j, '{');
    output_json_key(j, "finished");
    output_json_int(j, (int64_t)run->finished);
    output_json_key(j, "all");
    output_json_int(j, (int64_t)run->targets);
    output_json_close(j, '}');
}

static void
key_decision(const struct report_context *c, struct output_json *j,
             const struct assess_run_info *run)
{
    struct output_bytes text = { 0 };

    advice_decision_write(&c->decision, run, false, &text);
    output_add_char(&text, ' ');
    advice_decision_basis(&c->decision, run, false, &text);
    output_json_key(j, "decision");
    output_json_slice(j, output_bytes_since(&text, 0));
    output_bytes_done(&text, j->out);
}

static void
json_end(struct report_context *c, const struct assess_run_info *run)
{
    struct output_json j = { .out = &c->out };

    output_add_str(&c->out, c->first ? "" : "\n");
    output_json_close(&j, ']');
    key_by_certificate(&j, &((struct json_state *)c->state)->by_certificate);
    key_completeness(&j, run);
    key_decision(c, &j, run);
    output_json_key(&j, "summary");
    output_json_open(&j, '{');
    for (unsigned v = 0; v < CERTCHECK_VERDICTS; v++) {
        output_json_key(&j, certcheck_verdict_name((enum certcheck_verdict)v));
        output_json_int(&j, run->summary[v]);
    }
    if (run->interrupted > 0) {
        output_json_key(&j, "interrupted");
        output_json_int(&j, run->interrupted);
    }
    output_json_close(&j, '}');
    output_json_key(&j, "notes");
    output_json_open(&j, '[');
    for (size_t i = 0; i < run->notes_n; i++)
        output_json_str(&j, run->notes[i]);
    output_json_close(&j, ']');
    output_json_key(&j, "finished");
    output_json_time(&j, run->finished_s);
    output_json_close(&j, '}');
    output_add_char(&c->out, '\n');
}

static bool
json_no_memory(const struct report_context *c)
{
    const struct json_state *state = c->state;

    return report_by_certificate_no_memory(&state->by_certificate) || state->line.no_memory;
}

static void
ndjson_begin(struct report_context *c, const struct assess_run_info *run)
{
    ((struct json_state *)c->state)->run = run;
}

/* As a rule what the result before it added has been taken out: then nothing need be copied. */
static void
move(struct output_bytes *to, struct output_bytes *from)
{
    struct output_bytes was = *to;

    if (to->len > 0) {
        output_add(to, from->ptr, from->len);
        from->len = 0;
        return;
    }
    *to = *from;
    *from = was;
}

static void
ndjson_settle(struct report_context *c)
{
    struct json_state *state = c->state;

    if (state->line.len == 0)
        return;
    move(&c->out, &state->line);
    record_json_line_end(&c->out, state->run);
}

static void
ndjson_result(struct report_context *c, const struct assess_result *r)
{
    struct json_state *state = c->state;

    ndjson_settle(c);
    record_json_line(c->style.one_behind ? &state->line : &c->out, &state->memory, r, state->run);
    if (!c->style.one_behind)
        record_json_line_end(&c->out, state->run);
}

static void
ndjson_end(struct report_context *c, const struct assess_run_info *run)
{
    (void)run;
    ndjson_settle(c);
}

static void
json_free(struct report_context *c)
{
    struct json_state *state = c->state;

    record_json_memory_free(&state->memory);
    report_by_certificate_free(&state->by_certificate);
    output_bytes_free(&state->line);
}

const struct report_format report_format_json = {
    .name = "json",
    .about = "one document: the policy, each result with its certificates, findings and remedies, "
             "a summary and the decision; docs/result.schema.json is its JSON Schema, and complete "
             "is false where the run ended before its last target, an input could not be read, or "
             "merged runs lack some of their targets",
    .decides = true,
    .state_size = sizeof(struct json_state),
    .no_memory = json_no_memory,
    .free = json_free,
    .begin = json_begin,
    .result = json_result,
    .end = json_end,
};

const struct report_format report_format_ndjson = {
    .name = "ndjson",
    .about = "each result as one line of JSON as soon as it is known (certcheck: as soon as the "
             "next one is, or there is none): the input of --merge, --resume and --baseline",
    .state_size = sizeof(struct json_state),
    .free = json_free,
    .no_memory = json_no_memory,
    .streams = true,
    .begin = ndjson_begin,
    .result = ndjson_result,
    .settle = ndjson_settle,
    .end = ndjson_end,
};
