/* SPDX-License-Identifier: MIT */
/* From options and a profile to the policy of one judgement. */
#ifndef CLI_JUDGING_H
#define CLI_JUDGING_H

#include "output.h"

struct certcheck_policy cli_policy(const struct cli_options *o, const struct cli_store *s,
                                   const struct base_profile *profile, int64_t at_s);

/* Judge what is no certificate yet, or only its fields: usages, without a path or dates. */
void cli_judge_alone(const struct certcheck_policy *policy, const struct certcheck_facts *facts,
                     struct certcheck_judgement *out);

/* One more finding about element 0; borrowed arg. */
void cli_judgement_note(struct certcheck_judgement *j, enum certcheck_code code,
                        struct base_slice arg);

/* Fingerprints of the path's elements, for the report. */
void cli_path_hashes(const struct certcheck_path *path,
                     uint8_t out[CERTCHECK_PATH_MAX][CERTCHECK_SHA256_LEN]);

#endif
