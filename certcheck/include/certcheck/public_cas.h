/* SPDX-License-Identifier: MIT */
/*
 * The public certification authorities, and since when each leaves Client
 * Authentication out of its certificates: one dated text file, share/public-cas.txt,
 * whose head says how it is written. A copy is built in; another file can replace it.
 *
 * A root is known by its SHA-256. Where the root itself was not seen, the name that the
 * last certificate gives for its issuer is looked up, which is a claim and no proof.
 *
 * Memory: certcheck_public_cas_read allocates, certcheck_public_cas_free frees. A table
 * is read-only afterwards: any number of threads may ask it.
 */
#ifndef CERTCHECK_PUBLIC_CAS_H
#define CERTCHECK_PUBLIC_CAS_H

#include <base/declare.h>
#include <certcheck/change.h>

BASE_BEGIN_DECLS

#define CERTCHECK_PUBLIC_CAS_MAX 4194304u /* most bytes of a file */
#define CERTCHECK_PUBLIC_DATES_MAX 4      /* most rows of one owner */
#define CERTCHECK_PUBLIC_STALE_S (180 * 86400LL)

#define CERTCHECK_PUBLIC_OWNERS_MAX 1024

struct certcheck_public_date {
    int64_t ended_s, last_s; /* CERTCHECK_NO_DATE: not known */
    struct base_slice mark, source;
};

#define CERTCHECK_PUBLIC_BETWEEN 320
struct certcheck_public_owner {
    struct base_slice name;
    char between[CERTCHECK_PUBLIC_BETWEEN]; /* which days its sources disagree about; "": none */
    struct certcheck_public_date dates[CERTCHECK_PUBLIC_DATES_MAX]; /* more than one: the
                                                                       sources conflict */
    size_t dates_n;
};

struct certcheck_public_root {
    uint8_t sha256[32];
    struct base_slice subject; /* RFC 4514 */
    size_t owner;
    size_t line; /* of the table */
};

struct certcheck_public_cas {
    int64_t as_of_s;
    struct certcheck_public_owner *owners;
    struct certcheck_public_root *roots; /* ascending by SHA-256 */
    size_t owners_n, roots_n;
    char *text; /* what the slices point into */
};

struct base_text;
/*
 * Read a table.
 *   why   on failure the line and what is wrong with it
 * CERTCHECK_OK; CERTCHECK_E_DER where the text is not such a table;
 * CERTCHECK_E_LIMIT beyond a bound; CERTCHECK_E_MEMORY. Only after CERTCHECK_OK there is
 * something to free.
 */
CERTCHECK_NODISCARD enum certcheck_status
certcheck_public_cas_read(struct base_slice text, struct certcheck_public_cas *out,
                          struct base_text *why);
void certcheck_public_cas_free(struct certcheck_public_cas *cas);

/* The text of the table that is built in. */
struct base_slice certcheck_public_cas_builtin(void);

/* The owner of a root, or NULL: it is not a public one. */
const struct certcheck_public_owner *
certcheck_public_cas_of_root(const struct certcheck_public_cas *cas, const uint8_t sha256[32]);
/* By the name of a root, whatever its hash; the root itself, or NULL. */
const struct certcheck_public_root *
certcheck_public_cas_of_name(const struct certcheck_public_cas *cas, const char *subject);

/* Does a certificate say that it follows the requirements of the CA/Browser Forum (2.23.140.1), as
 * no private CA has a reason to? */
bool certcheck_is_of_the_forum(const struct certcheck_facts *f);

/* The dates of an owner as certcheck_change_judge takes them: the earliest of each. */
struct certcheck_renewal certcheck_public_renewal(const struct certcheck_public_owner *owner);

BASE_END_DECLS

#endif
