/* SPDX-License-Identifier: MIT */
/*
 * junit: one testcase for each result. A verdict of --fail-on is a failure;
 * else what was not decided is an error with the reason, for what reads these
 * files takes skipped cases for a build that is fine; all others pass. With
 * --fail-on none, which lets everything pass, it is skipped. The counts stand
 * before the cases, so the cases are kept till the end.
 */
#include <advice/cause.h>
#include <advice/event.h>
#include <advice/remedy.h>
#include <advice/sentences.h>
#include <base/time.h>
#include <output/escape.h>

#include "format.h"
#include "parts/breaks.h"
#include "parts/tried.h"

enum outcome { PASSED, FAILURE, ERROR, SKIPPED, OUTCOMES };

struct junit {
    struct output_bytes cases;
    struct output_bytes raw; /* one text before it is escaped */
    size_t counts[OUTCOMES];
};

static enum outcome
outcome_of(const struct report_context *c, enum certcheck_verdict v)
{
    if (c->style.fail_on & 1u << v)
        return FAILURE;
    switch (v) {
    case CERTCHECK_UNREACHABLE:
    case CERTCHECK_NO_CERTIFICATE:
    case CERTCHECK_INDETERMINATE:
        return c->style.fail_on == REPORT_FAIL_ON_NONE ? SKIPPED : ERROR;
    default:
        return PASSED;
    }
}

static void
attribute(struct output_bytes *out, const char *name, struct base_slice value)
{
    output_add_char(out, ' ');
    output_add_str(out, name);
    output_add_str(out, "=\"");
    output_add_xml(out, value);
    output_add_char(out, '"');
}

static void
attribute_str(struct output_bytes *out, const char *name, const char *value)
{
    attribute(out, name, base_slice_str(value));
}

static void
attribute_u64(struct output_bytes *out, const char *name, uint64_t value)
{
    output_add_char(out, ' ');
    output_add_str(out, name);
    output_add_str(out, "=\"");
    output_add_u64(out, value);
    output_add_char(out, '"');
}

static void
attribute_seconds(struct output_bytes *out, const char *name, int64_t us)
{
    char decimals[] = ".000";
    int64_t ms = us < 0 ? 0 : us / 1000;

    output_add_char(out, ' ');
    output_add_str(out, name);
    output_add_str(out, "=\"");
    output_add_i64(out, ms / 1000);
    for (int i = 3; i > 0; i--, ms /= 10)
        decimals[i] = (char)('0' + ms % 10);
    output_add_str(out, decimals);
    output_add_char(out, '"');
}

/* A line of element text; only the line end is ours. */
static void
text_line(struct output_bytes *out, const char *label, struct base_slice text)
{
    output_add_str(out, label);
    output_add_xml(out, text);
    output_add_char(out, '\n');
}

static void
add_error_line(struct report_context *c, struct output_bytes *out, const struct assess_result *r)
{
    struct base_text t = output_scratch(&c->scratch);

    if (r->error == NULL || r->error->kind == PROBE_OK)
        return;
    base_text_str(&t, probe_class_about(r->error->kind));
    if (*r->error->text != '\0') {
        base_text_str(&t, ": ");
        base_text_str(&t, r->error->text);
    }
    text_line(out, probe_class_name(r->error->kind), base_slice_str(""));
    text_line(out, "  ", output_scratch_done(&t));
    if (r->error->tried != 0) {
        output_add_str(out, "  tried: ");
        report_add_tried(out, r); /* words of ours: nothing to escape */
        output_add_char(out, '\n');
    }
}

static void
add_finding_lines(struct report_context *c, struct output_bytes *out, const struct assess_result *r)
{
    for (size_t i = 0; i < r->findings_n; i++) {
        const struct certcheck_rule *rule = advice_rule(&r->findings[i]);
        struct base_text t = output_scratch(&c->scratch);

        output_add_str(out, certcheck_severity_name(rule->severity));
        output_add_char(out, ' ');
        text_line(out, rule->code, base_slice_str(""));
        advice_sentence(r, &r->findings[i], &t);
        text_line(out, "  ", output_scratch_done(&t));
    }
}

static void
add_prediction_lines(struct output_bytes *out, const struct assess_result *r)
{
    const struct advice_remedy *remedies[ADVICE_REMEDIES_MAX];
    size_t remedies_n = advice_remedies(r, remedies);
    uint16_t events[2];
    size_t events_n = advice_events(r, events);

    for (size_t i = 0; i < events_n; i++) {
        const struct advice_event *e = advice_event_get(events[i]);

        output_add_str(out, "event ");
        output_add_u64(out, events[i]);
        text_line(out, ": ", base_slice_str(e == NULL ? "" : e->meaning));
    }
    for (size_t i = 0; i < remedies_n; i++) {
        output_add_str(out, "to do ");
        output_add_str(out, remedies[i]->id);
        text_line(out, ": ", base_slice_str(remedies[i]->what));
    }
}

static void
add_forecast_lines(struct report_context *c, struct output_bytes *out,
                   const struct assess_result *r)
{
    for (size_t i = 0; report_has_changes(r) && i < r->forecast->changes_n; i++) {
        struct base_text t = output_scratch(&c->scratch);

        report_change_text(&r->forecast->changes[i], false, &t);
        text_line(out, "change ", output_scratch_done(&t));
    }
    if (report_has_verifiers(r)) {
        report_add_answers(out, r, "verifier ", "\n");
        output_add_char(out, '\n');
    }
}

/* The finding that decided, or the error: what a dashboard displays. */
static struct base_slice
reason(struct report_context *c, const struct assess_result *r)
{
    const struct certcheck_finding *worst = advice_deciding(r);
    struct base_text t = output_scratch(&c->scratch);

    for (size_t i = 0; r->verdict == CERTCHECK_READY && i < r->findings_n; i++)
        if (worst == NULL || advice_rule(&r->findings[i])->severity > advice_rule(worst)->severity)
            worst = &r->findings[i];
    if (worst != NULL && advice_rule(worst)->severity != CERTCHECK_INFO)
        advice_sentence(r, worst, &t);
    else if (r->error != NULL && r->error->kind != PROBE_OK)
        base_text_str(&t, probe_class_about(r->error->kind));
    else
        base_text_str(&t, certcheck_verdict_name(r->verdict));
    if (assess_is_excused(r)) {
        base_text_str(&t, " (");
        base_text_str(&t, r->excuse);
        base_text_byte(&t, ')');
    }
    return output_scratch_done(&t);
}

static void
add_outcome(struct report_context *c, const struct assess_result *r, enum outcome outcome)
{
    static const char *const elements[OUTCOMES] = { "system-out", "failure", "error", "skipped" };
    struct output_bytes *out = &((struct junit *)c->state)->cases;
    size_t empty;

    output_add_str(out, "      <");
    output_add_str(out, elements[outcome]);
    if (outcome != PASSED)
        attribute(out, "message", reason(c, r));
    if (outcome == FAILURE || outcome == ERROR)
        attribute_str(out, "type", certcheck_verdict_name(r->verdict));
    output_add_char(out, '>');
    empty = out->len;
    add_error_line(c, out, r);
    add_finding_lines(c, out, r);
    add_forecast_lines(c, out, r);
    add_prediction_lines(out, r);
    if (out->len == empty)
        output_add_str(out, certcheck_verdict_name(r->verdict));
    output_add_str(out, "</");
    output_add_str(out, elements[outcome]);
    output_add_str(out, ">\n");
}

/* What a baseline excuses is no failure of this run. */
static enum outcome
outcome_for(const struct report_context *c, const struct assess_result *r)
{
    enum outcome outcome = outcome_of(c, r->verdict);

    return outcome != PASSED && assess_is_excused(r) ? SKIPPED : outcome;
}

static void
junit_result(struct report_context *c, const struct assess_result *r)
{
    struct junit *x = c->state;
    enum outcome outcome = outcome_for(c, r);
    const char *kind = r->profile != NULL ? r->profile->name : r->kind != NULL ? r->kind : "";

    x->counts[outcome]++;
    x->raw.len = 0;
    advice_label(&x->raw, r);
    if (x->raw.no_memory)
        return;
    output_add_str(&x->cases, "    <testcase");
    attribute_str(&x->cases, "classname", kind);
    attribute(&x->cases, "name", output_bytes_since(&x->raw, 0));
    attribute_seconds(&x->cases, "time", r->probe == NULL ? 0 : r->probe->timing.total_us);
    output_add_str(&x->cases, ">\n");
    add_outcome(c, r, outcome);
    output_add_str(&x->cases, "    </testcase>\n");
}

static void
add_counts(struct output_bytes *out, const struct junit *x, const struct assess_run_info *run)
{
    attribute_str(out, "name", run->tool);
    attribute_u64(out, "tests",
                  x->counts[PASSED] + x->counts[FAILURE] + x->counts[ERROR] + x->counts[SKIPPED]);
    attribute_u64(out, "failures", x->counts[FAILURE]);
    attribute_u64(out, "errors", x->counts[ERROR]);
    attribute_seconds(out, "time", (run->finished_s - run->started_s) * 1000000);
}

static void
add_properties(struct output_bytes *out, const struct assess_run_info *run)
{
    output_add_str(out, "    <properties>\n      <property name=\"version\"");
    attribute_str(out, "value", run->version);
    output_add_str(out, "/>\n");
    if (!assess_is_whole(run))
        output_add_str(out, "      <property name=\"complete\" value=\"false\"/>\n");
    for (size_t i = 0; i < run->notes_n; i++) {
        output_add_str(out, "      <property name=\"note\"");
        attribute_str(out, "value", run->notes[i]);
        output_add_str(out, "/>\n");
    }
    output_add_str(out, "    </properties>\n");
}

/* A test case of its own, so that the totals show that the run is incomplete. */
static void
add_incompleteness(struct report_context *c, const struct assess_run_info *run)
{
    struct junit *x = c->state;
    struct base_text t = output_scratch(&c->scratch);

    if (assess_is_whole(run))
        return;
    x->counts[ERROR]++;
    advice_incompleteness(run, &t);
    output_add_str(&x->cases, "    <testcase");
    attribute_str(&x->cases, "classname", run->tool);
    attribute_str(&x->cases, "name", advice_incomplete_word(run));
    output_add_str(&x->cases, " time=\"0.000\">\n      <error");
    attribute(&x->cases, "message", output_scratch_done(&t));
    attribute_str(&x->cases, "type", advice_incomplete_word(run));
    output_add_str(&x->cases, "/>\n    </testcase>\n");
}

static void
junit_end(struct report_context *c, const struct assess_run_info *run)
{
    struct junit *x = c->state;
    char timestamp[BASE_TIME_TEXT];

    add_incompleteness(c, run);
    output_add_str(&c->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    add_counts(&c->out, x, run);
    output_add_str(&c->out, ">\n  <testsuite");
    add_counts(&c->out, x, run);
    attribute_u64(&c->out, "skipped", x->counts[SKIPPED]);
    base_time_format(run->started_s, timestamp);
    timestamp[BASE_TIME_TEXT - 2] = '\0'; /* the usual schema has no zone */
    attribute_str(&c->out, "timestamp", timestamp);
    output_add_str(&c->out, ">\n");
    add_properties(&c->out, run);
    if (!x->cases.no_memory)
        output_add_slice(&c->out, output_bytes_since(&x->cases, 0));
    output_add_str(&c->out, "  </testsuite>\n</testsuites>\n");
}

static bool
junit_no_memory(const struct report_context *c)
{
    const struct junit *x = c->state;

    return x->cases.no_memory || x->raw.no_memory;
}

static void
junit_free(struct report_context *c)
{
    struct junit *x = c->state;

    output_bytes_free(&x->cases);
    output_bytes_free(&x->raw);
}

const struct report_format report_format_junit = {
    .name = "junit",
    .about = "one test case per result: a failure if its verdict is one of --fail-on, an error if "
             "nothing was decided; skipped if excused (--baseline, --suppress), and "
             "instead of an error with --fail-on none",
    .state_size = sizeof(struct junit),
    .result = junit_result,
    .end = junit_end,
    .no_memory = junit_no_memory,
    .free = junit_free,
};
