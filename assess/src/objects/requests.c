/* SPDX-License-Identifier: MIT */
#include "objects_state.h"

#include <assess/policy.h>

static const char wish[] = N_("a request is only a proposal: an enterprise CA uses the "
                              "usages of its template (--template judges what it will issue)");

static void
note_template(struct assess_objects *a)
{
    const struct certcheck_template *t = a->issuing.template;
    const struct base_slice name = base_slice_str(t->name);

    assess_judgement_note(&a->judgement, CERTCHECK_F_TEMPLATE_STAMPS, name);
    if (t->shows_subject && !t->supplies_subject)
        assess_judgement_note(&a->judgement, CERTCHECK_F_TEMPLATE_IGNORES_SUBJECT, name);
    assess_templates_doubt(&a->judgement, t);
}

/* CVE-2024-49019 (ESC15): without the update of November 2024 a CA copies the Application
 * Policies of a request into what it issues from a version 1 template, and these alone count. */
static void
note_copied(struct assess_objects *a, const struct certcheck_policy *policy,
            const struct assess_certificate *c)
{
    enum certcheck_verdict patched = a->judgement.verdict;
    struct certcheck_facts copied = a->stamped.facts;
    struct certcheck_judgement other;

    if (a->issuing.template->schema_version >= 2 ||
        c->facts.app_policies.state == CERTCHECK_SET_ABSENT)
        return;
    copied.app_policies = c->facts.app_policies;
    assess_judge_below(a->store, policy, &copied, &other);
    assess_judgement_note(&a->judgement, CERTCHECK_F_REQUEST_POLICIES_COPIED,
                          base_slice_str(a->issuing.template->name));
    if (other.verdict != patched &&
        (other.verdict < CERTCHECK_BREAKS || patched < CERTCHECK_BREAKS) &&
        patched != CERTCHECK_BROKEN)
        assess_judgement_doubt(&a->judgement, ~0u);
}

/* A request says only what is asked for; with its template, what will be issued is judged. */
bool
assess_request_judge(struct assess_objects *a, const char *file,
                     const struct certcheck_policy *policy, const struct assess_certificate *c)
{
    struct assess_request_template *issuing = &a->issuing;
    char line[ASSESS_LINE_MAX];
    struct base_text why;

    base_text_init(&why, line, sizeof line);
    if (!assess_request_template_find(&a->templates, &c->facts, issuing, &why)) {
        assess_objects_fault(a, file, line);
        return false;
    }
    a->stamped = *c;
    if (issuing->template != NULL && !assess_templates_apply(a, file, &a->stamped.facts))
        return false;
    assess_judge_below(a->store, policy, &a->stamped.facts, &a->judgement);
    if (issuing->template != NULL)
        note_copied(a, policy, c);
    if (issuing->ref[0] != '\0')
        assess_judgement_note(&a->judgement, issuing->ref_code, base_slice_str(issuing->ref));
    if (issuing->template != NULL) {
        note_template(a);
        return true;
    }
    assess_judgement_note(&a->judgement, CERTCHECK_F_REQUEST_IS_A_WISH, (struct base_slice){ 0 });
    assess_objects_note(a, wish);
    return true;
}
