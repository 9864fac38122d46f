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
    }
    if (o->require != 0)
        p.required = o->require;
    if (o->program == CLI_CERTCHECK && (profile == NULL || o->usage_given))
        p.required = usages[o->usage];
    return p;
}

void
cli_path_hashes(const struct certcheck_path *path,
                uint8_t out[CERTCHECK_PATH_MAX][CERTCHECK_SHA256_LEN])
{
    for (size_t i = 0; i < path->n; i++)
        memcpy(out[i], cli_certificate_of(path->at[i].facts)->sha256, CERTCHECK_SHA256_LEN);
}
