/* SPDX-License-Identifier: MIT */
#include "templates.h"

#include "judging.h"

#define BOTH (BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH)

static bool
read_sketch(struct cli_certrun *run, const struct certcheck_template *t,
            struct report_certificate *out)
{
    const struct certcheck_object o = { .kind = CERTCHECK_KIND_TEMPLATE, .der = t->der };

    cli_object_read(&run->store, &o, out);
    return out->readable;
}

/* The worst of the usages that a profile requires. */
static void
judge_profiles(const struct certcheck_judgement *j, enum certcheck_verdict out[BASE_PROFILE_COUNT])
{
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
        unsigned required = base_profile_get((enum base_profile_id)i)->required;

        out[i] = CERTCHECK_READY;
        for (unsigned u = 0; u < BASE_USAGES; u++)
            if ((required & 1u << u) != 0 && j->by_usage[u] > out[i])
                out[i] = j->by_usage[u];
    }
}

static void
note_template(struct certcheck_judgement *j, const struct certcheck_template *t)
{
    const struct base_slice nothing = { 0 };

    if (t->ca)
        cli_judgement_note(j, CERTCHECK_TEMPLATE_FOR_A_CA, nothing);
    else if (t->governs == CERTCHECK_GOVERNS_NONE && !certcheck_template_is_doubtful(t))
        cli_judgement_note(j, CERTCHECK_TEMPLATE_ANY_PURPOSE, nothing);
    if (t->superseded_by != NULL)
        cli_judgement_note(j, CERTCHECK_TEMPLATE_SUPERSEDED,
                           base_slice_str(t->superseded_by->name));
    if (t->shows_subject && !t->supplies_subject)
        cli_judgement_note(j, CERTCHECK_TEMPLATE_SUBJECT_FROM_DIRECTORY, nothing);
    if (t->schema_version < 2)
        cli_judgement_note(j, CERTCHECK_TEMPLATE_VERSION_1, nothing);
}

/* Nothing in the export says whether there are no usages or none were exported. */
void
cli_templates_doubt(struct certcheck_judgement *j, const struct certcheck_template *t)
{
    if (!t->shows_subject || !t->shows_flags)
        cli_judgement_note(j, CERTCHECK_TEMPLATE_INCOMPLETE, base_slice_str(t->name));
    if (!certcheck_template_is_doubtful(t))
        return;
    j->verdict = CERTCHECK_INDETERMINATE;
    j->before.accepted = j->after.accepted = CERTCHECK_UNKNOWN;
    for (unsigned u = 0; u < BASE_USAGES; u++)
        j->by_usage[u] = CERTCHECK_INDETERMINATE;
}

static void
add_name(struct base_text *out, const char *name)
{
    if (out->len > 0)
        base_text_str(out, ", ");
    base_text_str(out, name);
}

/* A server's template is never changed in place: others may enrol from it. */
static void
advise(struct cli_certrun *run, const struct certcheck_template *t,
       const struct certcheck_judgement *both)
{
    struct base_text *out = &run->to_change;
    bool client = both->by_usage[1] == CERTCHECK_READY;

    if (t->ca || t->governs == CERTCHECK_GOVERNS_NONE || both->by_usage[0] != CERTCHECK_READY ||
        !t->shows_subject)
        return; /* not meant for servers, or not known to be */
    if (client && t->supplies_subject) {
        add_name(&run->fitting, t->name);
        return;
    }
    base_text_str(out, out->len > 0 ? "; duplicate " : "duplicate ");
    base_text_str(out, t->name);
    if (!client)
        base_text_str(out, " and add Client Authentication to its Application Policies");
    if (!t->supplies_subject)
        base_text_str(out, " and have the subject supplied in the request");
}

static void
report(struct cli_certrun *run, const char *file, size_t index, const struct certcheck_template *t,
       const struct report_certificate *c, const struct report_template *shown)
{
    struct certcheck_judgement *j = &run->judgement;

    cli_output_result(&run->output,
                      &(struct report_result){ .file = file,
                                               .index = (unsigned)index,
                                               .line = t->line,
                                               .kind = certcheck_kind_name(CERTCHECK_KIND_TEMPLATE),
                                               .template = shown,
                                               .profile = run->options->profile,
                                               .verdict = j->verdict,
                                               .certificates = c,
                                               .certificates_n = 1,
                                               .judgement = j,
                                               .path_sha256 = &c->sha256,
                                               .findings = j->findings,
                                               .findings_n = j->findings_n });
}

static void
judge(struct cli_certrun *run, const char *file, size_t index, const struct certcheck_template *t)
{
    const struct cli_options *o = run->options;
    struct certcheck_policy policy = cli_policy(o, &run->store, o->profile, run->at_s),
                            all = policy;
    struct report_certificate c;
    struct report_template shown = { .name = t->name,
                                     .display = t->display,
                                     .oid = t->oid,
                                     .schema_version = t->schema_version,
                                     .major = t->major,
                                     .minor = t->minor,
                                     .governs = certcheck_governs_name(t->governs),
                                     .shows_subject = t->shows_subject,
                                     .supplies_subject = t->supplies_subject,
                                     .ca = t->ca };

    if (!read_sketch(run, t, &c)) {
        cli_certrun_fault(run, file, "a template that cannot be read");
        return;
    }
    shown.key_usage = c.facts.key_usage;
    shown.superseded_by = t->superseded_by == NULL ? NULL : t->superseded_by->name;
    all.required = BOTH;
    cli_judge_alone(&all, &c.facts, &run->judgement);
    cli_templates_doubt(&run->judgement, t);
    judge_profiles(&run->judgement, shown.verdicts);
    advise(run, t, &run->judgement);
    cli_judge_alone(&policy, &c.facts, &run->judgement);
    note_template(&run->judgement, t);
    cli_templates_doubt(&run->judgement, t);
    report(run, file, index, t, &c, &shown);
}

void
cli_templates_judge(struct cli_certrun *run, const char *file,
                    const struct certcheck_templates *set)
{
    for (size_t i = 0; i < set->n; i++)
        judge(run, file, i, &set->at[i]);
}

void
cli_templates_file(struct cli_certrun *run, const char *file, struct base_slice bytes)
{
    struct certcheck_templates set;
    char why[CERTCHECK_TEMPLATE_WHY_MAX];

    if (certcheck_templates_read(bytes, &set, why) != CERTCHECK_OK) {
        cli_certrun_fault(run, file, why);
        return;
    }
    if (why[0] != '\0')
        cli_certrun_fault(run, file, why);
    cli_templates_judge(run, file, &set);
    certcheck_templates_clear(&set);
}

bool
cli_templates_stamp(struct cli_certrun *run, const char *path, struct certcheck_facts *request)
{
    if (!read_sketch(run, run->stamp.template, &run->sketch)) {
        cli_certrun_fault(run, path, "its template cannot be read");
        return false;
    }
    cli_stamp_apply(&run->sketch.facts, request);
    return true;
}

void
cli_templates_advise(struct cli_certrun *run)
{
    struct base_text *t = &run->advice;
    static const char *const products[] = { "Lync Server",
                                            "Lync Server 2010",
                                            "Lync Server 2013",
                                            "Skype for Business Server",
                                            "Skype for Business Server 2015",
                                            "Skype for Business Server 2019" };

    base_text_init(t, run->advice_text, sizeof run->advice_text);
    if (!run->options->template_for_given)
        return;
    base_text_str(t, "for ");
    base_text_str(t, products[run->options->template_for]);
    base_text_str(t, run->fitting.len > 0
                         ? " request every server's certificate from a template with Server and "
                           "Client Authentication whose subject the request supplies: "
                         : " none of these templates fits: it takes Server and Client "
                           "Authentication, and a subject that the request supplies");
    base_text_str(t, run->fitting_text);
    if (run->to_change.len > 0)
        base_text_str(t, ". To make one of another: ");
    base_text_str(t, run->to_change_text);
    base_text_str(t, t->cut || run->to_change.cut || run->fitting.cut ? " ..." : ".");
    cli_output_note(&run->output, run->advice_text);
}
