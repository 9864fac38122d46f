/* SPDX-License-Identifier: MIT */
#include <record/json_result.h>

#include <advice/event.h>
#include <advice/remedy.h>
#include <advice/sentences.h>
#include <certcheck/names.h>
#include <record/json_parts.h>
#include <record/names.h>

struct writer {
    struct output_json json;
    struct record_json_memory *memory;
};

static void
key_str(struct output_json *j, const char *key, const char *value)
{
    output_json_key(j, key);
    output_json_str(j, value);
}

static void
key_bool(struct output_json *j, const char *key, bool value)
{
    output_json_key(j, key);
    output_json_bool(j, value);
}

static void
write_answer(struct output_json *j, int answer)
{
    if (answer == CERTCHECK_UNKNOWN)
        output_json_null(j);
    else
        output_json_bool(j, answer == CERTCHECK_YES);
}

void
record_json_memory_free(struct record_json_memory *m)
{
    record_cache_free(&m->names);
    record_cache_free(&m->certificates);
}

/* Remember what was appended since `from`. */
static void
keep(struct writer *w, struct record_cache *cache, uint64_t hash, struct base_slice key,
     size_t from)
{
    if (!w->json.out->no_memory)
        record_cache_put(cache, hash, key, output_bytes_since(w->json.out, from));
}

static void
key_name(struct writer *w, const char *key, struct base_slice name, uint64_t hash)
{
    struct base_slice known;
    struct base_text t;
    size_t from;

    output_json_key(&w->json, key);
    if (record_cache_get(&w->memory->names, hash, name, &known)) {
        output_json_value(&w->json);
        output_add_slice(w->json.out, known);
        return;
    }
    t = output_scratch(&w->memory->scratch);
    certcheck_name_text(name, &t);
    from = w->json.out->len; /* after a key no comma is due */
    output_json_slice(&w->json, output_scratch_done(&t));
    keep(w, &w->memory->names, hash, name, from);
}

static void
write_oids(struct writer *w, const struct certcheck_usage_set *set)
{
    struct base_slice rest = set->list, oid;

    output_json_open(&w->json, '[');
    while (certcheck_oid_next(set, &rest, &oid)) {
        struct base_text t = output_scratch(&w->memory->scratch);

        output_json_open(&w->json, '{');
        certcheck_oid_text(oid, &t);
        output_json_key(&w->json, "oid");
        output_json_slice(&w->json, output_scratch_done(&t));
        key_str(&w->json, "name", certcheck_oid_name(oid));
        output_json_close(&w->json, '}');
    }
    output_json_close(&w->json, ']');
}

static void
key_set(struct writer *w, const char *key, const struct certcheck_usage_set *set)
{
    output_json_key(&w->json, key);
    output_json_open(&w->json, '{');
    key_str(&w->json, "state", record_set_state_name(set->state));
    key_bool(&w->json, "critical", set->critical);
    output_json_key(&w->json, "oids");
    write_oids(w, set);
    output_json_close(&w->json, '}');
}

static void
write_san(struct writer *w, struct base_slice rest)
{
    struct certcheck_san san;

    output_json_open(&w->json, '[');
    while (certcheck_san_next(&rest, &san)) {
        struct base_text t = output_scratch(&w->memory->scratch);

        certcheck_san_text(&san, &t);
        output_json_slice(&w->json, output_scratch_done(&t));
    }
    output_json_close(&w->json, ']');
}

/* A date that cannot be read is null, never 1970. */
static void
key_time(struct output_json *j, const char *key, bool known, int64_t s)
{
    output_json_key(j, key);
    if (known)
        output_json_time(j, s);
    else
        output_json_null(j);
}

static void
write_facts(struct writer *w, const struct certcheck_facts *f)
{
    struct output_json *j = &w->json;
    struct base_text t;

    key_time(j, "not_before", !(f->defects & CERTCHECK_DEFECT_NOT_BEFORE), f->not_before_s);
    key_time(j, "not_after", !(f->defects & CERTCHECK_DEFECT_NOT_AFTER), f->not_after_s);
    t = output_scratch(&w->memory->scratch);
    certcheck_key_text(&f->key, &t);
    output_json_key(j, "key");
    output_json_slice(j, output_scratch_done(&t));
    t = output_scratch(&w->memory->scratch);
    certcheck_signature_text(f->sig_oid, &t);
    output_json_key(j, "signature");
    output_json_slice(j, output_scratch_done(&t));
    output_json_key(j, "san");
    write_san(w, f->san);
    key_set(w, "eku", &f->eku);
    key_set(w, "application_policies", &f->app_policies);
    key_bool(j, "ca", f->ca);
}

/* Bytes that are no certificate still have fingerprints, and all the keys. */
static void
write_unreadable(struct output_json *j)
{
    static const char *const keys[] = {
        "not_before", "not_after", "key", "signature", "san", "eku", "application_policies", "ca"
    };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        key_str(j, keys[i], NULL);
}

static void
render_certificate(struct writer *w, const struct assess_certificate *c)
{
    struct output_json *j = &w->json;

    output_json_open(j, '{');
    if (c->readable) {
        key_name(w, "subject", c->facts.subject, c->facts.subject_hash);
        key_name(w, "issuer", c->facts.issuer, c->facts.issuer_hash);
        output_json_key(j, "serial");
        output_json_hex(j, c->facts.serial.ptr, c->facts.serial.len);
    } else {
        key_str(j, "subject", NULL);
        key_str(j, "issuer", NULL);
        key_str(j, "serial", NULL);
    }
    output_json_key(j, "sha1");
    output_json_hex(j, c->made_sha1 ? NULL : c->sha1, sizeof c->sha1);
    output_json_key(j, "sha256");
    output_json_hex(j, c->made_sha256 ? NULL : c->sha256, sizeof c->sha256);
    if (c->readable)
        write_facts(w, &c->facts);
    else
        write_unreadable(j);
    output_json_close(j, '}');
}

static void
write_certificate(struct writer *w, const struct assess_certificate *c)
{
    struct base_slice key = { c->sha256, sizeof c->sha256 }, known;
    uint64_t hash;
    size_t from;

    memcpy(&hash, c->sha256, sizeof hash);
    output_json_value(&w->json);
    if (record_cache_get(&w->memory->certificates, hash, key, &known)) {
        output_add_slice(w->json.out, known);
        return;
    }
    w->json.comma = false; /* it stands already */
    from = w->json.out->len;
    render_certificate(w, c);
    keep(w, &w->memory->certificates, hash, key, from);
}

static void
write_ca_names(struct writer *w, const struct probe_result *p)
{
    output_json_open(&w->json, '[');
    for (size_t i = 0; i < p->ca_names_n; i++) {
        struct base_text t = output_scratch(&w->memory->scratch);

        certcheck_name_text(p->ca_names[i], &t);
        output_json_slice(&w->json, output_scratch_done(&t));
    }
    output_json_close(&w->json, ']');
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
    key_str(j, "peer_role", probe_role_name(p->peer_role));
    key_number_name(j, "version", p->version, record_tls_version);
    key_number_name(j, "cipher", p->cipher, record_tls_cipher);
    output_json_key(j, "client_certificate_requested");
    write_answer(j, (int)p->client_certificate_requested);
    output_json_key(j, "our_certificate_accepted");
    write_answer(j, (int)p->accepted_us);
    output_json_key(j, "ca_names");
    write_ca_names(w, p);
    if (p->dialogue != PROBE_DIALOGUE_NONE)
        key_str(j, "starttls", probe_dialogue_get(p->dialogue)->name);
    if (p->client_hello != NULL)
        record_json_client_hello(j, p->client_hello);
    key_str(j, "engine", probe_engine_name(p->engine));
    key_str(j, "hello", p->hello == PROBE_HELLO_AUTO ? NULL : probe_hello_name(p->hello));
    key_bool(j, "chain_cut", p->chain_cut);
    key_bool(j, "ca_names_cut", p->ca_names_cut);
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
    key_name(w, "subject", e->facts->subject, e->facts->subject_hash);
    output_json_key(j, "sha256");
    output_json_hex(j, sha256, CERTCHECK_SHA256_LEN);
    key_str(j, "source", certcheck_source_name(e->source));
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
            key_str(j, base_usage_name(1u << i), certcheck_verdict_name(g->by_usage[i]));
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
    key_str(j, "path_end", record_path_end_name(g->path.end));
    key_bool(j, "findings_cut", g->findings_cut);
    output_json_close(j, '}');
}

static void
write_finding(struct writer *w, const struct assess_result *r, const struct certcheck_finding *f)
{
    const struct certcheck_rule *rule = advice_rule(f);
    struct base_text t = output_scratch(&w->memory->scratch);
    struct output_json *j = &w->json;

    output_json_open(j, '{');
    key_str(j, "code", rule->code);
    key_str(j, "severity", certcheck_severity_name(rule->severity));
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
        key_str(j, "target", r->target);
        record_json_direction(j, r);
    } else {
        key_str(j, "file", r->file);
        output_json_key(j, "index");
        output_json_int(j, r->index);
        key_str(j, "kind", r->kind);
        if (r->line > 0) {
            output_json_key(j, "line");
            output_json_int(j, r->line);
        }
        if (r->use != NULL)
            key_str(j, "use", r->use);
        if (r->as_template != NULL)
            record_json_template(j, r->as_template);
    }
    key_str(j, "host", r->host);
    record_json_number(j, "port", r->port, 0);
    key_str(j, "address", address);
    record_json_addresses(j, r);
    key_str(j, "profile", r->profile == NULL ? NULL : r->profile->name);
    key_bool(j, "indirect", r->indirect);
    key_str(j, "verdict", certcheck_verdict_name(r->verdict));
}

/* Of the run that compares, not of the result: it is not read back. */
static void
key_baseline(struct output_json *j, const struct assess_result *r)
{
    if (r->standing == ASSESS_NOT_COMPARED)
        return;
    output_json_key(j, "baseline");
    output_json_open(j, '{');
    key_str(j, "standing", assess_standing_name(r->standing));
    key_str(j, "excuse", r->excuse);
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
}

void
record_json_result(struct output_bytes *out, struct record_json_memory *memory,
                   const struct assess_result *r, const struct assess_run_info *run)
{
    struct writer w = { .json = { .out = out }, .memory = memory };
    struct output_json *j = &w.json;

    output_json_open(j, '{');
    key_identity(j, r);
    key_endpoint(&w, r);
    output_json_key(j, "certificates");
    output_json_open(j, '[');
    for (size_t i = 0; i < r->certificates_n; i++)
        write_certificate(&w, &r->certificates[i]);
    output_json_close(j, ']');
    output_json_key(j, "judgement");
    if (r->judgement == NULL)
        output_json_null(j);
    else
        write_judgement(&w, r);
    record_json_forecast(j, r);
    output_json_key(j, "findings");
    output_json_open(j, '[');
    for (size_t i = 0; i < r->findings_n; i++)
        write_finding(&w, r, &r->findings[i]);
    output_json_close(j, ']');
    key_predictions(j, r);
    key_timing(j, r->probe);
    key_str(j, "product", r->product);
    key_str(j, "origin", r->origin);
    key_baseline(j, r);
    if (run != NULL)
        record_json_replay(j, r, run);
    output_json_close(j, '}');
}
