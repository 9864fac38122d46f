/* SPDX-License-Identifier: MIT */
#include "html.h"

#include <advice/sentences.h>
#include <certcheck/names.h>
#include <output/escape.h>
#include <output/natural.h>

#include <stdlib.h>

static enum html_zone
zone_of(const struct base_profile *profile)
{
    static const enum html_zone zones[] = { [BASE_ZONE_OTHER] = HTML_ZONE_OTHER,
                                            [BASE_ZONE_EDGE] = HTML_ZONE_EDGE,
                                            [BASE_ZONE_FRONT_END] = HTML_ZONE_FRONT_END };

    return profile == NULL ? HTML_ZONE_OTHER : zones[profile->zone];
}

/* A server that has an Edge's or a Front End's port is one, whatever else listens there. */
static uint32_t
intern_host(struct report_html *x, const struct assess_result *r)
{
    enum html_zone zone = zone_of(r->profile);
    uint32_t host;
    bool fresh;

    output_add_safe(&x->hosts.text, base_slice_str(r->host != NULL ? r->host : ""));
    host = (uint32_t)output_intern_end(&x->hosts, &fresh);
    if (host == HTML_NONE)
        return host;
    if (fresh)
        output_add_char(&x->zones, (char)zone);
    else if (!x->zones.no_memory && (char)zone < x->zones.ptr[host])
        x->zones.ptr[host] = (char)zone;
    return host;
}

static void
note_expiry(struct report_context *c, const struct assess_result *r, size_t certificate)
{
    struct report_html *x = c->state;
    const struct certcheck_facts *leaf = assess_leaf(r);
    struct html_expiry e = { .certificate = certificate, .name_from = x->expiry_names.len };
    struct base_text t = output_scratch(&c->scratch);

    if (leaf == NULL || leaf->defects & CERTCHECK_DEFECT_NOT_AFTER)
        return;
    e.at_s = leaf->not_after_s;
    certcheck_name_short(leaf->subject, &t);
    output_add_xml(&x->expiry_names, output_scratch_done(&t));
    e.name_len = x->expiry_names.len - e.name_from;
    output_add(&x->expiries, &e, sizeof e);
}

static uint32_t
intern_certificate(struct report_context *c, const struct assess_result *r)
{
    struct report_html *x = c->state;
    uint32_t number;
    bool fresh;

    if (r->certificates_n == 0)
        return HTML_NONE;
    html_add_certificate(c, &x->certificates.text, r);
    number = (uint32_t)output_intern_end(&x->certificates, &fresh);
    if (number != HTML_NONE && fresh)
        note_expiry(c, r, number);
    return number;
}

static uint32_t
intern_group(struct report_context *c, const struct assess_result *r)
{
    struct output_intern *groups = &((struct report_html *)c->state)->groups;

    output_add_char(&groups->text, (char)r->verdict);
    html_add_advice(&groups->text, r);
    if (r->verdict != CERTCHECK_READY || groups->text.len > groups->end + 1)
        return (uint32_t)output_intern_end(groups, NULL);
    output_intern_drop(groups);
    return HTML_NONE;
}

static uint32_t
intern_why(struct report_html *x, uint32_t group)
{
    uint8_t number[HTML_WHY_FROM];

    if (group == HTML_NONE)
        return HTML_NONE;
    for (size_t i = 0; i < sizeof number; i++)
        number[i] = (uint8_t)(group >> (8 * i));
    output_add(&x->whys.text, number, sizeof number);
    output_add_slice(&x->whys.text, output_bytes_since(&x->sentences, 0));
    return (uint32_t)output_intern_end(&x->whys, NULL);
}

/* The pool that a topology says it is of: "topology.xml: pool01.contoso.com". */
static uint32_t
intern_pool(struct report_html *x, const struct assess_result *r)
{
    const char *pool = r->origin == NULL ? NULL : strstr(r->origin, ": ");

    if (pool == NULL)
        return HTML_NONE;
    output_add_safe(&x->pools.text, base_slice_str(pool + 2));
    return (uint32_t)output_intern_end(&x->pools, NULL);
}

static uint32_t
intern_issuer(struct report_context *c, const struct assess_result *r)
{
    struct report_html *x = c->state;
    const struct certcheck_facts *leaf = assess_leaf(r);
    struct base_text t = output_scratch(&c->scratch);

    if (leaf == NULL)
        return HTML_NONE;
    certcheck_name_short(leaf->issuer, &t);
    output_add_slice(&x->issuers.text, output_scratch_done(&t));
    return (uint32_t)output_intern_end(&x->issuers, NULL);
}

static void
html_result(struct report_context *c, const struct assess_result *r)
{
    struct report_html *x = c->state;
    struct html_record record = { .profile = r->profile,
                                  .port = r->port,
                                  .verdict = (uint8_t)r->verdict };

    if (r->as_template != NULL) {
        html_add_template(c, r);
        return;
    }
    x->endpoints = x->endpoints || r->target != NULL;
    x->other_kinds =
        x->other_kinds || report_is_ca(r) ||
        (r->kind != NULL && strcmp(r->kind, certcheck_kind_name(CERTCHECK_KIND_CERTIFICATE)) != 0);
    record.host = intern_host(x, r);
    if (c->style.quiet && r->verdict == CERTCHECK_READY) {
        x->left_out++;
        return;
    }
    x->raw.len = 0;
    advice_label(&x->raw, r);
    record.label_from = x->labels.len;
    output_add_xml(&x->labels, output_bytes_since(&x->raw, 0));
    record.label_len = (uint32_t)(x->labels.len - record.label_from);
    x->sentences.len = 0;
    html_add_sentences(c, &x->sentences, r);
    html_add_forecast(c, &x->sentences, r);
    report_breaks_add(&x->breaks, r);
    record.certificate = intern_certificate(c, r);
    record.group = intern_group(c, r);
    record.why = intern_why(x, record.group);
    record.cause = (uint32_t)html_cause(r);
    record.pool = intern_pool(x, r);
    record.issuer = intern_issuer(c, r);
    record.row_from = x->rows.len;
    if (report_is_request(r))
        html_add_request(c, r, &record);
    else
        html_add_row(c, r, &record);
    record.row_len = (uint32_t)(x->rows.len - record.row_from);
    output_add(&x->records, &record, sizeof record);
}

static int
compare_labels(const void *pa, const void *pb)
{
    const struct html_record *a = pa, *b = pb;
    int order = output_compare_natural(a->label, b->label);

    return order != 0 ? order : (a->row_from > b->row_from) - (a->row_from < b->row_from);
}

static void
html_begin(struct report_context *c, const struct assess_run_info *run)
{
    struct report_html *x = c->state;

    x->now_s = run->policy.at_s;
}

/* Endpoints finish in any order; files stay in the order given. */
static void
html_end(struct report_context *c, const struct assess_run_info *run)
{
    struct report_html *x = c->state;
    struct html_record *records = (struct html_record *)(void *)x->records.ptr;

    for (size_t i = 0; i < html_records_n(x); i++)
        records[i].label =
            (struct base_slice){ (const uint8_t *)x->labels.ptr + records[i].label_from,
                                 records[i].label_len };
    if (x->endpoints && html_records_n(x) > 1)
        qsort(records, html_records_n(x), sizeof *records, compare_labels);
    report_breaks_sort(&x->breaks);
    html_sort_expiries(x);
    html_write_page(c, run);
}

static bool
html_no_memory(const struct report_context *c)
{
    const struct report_html *x = c->state;

    return x->records.no_memory || x->labels.no_memory || x->sentences.no_memory ||
           x->rows.no_memory || x->raw.no_memory || x->hosts.no_memory ||
           x->certificates.no_memory || x->groups.no_memory || x->whys.no_memory ||
           x->zones.no_memory || html_templates_no_memory(x) || x->expiries.no_memory ||
           x->expiry_names.no_memory || x->pools.no_memory || x->issuers.no_memory ||
           report_breaks_no_memory(&x->breaks);
}

static void
html_free(struct report_context *c)
{
    struct report_html *x = c->state;

    output_bytes_free(&x->records);
    output_bytes_free(&x->labels);
    output_bytes_free(&x->sentences);
    output_bytes_free(&x->rows);
    output_bytes_free(&x->raw);
    output_intern_free(&x->hosts);
    output_intern_free(&x->certificates);
    output_intern_free(&x->groups);
    output_intern_free(&x->whys);
    output_bytes_free(&x->zones);
    html_templates_free(x);
    output_bytes_free(&x->expiries);
    output_bytes_free(&x->expiry_names);
    output_intern_free(&x->pools);
    output_intern_free(&x->issuers);
    report_breaks_free(&x->breaks);
}

const struct report_format report_format_html = {
    .name = "html",
    .about = "one page that fetches nothing: map or tables of the estate, causes, a timeline, "
             "results and certificates to sort, filter and print",
    .decides = true,
    .state_size = sizeof(struct report_html),
    .begin = html_begin,
    .result = html_result,
    .end = html_end,
    .no_memory = html_no_memory,
    .free = html_free,
};
