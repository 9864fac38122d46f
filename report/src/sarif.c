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
#include "parts/breaks.h"

#define SCHEMA                                                                                     \
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

struct sarif {
    struct output_bytes raw;           /* one text before it is escaped */
    struct output_bytes notifications; /* JSON, separated by commas */
    bool any;                          /* a result has been written */
};

static void
key_text(struct output_json *j, const char *key, struct base_slice text)
{
    output_json_key(j, key);
    output_json_open(j, '{');
    output_json_key(j, "text");
    output_json_slice(j, text);
    output_json_close(j, '}');
}

static const char *
level_name(enum certcheck_severity s)
{
    return s == CERTCHECK_ERROR ? "error" : s == CERTCHECK_WARNING ? "warning" : "none";
}

static void
write_rule(struct report_context *c, struct output_json *j, const struct certcheck_rule *rule)
{
    struct base_text t = output_scratch(&c->scratch);

    output_json_open(j, '{');
    output_json_key_str(j, "id", rule->code);
    advice_general_sentence(rule->sentence, &t);
    key_text(j, "shortDescription", output_scratch_done(&t));
    key_text(j, "fullDescription", base_slice_str(rule->text));
    key_text(j, "help", base_slice_str(rule->source));
    output_json_key(j, "defaultConfiguration");
    output_json_open(j, '{');
    output_json_key_str(j, "level", level_name(rule->severity));
    output_json_close(j, '}');
    output_json_key(j, "properties");
    output_json_open(j, '{');
    output_json_key(j, "tags");
    output_json_open(j, '[');
    output_json_str(j, "security");
    output_json_str(j, "certificate");
    if (*rule->rule != '\0')
        output_json_str(j, rule->rule);
    output_json_close(j, ']');
    output_json_close(j, '}');
    output_json_close(j, '}');
}

static void
sarif_begin(struct report_context *c, const struct assess_run_info *run)
{
    struct output_json j = { .out = &c->out };

    output_json_open(&j, '{');
    output_json_key_str(&j, "$schema", SCHEMA);
    output_json_key_str(&j, "version", "2.1.0");
    output_json_key(&j, "runs");
    output_json_open(&j, '[');
    output_json_open(&j, '{');
    output_json_key(&j, "tool");
    output_json_open(&j, '{');
    output_json_key(&j, "driver");
    output_json_open(&j, '{');
    output_json_key_str(&j, "name", run->tool);
    output_json_key_str(&j, "version", run->version);
    output_json_key(&j, "rules");
    output_json_open(&j, '[');
    for (int i = 0; i < CERTCHECK_CODES; i++)
        write_rule(c, &j, certcheck_rule_get((enum certcheck_code)i));
    output_json_close(&j, ']');
    output_json_close(&j, '}');
    output_json_close(&j, '}');
    output_json_key(&j, "results");
    output_json_open(&j, '[');
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
add_target_uri(struct output_bytes *out, const struct assess_result *r)
{
    bool literal = r->host != NULL && strchr(r->host, ':') != NULL;

    if (r->host == NULL || (!literal && !is_plain_host(r->host))) {
        output_add_str(out, "tls:");
        output_add_uri(out, base_slice_str(r->target), "");
        return;
    }
    output_add_str(out, literal ? "tls://[" : "tls://");
    output_add_uri(out, base_slice_str(r->host), literal ? ":" : "");
    output_add_str(out, literal ? "]:" : ":");
    output_add_u64(out, r->port);
}

/* A file's path is a relative reference, or file:///PATH. */
static void
write_uri(struct output_json *j, const struct assess_result *r)
{
    output_json_value(j);
    output_add_char(j->out, '"');
    if (r->target != NULL) {
        add_target_uri(j->out, r);
    } else {
        output_add_str(j->out, *r->file == '/' ? "file://" : "");
        output_add_uri(j->out, base_slice_str(r->file), "/");
    }
    output_add_char(j->out, '"');
}

static void
write_physical(struct output_json *j, const struct assess_result *r)
{
    output_json_key(j, "physicalLocation");
    output_json_open(j, '{');
    output_json_key(j, "artifactLocation");
    output_json_open(j, '{');
    output_json_key(j, "uri");
    write_uri(j, r);
    output_json_close(j, '}');
    output_json_key(j, "region"); /* without a line some viewers show nothing */
    output_json_open(j, '{');
    output_json_key(j, "startLine");
    output_json_int(j, r->line > 0 ? r->line : 1);
    output_json_close(j, '}');
    output_json_close(j, '}');
}

static void
key_locations(struct sarif *x, struct output_json *j, const struct assess_result *r)
{
    x->raw.len = 0;
    advice_label(&x->raw, r);
    output_json_key(j, "locations");
    output_json_open(j, '[');
    output_json_open(j, '{');
    write_physical(j, r);
    output_json_key(j, "logicalLocations");
    output_json_open(j, '[');
    output_json_open(j, '{');
    output_json_key(j, "name");
    output_json_slice(j, output_bytes_since(&x->raw, 0));
    output_json_key_str(j, "kind", "resource");
    output_json_close(j, '}');
    output_json_close(j, ']');
    output_json_close(j, '}');
    output_json_close(j, ']');
}

/* What is wrong, with what, where: none of it changes when a run is repeated. */
static void
key_fingerprint(struct sarif *x, struct output_json *j, const struct assess_result *r,
                const struct certcheck_finding *f)
{
    uint64_t hash;
    uint8_t bytes[8];

    x->raw.len = 0;
    advice_label(&x->raw, r);
    output_add_char(&x->raw, '\n');
    output_add_str(&x->raw, r->profile != NULL ? r->profile->name : "");
    output_add_char(&x->raw, '\n');
    output_add_str(&x->raw, advice_rule(f)->code);
    output_add_char(&x->raw, '\n');
    if (r->judgement != NULL && f->element >= 0 && (size_t)f->element < r->judgement->path.n)
        output_add_slice(&x->raw, r->judgement->path.at[f->element].facts->subject);
    hash = base_slice_hash(output_bytes_since(&x->raw, 0));
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(hash >> (56 - 8 * i));
    output_json_key(j, "partialFingerprints");
    output_json_open(j, '{');
    output_json_key(j, "finding/v1");
    output_json_hex(j, bytes, sizeof bytes);
    output_json_close(j, '}');
}

static void
key_date(struct output_json *j, const char *key, int64_t s)
{
    if (s == CERTCHECK_NO_DATE)
        return;
    output_json_key(j, key);
    output_json_time(j, s);
}

static void
key_changes(struct output_json *j, const struct assess_result *r)
{
    if (!report_has_changes(r))
        return;
    output_json_key(j, "changes");
    output_json_open(j, '[');
    for (size_t i = 0; i < r->forecast->changes_n; i++) {
        const struct certcheck_change_result *c = &r->forecast->changes[i];

        output_json_open(j, '{');
        output_json_key_str(j, "name", certcheck_change_get(c->id)->name);
        output_json_key_str(j, "verifier", certcheck_verifier_get(c->verifier)->name);
        output_json_key_str(j, "verdict", certcheck_verdict_name(c->verdict));
        key_date(j, "from", c->from_s);
        key_date(j, "by", c->by_s);
        output_json_close(j, '}');
    }
    output_json_close(j, ']');
    output_json_key(j, "assumed");
    output_json_bool(j, r->assumed);
}

static void
key_baseline(struct output_json *j, const struct assess_result *r)
{
    static const char *const states[ASSESS_STANDINGS] = {
        [ASSESS_NEW] = "new", [ASSESS_WORSE] = "updated", [ASSESS_KNOWN] = "unchanged"
    };

    if (states[r->standing] != NULL)
        output_json_key_str(j, "baselineState", states[r->standing]);
    if (r->standing != ASSESS_SUPPRESSED)
        return;
    output_json_key(j, "suppressions");
    output_json_open(j, '[');
    output_json_open(j, '{');
    output_json_key_str(j, "kind", "external");
    output_json_key_str(j, "justification", r->excuse);
    output_json_close(j, '}');
    output_json_close(j, ']');
}

static void
write_finding(struct report_context *c, struct output_json *j, const struct assess_result *r,
              const struct certcheck_finding *f)
{
    struct sarif *x = c->state;
    const struct certcheck_rule *rule = advice_rule(f);
    struct base_text t = output_scratch(&c->scratch);

    output_json_open(j, '{');
    output_json_key_str(j, "ruleId", rule->code);
    output_json_key(j, "ruleIndex");
    output_json_int(j, (int)f->code);
    output_json_key_str(j, "kind", rule->severity == CERTCHECK_INFO ? "informational" : "fail");
    output_json_key_str(j, "level", level_name(rule->severity));
    advice_sentence(r, f, &t);
    key_text(j, "message", output_scratch_done(&t));
    key_locations(x, j, r);
    key_fingerprint(x, j, r, f);
    key_baseline(j, r);
    output_json_key(j, "properties");
    output_json_open(j, '{');
    output_json_key_str(j, "verdict", certcheck_verdict_name(r->verdict));
    if (r->profile != NULL)
        output_json_key_str(j, "profile", r->profile->name);
    key_changes(j, r);
    output_json_close(j, '}');
    output_json_close(j, '}');
}

static void
add_notification(struct report_context *c, const struct assess_result *r)
{
    struct sarif *x = c->state;
    struct output_json j = { .out = &x->notifications, .comma = x->notifications.len > 0 };
    struct base_text t = output_scratch(&c->scratch);

    base_text_str(&t, certcheck_verdict_name(r->verdict));
    if (r->error != NULL && r->error->kind != PROBE_OK) {
        base_text_str(&t, ": ");
        base_text_str(&t, probe_class_about(r->error->kind));
    }
    output_json_open(&j, '{');
    output_json_key_str(&j, "level", "error");
    key_text(&j, "message", output_scratch_done(&t));
    key_locations(x, &j, r);
    output_json_close(&j, '}');
}

static void
sarif_result(struct report_context *c, const struct assess_result *r)
{
    struct sarif *x = c->state;
    struct output_json j = { .out = &c->out };

    for (size_t i = 0; i < r->findings_n; i++) {
        output_add_str(&c->out, x->any ? ",\n" : "\n");
        x->any = true;
        j.comma = false;
        write_finding(c, &j, r, &r->findings[i]);
    }
    if (r->verdict == CERTCHECK_UNREACHABLE || r->verdict == CERTCHECK_NO_CERTIFICATE)
        add_notification(c, r);
}

static void
add_incompleteness(struct report_context *c, const struct assess_run_info *run)
{
    struct sarif *x = c->state;
    struct output_json n = { .out = &x->notifications, .comma = x->notifications.len > 0 };
    struct base_text t = output_scratch(&c->scratch);

    if (assess_is_whole(run))
        return;
    advice_incompleteness(run, &t);
    output_json_open(&n, '{');
    output_json_key_str(&n, "level", "error");
    key_text(&n, "message", output_scratch_done(&t));
    output_json_close(&n, '}');
}

static void
write_invocation(struct report_context *c, struct output_json *j, const struct assess_run_info *run)
{
    struct sarif *x = c->state;

    for (size_t i = 0; i < run->notes_n; i++) {
        struct output_json n = { .out = &x->notifications, .comma = x->notifications.len > 0 };

        output_json_open(&n, '{');
        output_json_key_str(&n, "level", "note");
        key_text(&n, "message", base_slice_str(run->notes[i]));
        output_json_close(&n, '}');
    }
    add_incompleteness(c, run);
    output_json_open(j, '{');
    output_json_key(j, "executionSuccessful");
    output_json_bool(j, assess_is_whole(run));
    output_json_key(j, "startTimeUtc");
    output_json_time(j, run->started_s);
    output_json_key(j, "endTimeUtc");
    output_json_time(j, run->finished_s);
    output_json_key(j, "toolExecutionNotifications");
    output_json_open(j, '[');
    if (!x->notifications.no_memory)
        output_add_slice(j->out, output_bytes_since(&x->notifications, 0));
    output_json_close(j, ']');
    output_json_close(j, '}');
}

static void
sarif_end(struct report_context *c, const struct assess_run_info *run)
{
    struct output_json j = { .out = &c->out };

    output_json_close(&j, ']');
    output_json_key(&j, "invocations");
    output_json_open(&j, '[');
    write_invocation(c, &j, run);
    output_json_close(&j, ']');
    output_json_key_str(&j, "columnKind", "utf16CodeUnits");
    output_json_close(&j, '}');
    output_json_close(&j, ']');
    output_json_close(&j, '}');
    output_add_char(&c->out, '\n');
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

    output_bytes_free(&x->raw);
    output_bytes_free(&x->notifications);
}

const struct report_format report_format_sarif = {
    .name = "sarif",
    .about = "SARIF 2.1.0 for code scanning: one result per finding, one rule per finding code",
    .state_size = sizeof(struct sarif),
    .begin = sarif_begin,
    .result = sarif_result,
    .end = sarif_end,
    .no_memory = sarif_no_memory,
    .free = sarif_free,
};
