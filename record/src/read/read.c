/* SPDX-License-Identifier: MIT */
/*
 * The way back: a line of NDJSON becomes the assess_result that json_result.c wrote, from the parts
 * that json_parts.c and names.c have one way to spell. skim.c and summary.c learn what a line is
 * about without reading it, index.c finds it again (--resume, --merge), strip.c and cache.c keep
 * certificates that many lines repeat but once.
 *
 * One fault makes a line no result: nothing is guessed. Whatever a getter does not find as it
 * should be is latched in `bad`, so that readers of objects need not check each field.
 */
#include <record/read.h>

#include <base/text.h>
#include <base/time.h>
#include <record/names.h>

#include <jansson.h>
#include <stdlib.h>

#include "fields.h"
#include "reader.h"

void
record_libraries(struct base_text *out)
{
    base_text_str(out, ", Jansson ");
    base_text_str(out, jansson_version_str());
}

struct record_reader *
record_reader_new(void)
{
    return calloc(1, sizeof(struct record_reader));
}

void
record_reader_free(struct record_reader *r)
{
    if (r == NULL)
        return;
    json_decref(r->root);
    record_strip_free(&r->stripped);
    free(r->bytes);
    free(r);
}

/* ---- getters ---- */

#define NAMES(function, type, of)                                                                  \
    static const char *function(unsigned i)                                                        \
    {                                                                                              \
        return of((enum type)i);                                                                   \
    }
NAMES(engine_name, probe_engine, probe_engine_name)
NAMES(hello_name, probe_hello, probe_hello_name)
NAMES(role_name, probe_role, probe_role_name)
NAMES(source_name, certcheck_source, certcheck_source_name)
NAMES(end_name, certcheck_path_end, record_path_end_name)
#undef NAMES

static const char *
code_name(unsigned i)
{
    return certcheck_rule_get((enum certcheck_code)i)->code;
}

static void
hex_at(struct record_reader *r, const json_t *o, const char *key, uint8_t *out, size_t n)
{
    const char *text = record_field_string(&r->bad, o, key, false);
    size_t len = 0;

    if (text == NULL || !base_parse_hex(text, out, n, &len) || len != n)
        record_field_blame(&r->bad, key);
}

static struct base_slice
base64_of(struct record_reader *r, const json_t *v)
{
    struct base_slice text = { (const uint8_t *)json_string_value(v), json_string_length(v) };

    if (!json_is_string(v))
        record_field_blame(&r->bad, "replay");
    return record_reader_base64(r, text);
}

/* ---- parts ---- */

static const char *
usage_name(unsigned i)
{
    return base_usage_name(1u << i);
}

static unsigned
read_usages(struct record_reader *r, const json_t *o, const char *key)
{
    return record_field_bits(&r->bad, o, key, usage_name, BASE_USAGES);
}

static const char *
status_name(unsigned i)
{
    return certcheck_chain_status_name(1u << i);
}

static void
read_outcome(struct record_reader *r, const json_t *judgement, const char *key,
             struct certcheck_outcome *out)
{
    const json_t *o = json_object_get(judgement, key);

    *out = (struct certcheck_outcome){
        .accepted = record_field_answer(&r->bad, o, "accepted"),
        .status = record_field_bits(&r->bad, o, "status", status_name, CERTCHECK_STATUSES),
    };
}

/* An element is one of the certificates shown, or the next of those kept beside them. */
static const struct certcheck_facts *
facts_of(struct record_reader *r, const uint8_t *sha256, size_t *issuer)
{
    for (size_t i = 0; i < r->result.certificates_n; i++)
        if (r->certificates[i].readable &&
            memcmp(r->certificates[i].sha256, sha256, CERTCHECK_SHA256_LEN) == 0)
            return &r->certificates[i].facts;
    if (*issuer < r->issuers_n && r->issuers[*issuer].readable)
        return &r->issuers[(*issuer)++].facts;
    record_field_blame(&r->bad, "path");
    return NULL;
}

/* By what our results tell a certificate apart of which only fields are known. */
static void
read_made_key(struct record_reader *r, const json_t *replay)
{
    for (size_t i = 0; r->bad == NULL && i < r->result.certificates_n; i++)
        if (r->certificates[i].made_sha256) {
            if (i > 0)
                record_field_blame(&r->bad, "certificates");
            hex_at(r, replay, "key", r->certificates[i].sha256, CERTCHECK_SHA256_LEN);
        }
}

static void
read_path(struct record_reader *r, const json_t *judgement)
{
    struct certcheck_path *path = &r->judgement.path;
    const json_t *elements = record_field_array(&r->bad, judgement, "path", CERTCHECK_PATH_MAX);
    size_t issuer = 0;

    path->end = (enum certcheck_path_end)record_field_word(&r->bad, judgement, "path_end", end_name,
                                                           CERTCHECK_END_LIMIT + 1);
    path->n = json_array_size(elements);
    for (size_t i = 0; i < path->n && r->bad == NULL; i++) {
        const json_t *o = json_array_get(elements, i), *allows = json_object_get(o, "allows");
        struct certcheck_element *e = &path->at[i];

        if (json_is_null(json_object_get(o, "sha256")) && r->result.certificates_n > 0 &&
            r->certificates[0].made_sha256) /* only its fields are known */
            memcpy(r->hashes[i], r->certificates[0].sha256, CERTCHECK_SHA256_LEN);
        else
            hex_at(r, o, "sha256", r->hashes[i], CERTCHECK_SHA256_LEN);
        e->facts = facts_of(r, r->hashes[i], &issuer);
        e->source = (enum certcheck_source)record_field_word(&r->bad, o, "source", source_name,
                                                             CERTCHECK_SOURCE_TRUST + 1);
        for (unsigned k = 0; k < BASE_USAGES; k++)
            e->allows[k] = (uint8_t)record_field_answer(&r->bad, allows, base_usage_name(1u << k));
    }
}

static void
read_judgement(struct record_reader *r)
{
    const json_t *o = json_object_get(r->root, "judgement"), *by_usage;
    struct certcheck_judgement *g = &r->judgement;

    if (json_is_null(o))
        return;
    *g = (struct certcheck_judgement){ .verdict = r->result.verdict,
                                       .required = read_usages(r, o, "required"),
                                       .findings_cut =
                                           record_field_bool(&r->bad, o, "findings_cut") };
    read_outcome(r, o, "before", &g->before);
    read_outcome(r, o, "after", &g->after);
    read_path(r, o);
    by_usage = json_object_get(o, "by_usage");
    for (unsigned i = 0; i < BASE_USAGES; i++)
        if (g->required & 1u << i)
            g->by_usage[i] = record_field_verdict(&r->bad, by_usage, base_usage_name(1u << i));
    r->result.judgement = g;
    r->result.path_sha256 = (const uint8_t(*)[CERTCHECK_SHA256_LEN])r->hashes;
}

static void
read_findings(struct record_reader *r, const json_t *replay)
{
    const json_t *list = record_field_array(&r->bad, r->root, "findings", FINDINGS_MAX),
                 *more = record_field_array(&r->bad, replay, "findings", FINDINGS_MAX);
    size_t n = json_array_size(list),
           path_n = r->result.judgement == NULL ? 0 : r->judgement.path.n;

    if (json_array_size(more) != n) {
        record_field_blame(&r->bad, "replay");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const json_t *o = json_array_get(list, i), *pair = json_array_get(more, i);
        const json_t *arg = json_array_get(pair, 1);
        int64_t element = record_field_integer(&r->bad, o, "element", -1);

        if (element < -1 || (element >= 0 && (uint64_t)element >= path_n))
            record_field_blame(&r->bad, "element");
        r->findings[i] = (struct certcheck_finding){
            .code = (enum certcheck_code)record_field_word(&r->bad, o, "code", code_name,
                                                           CERTCHECK_CODES),
            .element = (int)element,
            .number = (int64_t)json_integer_value(json_array_get(pair, 0)),
        };
        if (!json_is_null(arg))
            r->findings[i].arg = base64_of(r, arg);
    }
    r->result.findings = r->findings;
    r->result.findings_n = n;
}

/* 0 is null; a name that stands for no number is none that we wrote. */
static uint16_t
number_named(struct record_reader *r, const json_t *o, const char *key,
             uint16_t (*named)(const char *))
{
    const char *name = record_field_string(&r->bad, o, key, true);
    uint16_t number = name == NULL ? 0 : named(name);

    if (name != NULL && number == 0)
        record_field_blame(&r->bad, key);
    return number;
}

static void
read_dialogue(struct record_reader *r, const json_t *o)
{
    const char *name;

    if (json_object_get(o, "starttls") == NULL)
        return;
    name = record_field_string(&r->bad, o, "starttls", false);
    r->probe.dialogue = probe_dialogue_named(base_slice_str(name == NULL ? "" : name));
    if (r->probe.dialogue == PROBE_DIALOGUE_NONE)
        record_field_blame(&r->bad, "starttls");
}

static void
read_tls(struct record_reader *r)
{
    const json_t *o = json_object_get(r->root, "tls");
    struct probe_result *p = &r->probe;

    if (!json_is_object(o))
        return;
    p->tls = true;
    if (!json_is_null(json_object_get(o, "peer_role")))
        p->peer_role = (enum probe_role)record_field_word(&r->bad, o, "peer_role", role_name,
                                                          PROBE_ROLE_CLIENT + 1);
    p->version = number_named(r, o, "version", record_tls_version_named);
    p->cipher = number_named(r, o, "cipher", record_tls_cipher_named);
    p->client_certificate_requested =
        (enum probe_answer)record_field_answer(&r->bad, o, "client_certificate_requested");
    if (json_object_get(o, "our_certificate_accepted") != NULL) /* the first results lack it */
        p->accepted_us =
            (enum probe_answer)record_field_answer(&r->bad, o, "our_certificate_accepted");
    read_dialogue(r, o);
    p->engine = (enum probe_engine)record_field_word(&r->bad, o, "engine", engine_name,
                                                     PROBE_ENGINE_OPENSSL + 1);
    if (!json_is_null(json_object_get(o, "hello")))
        p->hello =
            (enum probe_hello)record_field_word(&r->bad, o, "hello", hello_name, PROBE_HELLOS);
    p->chain_cut = record_field_bool(&r->bad, o, "chain_cut");
    p->ca_names_cut = record_field_bool(&r->bad, o, "ca_names_cut");
    record_reader_client_hello(r, o);
}

static int64_t
microseconds_at(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    double ms = json_number_value(v);

    return json_is_number(v) && ms >= 0 && ms < 1e12 ? (int64_t)(ms * 1000 + 0.5) : -1;
}

static void
read_probe(struct record_reader *r)
{
    const json_t *timing = json_object_get(r->root, "timing_ms");
    const char *address = record_field_string(&r->bad, r->root, "address", true);
    struct probe_result *p = &r->probe;
    struct base_text t;

    *p = (struct probe_result){ .client_certificate_requested = PROBE_UNKNOWN,
                                .accepted_us = PROBE_UNKNOWN,
                                .connected = r->result.verdict != CERTCHECK_UNREACHABLE };
    base_text_init(&t, p->address, sizeof p->address);
    base_text_str(&t, address == NULL ? "" : address);
    p->timing =
        (struct probe_timing){ microseconds_at(timing, "resolve"),
                               microseconds_at(timing, "connect"), microseconds_at(timing, "tls"),
                               microseconds_at(timing, "total") };
    read_tls(r);
    record_reader_direction(r);
    r->result.probe = p;
}

static void
read_identity(struct record_reader *r)
{
    const json_t *root = r->root;
    const char *profile = record_field_string(&r->bad, root, "profile", true);
    int64_t port = record_field_integer(&r->bad, root, "port", 0);

    r->result = (struct assess_result){
        .host = record_field_string(&r->bad, root, "host", true),
        .port = (uint16_t)port,
        .product = record_field_string(&r->bad, root, "product", true),
        .origin = record_field_string(&r->bad, root, "origin", true),
        .profile = profile == NULL ? NULL : base_profile_named(base_slice_str(profile)),
        .indirect = record_field_bool(&r->bad, root, "indirect"),
        .verdict = record_field_verdict(&r->bad, root, "verdict"),
    };
    if (json_object_get(root, "seen_from") != NULL)
        r->result.seen_from = record_field_string(&r->bad, root, "seen_from", true);
    if (profile != NULL && r->result.profile == NULL)
        record_field_blame(&r->bad, "profile");
    if (port < 0 || port > UINT16_MAX)
        record_field_blame(&r->bad, "port");
    if (json_object_get(root, "target") != NULL) {
        r->result.target = record_field_string(&r->bad, root, "target", false);
        return;
    }
    r->result.file = record_field_string(&r->bad, root, "file", false);
    r->result.index = (unsigned)record_field_integer(&r->bad, root, "index", 0);
    r->result.kind = record_field_string(&r->bad, root, "kind", true);
    if (json_object_get(root, "line") != NULL)
        r->result.line = (unsigned)record_field_integer(&r->bad, root, "line", 0);
    if (json_object_get(root, "use") != NULL)
        r->result.use = record_field_string(&r->bad, root, "use", false);
}

static bool
make_room(struct record_reader *r, size_t n)
{
    uint8_t *grown = r->bytes_cap >= n ? r->bytes : realloc(r->bytes, n);

    r->bytes_n = 0;
    if (grown == NULL)
        return false;
    r->bytes = grown;
    if (n > r->bytes_cap)
        r->bytes_cap = n;
    return true;
}

static bool
refuse(const char *what, const char *more, struct base_text *why)
{
    base_text_str(why, what);
    base_text_safe(why, base_slice_str(more));
    return false;
}

/* A line that cannot be read may come from another version: say so. */
static bool
refuse_result(const struct record_reader *r, struct base_text *why)
{
    base_text_str(why, "not a result: invalid field ");
    base_text_safe(why, base_slice_str(r->bad));
    if (r->result.version != NULL) {
        base_text_str(why, "; version ");
        base_text_safe(why, base_slice_str(r->result.version));
        base_text_str(why, " wrote it");
    }
    return false;
}

static void
read_settings(struct record_reader *r, const json_t *policy)
{
    const json_t *settings = json_object_get(policy, "settings");

    for (unsigned s = 0; s < ASSESS_SETTINGS; s++) {
        const json_t *mark =
            json_object_get(settings, assess_setting_option((enum assess_setting)s));

        if (mark != NULL && (!json_is_string(mark) ||
                             !record_field_mark(json_string_value(mark), &r->policy.settings[s])))
            record_field_blame(&r->bad, "settings");
    }
}

static void
read_policy(struct record_reader *r, const json_t *replay)
{
    const json_t *o = json_object_get(replay, "policy");
    const char *at = record_field_string(&r->bad, o, "at", false);
    int64_t days = record_field_integer(&r->bad, o, "expires_within_days", 0);

    r->policy = (struct assess_policy){
        .required =
            json_is_null(json_object_get(o, "required")) ? 0 : read_usages(r, o, "required"),
        .opted_out = record_field_bool(&r->bad, o, "opted_out"),
        .trust = record_field_bool(&r->bad, o, "trust"),
        .expires_s = days * 86400,
    };
    if (at == NULL || !base_time_parse(at, &r->policy.at_s) || days < 0 || days > INT32_MAX)
        record_field_blame(&r->bad, "policy");
    read_settings(r, o);
    r->result.policy = &r->policy;
    r->result.version = record_field_string(&r->bad, replay, "version", false);
}

static bool
load(struct record_reader *r, struct base_slice line, struct base_text *why)
{
    json_error_t error;

    json_decref(r->root);
    r->root = NULL;
    r->bad = NULL;
    if (line.len > RECORD_LINE_MAX)
        return refuse("the line is too long", "", why);
    switch (record_strip_read(&r->stripped, line)) {
    case RECORD_STRIP_NO_OBJECT:
        return refuse("not one whole JSON object on its line, as --format ndjson writes them", "",
                      why);
    case RECORD_STRIP_NO_MEMORY:
        return refuse("out of memory", "", why);
    case RECORD_STRIP_OK:
        break;
    }
    if (!make_room(r, line.len))
        return refuse("out of memory", "", why);
    r->root = json_loadb(r->stripped.text, r->stripped.len, JSON_REJECT_DUPLICATES, &error);
    return r->root != NULL || refuse("not JSON: ", error.text, why);
}

const struct assess_result *
record_read(struct record_reader *r, struct base_slice line, struct base_text *why)
{
    const json_t *replay;

    if (!load(r, line, why))
        return NULL;
    replay = json_object_get(r->root, "replay");
    if (!json_is_object(replay)) {
        (void)refuse("not a result as --format ndjson writes them", "", why);
        return NULL;
    }
    read_identity(r);
    read_policy(r, replay);
    if (r->result.target != NULL)
        read_probe(r);
    record_reader_errors(r);
    record_reader_trial(r);
    record_reader_template(r, replay);
    record_reader_bulk(r);
    record_reader_issued_from(r, replay);
    read_made_key(r, replay);
    if (r->bad == NULL)
        read_judgement(r);
    if (r->bad == NULL)
        record_reader_forecast(r);
    if (r->bad == NULL)
        record_reader_platform(r);
    if (r->bad == NULL)
        read_findings(r, replay);
    return r->bad == NULL || refuse_result(r, why) ? &r->result : NULL;
}
