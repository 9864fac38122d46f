/* SPDX-License-Identifier: MIT */
/* The keys verifiers and changes of a result. */
#include <record/json_parts.h>

static void
key_answer(struct output_json *j, const char *key, enum certcheck_answer answer)
{
    output_json_key(j, key);
    if (answer == CERTCHECK_UNKNOWN)
        output_json_null(j);
    else
        output_json_bool(j, answer == CERTCHECK_YES);
}

static void
key_date(struct output_json *j, const char *key, int64_t s)
{
    output_json_key(j, key);
    if (s == CERTCHECK_NO_DATE)
        output_json_null(j);
    else
        output_json_time(j, s);
}

static void
write_verifications(struct output_json *j, const struct assess_result *r, unsigned id)
{
    const struct certcheck_verifier *v = certcheck_verifier_get((enum certcheck_verifier_id)id);

    for (unsigned u = 0; u < BASE_USAGES; u++) {
        const struct certcheck_verification *one = &r->forecast->verified.at[id][u];

        if ((r->forecast->verified.usages & 1u << u) == 0)
            continue;
        output_json_open(j, '{');
        output_json_key_str(j, "name", v->name);
        output_json_key_str(j, "usage", base_usage_name(1u << u));
        key_answer(j, "accepted", one->accepted);
        output_json_key_str(j, "reason", certcheck_reason_name(one->reason));
        output_json_key_str(j, "basis", certcheck_basis_name(v->basis[u]));
        output_json_close(j, '}');
    }
}

static void
write_change(struct output_json *j, const struct certcheck_change_result *c)
{
    output_json_open(j, '{');
    output_json_key_str(j, "name", certcheck_change_get(c->id)->name);
    output_json_key_str(j, "verifier", certcheck_verifier_get(c->verifier)->name);
    output_json_key_str(j, "verdict", certcheck_verdict_name(c->verdict));
    key_answer(j, "before", c->before);
    key_answer(j, "after", c->after);
    key_date(j, "from", c->from_s);
    key_date(j, "by", c->by_s);
    output_json_close(j, '}');
}

void
record_json_forecast(struct output_json *j, const struct assess_result *r)
{
    const struct certcheck_forecast *f = r->forecast;

    output_json_key(j, "verifiers");
    output_json_open(j, '[');
    for (unsigned i = 0; f != NULL && i < CERTCHECK_VERIFIERS; i++)
        if ((f->verified.wanted & (uint64_t)1 << i) != 0)
            write_verifications(j, r, i);
    output_json_close(j, ']');
    output_json_key(j, "changes");
    output_json_open(j, '[');
    for (size_t i = 0; f != NULL && i < f->changes_n; i++)
        write_change(j, &f->changes[i]);
    output_json_close(j, ']');
    output_json_key(j, "assumed");
    output_json_bool(j, r->assumed);
}
