/* SPDX-License-Identifier: MIT */
#include <record/index.h>

#include <base/error.h>

#include <stdlib.h>

/* The option in which the two differ; NULL: none. Different times are no contradiction: a run may
 * be resumed the next day. */
static const char *
difference(const struct assess_policy *a, const struct assess_policy *b)
{
    if (a->trust != b->trust)
        return "--ca-file";
    if (a->opted_out != b->opted_out)
        return "--opted-out";
    if (a->required != b->required)
        return "--require";
    return a->expires_s != b->expires_s ? "--expires-within" : NULL;
}

/* Options that may differ within a report, but not within one run: what an earlier part did not ask
 * would look answered. */
static const char *
setting_difference(const struct assess_policy *a, const struct assess_policy *b)
{
    for (unsigned s = 0; s < ASSESS_SETTINGS; s++)
        if (a->settings[s] != b->settings[s])
            return assess_setting_option((enum assess_setting)s);
    return NULL;
}

static bool
complain(const struct record_index *l, const struct record_index_entry *e, const char *option,
         bool resuming, struct base_text *why)
{
    char text[256];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    base_text_str(&t, "judged differently from ");
    base_text_str(&t, resuming ? "this run (" : "the results before it (");
    base_text_str(&t, option);
    base_text_str(&t, resuming ? "); give the same options as before, or another file"
                               : "): one report cannot cover both; merge them separately");
    return record_index_complain(l, e, why, text);
}

bool
record_index_policy(struct record_index *l, const struct assess_policy *must,
                    struct assess_policy *out, struct base_text *why)
{
    bool seen[RECORD_INDEX_RUNS_MAX] = { false }, any = must != NULL;

    *out = any ? *must : (struct assess_policy){ .required = 0 };
    for (size_t i = 0; i < l->n; i++) {
        const struct record_index_entry *e = &l->at[i];
        const struct assess_result *r;
        struct assess_policy policy;
        const char *option;

        if (!e->chosen || seen[e->run])
            continue;
        seen[e->run] = true;
        if ((r = record_index_read(l, e, why)) == NULL)
            return false;
        policy = *r->policy;
        if (r->file != NULL) /* certcheck's --usage is not ours to compare */
            policy.required = out->required;
        option = any ? difference(out, &policy) : NULL;
        if (option == NULL && must != NULL)
            option = setting_difference(must, &policy);
        if (option != NULL)
            return complain(l, e, option, must != NULL, why);
        if (!any || (must == NULL && policy.at_s > out->at_s))
            *out = policy;
        any = true;
    }
    return true;
}

static bool
policy_of(struct record_index *l, const struct record_index_entry *e, struct assess_policy *out)
{
    char why[BASE_WHY_MAX];
    const struct assess_result *r = record_index_read(l, e, BASE_TEXT_IN(why));

    if (r != NULL)
        *out = *r->policy;
    return r != NULL; /* else whoever tells it says why */
}

bool
record_index_hides(struct record_index *l)
{
    unsigned run = RECORD_INDEX_RUNS_MAX, by = RECORD_INDEX_RUNS_MAX;

    for (size_t i = 0; i < l->n; i++) {
        const struct record_index_entry *e = &l->at[i], *best = &l->at[e->best];
        struct assess_policy hidden, shown;

        if (!e->final || e->run == best->run || (e->run == run && best->run == by))
            continue;
        run = e->run;
        by = best->run;
        if (policy_of(l, e, &hidden) && policy_of(l, best, &shown) &&
            (difference(&hidden, &shown) != NULL || setting_difference(&hidden, &shown) != NULL))
            return true;
    }
    return false;
}
