/* SPDX-License-Identifier: MIT */
#include "templates.h"

#include <assess/policy.h>
#include <output/translate.h>

#include <string.h>

#define BOTH (BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH)

/* False: told. file is where the template came from. */
static bool
read_sketch(struct cli_certrun *run, const char *file, const struct certcheck_template *t,
            struct assess_certificate *out)
{
    const struct certcheck_object o = { .kind = CERTCHECK_KIND_TEMPLATE, .der = t->der };

    assess_object_read(&run->store, &o, out);
    if (out->readable)
        return true;
    if (certcheck_crypto_failed(run->store.crypto))
        cli_certrun_out_of_memory(run, file);
    else
        cli_certrun_fault(run, file, "a template that cannot be read");
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
    if (t->schema_version < 2)
        assess_judgement_note(j, CERTCHECK_F_TEMPLATE_VERSION_1, nothing);
    if (t->refused[0] != '\0')
        assess_judgement_note(j, CERTCHECK_F_TEMPLATE_VALUE_NOT_READ, base_slice_str(t->refused));
}

/* Nothing in the export says whether there are no usages or none were exported. */
void
cli_templates_doubt(struct certcheck_judgement *j, const struct certcheck_template *t)
{
    if (!t->shows_subject || !t->shows_flags)
        assess_judgement_note(j, CERTCHECK_F_TEMPLATE_INCOMPLETE, base_slice_str(t->name));
    if (!certcheck_template_is_doubtful(t))
        return;
    assess_judgement_doubt(j, ~0u);
}

/* Sort a template that is meant for servers, by what it lacks. */
static void
advise(struct cli_certrun *run, const struct certcheck_template *t,
       const struct certcheck_judgement *both)
{
    unsigned lacks = (both->by_usage[1] == CERTCHECK_READY ? 0u : CLI_LACKS_CLIENT) |
                     (t->supplies_subject ? 0u : CLI_LACKS_SUBJECT);
    struct base_text *list = &run->advice.lists[lacks];

    run->advice.templates++;
    if (t->ca || t->governs == CERTCHECK_GOVERNS_NONE || both->by_usage[0] != CERTCHECK_READY ||
        !t->shows_subject)
        return;
    if (list->buf == NULL)
        base_text_init(list, run->advice.names[lacks], sizeof run->advice.names[lacks]);
    base_text_str(list, list->len > 0 ? ", " : "");
    base_text_str(list, t->name);
}

static void
report(struct cli_certrun *run, const char *file, size_t index, const struct certcheck_template *t,
       const struct assess_certificate *c, const struct assess_template *shown)
{
    struct certcheck_judgement *j = &run->judgement;
    struct assess_certificate path[CERTCHECK_PATH_MAX] = { *c };
    uint8_t hashes[CERTCHECK_PATH_MAX][CERTCHECK_SHA256_LEN];

    assess_path_hashes(&j->path, hashes);
    for (size_t i = 1; i < j->path.n; i++)
        path[i] = *assess_certificate_of(j->path.at[i].facts);
    cli_output_result(
        &run->output,
        &(struct assess_result){ .file = file,
                                 .index = (unsigned)index,
                                 .line = t->line,
                                 .kind = certcheck_kind_name(CERTCHECK_KIND_TEMPLATE),
                                 .as_template = shown,
                                 .profile = run->options->profile,
                                 .verdict = j->verdict,
                                 .certificates = path,
                                 .certificates_n = j->path.n,
                                 .judgement = j,
                                 .path_sha256 = (const uint8_t(*)[CERTCHECK_SHA256_LEN])hashes,
                                 .findings = j->findings,
                                 .findings_n = j->findings_n });
}

static void
judge(struct cli_certrun *run, const char *file, size_t index, const struct certcheck_template *t)
{
    const struct cli_options *o = run->options;
    struct certcheck_policy policy = assess_policy_for(&run->policy, o->profile), all = policy;
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

    if (!read_sketch(run, file, t, &c))
        return;
    shown.key_usage = c.facts.key_usage;
    shown.superseded_by = t->superseded_by == NULL ? NULL : t->superseded_by->name;
    all.required = BOTH;
    assess_judge_below(&run->store, &all, &c.facts, &run->judgement);
    cli_templates_doubt(&run->judgement, t);
    judge_profiles(&run->judgement, shown.verdicts);
    advise(run, t, &run->judgement);
    assess_judge_below(&run->store, &policy, &c.facts, &run->judgement);
    note_template(&run->judgement, t);
    cli_templates_doubt(&run->judgement, t);
    report(run, file, index, t, &c, &shown);
}

void
cli_templates_judge(struct cli_certrun *run, const char *file,
                    const struct certcheck_templates *set)
{
    if (!assess_store_offer(&run->store, NULL, 0, CERTCHECK_SOURCE_FILE)) {
        cli_certrun_out_of_memory(run, file);
        return;
    }
    for (size_t i = 0; i < set->n && !cli_certrun_cut(run, file, i); i++)
        judge(run, file, i, &set->at[i]);
}

void
cli_templates_file(struct cli_certrun *run, const char *file, struct base_slice bytes)
{
    struct certcheck_templates set;
    char why[CERTCHECK_TEMPLATE_WHY_MAX];
    enum certcheck_status status = certcheck_templates_read(bytes, &set, why);

    if (status == CERTCHECK_E_MEMORY)
        cli_certrun_out_of_memory(run, file);
    else if (status != CERTCHECK_OK)
        cli_certrun_fault(run, file, why);
    if (status != CERTCHECK_OK)
        return;
    if (why[0] != '\0')
        cli_certrun_fault(run, file, why);
    cli_templates_judge(run, file, &set);
    certcheck_templates_clear(&set);
}

bool
cli_templates_stamp(struct cli_certrun *run, const char *path, struct certcheck_facts *request)
{
    if (!read_sketch(run, path, run->stamp.template, &run->sketch))
        return false;
    cli_stamp_apply(&run->sketch.facts, request);
    return true;
}

/* english or its translation, with a in place of %a and b of %b. */
static void
fill(struct base_text *out, bool local, const char *english, const char *a, const char *b)
{
    const char *s = local ? output_translate(english) : english;

    for (; *s != '\0'; s++) {
        if (s[0] == '%' && (s[1] == 'a' || s[1] == 'b'))
            base_text_str(out, *++s == 'a' ? a : b);
        else
            base_text_byte(out, *s);
    }
}

/* A server's template is never changed in place: others may enrol from it. */
static void
add_changes(const struct cli_advice *a, bool local, struct base_text *out)
{
    static const char *const changes[CLI_LACKS_ALL] = {
        [CLI_LACKS_CLIENT] =
            N_("duplicate %a and add Client Authentication to its Application Policies"),
        [CLI_LACKS_SUBJECT] = N_("duplicate %a and have the subject supplied in the request"),
        [CLI_LACKS_CLIENT | CLI_LACKS_SUBJECT] =
            N_("duplicate %a, add Client Authentication to its Application Policies and have the "
               "subject supplied in the request"),
    };
    const char *sentence = N_(" To make one: %a.");

    for (unsigned i = 1; i < CLI_LACKS_ALL; i++) {
        const struct base_text *list = &a->lists[i];
        char names[sizeof a->names[i] + 64], change[sizeof names + 512];
        struct base_text t;

        if (list->len == 0)
            continue;
        base_text_init(&t, names, sizeof names);
        fill(&t, local, memchr(list->buf, ',', list->len) != NULL ? N_("one of %a") : "%a",
             list->buf, "");
        base_text_str(&t, list->cut ? " ..." : "");
        base_text_init(&t, change, sizeof change);
        fill(&t, local, changes[i], names, "");
        fill(out, local, sentence, change, "");
        sentence = N_(" Or: %a.");
    }
}

/* The templates of --template were not judged by themselves. */
static void
advise_on_stamps(struct cli_certrun *run)
{
    const struct certcheck_templates *set = &run->stamps.at[0].set;
    struct certcheck_policy both = assess_policy_for(&run->policy, run->options->profile);

    both.required = BOTH;
    if (!assess_store_offer(&run->store, NULL, 0, CERTCHECK_SOURCE_FILE)) {
        cli_certrun_out_of_memory(run, run->stamps.at[0].from);
        return;
    }
    for (size_t i = 0; i < set->n; i++) {
        if (!read_sketch(run, run->stamps.at[0].from, &set->at[i], &run->sketch))
            continue;
        assess_judge_below(&run->store, &both, &run->sketch.facts, &run->judgement);
        advise(run, &set->at[i], &run->judgement);
    }
}

static const char *
fits(const struct cli_advice *a)
{
    if (a->templates == 0)
        return N_("for %a: no templates were given (--ldap, or an export of them).");
    if (a->lists[0].len == 0)
        return N_("for %a none of these templates fits: it takes Server and Client "
                  "Authentication, and a subject that the request supplies.");
    return N_("for %a request every server's certificate from a template with Server and Client "
              "Authentication whose subject the request supplies: %b.");
}

static void
advise_in(struct cli_advice *a, const char *product, bool local)
{
    struct base_text t;

    base_text_init(&t, a->text[local], sizeof a->text[local]);
    fill(&t, local, fits(a), product, a->lists[0].len > 0 ? a->lists[0].buf : "");
    add_changes(a, local, &t);
}

void
cli_templates_advise(struct cli_certrun *run)
{
    struct cli_advice *a = &run->advice;
    static const char *const products[] = { "Lync Server",
                                            "Lync Server 2010",
                                            "Lync Server 2013",
                                            "Skype for Business Server",
                                            "Skype for Business Server 2015",
                                            "Skype for Business Server 2019" };

    if (!run->options->template_for_given)
        return;
    if (run->options->template_spec != NULL)
        advise_on_stamps(run);
    advise_in(a, products[run->options->template_for], false);
    advise_in(a, products[run->options->template_for], true);
    cli_output_note_made(&run->output, a->text[0], a->text[1]);
}
