/* SPDX-License-Identifier: MIT */
/*
 * prometheus: the text exposition format, for node_exporter's textfile
 * collector. All samples of a metric stand together, so each metric has a
 * buffer; an endpoint that comes twice is exported once, because a repeated
 * series makes a scraper refuse the whole file.
 */
#include <advice/sentences.h>
#include <output/escape.h>
#include <output/intern.h>

#include "format.h"
#include "parts/breaks.h"

#include <certcheck/names.h>

/* METRIC(id, name, help): gauges, one sample or more for each endpoint */
#define METRICS                                                                                    \
    METRIC(VERDICT, "ekuprobe_verdict", "1 for the verdict of the endpoint, 0 for the others.")    \
    METRIC(ALLOWS_CLIENT, "ekuprobe_allows_client_auth",                                           \
           "1 if the judged path allows Client Authentication, 0 if not; absent if "               \
           "unsettled.")                                                                           \
    METRIC(ALLOWS_SERVER, "ekuprobe_allows_server_auth",                                           \
           "1 if the judged path allows Server Authentication, 0 if not; absent if "               \
           "unsettled.")                                                                           \
    METRIC(NOT_AFTER, "ekuprobe_certificate_not_after_timestamp_seconds",                          \
           "When the certificate presented expires, Unix time.")                                   \
    METRIC(NOT_BEFORE, "ekuprobe_certificate_not_before_timestamp_seconds",                        \
           "When the certificate presented becomes valid, Unix time.")                             \
    METRIC(FIRST_END, "ekuprobe_path_not_after_timestamp_seconds",                                 \
           "When the first certificate of the judged path to expire does so, Unix time; the "      \
           "label certificate names it.")                                                          \
    METRIC(                                                                                        \
        CHANGE_BREAKS, "ekuprobe_change_breaks",                                                   \
        "1 if the change breaks the endpoint at this verifier, 0 if not; absent if not settled.")  \
    METRIC(BREAK_BY, "ekuprobe_change_break_timestamp_seconds",                                    \
           "The latest time at which the change breaks the endpoint at this verifier, Unix time.") \
    METRIC(BREAK_DAYS, "ekuprobe_change_break_days",                                               \
           "Days left until then, at the time of judgement.")                                      \
    METRIC(ACCEPTS, "ekuprobe_verifier_accepts",                                                   \
           "1 if the verifier accepts the path for this usage, 0 if not; absent if not settled.")  \
    METRIC(PLATFORM, "ekuprobe_platform_accepts",                                                  \
           "1 if the chain engine of the Windows that ran the program accepts it (--platform), 0 " \
           "if not.")                                                                              \
    METRIC(DURATION, "ekuprobe_probe_duration_seconds", "How long the probe took.")

enum metric {
#define METRIC(id, name, help) id,
    METRICS
#undef METRIC
        METRIC_COUNT
};

static const struct {
    const char *name, *help;
} metrics[METRIC_COUNT] = {
#define METRIC(id, name, help) [id] = { name, help },
    METRICS
#undef METRIC
};

const char *
report_metric(size_t i, const char **help)
{
    if (i >= METRIC_COUNT)
        return NULL;
    *help = metrics[i].help;
    return metrics[i].name;
}

struct prometheus {
    struct output_bytes samples[METRIC_COUNT];
    struct output_intern labels; /* every set of labels once */
    struct output_bytes raw;
    int64_t at_s;               /* the time of judgement */
    struct output_bytes common; /* the labels of all samples: the tool, and --label */
};

static void
add_label(struct output_bytes *out, const char *name, struct base_slice value)
{
    output_add_str(out, name);
    output_add_str(out, "=\"");
    output_add_prometheus(out, value);
    output_add_char(out, '"');
}

/* KEY=VALUE: checked where it was given. */
static void
prometheus_begin(struct report_context *c, const struct assess_run_info *run)
{
    struct prometheus *x = c->state;

    x->at_s = run->policy.at_s;
    add_label(&x->common, "tool", base_slice_str(run->tool));
    for (size_t i = 0; i < c->style.labels_n; i++) {
        const char *label = c->style.labels[i], *value = strchr(label, '=');

        output_add_char(&x->common, ',');
        output_add(&x->common, label, (size_t)(value - label));
        output_add_str(&x->common, "=\"");
        output_add_prometheus(&x->common, base_slice_str(value + 1));
        output_add_char(&x->common, '"');
    }
}

/* Intern the labels of r: false when an earlier result had the same. */
static bool
take_labels(struct prometheus *x, const struct assess_result *r, struct base_slice *labels)
{
    struct output_bytes *out = &x->labels.text;
    struct assess_result plain = *r; /* --seen-from is a label of its own */
    bool fresh = false;
    size_t index;

    plain.seen_from = NULL;
    x->raw.len = 0;
    advice_label(&x->raw, &plain);
    if (x->raw.no_memory)
        return false;
    add_label(out, r->target != NULL ? "target" : "file", output_bytes_since(&x->raw, 0));
    output_add_char(out, ',');
    add_label(out, "profile", base_slice_str(r->profile != NULL ? r->profile->name : ""));
    if (r->inbound != NULL && r->certificates_n > 0) { /* a peer may present several */
        output_add_str(out, ",certificate=\"");
        output_add_hex(out, r->certificates[0].sha256, 8);
        output_add_char(out, '"');
    }
    if (r->seen_from != NULL) {
        output_add_char(out, ',');
        add_label(out, "seen_from", base_slice_str(r->seen_from));
    }
    output_add_char(out, ',');
    output_add_slice(out, output_bytes_since(&x->common, 0));
    index = output_intern_end(&x->labels, &fresh);
    if (index != SIZE_MAX)
        *labels = output_intern_text(&x->labels, index);
    return fresh;
}

/* NAME{LABELS and up to its value; with one more label where extra is not NULL */
static struct output_bytes *
begin_sample(struct prometheus *x, enum metric m, struct base_slice labels, const char *extra,
             const char *value)
{
    struct output_bytes *out = &x->samples[m];

    output_add_str(out, metrics[m].name);
    output_add_char(out, '{');
    output_add_slice(out, labels);
    if (extra != NULL) {
        output_add_char(out, ',');
        add_label(out, extra, base_slice_str(value));
    }
    output_add_str(out, "} ");
    return out;
}

static void
add_integer(struct prometheus *x, enum metric m, struct base_slice labels, const char *verdict,
            int64_t value)
{
    struct output_bytes *out =
        begin_sample(x, m, labels, verdict == NULL ? NULL : "verdict", verdict);

    output_add_i64(out, value);
    output_add_char(out, '\n');
}

static void
add_duration(struct prometheus *x, struct base_slice labels, int64_t us)
{
    struct output_bytes *out = begin_sample(x, DURATION, labels, NULL, NULL);
    char decimals[] = ".000000";

    output_add_i64(out, us / 1000000);
    for (int i = 6; i > 0; i--, us /= 10)
        decimals[i] = (char)('0' + us % 10);
    output_add_str(out, decimals);
    output_add_char(out, '\n');
}

static void
add_allows(struct prometheus *x, enum metric m, struct base_slice labels,
           enum certcheck_answer answer)
{
    if (answer != CERTCHECK_UNKNOWN)
        add_integer(x, m, labels, NULL, answer == CERTCHECK_YES);
}

static void
add_first_end(struct prometheus *x, struct base_slice labels, const struct certcheck_facts *first)
{
    char name[64];
    struct base_text t;
    struct output_bytes *out;

    base_text_init(&t, name, sizeof name);
    certcheck_name_short(first->subject, &t);
    out = begin_sample(x, FIRST_END, labels, "certificate", name);
    output_add_i64(out, first->not_after_s);
    output_add_char(out, '\n');
}

static void
add_pair(struct prometheus *x, enum metric m, struct base_slice labels, const char *first,
         const char *value, const char *verifier, int64_t number)
{
    struct output_bytes *out = &x->samples[m];

    output_add_str(out, metrics[m].name);
    output_add_char(out, '{');
    output_add_slice(out, labels);
    output_add_char(out, ',');
    add_label(out, first, base_slice_str(value));
    output_add_char(out, ',');
    add_label(out, "verifier", base_slice_str(verifier));
    output_add_str(out, "} ");
    output_add_i64(out, number);
    output_add_char(out, '\n');
}

static void
add_change(struct prometheus *x, struct base_slice labels, const struct certcheck_change_result *c)
{
    const char *name = certcheck_change_get(c->id)->name;
    const char *verifier = certcheck_verifier_get(c->verifier)->name;

    if (c->verdict != CERTCHECK_INDETERMINATE)
        add_pair(x, CHANGE_BREAKS, labels, "change", name, verifier,
                 c->verdict == CERTCHECK_BREAKS);
    if (c->verdict != CERTCHECK_BREAKS || c->by_s == CERTCHECK_NO_DATE)
        return;
    add_pair(x, BREAK_BY, labels, "change", name, verifier, c->by_s);
    add_pair(x, BREAK_DAYS, labels, "change", name, verifier, (c->by_s - x->at_s) / 86400);
}

static void
add_accepts(struct prometheus *x, struct base_slice labels, const struct assess_result *r,
            unsigned id)
{
    for (unsigned u = 0; u < BASE_USAGES; u++) {
        const struct certcheck_verification *v = &r->forecast->verified.at[id][u];

        if ((r->forecast->verified.usages & 1u << u) != 0 && v->accepted != CERTCHECK_UNKNOWN)
            add_pair(x, ACCEPTS, labels, "usage", base_usage_name(1u << u),
                     certcheck_verifier_get((enum certcheck_verifier_id)id)->name,
                     v->accepted == CERTCHECK_YES);
    }
}

static void
add_forecast(struct prometheus *x, struct base_slice labels, const struct assess_result *r)
{
    for (size_t i = 0; report_has_changes(r) && i < r->forecast->changes_n; i++)
        add_change(x, labels, &r->forecast->changes[i]);
    for (unsigned i = 0; report_has_verifiers(r) && i < CERTCHECK_VERIFIERS; i++)
        if ((r->forecast->verified.wanted & (uint64_t)1 << i) != 0)
            add_accepts(x, labels, r, i);
}

static void
prometheus_result(struct report_context *c, const struct assess_result *r)
{
    struct prometheus *x = c->state;
    const struct certcheck_facts *leaf = assess_leaf(r);
    struct base_slice labels = { 0 };

    if (!take_labels(x, r, &labels))
        return;
    for (unsigned v = 0; v < CERTCHECK_VERDICTS; v++)
        add_integer(x, VERDICT, labels, certcheck_verdict_name((enum certcheck_verdict)v),
                    v == (unsigned)r->verdict);
    add_allows(x, ALLOWS_SERVER, labels, assess_allows(r, 0));
    add_allows(x, ALLOWS_CLIENT, labels, assess_allows(r, 1));
    if (leaf != NULL && !(leaf->defects & CERTCHECK_DEFECT_NOT_AFTER))
        add_integer(x, NOT_AFTER, labels, NULL, leaf->not_after_s);
    if (leaf != NULL && !(leaf->defects & CERTCHECK_DEFECT_NOT_BEFORE))
        add_integer(x, NOT_BEFORE, labels, NULL, leaf->not_before_s);
    if (assess_first_end(r) != NULL)
        add_first_end(x, labels, assess_first_end(r));
    add_forecast(x, labels, r);
    if (r->platform != NULL)
        add_integer(x, PLATFORM, labels, NULL, r->platform->accepted);
    if (r->probe != NULL && r->probe->timing.total_us >= 0)
        add_duration(x, labels, r->probe->timing.total_us);
}

static void
add_single(const struct prometheus *x, struct output_bytes *out, const char *name, const char *help,
           int64_t value)
{
    output_add_prometheus_gauge(out, name, help);
    output_add_str(out, name);
    output_add_char(out, '{');
    output_add_slice(out, output_bytes_since(&x->common, 0));
    output_add_str(out, "} ");
    output_add_i64(out, value);
    output_add_char(out, '\n');
}

/* Results of a verdict, or interrupted ones. */
static void
add_results(const struct prometheus *x, struct output_bytes *out, const char *verdict, size_t n)
{
    output_add_str(out, "ekuprobe_results{");
    output_add_slice(out, output_bytes_since(&x->common, 0));
    output_add_char(out, ',');
    add_label(out, "verdict", base_slice_str(verdict));
    output_add_str(out, "} ");
    output_add_u64(out, n);
    output_add_char(out, '\n');
}

static void
add_run(const struct prometheus *x, struct output_bytes *out, const struct assess_run_info *run)
{
    output_add_prometheus_gauge(out, "ekuprobe_results", "Results of the last run, by verdict.");
    for (unsigned v = 0; v < CERTCHECK_VERDICTS; v++)
        add_results(x, out, certcheck_verdict_name((enum certcheck_verdict)v), run->summary[v]);
    if (run->interrupted > 0)
        add_results(x, out, "interrupted", run->interrupted);
    add_single(x, out, "ekuprobe_last_run_complete",
               "1, or 0 if the last run ended before its last target, an input could not be read, "
               "or merged runs lack some of their targets.",
               assess_is_whole(run));
    if (run->targets > 0) {
        add_single(x, out, "ekuprobe_last_run_targets",
                   "Targets of the last run, if it ended before the last.", (int64_t)run->targets);
        add_single(x, out, "ekuprobe_last_run_targets_finished", "How many of them were finished.",
                   (int64_t)run->finished);
    }
    add_single(x, out, "ekuprobe_last_run_timestamp_seconds", "When the last run ended, Unix time.",
               run->finished_s);
    add_single(x, out, "ekuprobe_last_run_duration_seconds", "How long the last run took.",
               run->finished_s - run->started_s);
    output_add_prometheus_gauge(out, "ekuprobe_build_info",
                                "The program that wrote this, always 1.");
    output_add_str(out, "ekuprobe_build_info{");
    output_add_slice(out, output_bytes_since(&x->common, 0));
    output_add_char(out, ',');
    add_label(out, "version", base_slice_str(run->version));
    output_add_str(out, "} 1\n");
}

static void
prometheus_end(struct report_context *c, const struct assess_run_info *run)
{
    const struct prometheus *x = c->state;

    for (size_t m = 0; m < METRIC_COUNT; m++) {
        if (x->samples[m].no_memory || x->samples[m].len == 0)
            continue;
        output_add_prometheus_gauge(&c->out, metrics[m].name, metrics[m].help);
        output_add_slice(&c->out, output_bytes_since(&x->samples[m], 0));
    }
    add_run(x, &c->out, run);
}

static bool
prometheus_no_memory(const struct report_context *c)
{
    const struct prometheus *x = c->state;
    bool no_memory = x->labels.no_memory || x->raw.no_memory || x->common.no_memory;

    for (size_t m = 0; m < METRIC_COUNT; m++)
        no_memory = no_memory || x->samples[m].no_memory;
    return no_memory;
}

static void
prometheus_free(struct report_context *c)
{
    struct prometheus *x = c->state;

    for (size_t m = 0; m < METRIC_COUNT; m++)
        output_bytes_free(&x->samples[m]);
    output_intern_free(&x->labels);
    output_bytes_free(&x->raw);
    output_bytes_free(&x->common);
}

const struct report_format report_format_prometheus = {
    .name = "prometheus",
    .about = "the text format for node_exporter's textfile collector; --label adds labels to every "
             "sample",
    .state_size = sizeof(struct prometheus),
    .begin = prometheus_begin,
    .result = prometheus_result,
    .end = prometheus_end,
    .no_memory = prometheus_no_memory,
    .free = prometheus_free,
};
