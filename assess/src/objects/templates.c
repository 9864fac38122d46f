/* SPDX-License-Identifier: MIT */
#include "objects_state.h"

#include <assess/policy.h>

#define BOTH (BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH)

/* False: told. file is where the template came from. */
static bool
read_synthetic(struct assess_objects *a, const char *file, const struct certcheck_template *t,
               struct assess_certificate *out)
{
    const struct certcheck_object o = { .kind = CERTCHECK_KIND_TEMPLATE, .der = t->der };

    assess_object_read(a->store, &o, out);
    if (out->readable)
        return true;
    if (certcheck_crypto_failed(a->store->crypto))
        assess_objects_no_memory(a, file);
    else
        assess_objects_fault(a, file, "a template that cannot be read");
    return false;
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
        assess_judgement_note(j, CERTCHECK_F_TEMPLATE_FOR_A_CA, nothing);
    else if (t->governs == CERTCHECK_GOVERNS_NONE && !certcheck_template_is_doubtful(t))
        assess_judgement_note(j, CERTCHECK_F_TEMPLATE_ANY_PURPOSE, nothing);
    if (t->superseded_by != NULL)
        assess_judgement_note(j, CERTCHECK_F_TEMPLATE_SUPERSEDED,
                              base_slice_str(t->superseded_by->name));
    if (t->shows_subject && !t->supplies_subject)
        assess_judgement_note(j, CERTCHECK_F_TEMPLATE_SUBJECT_FROM_DIRECTORY, nothing);
    if (t->shows_version && t->schema_version < 2)
        assess_judgement_note(j, CERTCHECK_F_TEMPLATE_VERSION_1, nothing);
    if (t->refused[0] != '\0')
        assess_judgement_note(j, CERTCHECK_F_TEMPLATE_VALUE_NOT_READ, base_slice_str(t->refused));
}

/* The export does not show whether the usages that count were left out of it. */
void
assess_templates_doubt(struct certcheck_judgement *j, const struct certcheck_template *t)
{
    if (!t->shows_subject || !t->shows_flags || !t->shows_version)
        assess_judgement_note(j, CERTCHECK_F_TEMPLATE_INCOMPLETE, base_slice_str(t->name));
    if (certcheck_template_is_doubtful(t))
        assess_judgement_doubt_ready(j, ~0u);
}

/* Sort a template that is meant for servers, by what it lacks. */
static void
sort(struct assess_objects *a, const struct certcheck_template *t,
     const struct certcheck_judgement *both)
{
    unsigned lacks = (both->by_usage[1] == CERTCHECK_READY ? 0u : ASSESS_LACKS_CLIENT) |
                     (t->supplies_subject ? 0u : ASSESS_LACKS_SUBJECT);
    struct base_text *list = &a->lists[lacks];

    a->survey.templates++;
    if (t->ca || t->governs == CERTCHECK_GOVERNS_NONE || both->by_usage[0] != CERTCHECK_READY ||
        !t->shows_subject)
        return;
    if (list->buf == NULL)
        base_text_init(list, a->names[lacks], sizeof a->names[lacks]);
    base_text_str(list, list->len > 0 ? ", " : "");
    base_text_str(list, t->name);
}

static void
report(struct assess_objects *a, const char *file, size_t index, const struct certcheck_template *t,
       const struct assess_certificate *c, const struct assess_template *shown)
{
    const struct certcheck_policy policy = assess_policy_for(&a->o.policy, a->o.profile);
    struct certcheck_judgement *j = &a->judgement;
    struct assess_certificate path[CERTCHECK_PATH_MAX] = { *c };
    uint8_t hashes[CERTCHECK_PATH_MAX][CERTCHECK_SHA256_LEN];
    struct assess_result r;

    assess_store_verify(a->store, &policy, a->o.profile, j, &a->forecast);
    assess_path_hashes(&j->path, hashes);
    for (size_t i = 1; i < j->path.n; i++)
        path[i] = *assess_certificate_of(j->path.at[i].facts);
    r = assess_objects_result(a, file, index, path, (const uint8_t(*)[CERTCHECK_SHA256_LEN])hashes);
    r.line = t->line;
    r.kind = certcheck_kind_name(CERTCHECK_KIND_TEMPLATE);
    r.as_template = shown;
    a->events.result(a->events.ctx, &r);
}

static void
judge_both(struct assess_objects *a, bool opted_out, const struct certcheck_facts *facts)
{
    struct certcheck_policy both = assess_policy_for(&a->o.policy, a->o.profile);

    both.required = BOTH;
    both.opted_out = opted_out;
    assess_judge_below(a->store, &both, facts, &a->judgement);
}

/* Whether a template fits is decided by the usages it lists, not by one machine's opt-out. */
static void
judge_listed(struct assess_objects *a, const struct certcheck_template *t,
             const struct assess_certificate *c, struct assess_template *shown)
{
    enum certcheck_verdict listed[BASE_PROFILE_COUNT];

    judge_both(a, false, &c->facts);
    assess_templates_doubt(&a->judgement, t);
    judge_profiles(&a->judgement, listed);
    shown->as_server = listed[BASE_PROFILE_TLS_SERVER];
    shown->as_both = listed[BASE_PROFILE_MTLS];
    sort(a, t, &a->judgement);
}

static void
judge(struct assess_objects *a, const char *file, size_t index, const struct certcheck_template *t)
{
    struct certcheck_policy policy = assess_policy_for(&a->o.policy, a->o.profile);
    struct assess_certificate c;
    struct assess_template shown = { .name = t->name,
                                     .display = t->display,
                                     .oid = t->oid,
                                     .schema_version = t->schema_version,
                                     .major = t->major,
                                     .minor = t->minor,
                                     .governs = certcheck_governs_name(t->governs),
                                     .shows_subject = t->shows_subject,
                                     .supplies_subject = t->supplies_subject,
                                     .ca = t->ca };

    if (!read_synthetic(a, file, t, &c))
        return;
    shown.key_usage = c.facts.key_usage;
    shown.superseded_by = t->superseded_by == NULL ? NULL : t->superseded_by->name;
    judge_listed(a, t, &c, &shown);
    judge_both(a, policy.opted_out, &c.facts);
    assess_templates_doubt(&a->judgement, t);
    judge_profiles(&a->judgement, shown.verdicts);
    assess_forecast_policy(assess_forecast_plan(&a->store->forecast, a->o.profile), &policy);
    assess_judge_below(a->store, &policy, &c.facts, &a->judgement);
    note_template(&a->judgement, t);
    assess_templates_doubt(&a->judgement, t);
    report(a, file, index, t, &c, &shown);
}

void
assess_templates_judge(struct assess_objects *a, const char *file,
                       const struct certcheck_templates *set)
{
    if (!assess_store_offer(a->store, NULL, 0, CERTCHECK_SOURCE_FILE)) {
        assess_objects_no_memory(a, file);
        return;
    }
    for (size_t i = 0; i < set->n && !assess_objects_stop(a, file, i); i++)
        judge(a, file, i, &set->at[i]);
}

void
assess_templates_file(struct assess_objects *a, const char *file, struct base_slice bytes)
{
    struct certcheck_templates set;
    char why[BASE_WHY_MAX];
    enum certcheck_status status = certcheck_templates_read(bytes, &set, BASE_TEXT_IN(why));

    if (status == CERTCHECK_E_MEMORY)
        assess_objects_no_memory(a, file);
    else if (status != CERTCHECK_OK)
        assess_objects_fault(a, file, why);
    if (status != CERTCHECK_OK)
        return;
    if (why[0] != '\0')
        assess_objects_fault(a, file, why);
    assess_templates_judge(a, file, &set);
    certcheck_templates_clear(&set);
}

bool
assess_templates_apply(struct assess_objects *a, const char *path, struct certcheck_facts *request)
{
    if (!read_synthetic(a, path, a->issuing.template, &a->synthetic))
        return false;
    assess_request_template_apply(&a->synthetic.facts, request);
    return true;
}

void
assess_objects_templates(struct assess_objects *a)
{
    if (a->templates.n > 0)
        assess_templates_judge(a, a->templates.at[0].from, &a->templates.at[0].set);
}

static void
sort_first(struct assess_objects *a)
{
    const struct certcheck_templates *set = &a->templates.at[0].set;

    if (!assess_store_offer(a->store, NULL, 0, CERTCHECK_SOURCE_FILE)) {
        assess_objects_no_memory(a, a->templates.at[0].from);
        return;
    }
    for (size_t i = 0; i < set->n; i++) {
        if (!read_synthetic(a, a->templates.at[0].from, &set->at[i], &a->synthetic))
            continue;
        judge_both(a, false, &a->synthetic.facts);
        sort(a, &set->at[i], &a->judgement);
    }
}

const struct assess_template_survey *
assess_objects_survey(struct assess_objects *a, bool also_first)
{
    if (also_first && a->templates.n > 0)
        sort_first(a);
    for (unsigned i = 0; i < ASSESS_LACKS_ALL; i++) {
        a->survey.names[i] = a->lists[i].len > 0 ? a->lists[i].buf : "";
        a->survey.cut[i] = a->lists[i].cut;
    }
    return &a->survey;
}
