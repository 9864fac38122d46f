/* SPDX-License-Identifier: MIT */
/* What a peer said to the certificates of a trial. */
#include <record/json_parts.h>
#include <record/names.h>

static void
key_version(struct output_json *j, uint16_t version)
{
    output_json_key(j, "version");
    if (version == 0) {
        output_json_null(j);
        return;
    }
    output_json_value(j);
    output_add_char(j->out, '"');
    record_tls_version(j->out, version);
    output_add_char(j->out, '"');
}

static void
write_answer(struct output_json *j, const struct assess_trial_answer *a)
{
    output_json_open(j, '{');
    output_json_key(j, "name");
    output_json_str(j, a->name);
    output_json_key(j, "sha256");
    output_json_hex(j, a->sha256, sizeof a->sha256);
    output_json_key(j, "outcome");
    output_json_str(j, assess_trial_outcome_name(a->outcome));
    output_json_key(j, "accepted");
    if (a->outcome == ASSESS_TRIAL_ACCEPTED || a->outcome == ASSESS_TRIAL_REFUSED)
        output_json_bool(j, a->outcome == ASSESS_TRIAL_ACCEPTED);
    else
        output_json_null(j);
    key_version(j, a->version);
    record_json_error(j, &a->error, NULL);
    output_json_close(j, '}');
}

void
record_json_trial(struct output_json *j, const struct assess_result *r)
{
    const struct assess_trial *trial = r->trial;

    if (trial == NULL)
        return;
    output_json_key(j, "trial");
    output_json_open(j, '{');
    output_json_key(j, "usage");
    output_json_str(j, base_usage_name(trial->usage));
    output_json_key(j, "presented");
    output_json_open(j, '[');
    for (size_t i = 0; i < trial->n; i++)
        write_answer(j, &trial->at[i]);
    output_json_close(j, ']');
    output_json_key(j, "verifiers");
    output_json_open(j, '[');
    for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++)
        if ((trial->fits & (uint64_t)1 << i) != 0)
            output_json_str(j, certcheck_verifier_get((enum certcheck_verifier_id)i)->name);
    output_json_close(j, ']');
    output_json_close(j, '}');
}
