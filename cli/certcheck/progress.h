/* SPDX-License-Identifier: MIT */
/* How far a long run is: one line on a terminal, nothing elsewhere. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct cli_progress {
    bool wanted;
    bool shown;
    int64_t next_ms; /* of the monotonic clock; 0: not begun */
    uint64_t files, total;
};

void cli_progress_open(struct cli_progress *p, bool quiet);
void cli_progress_found(struct cli_progress *p); /* one more file to come */
void cli_progress(struct cli_progress *p);       /* one more file is done */
void cli_progress_clear(struct cli_progress *p); /* before other lines */
void cli_progress_end(struct cli_progress *p);

#endif
