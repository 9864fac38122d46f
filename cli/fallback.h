/* SPDX-License-Identifier: MIT */
/*
 * Where a PSOM port cannot be reached, another port of the same server may show the same
 * certificate (facts of the inventory). Groups wait here while those ports are read.
 */
#ifndef CLI_FALLBACK_H
#define CLI_FALLBACK_H

#include "groups.h"

#include <probe/probe.h>

#define CLI_LEAST_MS 20u /* a shorter rest of a target's time is none */

struct cli_fallback {
    struct cli_group group;
    size_t member; /* whose port is read elsewhere */
    uint16_t ports[INVENTORY_FALLBACKS_MAX];
    size_t ports_n, at;
    unsigned timeout_ms; /* the target's whole */
    bool waits;          /* for its next port to be pulled */
    bool used;           /* the slot is */
};

struct cli_fallbacks {
    struct cli_fallback *at; /* slots, used again */
    size_t n, waiting;
};

/* Is a member of the group worth reading elsewhere? */
bool cli_fallbacks_help(const struct cli_options *o, const struct cli_group *group);

/* How much of a target's time is kept for its other ports while its own does not connect. */
unsigned cli_fallbacks_reserve_ms(const struct cli_options *o, const struct inventory_target *t);

/* Take over a group that it helps. False: no memory or no time; the caller goes on with it as it
 * is. */
bool cli_fallbacks_begin(struct cli_fallbacks *f, const struct cli_options *o,
                         struct cli_group *group);

/* The next port to read, and its slot. False: none now. */
bool cli_fallbacks_pull(struct cli_fallbacks *f, struct probe_target *out, size_t *slot);

/* Its result. True: the group is the caller's again; false: another port is tried. */
bool cli_fallbacks_done(struct cli_fallbacks *f, size_t slot, const struct probe_result *probe,
                        struct cli_group *out);

/* Groups that an interrupt left waiting, one by one. False: none is left. */
bool cli_fallbacks_pop(struct cli_fallbacks *f, struct cli_group *out);
void cli_fallbacks_clear(struct cli_fallbacks *f);

#endif
