/* SPDX-License-Identifier: MIT */
#include <record/json_result.h>

#include <advice/event.h>
#include <advice/remedy.h>
#include <advice/sentences.h>
#include <certcheck/names.h>
#include <record/json_parts.h>
#include <record/names.h>

#include "json_certificate.h"

static void
write_answer(struct output_json *j, int answer)
{
    if (answer == CERTCHECK_UNKNOWN)
        output_json_null(j);
    else
        output_json_bool(j, answer == CERTCHECK_YES);
}

static void
key_number_name(struct output_json *j, const char *key, uint16_t number,
                void (*name)(struct output_bytes *, uint16_t))
{
    output_json_key(j, key);
    if (number == 0) {
        output_json_null(j);
        return;
    }
    output_json_value(j);
    output_add_char(j->out, '"');
    name(j->out, number);
    output_add_char(j->out, '"');
}

static void
write_tls(struct writer *w, const struct probe_result *p)
{
    struct output_json *j = &w->json;

    output_json_open(j, '{');
    output_json_key_str(j, "peer_role", probe_role_name(p->peer_role));
    key_number_name(j, "version", p->version, record_tls_version);
    key_number_name(j, "cipher", p->cipher, record_tls_cipher);
    output_json_key(j, "client_certificate_requested");
    write_answer(j, (int)p->client_certificate_requested);
    output_json_key(j, "our_certificate_accepted");
    write_answer(j, (int)p->accepted_us);
    output_json_key(j, "ca_names");
    json_ca_names(w, p);
    if (p->dialogue != PROBE_DIALOGUE_NONE)
        output_json_key_str(j, "starttls", probe_dialogue_get(p->dialogue)->name);
    if (p->client_hello != NULL)
        record_json_client_hello(j, p->client_hello);
    output_json_key_str(j, "engine", probe_engine_name(p->engine));
    output_json_key_str(j, "hello",
                        p->hello == PROBE_HELLO_AUTO ? NULL : probe_hello_name(p->hello));
    output_json_key_bool(j, "chain_cut", p->chain_cut);
    output_json_key_bool(j, "ca_names_cut", p->ca_names_cut);
    output_json_close(j, '}');
}

static void
key_outcome(struct output_json *j, const char *key, const struct certcheck_outcome *o)
{
    output_json_key(j, key);
    output_json_open(j, '{');
    output_json_key(j, "accepted");
    write_answer(j, (int)o->accepted);
    output_json_key(j, "status");
    output_json_open(j, '[');
    for (unsigned i = 0; i < CERTCHECK_STATUSES; i++)
        if (o->status & 1u << i)
            output_json_str(j, certcheck_chain_status_name(1u << i));
    output_json_close(j, ']');
    output_json_close(j, '}');
}

static void
write_element(struct writer *w, const struct certcheck_element *e, const uint8_t *sha256)
{
    struct output_json *j = &w->json;

    output_json_open(j, '{');
    json_key_name(w, "subject", e->facts->subject, e->facts->subject_hash);
    output_json_key(j, "sha256");
    output_json_hex(j, sha256, CERTCHECK_SHA256_LEN);
    output_json_key_str(j, "source", certcheck_source_name(e->source));
    output_json_key(j, "allows");
    output_json_open(j, '{');
    for (unsigned i = 0; i < BASE_USAGES; i++) {
        output_json_key(j, base_usage_name(1u << i));
        write_answer(j, e->allows[i]);
    }
    output_json_close(j, '}');
    output_json_close(j, '}');
}

static void
key_by_usage(struct output_json *j, const struct certcheck_judgement *g)
{
    output_json_key(j, "by_usage");
    output_json_open(j, '{');
    for (unsigned i = 0; i < BASE_USAGES; i++)
        if (g->required & 1u << i)
            output_json_key_str(j, base_usage_name(1u << i),
                                certcheck_verdict_name(g->by_usage[i]));
    output_json_close(j, '}');
}

static void
write_judgement(struct writer *w, const struct assess_result *r)
{
    const struct certcheck_judgement *g = r->judgement;
    struct output_json *j = &w->json;
    bool made = r->certificates_n > 0 && r->certificates[0].made_sha256;

    output_json_open(j, '{');
    output_json_key(j, "required");
    record_json_usages(j, g->required);
    key_outcome(j, "before", &g->before);
    key_outcome(j, "after", &g->after);
    output_json_key(j, "path");
    output_json_open(j, '[');
    for (size_t i = 0; i < g->path.n; i++)
        write_element(w, &g->path.at[i], made && i == 0 ? NULL : r->path_sha256[i]);
    output_json_close(j, ']');
    key_by_usage(j, g);
    output_json_key_str(j, "path_end", record_path_end_name(g->path.end));
    output_json_key_bool(j, "findings_cut", g->findings_cut);
    output_json_close(j, '}');
}

static void
write_finding(struct writer *w, const struct assess_result *r, const struct certcheck_finding *f)
{
    const struct certcheck_rule *rule = advice_rule(f);
    struct base_text t = output_scratch(&w->memory->scratch);
    struct output_json *j = &w->json;

    output_json_open(j, '{');
    output_json_key_str(j, "code", rule->code);
    output_json_key_str(j, "severity", certcheck_severity_name(rule->severity));
    record_json_number(j, "element", f->element, -1);
    advice_sentence(r, f, &t);
    output_json_key(j, "message");
    output_json_slice(j, output_scratch_done(&t));
    output_json_close(j, '}');
}

static void
key_predictions(struct output_json *j, const struct assess_result *r)
{
    const struct advice_remedy *remedies[ADVICE_REMEDIES_MAX];
    size_t remedies_n = advice_remedies(r, remedies);
    uint16_t events[2];
    size_t events_n = advice_events(r, events);

    output_json_key(j, "events");
    output_json_open(j, '[');
    for (size_t i = 0; i < events_n; i++)
        output_json_int(j, events[i]);
    output_json_close(j, ']');
    output_json_key(j, "remedies");
    output_json_open(j, '[');
    for (size_t i = 0; i < remedies_n; i++)
        output_json_str(j, remedies[i]->id);
    output_json_close(j, ']');
}

static void
key_timing(struct output_json *j, const struct probe_result *p)
{
    output_json_key(j, "timing_ms");
    if (p == NULL) {
        output_json_null(j);
        return;
    }
    output_json_open(j, '{');
    output_json_key(j, "resolve");
    output_json_ms(j, p->timing.resolve_us);
    output_json_key(j, "connect");
    output_json_ms(j, p->timing.connect_us);
    output_json_key(j, "tls");
    output_json_ms(j, p->timing.tls_us);
    output_json_key(j, "total");
    output_json_ms(j, p->timing.total_us);
    output_json_close(j, '}');
}

static void
key_identity(struct output_json *j, const struct assess_result *r)
{
    const char *address = r->probe == NULL || *r->probe->address == '\0' ? NULL : r->probe->address;

    if (r->target != NULL) {
        output_json_key_str(j, "target", r->target);
        record_json_direction(j, r);
        if (r->seen_from != NULL)
            output_json_key_str(j, "seen_from", r->seen_from);
    } else {
        output_json_key_str(j, "file", r->file);
        output_json_key(j, "index");
        output_json_int(j, r->index);
        output_json_key_str(j, "kind", r->kind);
        if (r->line > 0) {
            output_json_key(j, "line");
            output_json_int(j, r->line);
        }
        if (r->use != NULL)
            output_json_key_str(j, "use", r->use);
        if (r->as_template != NULL)
            record_json_template(j, r->as_template);
    }
    output_json_key_str(j, "host", r->host);
    record_json_number(j, "port", r->port, 0);
    output_json_key_str(j, "address", address);
    record_json_addresses(j, r);
    output_json_key_str(j, "profile", r->profile == NULL ? NULL : r->profile->name);
    output_json_key_bool(j, "indirect", r->indirect);
    output_json_key_str(j, "verdict", certcheck_verdict_name(r->verdict));
}

/* Of the run that compares, not of the result: it is not read back. */
static void
key_baseline(struct output_json *j, const struct assess_result *r)
{
    if (r->standing == ASSESS_NOT_COMPARED)
        return;
    output_json_key(j, "baseline");
    output_json_open(j, '{');
    output_json_key_str(j, "standing", assess_standing_name(r->standing));
    output_json_key_str(j, "excuse", r->excuse);
    output_json_close(j, '}');
}

static void
key_endpoint(struct writer *w, const struct assess_result *r)
{
    struct output_json *j = &w->json;

    if (r->target != NULL) {
        output_json_key(j, "tls");
        if (r->probe == NULL || !r->probe->tls)
            output_json_null(j);
        else
            write_tls(w, r->probe);
    }
    record_json_error(j, r->error, r->probe == NULL ? NULL : &r->probe->last);
    record_json_trial(j, r);
}

static void
open_result(struct writer *w, const struct assess_result *r)
{
    struct output_json *j = &w->json;

    output_json_open(j, '{');
    key_identity(j, r);
    key_endpoint(w, r);
    output_json_key(j, "certificates");
    output_json_open(j, '[');
    for (size_t i = 0; i < r->certificates_n; i++)
        json_certificate(w, &r->certificates[i]);
    output_json_close(j, ']');
    output_json_key(j, "judgement");
    if (r->judgement == NULL)
        output_json_null(j);
    else
        write_judgement(w, r);
    record_json_forecast(j, r);
    output_json_key(j, "findings");
    output_json_open(j, '[');
    for (size_t i = 0; i < r->findings_n; i++)
        write_finding(w, r, &r->findings[i]);
    output_json_close(j, ']');
    key_predictions(j, r);
    key_timing(j, r->probe);
    output_json_key_str(j, "product", r->product);
    output_json_key_str(j, "origin", r->origin);
    record_json_platform(j, r->platform);
    key_baseline(j, r);
}

void
record_json_result(struct output_bytes *out, struct record_json_memory *memory,
                   const struct assess_result *r)
{
    struct writer w = { .json = { .out = out }, .memory = memory };

    open_result(&w, r);
    output_json_close(&w.json, '}');
}

void
record_json_line(struct output_bytes *out, struct record_json_memory *memory,
                 const struct assess_result *r, const struct assess_run_info *run)
{
    struct writer w = { .json = { .out = out }, .memory = memory };

    open_result(&w, r);
    json_replay(&w, r, run);
}
