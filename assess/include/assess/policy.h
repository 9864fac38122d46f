/* SPDX-License-Identifier: MIT */
/* From what a run judges under and a profile to the policy of one judgement. */
#ifndef ASSESS_POLICY_H
#define ASSESS_POLICY_H

#include <assess/result.h>

/* profile may be NULL: judged by usage alone. */
struct certcheck_policy assess_policy_for(const struct report_policy *run,
                                          const struct base_profile *profile);

/* Judge what is no certificate yet, or only its fields: usages, without a path or dates. */
void assess_judge_alone(const struct certcheck_policy *policy, const struct certcheck_facts *facts,
                        struct certcheck_judgement *out);

/* One more finding about element 0; borrowed arg. */
void assess_judgement_note(struct certcheck_judgement *j, enum certcheck_code code,
                           struct base_slice arg);

/* Fingerprints of the path's elements, for the report. */
void assess_path_hashes(const struct certcheck_path *path,
                        uint8_t out[CERTCHECK_PATH_MAX][CERTCHECK_SHA256_LEN]);

#endif
