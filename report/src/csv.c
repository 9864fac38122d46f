/* SPDX-License-Identifier: MIT */
/* csv: a header, then a line for each result (RFC 4180); lists are separated by "; ". */
#include <advice/event.h>
#include <advice/remedy.h>
#include <advice/sentences.h>
#include <certcheck/names.h>
#include <output/escape.h>
#include <record/names.h>

#include "csv.h"
#include "parts/breaks.h"
#include "parts/templates.h"
#include "parts/tried.h"

#define LINE_END "\r\n"

static void
field_target(const struct row *row)
{
    put_str(row, row->result->target != NULL ? row->result->target : row->result->file);
}

static void
field_index(const struct row *row)
{
    if (row->result->target == NULL)
        output_add_u64(row->raw, row->result->index);
}

static void
field_kind(const struct row *row)
{
    put_str(row, row->result->kind);
}

static void
field_host(const struct row *row)
{
    put_str(row, row->result->host);
}

static void
field_port(const struct row *row)
{
    if (row->result->port != 0)
        output_add_u64(row->raw, row->result->port);
}

static void
field_address(const struct row *row)
{
    put_str(row, row->result->probe != NULL ? row->result->probe->address : NULL);
}

static void
field_profile(const struct row *row)
{
    put_str(row, row->result->profile != NULL ? row->result->profile->name : NULL);
}

static void
field_verdict(const struct row *row)
{
    put_str(row, certcheck_verdict_name(row->result->verdict));
}

static void
put_usage(const struct row *row, unsigned usage)
{
    const struct certcheck_judgement *g = row->result->judgement;

    if (g != NULL && (g->required & 1u << usage))
        put_str(row, certcheck_verdict_name(g->by_usage[usage]));
}

static void
field_server_auth(const struct row *row)
{
    put_usage(row, 0);
}

static void
field_client_auth(const struct row *row)
{
    put_usage(row, 1);
}

static void
field_peer_role(const struct row *row)
{
    const struct probe_result *p = row->result->probe;

    put_str(row, p != NULL && p->tls ? probe_role_name(p->peer_role) : NULL);
}

static void
field_tls_version(const struct row *row)
{
    const struct probe_result *p = row->result->probe;

    if (p != NULL && p->tls && p->version != 0)
        record_tls_version(row->raw, p->version);
}

static void
field_cipher(const struct row *row)
{
    const struct probe_result *p = row->result->probe;

    if (p != NULL && p->tls && p->cipher != 0)
        record_tls_cipher(row->raw, p->cipher);
}

static void
field_our_certificate(const struct row *row)
{
    const struct probe_result *p = row->result->probe;

    if (p != NULL && p->tls && p->accepted_us != PROBE_UNKNOWN)
        put_str(row, p->accepted_us == PROBE_YES ? "accepted" : "refused");
}

static void
field_error(const struct row *row)
{
    const struct probe_error *e = row->result->error;

    put_str(row, e != NULL && e->kind != PROBE_OK ? probe_class_name(e->kind) : NULL);
}

static void
field_error_text(const struct row *row)
{
    put_str(row, row->result->error != NULL ? row->result->error->text : NULL);
}

static void
field_findings(const struct row *row)
{
    for (size_t i = 0; i < row->result->findings_n; i++) {
        put_separator(row);
        put_str(row, advice_rule(&row->result->findings[i])->code);
    }
}

static void
field_messages(const struct row *row)
{
    for (size_t i = 0; i < row->result->findings_n; i++) {
        struct base_text t = output_scratch(&row->context->scratch);

        put_separator(row);
        advice_sentence(row->result, &row->result->findings[i], &t);
        put_text(row, &t);
    }
}

static void
field_events(const struct row *row)
{
    uint16_t events[2];
    size_t n = advice_events(row->result, events);

    for (size_t i = 0; i < n; i++) {
        put_separator(row);
        output_add_u64(row->raw, events[i]);
    }
}

static void
field_remedies(const struct row *row)
{
    const struct advice_remedy *remedies[ADVICE_REMEDIES_MAX];
    size_t n = advice_remedies(row->result, remedies);

    for (size_t i = 0; i < n; i++) {
        put_separator(row);
        put_str(row, remedies[i]->id);
    }
}

static void
field_product(const struct row *row)
{
    put_str(row, row->result->product);
}

static void
field_origin(const struct row *row)
{
    put_str(row, row->result->origin);
}

static void
field_seen_from(const struct row *row)
{
    put_str(row, row->result->seen_from);
}

static void
field_direction(const struct row *row)
{
    if (row->result->target != NULL)
        put_str(row, row->result->inbound == NULL ? "outbound" : "inbound");
}

static void
field_peer(const struct row *row)
{
    put_str(row, row->result->inbound == NULL ? NULL : row->result->inbound->peer);
}

static const struct {
    const char *name;
    field_fn *put;
    void (*add)(struct output_bytes *out, const struct assess_result *r); /* or this */
} fields[] = {
    { "target", field_target, NULL },
    { "index", field_index, NULL },
    { "kind", field_kind, NULL },
    { "host", field_host, NULL },
    { "port", field_port, NULL },
    { "address", field_address, NULL },
    { "profile", field_profile, NULL },
    { "indirect", NULL, report_add_indirect },
    { "verdict", field_verdict, NULL },
    { "server_auth", field_server_auth, NULL },
    { "client_auth", field_client_auth, NULL },
    { "peer_role", field_peer_role, NULL },
    { "tls_version", field_tls_version, NULL },
    { "cipher", field_cipher, NULL },
    { "our_certificate", field_our_certificate, NULL },
    { "error", field_error, NULL },
    { "error_text", field_error_text, NULL },
    { "subject", field_subject, NULL },
    { "issuer", field_issuer, NULL },
    { "serial", field_serial, NULL },
    { "sha1", field_sha1, NULL },
    { "sha256", field_sha256, NULL },
    { "not_before", field_not_before, NULL },
    { "not_after", field_not_after, NULL },
    { "key", field_key, NULL },
    { "signature", field_signature, NULL },
    { "san", field_san, NULL },
    { "eku", field_eku, NULL },
    { "application_policies", field_app_policies, NULL },
    { "findings", field_findings, NULL },
    { "messages", field_messages, NULL },
    { "events", field_events, NULL },
    { "remedies", field_remedies, NULL },
    { "product", field_product, NULL },
    { "origin", field_origin, NULL },
    { "direction", field_direction, NULL },
    { "peer", field_peer, NULL },
    { "changes", NULL, report_add_changes },
    { "breaks_by", NULL, report_add_breaks_by },
    { "verifiers", NULL, report_add_verifiers },
    { "assumed", NULL, report_add_assumed },
    { "template_fit", NULL, report_add_template_fit },
    { "template_version", NULL, report_add_template_version },
    { "template_subject", NULL, report_add_template_subject },
    { "platform", NULL, report_add_platform },
    { "tried", NULL, report_add_tried },
    { "seen_from", field_seen_from, NULL },
};
#define FIELDS (sizeof fields / sizeof fields[0])

const char *
report_csv_column(size_t i)
{
    return i < FIELDS ? fields[i].name : NULL;
}

static void
csv_begin(struct report_context *c, const struct assess_run_info *run)
{
    (void)run;
    for (size_t i = 0; i < FIELDS; i++) {
        output_add_str(&c->out, i == 0 ? "" : ",");
        output_add_str(&c->out, fields[i].name);
    }
    output_add_str(&c->out, LINE_END);
}

static void
csv_result(struct report_context *c, const struct assess_result *r)
{
    struct output_bytes *raw = c->state;
    struct row row = { c, r, raw };

    for (size_t i = 0; i < FIELDS; i++) {
        raw->len = 0;
        fields[i].put != NULL ? fields[i].put(&row) : fields[i].add(raw, r);
        output_add_str(&c->out, i == 0 ? "" : ",");
        if (!raw->no_memory)
            output_add_csv(&c->out, output_bytes_since(raw, 0));
    }
    output_add_str(&c->out, LINE_END);
}

/* A last row that is of no target: the others are not all. */
static void
csv_end(struct report_context *c, const struct assess_run_info *run)
{
    struct base_text t = output_scratch(&c->scratch);

    if (assess_is_whole(run))
        return;
    advice_incompleteness(run, &t);
    for (size_t i = 0; i < FIELDS; i++) {
        output_add_str(&c->out, i == 0 ? "" : ",");
        if (strcmp(fields[i].name, "verdict") == 0 || strcmp(fields[i].name, "error") == 0)
            output_add_str(&c->out, advice_incomplete_word(run));
        else if (strcmp(fields[i].name, "error_text") == 0)
            output_add_csv(&c->out, output_scratch_done(&t));
    }
    output_add_str(&c->out, LINE_END);
}

static bool
csv_no_memory(const struct report_context *c)
{
    return ((const struct output_bytes *)c->state)->no_memory;
}

static void
csv_free(struct report_context *c)
{
    output_bytes_free(c->state);
}

const struct report_format report_format_csv = {
    .name = "csv",
    .about = "one row per result (RFC 4180, UTF-8); a cell that a spreadsheet would treat as a "
             "formula begins with an apostrophe",
    .state_size = sizeof(struct output_bytes),
    .begin = csv_begin,
    .result = csv_result,
    .end = csv_end,
    .no_memory = csv_no_memory,
    .free = csv_free,
};
