/* SPDX-License-Identifier: MIT */
/* Certificates and names, which many results share: rendered once (cache.c). */
#include "json_certificate.h"

#include <certcheck/names.h>
#include <record/names.h>

void
record_json_memory_free(struct record_json_memory *m)
{
    record_cache_free(&m->names);
    record_cache_free(&m->certificates);
    output_bytes_free(&m->policy);
}

/* Remember what was appended since `from`. */
static void
keep(struct writer *w, struct record_cache *cache, uint64_t hash, struct base_slice key,
     size_t from)
{
    if (!w->json.out->no_memory)
        record_cache_put(cache, hash, key, output_bytes_since(w->json.out, from));
}

void
json_key_name(struct writer *w, const char *key, struct base_slice name, uint64_t hash)
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
        output_json_key_str(&w->json, "name", certcheck_oid_name(oid));
        output_json_close(&w->json, '}');
    }
    output_json_close(&w->json, ']');
}

static void
key_set(struct writer *w, const char *key, const struct certcheck_usage_set *set)
{
    output_json_key(&w->json, key);
    output_json_open(&w->json, '{');
    output_json_key_str(&w->json, "state", record_set_state_name(set->state));
    output_json_key_bool(&w->json, "critical", set->critical);
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
    output_json_key_bool(j, "ca", f->ca);
}

/* Bytes that are no certificate still have fingerprints, and all the keys. */
static void
write_unreadable(struct output_json *j)
{
    static const char *const keys[] = {
        "not_before", "not_after", "key", "signature", "san", "eku", "application_policies", "ca"
    };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        output_json_key_str(j, keys[i], NULL);
}

static void
render_certificate(struct writer *w, const struct assess_certificate *c)
{
    struct output_json *j = &w->json;

    output_json_open(j, '{');
    if (c->readable) {
        json_key_name(w, "subject", c->facts.subject, c->facts.subject_hash);
        json_key_name(w, "issuer", c->facts.issuer, c->facts.issuer_hash);
        output_json_key(j, "serial");
        output_json_hex(j, c->facts.serial.ptr, c->facts.serial.len);
    } else {
        output_json_key_str(j, "subject", NULL);
        output_json_key_str(j, "issuer", NULL);
        output_json_key_str(j, "serial", NULL);
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

void
json_certificate(struct writer *w, const struct assess_certificate *c)
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

void
json_ca_names(struct writer *w, const struct probe_result *p)
{
    output_json_open(&w->json, '[');
    for (size_t i = 0; i < p->ca_names_n; i++) {
        struct base_text t = output_scratch(&w->memory->scratch);

        certcheck_name_text(p->ca_names[i], &t);
        output_json_slice(&w->json, output_scratch_done(&t));
    }
    output_json_close(&w->json, ']');
}
