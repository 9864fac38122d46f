/* SPDX-License-Identifier: MIT */
/* One line on the terminal while a run goes on: done, verdicts, rate, time left. */
#ifndef CLI_RUN_PROGRESS_H
#define CLI_RUN_PROGRESS_H

#include "output.h"

#include <assess/assess.h>

struct cli_run_progress {
    const struct cli_output *output;
    const struct assess *run;
    size_t targets, done;                /* of this run; not every target has a result of its own */
    unsigned before[CERTCHECK_VERDICTS]; /* counted when it began (--resume) */
    uint64_t started_ms;
    bool shown;               /* a line stands there */
    struct uv_timer_s *timer; /* NULL: none is wanted */
};

/* Is there to be such a line (--progress)? */
bool cli_run_progress_is_wanted(const struct cli_options *o);

/* Watch output's counts while the run goes on, if it is wanted (--progress). */
void cli_run_progress_start(struct cli_run_progress *p, struct assess *run,
                            const struct cli_output *output, size_t targets);

/* Take the line away: something else is to be written. */
void cli_run_progress_clear(struct cli_run_progress *p);
void cli_run_progress_stop(struct cli_run_progress *p);

/* The line, without its control characters; of 0 targets, those who connect; what it waits for may
 * be NULL. It is narrower than columns: what has no room is left out, counts first. */
void cli_run_progress_text(struct base_text *out, const unsigned counts[CERTCHECK_VERDICTS],
                           size_t done, size_t targets, uint64_t elapsed_ms,
                           const struct probe_waiting *waiting, size_t columns);

#endif
