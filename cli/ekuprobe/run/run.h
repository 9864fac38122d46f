/* SPDX-License-Identifier: MIT */
/* A run as people see it: signals, progress, results into the reports. */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include <assess/assess.h>
#include <assess/inbound.h>

#include "run_progress.h"
#include "targets.h"
#include "watch.h"

#define CLI_SIGNALS_MAX 4

struct cli_run {
    const struct cli_options *options;
    struct cli_targets *targets;
    struct cli_output *output;
    struct assess *assess; /* owned */
    struct cli_run_progress progress;
    struct uv_timer_s *timer;    /* likewise: of --max-time */
    struct uv_signal_s *signals; /* while they are watched */
    bool interrupted;
    unsigned max_time_ms;                     /* of this run; 0: no end */
    struct cli_watch *watch;                  /* told of each result, too; NULL: nobody watches */
    const struct assess_listening *listening; /* NULL: it dials */
    char missing[96];                         /* a note */
};

/* False: why is one line. The caller frees run->assess. */
bool cli_run_open(struct cli_run *run, const struct assess_options *o, struct assess_store *store,
                  struct base_text *why);

/* Probe all targets and tell all results. False: why is one line (no memory to begin with). */
bool cli_run(struct cli_run *run, struct base_text *why);

/* Listen until --count, --duration or a signal. */
void cli_run_listen(struct cli_run *run);

#endif
