/* SPDX-License-Identifier: MIT */
/*
 * From a leaf and a pool of certificates to the best path, and its judgement.
 *
 * Paths are built by name (bytes), key identifier and signature, without
 * OpenSSL's builder, which stops at certificates whose EKU it cannot decode
 * (O7). Every path through the pool is tried, within bounds; the best is the
 * first by this order: it ends in a trusted root, then in any root, then at an
 * unseen issuer; accepted after the update before accepted only before it
 * before rejected; then the shorter; then the one found first, where candidates
 * are tried trust before file before peer, matching key identifier before none,
 * later notAfter first, then by their bytes. One whose key identifier
 * contradicts is tried last, and only where no other verifies. A name and key
 * come only once on a path. The order of the pool plays no part.
 *
 * Pure but for the verify callback. No allocation. Signatures are checked
 * only where a choice or a verdict needs them, at most
 * CERTCHECK_SIGNATURES_MAX and CERTCHECK_SIGNATURE_WORK_MAX a judgement; beyond
 * that the finding SIGNATURE_LIMIT says so and nothing is silently accepted.
 */
#ifndef CERTCHECK_PATH_H
#define CERTCHECK_PATH_H

#include <base/declare.h>
#include <certcheck/verifier.h>

BASE_BEGIN_DECLS

#define CERTCHECK_SIGNATURES_MAX 32

/*
 * One unit is a signature by RSA of 1024 bits, some 20 microseconds; others grow by the square of
 * their bits, DSA takes eight times as long, curves 8 units up to 256 bits and 64 above, and a
 * curve that is not known is taken for the dearest. 32 by RSA of 4096 bits are half of it. What a
 * peer can make most of it was measured: 3 by RSA of 16384 bits with public exponents of 64 bits
 * take 17 ms, where 32 took 179 ms; 4 on sect571r1 20 ms, where 32 took 190 ms.
 */
#define CERTCHECK_SIGNATURE_WORK_MAX 1024u
#define CERTCHECK_POOL_MAX 4096 /* candidates of an unsorted pool; more are ignored and said */

/* YES, NO, or UNKNOWN when the algorithm is not supported. */
typedef enum certcheck_answer certcheck_verify_fn(void *ctx, const struct certcheck_facts *subject,
                                                  const struct certcheck_facts *issuer);

struct certcheck_candidate {
    const struct certcheck_facts *facts;
    const struct certcheck_property *property; /* NULL: none known */
    enum certcheck_source source;
};

struct certcheck_pool {
    const struct certcheck_candidate *at;
    size_t n;
    bool sorted; /* by certcheck_candidate_order: issuers are bisected for */
};

/*
 * The order of a sorted pool, for qsort: equal names stand together, those trusted
 * first, because of one name only so many are looked at.
 */
int certcheck_candidate_order(const void *a, const void *b);

/*
 * Build the paths of leaf through pool and judge the best one.
 *   leaf    its source counts as TRUST where the pool holds it as such; it may
 *           itself be in the pool
 *   verify  called with ctx; NULL: signatures are not checked (tests)
 *   out     caller-owned, fully overwritten; borrows from leaf and pool
 * CERTCHECK_OK, or CERTCHECK_E_LIMIT when findings or candidates were dropped.
 */
enum certcheck_status certcheck_evaluate(const struct certcheck_policy *policy,
                                         const struct certcheck_candidate *leaf,
                                         const struct certcheck_pool *pool,
                                         certcheck_verify_fn *verify, void *ctx,
                                         struct certcheck_judgement *out);

/* The same, and what other verifiers make of the paths that may be taken.
 *   verified   wanted is read, the rest filled in; NULL: no others */
enum certcheck_status certcheck_evaluate_for(const struct certcheck_policy *policy,
                                             const struct certcheck_candidate *leaf,
                                             const struct certcheck_pool *pool,
                                             certcheck_verify_fn *verify, void *ctx,
                                             struct certcheck_verified *verified,
                                             struct certcheck_judgement *out);

BASE_END_DECLS

#endif
