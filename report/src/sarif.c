/* SPDX-License-Identifier: MIT */
/*
 * sarif: SARIF 2.1.0 (OASIS). Every rule of the findings table, a result for
 * each finding, a notification for each endpoint that could not be judged. A
 * fingerprint stays the same from run to run for as long as the same thing is
 * wrong with the same endpoint, renewed certificate or not.
 */
#include <advice/reference.h>

#include <advice/sentences.h>
#include <output/escape.h>
#include <output/json_writer.h>

#include "format.h"

#define SCHEMA                                                                                     \
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

struct sarif {
    struct report_bytes raw;           /* one text before it is escaped */
    struct report_bytes notifications; /* JSON, separated by commas */
    bool any;                          /* a result has been written */
};

static void
key_str(struct report_json *j, const char *key, const char *value)
{
    report_json_key(j, key);
    report_json_str(j, value);
}

static void
key_text(struct report_json *j, const char *key, struct base_slice text)
{
    report_json_key(j, key);
    report_json_open(j, '{');
    report_json_key(j, "text");
    report_json_slice(j, text);
    report_json_close(j, '}');
}

static const char *
level_name(enum certcheck_severity s)
{
    return s == CERTCHECK_ERROR ? "error" : s == CERTCHECK_WARNING ? "warning" : "none";
}

static void
write_rule(struct report_context *c, struct report_json *j, const struct certcheck_rule *rule)
{
    struct base_text t = report_scratch(&c->scratch);

    report_json_open(j, '{');
    key_str(j, "id", rule->code);
    report_general_sentence(rule->sentence, &t);
    key_text(j, "shortDescription", report_scratch_done(&t));
    key_text(j, "fullDescription", base_slice_str(rule->text));
    key_text(j, "help", base_slice_str(rule->source));
    report_json_key(j, "defaultConfiguration");
    report_json_open(j, '{');
    key_str(j, "level", level_name(rule->severity));
    report_json_close(j, '}');
    report_json_key(j, "properties");
    report_json_open(j, '{');
    report_json_key(j, "tags");
    report_json_open(j, '[');
    report_json_str(j, "security");
    report_json_str(j, "certificate");
    if (*rule->rule != '\0')
        report_json_str(j, rule->rule);
    report_json_close(j, ']');
    report_json_close(j, '}');
    report_json_close(j, '}');
}

static void
sarif_begin(struct report_context *c, const struct report_run *run)
{
    struct report_json j = { .out = &c->out };

    report_json_open(&j, '{');
    key_str(&j, "$schema", SCHEMA);
    key_str(&j, "version", "2.1.0");
    report_json_key(&j, "runs");
    report_json_open(&j, '[');
    report_json_open(&j, '{');
    report_json_key(&j, "tool");
    report_json_open(&j, '{');
    report_json_key(&j, "driver");
    report_json_open(&j, '{');
    key_str(&j, "name", run->tool);
    key_str(&j, "version", run->version);
    report_json_key(&j, "rules");
    report_json_open(&j, '[');
    for (int i = 0; i < CERTCHECK_CODES; i++)
        write_rule(c, &j, certcheck_rule_get((enum certcheck_code)i));
    report_json_close(&j, ']');
    report_json_close(&j, '}');
    report_json_close(&j, '}');
    report_json_key(&j, "results");
    report_json_open(&j, '[');
}

/* Labels of letters, digits, - and _: what every reader takes for the host of a URI. */
static bool
is_plain_host(const char *host)
{
    char before = '.';

    for (; *host != '\0'; before = *host++) {
        bool plain = (*host >= 'a' && *host <= 'z') || (*host >= 'A' && *host <= 'Z') ||
                     (*host >= '0' && *host <= '9') || *host == '-' || *host == '_';

        if (!plain && (*host != '.' || before == '.'))
            return false;
    }
    return before != '.';
}

/*
 * tls://HOST:PORT, or tls:TARGET where HOST is nothing that a URI can name: .NET's
 * readers give up the whole log for one authority they cannot parse.
 */
static void
add_target_uri(struct report_bytes *out, const struct report_result *r)
{
    bool literal = r->host != NULL && strchr(r->host, ':') != NULL;

    if (r->host == NULL || (!literal && !is_plain_host(r->host))) {
        report_add_str(out, "tls:");
        report_add_uri(out, base_slice_str(r->target), "");
        return;
    }
    report_add_str(out, literal ? "tls://[" : "tls://");
    report_add_uri(out, base_slice_str(r->host), literal ? ":" : "");
    report_add_str(out, literal ? "]:" : ":");
    report_add_u64(out, r->port);
}

/* A file's path is a relative reference, or file:///PATH. */
static void
write_uri(struct report_json *j, const struct report_result *r)
{
    report_json_value(j);
    report_add_char(j->out, '"');
    if (r->target != NULL) {
        add_target_uri(j->out, r);
    } else {
        report_add_str(j->out, *r->file == '/' ? "file://" : "");
        report_add_uri(j->out, base_slice_str(r->file), "/");
    }
    report_add_char(j->out, '"');
}

static void
write_physical(struct report_json *j, const struct report_result *r)
{
    report_json_key(j, "physicalLocation");
    report_json_open(j, '{');
    report_json_key(j, "artifactLocation");
    report_json_open(j, '{');
    report_json_key(j, "uri");
    write_uri(j, r);
    report_json_close(j, '}');
    report_json_key(j, "region"); /* without a line some viewers show nothing */
    report_json_open(j, '{');
    report_json_key(j, "startLine");
    report_json_int(j, r->line > 0 ? r->line : 1);
    report_json_close(j, '}');
    report_json_close(j, '}');
}

static void
key_locations(struct sarif *x, struct report_json *j, const struct report_result *r)
{
    x->raw.len = 0;
    report_label(&x->raw, r);
    report_json_key(j, "locations");
    report_json_open(j, '[');
    report_json_open(j, '{');
    write_physical(j, r);
    report_json_key(j, "logicalLocations");
    report_json_open(j, '[');
    report_json_open(j, '{');
    report_json_key(j, "name");
    report_json_slice(j, report_bytes_since(&x->raw, 0));
    key_str(j, "kind", "resource");
    report_json_close(j, '}');
    report_json_close(j, ']');
    report_json_close(j, '}');
    report_json_close(j, ']');
}

/* What is wrong, with what, where: none of it changes when a run is repeated. */
static void
key_fingerprint(struct sarif *x, struct report_json *j, const struct report_result *r,
                const struct certcheck_finding *f)
{
    uint64_t hash;
    uint8_t bytes[8];

    x->raw.len = 0;
    report_label(&x->raw, r);
    report_add_char(&x->raw, '\n');
    report_add_str(&x->raw, r->profile != NULL ? r->profile->name : "");
    report_add_char(&x->raw, '\n');
    report_add_str(&x->raw, report_rule(f)->code);
    report_add_char(&x->raw, '\n');
    if (r->judgement != NULL && f->element >= 0 && (size_t)f->element < r->judgement->path.n)
        report_add_slice(&x->raw, r->judgement->path.at[f->element].facts->subject);
    hash = base_slice_hash(report_bytes_since(&x->raw, 0));
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(hash >> (56 - 8 * i));
    report_json_key(j, "partialFingerprints");
    report_json_open(j, '{');
    report_json_key(j, "finding/v1");
    report_json_hex(j, bytes, sizeof bytes);
    report_json_close(j, '}');
}

static void
write_finding(struct report_context *c, struct report_json *j, const struct report_result *r,
              const struct certcheck_finding *f)
{
    struct sarif *x = c->state;
    const struct certcheck_rule *rule = report_rule(f);
    struct base_text t = report_scratch(&c->scratch);

    report_json_open(j, '{');
    key_str(j, "ruleId", rule->code);
    report_json_key(j, "ruleIndex");
    report_json_int(j, (int)f->code);
    key_str(j, "kind", rule->severity == CERTCHECK_INFO ? "informational" : "fail");
    key_str(j, "level", level_name(rule->severity));
    report_sentence(r, f, &t);
    key_text(j, "message", report_scratch_done(&t));
    key_locations(x, j, r);
    key_fingerprint(x, j, r, f);
    report_json_key(j, "properties");
    report_json_open(j, '{');
    key_str(j, "verdict", certcheck_verdict_name(r->verdict));
    if (r->profile != NULL)
        key_str(j, "profile", r->profile->name);
    report_json_close(j, '}');
    report_json_close(j, '}');
}

static void
add_notification(struct report_context *c, const struct report_result *r)
{
    struct sarif *x = c->state;
    struct report_json j = { .out = &x->notifications, .comma = x->notifications.len > 0 };
    struct base_text t = report_scratch(&c->scratch);

    base_text_str(&t, certcheck_verdict_name(r->verdict));
    if (r->error != NULL && r->error->class != PROBE_OK) {
        base_text_str(&t, ": ");
        base_text_str(&t, probe_class_about(r->error->class));
    }
    report_json_open(&j, '{');
    key_str(&j, "level", "error");
    key_text(&j, "message", report_scratch_done(&t));
    key_locations(x, &j, r);
    report_json_close(&j, '}');
}

static void
sarif_result(struct report_context *c, const struct report_result *r)
{
    struct sarif *x = c->state;
    struct report_json j = { .out = &c->out };

    for (size_t i = 0; i < r->findings_n; i++) {
        report_add_str(&c->out, x->any ? ",\n" : "\n");
        x->any = true;
        j.comma = false;
        write_finding(c, &j, r, &r->findings[i]);
    }
    if (r->verdict == CERTCHECK_UNREACHABLE || r->verdict == CERTCHECK_NO_CERTIFICATE)
        add_notification(c, r);
}

static void
add_interruption(struct report_context *c, const struct report_run *run)
{
    struct sarif *x = c->state;
    struct report_json n = { .out = &x->notifications, .comma = x->notifications.len > 0 };
    struct base_text t = report_scratch(&c->scratch);

    if (!report_is_incomplete(run))
        return;
    report_interruption(run, false, &t);
    report_json_open(&n, '{');
    key_str(&n, "level", "error");
    key_text(&n, "message", report_scratch_done(&t));
    report_json_close(&n, '}');
}

static void
write_invocation(struct report_context *c, struct report_json *j, const struct report_run *run)
{
    struct sarif *x = c->state;

    for (size_t i = 0; i < run->notes_n; i++) {
        struct report_json n = { .out = &x->notifications, .comma = x->notifications.len > 0 };

        report_json_open(&n, '{');
        key_str(&n, "level", "note");
        key_text(&n, "message", base_slice_str(run->notes[i]));
        report_json_close(&n, '}');
    }
    add_interruption(c, run);
    report_json_open(j, '{');
    report_json_key(j, "executionSuccessful");
    report_json_bool(j, !report_is_incomplete(run));
    report_json_key(j, "startTimeUtc");
    report_json_time(j, run->started_s);
    report_json_key(j, "endTimeUtc");
    report_json_time(j, run->finished_s);
    report_json_key(j, "toolExecutionNotifications");
    report_json_open(j, '[');
    if (!x->notifications.no_memory)
        report_add_slice(j->out, report_bytes_since(&x->notifications, 0));
    report_json_close(j, ']');
    report_json_close(j, '}');
}

static void
sarif_end(struct report_context *c, const struct report_run *run)
{
    struct report_json j = { .out = &c->out };

    report_json_close(&j, ']');
    report_json_key(&j, "invocations");
    report_json_open(&j, '[');
    write_invocation(c, &j, run);
    report_json_close(&j, ']');
    key_str(&j, "columnKind", "utf16CodeUnits");
    report_json_close(&j, '}');
    report_json_close(&j, ']');
    report_json_close(&j, '}');
    report_add_char(&c->out, '\n');
}

static bool
sarif_no_memory(const struct report_context *c)
{
    const struct sarif *x = c->state;

    return x->raw.no_memory || x->notifications.no_memory;
}

static void
sarif_free(struct report_context *c)
{
    struct sarif *x = c->state;

    report_bytes_free(&x->raw);
    report_bytes_free(&x->notifications);
}

const struct report_format report_format_sarif = {
    .name = "sarif",
    .state_size = sizeof(struct sarif),
    .begin = sarif_begin,
    .result = sarif_result,
    .end = sarif_end,
    .no_memory = sarif_no_memory,
    .free = sarif_free,
};
