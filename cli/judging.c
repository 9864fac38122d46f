/* SPDX-License-Identifier: MIT */
#include "judging.h"

#include <string.h>

struct certcheck_policy
cli_policy(const struct cli_options *o, const struct cli_store *s,
           const struct base_profile *profile, int64_t at_s)
{
    static const unsigned usages[] = { BASE_USAGE_SERVER_AUTH, BASE_USAGE_CLIENT_AUTH,
                                       BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH };
    struct certcheck_policy p = { .opted_out = o->opted_out,
                                  .trust = s->trust,
                                  .now_s = at_s,
                                  .expires_s = (int64_t)o->expires_within_days * 86400 };

    if (profile != NULL) {
        p.required = profile->required;
        p.advised = profile->advised;
        p.native =
            profile->native && o->require == 0 && !(o->program == CLI_CERTCHECK && o->usage_given);
    }
    if (o->require != 0)
        p.required = o->require;
    if (o->program == CLI_CERTCHECK && (profile == NULL || o->usage_given))
        p.required = usages[o->usage];
    return p;
}

void
cli_judgement_note(struct certcheck_judgement *j, enum certcheck_code code, struct base_slice arg)
{
    if (j->findings_n == CERTCHECK_FINDINGS_MAX)
        j->findings_cut = true;
    else
        j->findings[j->findings_n++] = (struct certcheck_finding){ .code = code, .arg = arg };
}

void
cli_judge_alone(const struct certcheck_policy *policy, const struct certcheck_facts *facts,
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
cli_path_hashes(const struct certcheck_path *path,
                uint8_t out[CERTCHECK_PATH_MAX][CERTCHECK_SHA256_LEN])
{
    for (size_t i = 0; i < path->n; i++)
        memcpy(out[i], cli_certificate_of(path->at[i].facts)->sha256, CERTCHECK_SHA256_LEN);
}
