/* SPDX-License-Identifier: MIT */
/* --watch: when the next run begins, when there is none any more, and what changed. */
#ifndef CLI_WATCH_H
#define CLI_WATCH_H

#include "output.h"

struct cli_watch;

/* NULL, with a line in why: no memory. From now on signals are heard by it, until the end. */
struct cli_watch *cli_watch_open(const struct cli_options *o, struct base_text *why);
/* No signal and no time is waited for any more. What it noted is borrowed by the report: until
 * free. */
void cli_watch_close(struct cli_watch *w);
void cli_watch_free(struct cli_watch *w);

bool cli_watch_is_first(const struct cli_watch *w); /* no run has begun yet */
/* By a signal, by --max-time, or because nobody reads any more. */
bool cli_watch_has_ended(const struct cli_watch *w);

/* Before cli_run: it tells what it has to the watch. */
struct cli_run;
void cli_watch_begin(struct cli_watch *w, struct cli_run *run);
void cli_watch_result(struct cli_watch *w, const struct assess_result *r);
/* After cli_run. False: there was no memory for some of it; why. */
bool cli_watch_saw_all(const struct cli_watch *w, struct base_text *why);
/* A whole run is over: the rest is told, and the reports that are files are put in place. */
void cli_watch_round(struct cli_watch *w, struct cli_output *out);

/* Wait for the next run. False: there is none. */
bool cli_watch_wait(struct cli_watch *w);

/* Options that a repeated run has no place for. False: why. */
bool cli_watch_check(const struct cli_options *o, struct base_text *why);

#endif
