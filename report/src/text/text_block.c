/* SPDX-License-Identifier: MIT */
#include "text_block.h"

#include <advice/cause.h>
#include <advice/event.h>
#include <advice/remedy.h>
#include <advice/sentences.h>
#include <output/translate.h>
#include <output/width.h>

#include <string.h>

#include "parts/tried.h"
#include "text_template.h"

static void
line(const struct report_context *c, struct output_bytes *out, const char *label,
     struct base_slice text)
{
    report_text_line(c, out, 2, label, text);
}

/* One of several under one label, with a dash before it. */
static void
item(const struct report_context *c, struct output_bytes *out, const char *label,
     struct base_slice text)
{
    const char *shown = output_translate(label);
    size_t width = output_width(base_slice_str(shown));

    output_add_str(out, "  ");
    output_add_str(out, shown);
    output_add_repeat(out, ' ', width < REPORT_TEXT_LABEL - 2 ? REPORT_TEXT_LABEL - 2 - width : 1);
    output_add_str(out, "- ");
    output_add_wrapped(out, text, 2 + REPORT_TEXT_LABEL, report_text_width(c));
}

static void
add_tried(struct report_context *c, struct output_bytes *out, const struct assess_result *r)
{
    struct base_text t = output_scratch(&c->scratch);

    report_tried_text(r, true, &t);
    if (t.len > 0)
        line(c, out, N_("tried"), output_scratch_done(&t));
}

static void
add_error(struct report_context *c, struct output_bytes *out, const struct assess_result *r)
{
    struct base_text t = output_scratch(&c->scratch);
    const struct probe_error *e = r->error;
    char text[ADVICE_NOTE_MAX];

    if (e == NULL || e->kind == PROBE_OK || r->certificates_n > 0 || advice_error_is_said(r))
        return;
    if (advice_error_is_whole(e))
        base_text_safe(&t, base_slice_str(advice_error_text(e, BASE_TEXT_IN(text))));
    else
        base_text_str(&t, output_translate(probe_class_about(e->kind)));
    base_text_str(&t, " (");
    base_text_str(&t, probe_class_name(e->kind));
    base_text_str(&t, output_translate(N_(", stage ")));
    base_text_str(&t, probe_stage_name(e->stage));
    if (*e->text != '\0' && !advice_error_is_whole(e) &&
        strcmp(e->text, probe_class_about(e->kind)) != 0) {
        base_text_str(&t, ": ");
        base_text_safe(&t, base_slice_str(advice_error_text(e, BASE_TEXT_IN(text))));
    }
    base_text_byte(&t, ')');
    line(c, out, N_("why"), output_scratch_done(&t));
    add_tried(c, out, r);
}

static void
add_refusal(struct report_context *c, struct output_bytes *out, const struct assess_result *r)
{
    struct base_text t = output_scratch(&c->scratch);

    if (advice_add_refusal(&t, r))
        line(c, out, N_("note"), output_scratch_done(&t));
}

static const char *
trial_words(enum assess_trial_outcome o)
{
    static const char *const words[ASSESS_TRIAL_OUTCOMES] = {
        [ASSESS_TRIAL_NOT_TRIED] = N_("not tried"),
        [ASSESS_TRIAL_ACCEPTED] = N_("accepted"),
        [ASSESS_TRIAL_REFUSED] = N_("refused"),
        [ASSESS_TRIAL_NOT_REQUESTED] = N_("not requested"),
        [ASSESS_TRIAL_NOT_PRESENTED] =
            N_("not presented: the peer does not accept signatures by its key"),
        [ASSESS_TRIAL_FAILED] = N_("not known"),
    };

    return words[o];
}

/* What the peer said to each certificate of a trial. */
static void
add_trial(struct report_context *c, struct output_bytes *out, const struct assess_result *r)
{
    for (size_t i = 0; r->trial != NULL && i < r->trial->n; i++) {
        const struct assess_trial_answer *a = &r->trial->at[i];
        struct base_text t = output_scratch(&c->scratch);
        char text[ADVICE_NOTE_MAX];

        base_text_safe(&t, base_slice_str(a->name));
        base_text_str(&t, ": ");
        base_text_str(&t, output_translate(trial_words(a->outcome)));
        if (a->error.kind != PROBE_OK) {
            base_text_str(&t, " (");
            base_text_safe(&t, base_slice_str(advice_error_text(&a->error, BASE_TEXT_IN(text))));
            base_text_byte(&t, ')');
        }
        item(c, out, i == 0 ? N_("trial") : "", output_scratch_done(&t));
    }
}

/* Information is for -v, but for which template a request was judged by, and what a trial showed.
 */
static bool
is_shown(const struct report_context *c, const struct certcheck_finding *f)
{
    return advice_rule(f)->severity != CERTCHECK_INFO || c->style.verbose > 0 ||
           f->code == CERTCHECK_F_TEMPLATE_STAMPS ||
           f->code == CERTCHECK_F_REQUEST_NAMES_TEMPLATE || report_is_of_trial(f);
}

/* A warning is a reason where it decided. */
static const char *
warning_label(const struct assess_result *r, const struct certcheck_finding *f)
{
    return advice_decides(r, f) ? N_("why") : N_("warning");
}

static void
add_findings(struct report_context *c, struct output_bytes *out, const struct assess_result *r,
             enum certcheck_severity severity, const char *label)
{
    for (size_t i = 0; i < r->findings_n; i++) {
        const struct certcheck_rule *rule = advice_rule(&r->findings[i]);
        struct base_text t = output_scratch(&c->scratch);

        if (rule->severity != severity || !is_shown(c, &r->findings[i]))
            continue;
        advice_sentence_translated(r, &r->findings[i], &t);
        base_text_str(&t, " [");
        base_text_str(&t, rule->code);
        base_text_byte(&t, ']');
        line(c, out, severity == CERTCHECK_WARNING ? warning_label(r, &r->findings[i]) : label,
             output_scratch_done(&t));
    }
}

static void
add_events(struct report_context *c, struct output_bytes *out, const struct assess_result *r)
{
    uint16_t events[2];
    size_t n = advice_events(r, events);

    for (size_t i = 0; i < n; i++) {
        const struct advice_event *e = advice_event_get(events[i]);
        struct base_text t = output_scratch(&c->scratch);

        base_text_u64(&t, events[i]);
        if (e != NULL) {
            base_text_str(&t, " (");
            base_text_str(&t, e->source);
            base_text_str(&t, ", ");
            base_text_str(&t, output_translate(e->level));
            base_text_str(&t, "): ");
            base_text_str(&t, output_translate(e->meaning));
        }
        item(c, out, i == 0 ? N_("events") : "", output_scratch_done(&t));
    }
}

static void
add_impact(struct report_context *c, struct output_bytes *out, const struct assess_result *r)
{
    const char *users = r->profile == NULL ? "" : r->profile->users;

    if (*users != '\0' && (r->verdict == CERTCHECK_BREAKS || r->verdict == CERTCHECK_BROKEN))
        line(c, out, N_("users"), base_slice_str(output_translate(users)));
}

static void
add_remedies(struct report_context *c, struct output_bytes *out, const struct assess_result *r)
{
    const struct advice_remedy *remedies[ADVICE_REMEDIES_MAX];
    size_t n = advice_remedies(r, remedies);

    for (size_t i = 0; i < n; i++)
        item(c, out, i == 0 ? N_("to do") : "",
             base_slice_str(output_translate(remedies[i]->what)));
}

void
report_text_why(struct report_context *c, struct output_bytes *out, const struct assess_result *r)
{
    add_error(c, out, r);
    if (r->as_template != NULL)
        report_text_template(c, out, r->as_template);
    add_findings(c, out, r, CERTCHECK_ERROR, N_("why"));
    add_findings(c, out, r, CERTCHECK_WARNING, "");
    add_findings(c, out, r, CERTCHECK_INFO, N_("note"));
    report_text_forecast(c, out, r);
    add_trial(c, out, r);
    add_refusal(c, out, r);
    if (c->style.verbose > 0)
        report_text_details(c, out, r);
}

void
report_text_advice(struct report_context *c, struct output_bytes *out,
                   const struct assess_result *r)
{
    add_impact(c, out, r);
    add_events(c, out, r);
    add_remedies(c, out, r);
}
