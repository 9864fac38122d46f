/* SPDX-License-Identifier: MIT */
/* The keys verifiers and changes of a result, read back. Results of before they came lack them. */
#include "reader.h"

#include <base/time.h>

#include <string.h>

#include "fields.h"

static int64_t
date_at(struct record_reader *r, const json_t *o, const char *key)
{
    const char *text = record_field_string(&r->bad, o, key, true);
    int64_t s = CERTCHECK_NO_DATE;

    if (text != NULL && !base_time_parse(text, &s))
        record_field_blame(&r->bad, key);
    return s;
}

static const struct certcheck_verifier *
verifier_at(struct record_reader *r, const json_t *o, const char *key)
{
    const char *name = record_field_string(&r->bad, o, key, false);
    const struct certcheck_verifier *v =
        name == NULL ? NULL : certcheck_verifier_named(base_slice_str(name));

    if (v == NULL)
        record_field_blame(&r->bad, key);
    return v;
}

static void
read_verification(struct record_reader *r, const json_t *o)
{
    const struct certcheck_verifier *v = verifier_at(r, o, "name");
    const char *usage = record_field_string(&r->bad, o, "usage", false);
    const char *reason = record_field_string(&r->bad, o, "reason", false);
    struct certcheck_verification one = { .accepted = record_field_answer(&r->bad, o, "accepted"),
                                          .element = -1 };
    unsigned u = 0, why = 0;

    while (u < BASE_USAGES && (usage == NULL || strcmp(usage, base_usage_name(1u << u)) != 0))
        u++;
    while (
        why < CERTCHECK_REASONS &&
        (reason == NULL || strcmp(reason, certcheck_reason_name((enum certcheck_reason)why)) != 0))
        why++;
    if (v == NULL || u == BASE_USAGES || why == CERTCHECK_REASONS) {
        record_field_blame(&r->bad, "verifiers");
        return;
    }
    one.reason = (enum certcheck_reason)why;
    r->forecast.verified.wanted |= (uint64_t)1 << v->id;
    r->forecast.verified.at[v->id][u] = one;
    r->forecast.verified.usages |= 1u << u;
}

static void
read_change(struct record_reader *r, const json_t *o)
{
    const struct certcheck_verifier *v = verifier_at(r, o, "verifier");
    const char *name = record_field_string(&r->bad, o, "name", false);
    const char *verdict = record_field_string(&r->bad, o, "verdict", false);
    const struct certcheck_change *c =
        name == NULL ? NULL : certcheck_change_named(base_slice_str(name));
    unsigned which = 0;

    while (which < CERTCHECK_VERDICTS &&
           (verdict == NULL ||
            strcmp(verdict, certcheck_verdict_name((enum certcheck_verdict)which)) != 0))
        which++;
    if (v == NULL || c == NULL || which == CERTCHECK_VERDICTS) {
        record_field_blame(&r->bad, "changes");
        return;
    }
    r->forecast.changes[r->forecast.changes_n++] =
        (struct certcheck_change_result){ .id = c->id,
                                          .verifier = v->id,
                                          .verdict = (enum certcheck_verdict)which,
                                          .before = record_field_answer(&r->bad, o, "before"),
                                          .after = record_field_answer(&r->bad, o, "after"),
                                          .from_s = date_at(r, o, "from"),
                                          .by_s = date_at(r, o, "by") };
}

void
record_reader_forecast(struct record_reader *r)
{
    const json_t *verifiers, *changes;

    r->forecast = (struct certcheck_forecast){ .changes_n = 0 };
    if (json_object_get(r->root, "verifiers") == NULL)
        return;
    verifiers =
        record_field_array(&r->bad, r->root, "verifiers", CERTCHECK_VERIFIERS * BASE_USAGES);
    changes = record_field_array(&r->bad, r->root, "changes", CERTCHECK_FORECAST_MAX);
    for (size_t i = 0; i < json_array_size(verifiers) && r->bad == NULL; i++)
        read_verification(r, json_array_get(verifiers, i));
    for (size_t i = 0; i < json_array_size(changes) && r->bad == NULL; i++)
        read_change(r, json_array_get(changes, i));
    r->result.assumed = record_field_bool(&r->bad, r->root, "assumed");
    if (json_array_size(verifiers) + json_array_size(changes) > 0)
        r->result.forecast = &r->forecast;
}
