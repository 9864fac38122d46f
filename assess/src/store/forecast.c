/* SPDX-License-Identifier: MIT */
#include <assess/forecast.h>

#include <assess/policy.h>
#include <base/nearest.h>
#include <base/time.h>
#include <certcheck/names.h>

#include <string.h>

#define BIT(n) ((uint64_t)1 << (n))

static bool
find_verifier(struct base_slice word, uint64_t *bits)
{
    const struct certcheck_verifier *v = certcheck_verifier_named(word);

    if (base_slice_eq(word, base_slice_str("all")))
        *bits |= CERTCHECK_VERIFIERS == 64 ? ~(uint64_t)0 : BIT(CERTCHECK_VERIFIERS) - 1;
    else if (v != NULL)
        *bits |= BIT(v->id);
    return v != NULL || base_slice_eq(word, base_slice_str("all"));
}

static bool
find_change(struct base_slice word, uint64_t *bits)
{
    const struct certcheck_change *c = certcheck_change_named(word);

    if (c != NULL)
        *bits |= BIT(c->id);
    return c != NULL;
}

static const char *
verifier_name(const void *ctx, size_t i)
{
    (void)ctx;
    return i < CERTCHECK_VERIFIERS ? certcheck_verifier_get((enum certcheck_verifier_id)i)->name
                                   : NULL;
}

static const char *
change_name(const void *ctx, size_t i)
{
    (void)ctx;
    return i < CERTCHECK_CHANGES ? certcheck_change_get((enum certcheck_change_id)i)->name : NULL;
}

static bool
read_words(const char *option, const char *words, bool (*find)(struct base_slice, uint64_t *),
           base_word_fn *name, uint64_t *bits, struct base_text *why)
{
    for (size_t n; *words != '\0'; words += n + (words[n] == ',')) {
        struct base_slice word;

        n = strcspn(words, ",");
        word = (struct base_slice){ (const uint8_t *)words, n };
        if (find(word, bits))
            continue;
        base_text_str(why, option);
        base_text_str(why, ": no such name: ");
        base_text_safe(why, word);
        base_suggest(why, word, name, NULL);
        return false;
    }
    if (*bits != 0)
        return true;
    base_text_str(why, option);
    base_text_str(why, " requires a name");
    return false;
}

static uint64_t
known_words(const char *words, bool (*find)(struct base_slice, uint64_t *), base_word_fn *name)
{
    char none[8];
    struct base_text why;
    uint64_t bits = 0;

    base_text_init(&why, none, sizeof none);
    if (words != NULL) /* a row that says nothing has none */
        (void)read_words("", words, find, name, &bits, &why);
    return bits;
}

/* Defaults come from the profile. Without one they are the rule of 2017, and for the successor at a
 * renewal the rule that most receivers apply. */
static struct assess_forecast_plan
plan_for(const struct base_profile *profile, uint64_t verifiers, uint64_t changes)
{
    struct assess_forecast_plan plan = { .decides = changes != 0 };
    struct certcheck_forecast_request *r = &plan.request;
    uint64_t own = BIT(CERTCHECK_VERIFIER_DOTNET_FRAMEWORK);

    if (profile != NULL)
        own = known_words(profile->verifiers, find_verifier, verifier_name);
    r->verifiers = verifiers != 0 ? verifiers : own;
    r->receivers =
        profile != NULL || verifiers != 0 ? r->verifiers : BIT(CERTCHECK_VERIFIER_OPENSSL);
    if (changes == 0 && profile != NULL) {
        changes = known_words(profile->changes, find_change, change_name);
        plan.decides = !base_profile_is_of_2017(profile);
    }
    r->changes = changes != 0 ? (uint32_t)changes : 1u << CERTCHECK_CHANGE_DOTNET_2017;
    plan.rules = (r->changes & 1u << CERTCHECK_CHANGE_DOTNET_2017) != 0;
    return plan;
}

bool
assess_forecast_init(struct assess_forecast *f, const char *verifiers, const char *changes,
                     struct base_slice cas, struct base_text *why)
{
    uint64_t seen = 0, asked = 0;

    *f = (struct assess_forecast){ .cas = { 0 } };
    if (verifiers != NULL &&
        !read_words("--verifier", verifiers, find_verifier, verifier_name, &seen, why))
        return false;
    if (changes != NULL && !read_words("--change", changes, find_change, change_name, &asked, why))
        return false;
    for (unsigned i = 0; i <= BASE_PROFILE_COUNT; i++) {
        f->plans[i] = plan_for(base_profile_get((enum base_profile_id)i), seen, asked);
        f->plans[i].request.cas = &f->cas;
    }
    return certcheck_public_cas_read(cas.ptr != NULL ? cas : certcheck_public_cas_builtin(),
                                     &f->cas, why) == CERTCHECK_OK;
}

void
assess_forecast_clear(struct assess_forecast *f)
{
    certcheck_public_cas_free(&f->cas);
}

const struct assess_forecast_plan *
assess_forecast_plan(const struct assess_forecast *f, const struct base_profile *profile)
{
    return &f->plans[profile == NULL ? BASE_PROFILE_COUNT : profile->id];
}

bool
assess_forecast_note(const struct assess_forecast *f, const struct base_profile *profile,
                     int64_t now_s, struct base_text *out)
{
    char day[BASE_TIME_TEXT];

    if ((assess_forecast_plan(f, profile)->request.changes & 1u << CERTCHECK_CHANGE_RENEWAL) == 0 ||
        now_s - f->cas.as_of_s <= CERTCHECK_PUBLIC_STALE_S)
        return false;
    base_time_format(f->cas.as_of_s, day);
    base_text_str(out, "the table of public CAs is dated ");
    base_text_bytes(out, day, 10);
    base_text_str(out, ", more than 180 days ago: dates may have changed (--public-cas)");
    return true;
}

void
assess_forecast_policy(const struct assess_forecast_plan *plan, struct certcheck_policy *policy)
{
    if (!plan->rules)
        policy->required = 0;
}

static void
note(struct certcheck_judgement *j, const struct certcheck_finding *finding)
{
    if (j->findings_n == CERTCHECK_FINDINGS_MAX)
        j->findings_cut = true;
    else
        j->findings[j->findings_n++] = *finding;
}

/* The rules of 2017 have judged already, opt-out and all. */
static void
as_the_rules(const struct certcheck_judgement *j, struct certcheck_change_result *c)
{
    c->verdict = j->verdict;
    memcpy(c->by_usage, j->by_usage, sizeof c->by_usage);
    c->before = j->before.accepted;
    c->after = j->after.accepted;
}

/* The requested changes make the judgement: for each usage the worst of them. */
static void
as_the_changes(const struct certcheck_forecast *f, unsigned required, struct certcheck_judgement *j)
{
    j->required = required;
    j->verdict = f->verdict;
    for (size_t i = 0; i < f->changes_n; i++) {
        const struct certcheck_change_result *c = &f->changes[i];

        for (unsigned u = 0; u < BASE_USAGES; u++)
            if (i == 0 || c->by_usage[u] > j->by_usage[u])
                j->by_usage[u] = c->by_usage[u];
        if (c->verdict != f->verdict)
            continue;
        j->before.accepted = c->before;
        j->after.accepted = c->after;
        if (c->after == CERTCHECK_NO && c->before != CERTCHECK_NO)
            j->after.status |= CERTCHECK_STATUS_NOT_VALID_FOR_USAGE;
    }
}

static void
note_anchors(const struct certcheck_forecast *f, struct certcheck_judgement *j)
{
    struct certcheck_finding finding = { .code = CERTCHECK_F_RENEWAL_ANCHOR_DECIDES };
    struct base_text t;

    if (f->anchors[0] == NULL)
        return;
    base_text_init(&t, j->anchors, sizeof j->anchors);
    for (int i = 0; i < 2; i++) {
        char name[64];
        struct base_text n;

        base_text_init(&n, name, sizeof name);
        certcheck_name_short(f->anchors[i]->subject, &n);
        base_text_str(&t, i == 0 ? "" : ", ");
        base_text_str(&t, name);
    }
    finding.arg = base_slice_str(j->anchors);
    note(j, &finding);
}

void
assess_forecast_judge(const struct assess_forecast_plan *plan,
                      struct certcheck_judgement *judgement, const struct certcheck_policy *policy,
                      bool trust, struct certcheck_forecast *out)
{
    struct certcheck_forecast_request request = plan->request;
    uint8_t hashes[CERTCHECK_PATH_MAX][CERTCHECK_SHA256_LEN];
    struct certcheck_finding finding;
    enum certcheck_verdict worst = CERTCHECK_READY;

    assess_path_hashes(&judgement->path, hashes);
    if (policy->opted_out && !policy->native)
        request.exempt = BIT(CERTCHECK_VERIFIER_DOTNET_FRAMEWORK);
    certcheck_forecast_judge(&request, judgement, policy->required, trust,
                             (const uint8_t(*)[CERTCHECK_SHA256_LEN])hashes, out);
    for (size_t i = 0; i < out->changes_n; i++) {
        struct certcheck_change_result *c = &out->changes[i];

        if (c->id == CERTCHECK_CHANGE_DOTNET_2017)
            as_the_rules(judgement, c);
        if (c->verdict > worst)
            worst = c->verdict;
        if (certcheck_forecast_finding(out, c, &finding))
            note(judgement, &finding);
    }
    for (size_t i = 0; certcheck_forecast_root_finding(out, i, &finding); i++)
        note(judgement, &finding);
    note_anchors(out, judgement);
    out->verdict = worst;
    if (plan->decides)
        as_the_changes(out, policy->required, judgement);
}

static struct certcheck_change_result
not_judged(unsigned change, unsigned verifier, unsigned required)
{
    struct certcheck_change_result c = { .id = (enum certcheck_change_id)change,
                                         .verifier = (enum certcheck_verifier_id)verifier,
                                         .verdict = CERTCHECK_INDETERMINATE,
                                         .before = CERTCHECK_UNKNOWN,
                                         .after = CERTCHECK_UNKNOWN,
                                         .why = { CERTCHECK_UNKNOWN, CERTCHECK_REASON_UNCHECKED,
                                                  -1 },
                                         .from_s = CERTCHECK_NO_DATE,
                                         .by_s = CERTCHECK_NO_DATE };

    for (unsigned u = 0; u < BASE_USAGES; u++)
        if ((required & 1u << u) != 0)
            c.by_usage[u] = CERTCHECK_INDETERMINATE;
    return c;
}

/* The change is a row for each that judges by it, as of a certificate. */
static void
leave_open(const struct certcheck_change *change, uint64_t receivers, unsigned required,
           struct certcheck_judgement *j, struct certcheck_forecast *out)
{
    const struct certcheck_finding finding = { .code = CERTCHECK_F_CHANGE_NOT_JUDGED,
                                               .arg = base_slice_str(change->name) };

    if (change->kind == CERTCHECK_CHANGE_OF_VERIFIER)
        receivers = BIT(change->verifier);
    for (unsigned v = 0; v < CERTCHECK_VERIFIERS; v++)
        if ((receivers & BIT(v)) != 0)
            out->changes[out->changes_n++] = not_judged(change->id, v, required);
    if (change->id == CERTCHECK_CHANGE_DOTNET_2017)
        as_the_rules(j, &out->changes[out->changes_n - 1]);
    else
        note(j, &finding);
}

void
assess_forecast_leave_open(const struct assess_forecast_plan *plan,
                           struct certcheck_judgement *judgement, unsigned required,
                           struct certcheck_forecast *out)
{
    const struct certcheck_forecast_request *r = &plan->request;

    if (!plan->decides || r->changes == 1u << CERTCHECK_CHANGE_DOTNET_2017)
        return;
    out->verdict = CERTCHECK_READY;
    for (unsigned c = 0; c < CERTCHECK_CHANGES; c++)
        if ((r->changes & 1u << c) != 0)
            leave_open(certcheck_change_get((enum certcheck_change_id)c), r->receivers, required,
                       judgement, out);
    for (size_t i = 0; i < out->changes_n; i++)
        if (out->changes[i].verdict > out->verdict)
            out->verdict = out->changes[i].verdict;
    as_the_changes(out, required, judgement);
}
