/* SPDX-License-Identifier: MIT */
#ifndef ASSESS_RUN_H
#define ASSESS_RUN_H

#include <assess/assess.h>

#include "endpoint.h"
#include "gather/fallback.h"
#include "looks.h"
#include "gather/peers.h"
#include "gather/pools.h"
#include "trials.h"

struct assess {
    struct assess_options options;
    struct assess_events events;
    const struct inventory *targets;
    const bool *left_out;
    struct probe *probe;
    struct assess_endpoint endpoint;
    struct assess_hosts *hosts; /* ports that say what each other is */
    struct assess_pools *pools;
    struct assess_fallbacks fallbacks;
    struct assess_looks looks;
    struct assess_trials trials;
    struct assess_member shown; /* what endpoint.result was made of */
    size_t next, done, told;
    size_t cut_short; /* results told that are */
    bool interrupted;
    struct assess_listening *listening; /* inbound.c; NULL: it dials */
    struct assess_peers peers;
    size_t counted; /* of --count */
};

#endif
