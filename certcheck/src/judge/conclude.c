/* SPDX-License-Identifier: MIT */
/* From what the rules said of a path to its verdict: where a verdict is decided. */
#include "judging.h"

/* Programs that do not use .NET compared the usages before the update, too. */
static void
require_before(struct judging *j)
{
    for (unsigned u = 0; u < BASE_USAGES; u++) {
        if ((j->out->required & 1u << u) == 0)
            continue;
        if (j->usage[u] == CERTCHECK_NO)
            judging_reject(j, CERTCHECK_STATUS_NOT_VALID_FOR_USAGE);
        else if (j->usage[u] == CERTCHECK_UNKNOWN)
            judging_doubt(j);
    }
}

/* Each required usage by itself, the worst wins. */
static void
conclude(struct judging *j)
{
    struct certcheck_judgement *out = j->out;

    if (j->policy->native)
        require_before(j);
    out->before = out->after = j->before;
    out->verdict = certcheck_verdict_of(j->before.accepted, j->before.accepted);
    for (unsigned u = 0; u < BASE_USAGES; u++) {
        enum certcheck_answer after = j->before.accepted;

        if ((out->required & 1u << u) == 0)
            continue;
        if (!j->policy->opted_out) { /* R2 */
            after = judging_both(after, j->usage[u]);
            if (j->usage[u] == CERTCHECK_NO)
                out->after.status |= CERTCHECK_STATUS_NOT_VALID_FOR_USAGE;
        }
        out->by_usage[u] = certcheck_verdict_of(j->before.accepted, after);
        out->after.accepted = judging_both(out->after.accepted, after);
        if (out->by_usage[u] > out->verdict)
            out->verdict = out->by_usage[u];
    }
    if (out->verdict == CERTCHECK_BREAKS && j->before.accepted == CERTCHECK_UNKNOWN)
        judging_note(j, CERTCHECK_F_BEFORE_UNDETERMINED, 0);
}

void
certcheck_judge(const struct certcheck_policy *policy, struct certcheck_judgement *out)
{
    uint32_t work = JUDGING_WORK_MAX;

    judging_judge(policy, &work, out);
}

void
judging_judge(const struct certcheck_policy *policy, uint32_t *work,
              struct certcheck_judgement *out)
{
    struct judging j = { .policy = policy,
                         .out = out,
                         .work = work,
                         .before = { .accepted = CERTCHECK_YES },
                         .usage = { CERTCHECK_YES, CERTCHECK_YES } };

    out->required = policy->required;
    out->findings_n = 0;
    out->findings_cut = false;
    out->by_usage[0] = out->by_usage[1] = CERTCHECK_READY;
    usage_apply(&j);
    chain_rules_apply(&j);
    name_constraints_apply(&j);
    policies_apply(&j);
    if (policy->opted_out && !policy->native)
        judging_note(&j, CERTCHECK_F_OPTED_OUT, 0);
    conclude(&j);
}
