/* SPDX-License-Identifier: MIT */
/*
 * Where a PSOM port cannot be reached, another port of the same server may show the same
 * certificate (facts of the inventory). Groups wait here while those ports are read.
 */
#ifndef ASSESS_FALLBACK_H
#define ASSESS_FALLBACK_H

#include <assess/assess.h>

#include "hosts.h"

#define ASSESS_LEAST_MS 20u /* with less than this left, no further port is tried */

struct assess_fallback {
    struct assess_host group;
    size_t member; /* the member whose certificate is read on another port */
    uint16_t ports[INVENTORY_FALLBACKS_MAX];
    size_t ports_n, at;
    unsigned timeout_ms; /* the target's whole */
    bool waits;          /* for its next port to be pulled */
    bool used;           /* the slot is */
};

struct assess_fallbacks {
    struct assess_fallback *at; /* slots, used again */
    size_t n, waiting;
};

/* Is it worth reading another port for a member of the group? */
bool assess_fallbacks_help(const struct assess_options *o, const struct assess_host *group);

/* How much of a target's time is kept for its other ports while its own does not connect. */
unsigned assess_fallbacks_reserve_ms(const struct assess_options *o,
                                     const struct inventory_target *t);

/* Take over a group if other ports can help it. False: no memory or no time left; the caller goes
 * on with the group as it is. */
bool assess_fallbacks_begin(struct assess_fallbacks *f, const struct assess_options *o,
                            struct assess_host *group);

/* The next port to read, and its slot. False: none now. */
bool assess_fallbacks_pull(struct assess_fallbacks *f, struct probe_target *out, size_t *slot);

/* Its result. True: the group is the caller's again; false: another port is tried. */
bool assess_fallbacks_done(struct assess_fallbacks *f, size_t slot,
                           const struct probe_result *probe, struct assess_host *out);

/* The groups still waiting when the run is interrupted, one by one. False: no more. */
bool assess_fallbacks_pop(struct assess_fallbacks *f, struct assess_host *out);
void assess_fallbacks_clear(struct assess_fallbacks *f);

#endif
