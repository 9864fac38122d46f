/* SPDX-License-Identifier: MIT */
/*
 * A run: targets go out to the probe, what it saw comes back, waits for what it is to be told
 * with (the ports of one host, a fallback, a pool), is judged and reported.
 */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include "endpoint.h"
#include "fallback.h"
#include "looks.h"
#include "pools.h"
#include "run_progress.h"
#include "targets.h"

struct cli_run {
    const struct cli_options *options;
    struct cli_targets *targets;
    struct cli_output *output;
    struct probe *probe;
    struct cli_endpoint endpoint;
    struct cli_groups *hosts; /* ports that say what each other is */
    struct cli_pools *pools;
    struct cli_fallbacks fallbacks;
    struct cli_looks looks;
    struct cli_member shown; /* what endpoint.result was made of */
    struct cli_run_progress progress;
    size_t next;
    bool interrupted;
};

/* Probe all targets and tell all results. False: why is one line (no memory to begin with). */
bool cli_run(struct cli_run *run, struct base_text *why);

#endif
