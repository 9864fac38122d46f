/* SPDX-License-Identifier: MIT */
/*
 * Changes: what turns acceptance before into acceptance after.
 *
 * A verifier may begin to check usages (May 2017 was one such update), or the
 * certificate may change under it: from 2026-06-15 to 2027-03-15 public CAs stop
 * putting Client Authentication into certificates, so the next renewal brings one
 * without it. changes.def has a row for each. The verdict words are the same:
 * `ready`, `breaks`, `broken`, `indeterminate` (certcheck_verdict_of).
 *
 * A renewal is judged on the simulated successor: the leaf with an Enhanced Key Usage
 * of Server Authentication alone, below an issuer limited to it, all else as today.
 *
 * What is NOT known here: whether the same certificate is presented in the client's
 * role (the caller says so where it is an assumption), and what a CA will do for one
 * account.
 *
 * Pure: no I/O, no clock, no allocation. Thread-safe for distinct outputs.
 */
#ifndef CERTCHECK_CHANGE_H
#define CERTCHECK_CHANGE_H

#include <base/declare.h>
#include <certcheck/verifier.h>

BASE_BEGIN_DECLS

enum certcheck_change_id {
#define CERTCHECK_CHANGE(id, ...) CERTCHECK_CHANGE_##id,
#include <certcheck/changes.def>
#undef CERTCHECK_CHANGE
    CERTCHECK_CHANGES
};

enum certcheck_change_kind {
    CERTCHECK_CHANGE_OF_VERIFIER,    /* no usage is looked at, then the row's verifier looks */
    CERTCHECK_CHANGE_OF_CERTIFICATE, /* the certificate is replaced, the verifier stays */
};

struct certcheck_change {
    enum certcheck_change_id id;
    const char *name;  /* "dotnet-2017": the word of --change */
    const char *title; /* "the .NET Framework updates of May 2017" */
    const char *when;  /* in words */
    const char *switch_back;
    const char *source;
    enum certcheck_change_kind kind;
    enum certcheck_verifier_id verifier; /* of OF_VERIFIER */
    unsigned usages;                     /* base_usage bits that it touches */
};
const struct certcheck_change *certcheck_change_get(enum certcheck_change_id id);
const struct certcheck_change *certcheck_change_named(struct base_slice name); /* NULL: none */

#define CERTCHECK_NO_DATE INT64_MIN

/* Chrome Root Program Policy 1.8, 1.3.2: no certificate with Client Authentication is
 * issued from this day on; SC-081 limits those issued before it to 200 days. */
#define CERTCHECK_CLIENT_AUTH_ENDS_S 1805068800 /* 2027-03-15T00:00:00Z */
#define CERTCHECK_CLIENT_AUTH_GONE_S (CERTCHECK_CLIENT_AUTH_ENDS_S + 200 * 86400)

/* Who stands at the end of the path. */
enum certcheck_anchor {
    CERTCHECK_ANCHOR_UNKNOWN, /* no root was seen, and no public one is named */
    CERTCHECK_ANCHOR_PRIVATE, /* a root that is not in the table of public CAs */
    CERTCHECK_ANCHOR_PUBLIC,
};

struct certcheck_renewal {
    enum certcheck_anchor anchor;
    int64_t ended_s; /* the day since which the CA leaves Client Authentication out unless asked,
                        the earliest of conflicting sources; CERTCHECK_NO_DATE: not known */
    int64_t last_s;  /* the last day on request; CERTCHECK_NO_DATE: not known */
};

struct certcheck_change_result {
    enum certcheck_change_id id;
    enum certcheck_verifier_id verifier;
    enum certcheck_verdict verdict;
    enum certcheck_verdict by_usage[BASE_USAGES]; /* of the required ones */
    enum certcheck_answer before, after;
    struct certcheck_verification why; /* of the usage that decided, after the change */
    unsigned usage;                    /* ... that usage, a base_usage bit; 0: none is required */
    bool lost;                         /* it was renewed without Client Authentication already */
    int64_t from_s, by_s;              /* when a renewal breaks; CERTCHECK_NO_DATE */
};

/*
 * Judge a change for one verifier.
 *   judgement  of the path today, with its required usages and outcome before the
 *              update (dates, signatures, trust)
 *   required   base_usage bits
 *   today      the verifier's answers by usage over all paths that may be taken; NULL: those of
 *              the judgement's path
 *   renewal    read for OF_CERTIFICATE alone; may be NULL for the others
 */
void certcheck_change_judge(const struct certcheck_change *change,
                            const struct certcheck_verifier *verifier,
                            const struct certcheck_judgement *judgement, unsigned required,
                            bool trust, const struct certcheck_verification *today,
                            const struct certcheck_renewal *renewal,
                            struct certcheck_change_result *out);

/*
 * The successor of a leaf.
 *   path   today's
 *   facts  room for the two certificates that change; borrowed by out
 *   out    today's path with them in place
 */
void certcheck_successor(const struct certcheck_path *path, struct certcheck_facts facts[2],
                         struct certcheck_path *out);

BASE_END_DECLS

#endif
