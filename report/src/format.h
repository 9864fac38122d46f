/* SPDX-License-Identifier: MIT */
/*
 * What a format is made of. A format appends to context->out and does no I/O;
 * report.c takes the bytes away, so out may be empty at each call.
 */
#ifndef REPORT_FORMAT_H
#define REPORT_FORMAT_H

#include <advice/decision.h>
#include <base/text.h>
#include <output/bytes.h>
#include <output/scratch.h>
#include <output/translate.h>
#include <report/report.h>

struct report_context {
    struct output_bytes out;
    struct report_style style;
    bool first;  /* no result has been written yet */
    void *state; /* the format's own, state_size bytes, zeroed */
    struct output_scratch scratch;
    struct advice_decision decision; /* of formats with .decides */
};

struct report_format {
    const char *name;
    const char *about; /* for the manual: English */
    size_t state_size;
    bool decides; /* it writes the decision: c->decision is filled in */
    bool streams; /* what a call appends is written at once, with one write(2) */
    void (*begin)(struct report_context *c, const struct assess_run_info *run); /* may be NULL */
    void (*result)(struct report_context *c, const struct assess_result *r);
    void (*settle)(struct report_context *c); /* write what style.one_behind keeps; may be NULL */
    void (*end)(struct report_context *c, const struct assess_run_info *run); /* may be NULL */
    bool (*no_memory)(const struct report_context *c); /* the state's buffers; may be NULL */
    void (*free)(struct report_context *c);            /* what state owns; may be NULL */
};

extern const struct report_format report_format_text, report_format_json, report_format_ndjson,
    report_format_csv, report_format_junit, report_format_html, report_format_prometheus,
    report_format_nagios, report_format_sarif;

/* The outcome of a trial is shown although it is only information: the user asked for it. */
static inline bool
report_is_of_trial(const struct certcheck_finding *f)
{
    return f->code >= CERTCHECK_F_TRIAL_FITS && f->code <= CERTCHECK_F_TRIAL_NOT_REQUESTED;
}

/* Is it a certificate of a CA, that a file holds beside those of servers? */
static inline bool
report_is_ca(const struct assess_result *r)
{
    const struct certcheck_facts *leaf = assess_leaf(r);

    return r->file != NULL && r->as_template == NULL && leaf != NULL && leaf->ca &&
           leaf->kind == CERTCHECK_KIND_CERTIFICATE;
}

#endif
