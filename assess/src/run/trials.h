/* SPDX-License-Identifier: MIT */
/*
 * A trial: each certificate of a set is presented to a peer once, on a connection of its own, to
 * see which it accepts (assess_options.trial). Groups wait here meanwhile. Each connection has a
 * target's whole time; after two that came to nothing the rest of the set is not tried.
 */
#ifndef ASSESS_TRIALS_H
#define ASSESS_TRIALS_H

#include "endpoint.h"
#include "gather/hosts.h"

/* What each verifier says of one certificate of the set: bits by certcheck_verifier_id. */
struct assess_trial_known {
    uint8_t sha256[CERTCHECK_SHA256_LEN];
    uint64_t accepts[BASE_USAGES], refuses[BASE_USAGES];
};

struct assess_trying {
    struct assess_host group;
    size_t member, at; /* the certificate that is presented next, or now */
    unsigned failed;   /* connections that came to nothing */
    char text[64];     /* the address */
    bool waits, used;
};

struct assess_trials {
    struct assess_trying **at; /* slots, used again */
    size_t n, waiting;
    const struct assess_options *options;
    struct assess_trial_known *known; /* one for each certificate; owned */
};

/* Judge the set itself. False: no memory. */
bool assess_trials_init(struct assess_trials *t, const struct assess_options *o,
                        struct assess_store *store);

/* Is there somebody in the group to present certificates to? */
bool assess_trials_help(const struct assess_trials *t, const struct assess_host *g);

/* Take over a group that it helps. False: no memory; the caller goes on with it as it is. */
bool assess_trials_begin(struct assess_trials *t, struct assess_host *group);

bool assess_trials_pull(struct assess_trials *t, struct probe_target *out, size_t *slot);

/* Its result. True: the group is the caller's again; false: there is more to present. */
bool assess_trials_done(struct assess_trials *t, size_t slot, const struct probe_result *probe,
                        struct assess_host *out);

/* Groups that an interrupt left waiting, one by one. */
bool assess_trials_pop(struct assess_trials *t, struct assess_host *out);
void assess_trials_clear(struct assess_trials *t);

/* Add what came of it to the result of the member. */
void assess_trials_tell(const struct assess_trials *t, struct assess_endpoint *e,
                        const struct assess_member *m);

#endif
