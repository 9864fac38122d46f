/* SPDX-License-Identifier: MIT */
/* The issuers of one certificate among the candidates of a pool. Nothing is verified here. */
#ifndef CERTCHECK_ISSUERS_H
#define CERTCHECK_ISSUERS_H

#include <certcheck/path.h>

/* How an issuer fits its subject's authority key identifier. Microsoft documents that
 * an exact match excludes others; of the rest no order is relied on. */
enum issuers_match {
    ISSUERS_CONTRADICTS, /* another key identifier */
    ISSUERS_NAME,        /* nothing to compare */
    ISSUERS_KEY,
    ISSUERS_EXACT, /* issuer and serial number */
};
enum issuers_match issuers_match_of(const struct certcheck_facts *subject,
                                    const struct certcheck_facts *issuer);

#define ISSUERS_MAX 32 /* candidates kept of one name */

/* In the order to try them; zeros before issuers_find. */
struct issuers {
    const struct certcheck_candidate *at[ISSUERS_MAX]; /* the pool's */
    unsigned n;
    bool dropped; /* there were more than fit, contradicting ones aside */
    bool untried; /* there were more, whichever: not all of them are tried */
};

/* Those of the path's last certificate that are not on the path yet. */
void issuers_find(const struct certcheck_pool *pool, const struct certcheck_path *path,
                  struct issuers *out);

/* A certificate that is itself among the roots or files counts as such. */
struct certcheck_candidate issuers_best_source(const struct certcheck_candidate *leaf,
                                               const struct certcheck_pool *pool);

#endif
