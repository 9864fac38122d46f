/* SPDX-License-Identifier: MIT */
#include <assess/policy.h>

#include <assess/store.h>

#include <string.h>

struct certcheck_policy
assess_policy_for(const struct assess_policy *run, const struct base_profile *profile)
{
    struct certcheck_policy p = { .opted_out = run->opted_out,
                                  .trust = run->trust,
                                  .now_s = run->at_s,
                                  .expires_s = run->expires_s };

    if (profile != NULL) {
        p.required = profile->required;
        p.advised = profile->advised;
        p.native = profile->native && run->required == 0;
    }
    if (run->required != 0)
        p.required = run->required;
    return p;
}

void
assess_judgement_note(struct certcheck_judgement *j, enum certcheck_code code,
                      struct base_slice arg)
{
    if (j->findings_n == CERTCHECK_FINDINGS_MAX)
        j->findings_cut = true;
    else
        j->findings[j->findings_n++] = (struct certcheck_finding){ .code = code, .arg = arg };
}

void
assess_judge_alone(const struct certcheck_policy *policy, const struct certcheck_facts *facts,
                   struct certcheck_judgement *out)
{
    out->path = (struct certcheck_path){ .at = { { .facts = facts,
                                                   .source = CERTCHECK_SOURCE_FILE,
                                                   .signed_by_next = CERTCHECK_YES } },
                                         .n = 1,
                                         .end = CERTCHECK_END_UNSEEN };
    certcheck_judge(policy, out);
}

void
assess_path_hashes(const struct certcheck_path *path,
                   uint8_t out[CERTCHECK_PATH_MAX][CERTCHECK_SHA256_LEN])
{
    for (size_t i = 0; i < path->n; i++)
        memcpy(out[i], assess_certificate_of(path->at[i].facts)->sha256, CERTCHECK_SHA256_LEN);
}
