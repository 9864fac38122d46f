/* SPDX-License-Identifier: MIT */
#include <assess/result.h>

#include <string.h>

const char *
assess_trial_outcome_name(enum assess_trial_outcome o)
{
    static const char *const names[ASSESS_TRIAL_OUTCOMES] = {
        [ASSESS_TRIAL_NOT_TRIED] = "not-tried",
        [ASSESS_TRIAL_ACCEPTED] = "accepted",
        [ASSESS_TRIAL_REFUSED] = "refused",
        [ASSESS_TRIAL_NOT_REQUESTED] = "not-requested",
        [ASSESS_TRIAL_NOT_PRESENTED] = "not-presented",
        [ASSESS_TRIAL_FAILED] = "failed",
    };

    return names[o];
}

const char *
assess_setting_option(enum assess_setting s)
{
    static const char *const options[ASSESS_SETTINGS] = {
#define ASSESS_SETTING(ident, option) [ASSESS_SETTING_##ident] = (option),
#include <assess/setting.def>
#undef ASSESS_SETTING
    };

    return options[s];
}

const struct certcheck_facts *
assess_leaf(const struct assess_result *r)
{
    return r->certificates_n > 0 && r->certificates[0].readable ? &r->certificates[0].facts : NULL;
}

static const struct certcheck_facts *
earlier_end(const struct certcheck_facts *a, const struct certcheck_facts *b)
{
    if (b == NULL || (b->defects & CERTCHECK_DEFECT_NOT_AFTER) != 0)
        return a;
    return a == NULL || b->not_after_s < a->not_after_s ? b : a;
}

const struct certcheck_facts *
assess_first_end(const struct assess_result *r)
{
    const struct certcheck_facts *first = earlier_end(NULL, assess_leaf(r));

    for (size_t i = 0; r->judgement != NULL && i < r->judgement->path.n; i++)
        first = earlier_end(first, r->judgement->path.at[i].facts);
    return first;
}

enum certcheck_answer
assess_allows(const struct assess_result *r, unsigned usage_index)
{
    enum certcheck_answer all = CERTCHECK_YES;

    if (r->judgement == NULL || r->judgement->path.n == 0)
        return CERTCHECK_UNKNOWN;
    for (size_t i = 0; i < r->judgement->path.n; i++) {
        uint8_t one = r->judgement->path.at[i].allows[usage_index];

        if (one == CERTCHECK_NO)
            return CERTCHECK_NO; /* one refusal decides, even if other elements are unseen */
        if (one != CERTCHECK_YES)
            all = CERTCHECK_UNKNOWN;
    }
    return all;
}

enum assess_template_fit
assess_template_fit(const struct assess_template *t)
{
    const enum certcheck_verdict server = t->as_server;

    if (t->ca || server == CERTCHECK_BREAKS || server == CERTCHECK_BROKEN)
        return ASSESS_TEMPLATE_NO_SERVERS;
    if (server != CERTCHECK_READY || !t->shows_subject || t->as_both == CERTCHECK_INDETERMINATE)
        return ASSESS_TEMPLATE_UNKNOWN;
    if (strcmp(t->governs, "none") == 0)
        return ASSESS_TEMPLATE_NO_SERVERS;
    return t->supplies_subject && t->as_both == CERTCHECK_READY ? ASSESS_TEMPLATE_FITS_BOTH
                                                                : ASSESS_TEMPLATE_ADAPTABLE;
}

const char *
assess_template_fit_name(enum assess_template_fit fit)
{
    static const char *const names[ASSESS_TEMPLATE_FITS] = { "fits", "adaptable", "not-for-servers",
                                                             "unknown" };

    return fit < ASSESS_TEMPLATE_FITS ? names[fit] : "";
}

const char *
assess_standing_name(enum assess_standing s)
{
    static const char *const names[ASSESS_STANDINGS] = { "", "new", "worse", "known",
                                                         "suppressed" };

    return s < ASSESS_STANDINGS ? names[s] : "";
}

bool
assess_is_cut_short(const struct assess_result *r)
{
    return r->error != NULL && r->error->kind == PROBE_INTERRUPTED;
}

void
assess_request_template_apply(const struct certcheck_facts *from, struct certcheck_facts *request)
{
    request->eku = from->eku;
    request->app_policies = from->app_policies;
    request->key_usage = from->key_usage;
    request->has = (request->has & ~(uint32_t)CERTCHECK_HAS_KEY_USAGE) |
                   (from->has & (uint32_t)CERTCHECK_HAS_KEY_USAGE);
}

bool
assess_is_of_files(const struct assess_run_info *run)
{
    return run->results > 0 ? run->of_files == run->results : strcmp(run->tool, "certcheck") == 0;
}

void
assess_count(struct assess_run_info *run, const struct assess_result *r)
{
    run->results++;
    run->of_files += r->target == NULL;
    if (assess_is_cut_short(r))
        run->interrupted++;
    else
        run->summary[r->verdict]++;
    run->standings[r->standing]++;
    run->excused[r->verdict] += assess_is_excused(r) && !assess_is_cut_short(r);
    for (size_t i = 0; i < r->findings_n; i++)
        if (r->findings[i].code == CERTCHECK_F_EXPIRES_SOON) {
            run->expiring++;
            return;
        }
}
