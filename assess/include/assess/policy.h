/* SPDX-License-Identifier: MIT */
/* From what a run judges under and a profile to the policy of one judgement. */
#ifndef ASSESS_POLICY_H
#define ASSESS_POLICY_H

#include <base/declare.h>
#include <assess/result.h>

BASE_BEGIN_DECLS

struct assess_store;

/* profile may be NULL: judged by usage alone. */
struct certcheck_policy assess_policy_for(const struct assess_policy *run,
                                          const struct base_profile *profile);

/* Judge what is no certificate yet, or only its fields: usages, without a path or dates. */
void assess_judge_alone(const struct certcheck_policy *policy, const struct certcheck_facts *facts,
                        struct certcheck_judgement *out);

/* The same below each CA of the store that may issue it (the lowest ones): all of its path must
 * allow the usage (R15). Where they differ, or are too many to look at, no usage is ready.
 * The pool of s holds the store's certificates (assess_store_offer). */
void assess_judge_below(struct assess_store *s, const struct certcheck_policy *policy,
                        const struct certcheck_facts *facts, struct certcheck_judgement *out);

/* No verdict can be given, nor one for these usages; findings stay. */
void assess_judgement_doubt(struct certcheck_judgement *j, unsigned usages);
/* Those of usages that are ready are not any more; a refusal of another still decides. */
void assess_judgement_doubt_ready(struct certcheck_judgement *j, unsigned usages);

/* One more finding about element 0; borrowed arg. */
void assess_judgement_note(struct certcheck_judgement *j, enum certcheck_code code,
                           struct base_slice arg);

/* Fingerprints of the path's elements, for the report. */
void assess_path_hashes(const struct certcheck_path *path,
                        uint8_t out[CERTCHECK_PATH_MAX][CERTCHECK_SHA256_LEN]);

BASE_END_DECLS

#endif
