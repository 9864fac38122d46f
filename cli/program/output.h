/* SPDX-License-Identifier: MIT */
/* All reports of a run, and the exit status it earns. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <advice/remedy_files.h>
#include <assess/store.h>
#include <report/report.h>

#include "baseline.h"
#include "options.h"
#include "platform.h"
#include "say.h"

enum cli_exit {
    CLI_EXIT_READY = 0,
    CLI_EXIT_FAILED = 1,
    CLI_EXIT_ERROR = 2,
    CLI_EXIT_OPEN = 3,
    CLI_EXIT_SIGNAL = 128, /* and its number: the program ends by it, once all is written */
};

struct cli_output {
    char compared[200];            /* the note on --baseline */
    struct cli_baseline *baseline; /* owned; NULL: nothing to compare with */
    char roots[512];               /* where they are from */
    char stale[160];               /* the note on an old table of public CAs */
    const struct cli_options *options;
    struct report **at; /* owned */
    size_t n;
    size_t resumed; /* the report at this place is the file of --resume; SIZE_MAX: none */
    struct advice_remedy_files *remedies; /* owned; NULL: not asked for */
    struct cli_platform *platform;        /* owned; NULL: not asked for */
    struct assess_run_info run;
    const char *notes[16], *notes_local[16]; /* more than there are kinds of */
    size_t standing;                         /* notes on how paths were judged, the first of all */
    bool judged;                             /* a path was */
    int signal;       /* left targets undone: not everything is known to be ready; 0: none */
    bool partly;      /* targets were skipped (--skip-bad, topologies): the run is not ready */
    bool unread;      /* standard output is gone, and nothing else was asked for: stop */
    int64_t asked_ms; /* when that was last looked for */
    bool faulty;      /* an input or an output error was told already */
};

/* Open standard output's format and every --report. False: why. */
bool cli_output_open(struct cli_output *out, const struct cli_options *o,
                     const struct assess_store *store, const struct assess_policy *judged_by,
                     int64_t now_s, struct base_text *why);

/* The same for results that other runs judged, all under this policy. */
bool cli_output_open_judged(struct cli_output *out, const struct cli_options *o,
                            const struct assess_policy *policy, int64_t now_s,
                            struct base_text *why);

/* Said once a run, whatever the number of calls; text must outlive out. */
void cli_output_note(struct cli_output *out, const char *text);
/* A text that is made at run time, with its translation made likewise. */
void cli_output_note_made(struct cli_output *out, const char *text, const char *local);
void cli_output_result(struct cli_output *out, const struct assess_result *r);

/* The same, for a result that is already in the file of --resume. */
void cli_output_replay(struct cli_output *out, const struct assess_result *r);

/* The next result may be long in coming: see report_settle. */
void cli_output_settle(struct cli_output *out);

/* After the last result: finish the reports that are files, so that they show the last run while
 * the next one goes on (--watch). */
void cli_output_close_files(struct cli_output *out, int64_t now_s);

/* Finish the reports and free them; the exit status of the run. */
int cli_output_close(struct cli_output *out, int64_t now_s);

/* What an error makes of a status: 2, but UNKNOWN for a plug-in that has nothing worse to say. */
int cli_exit_status(const struct cli_options *o, int status, bool faulty);

/* Free what was opened, without finishing it. */
void cli_output_abandon(struct cli_output *out);

/* Columns of standard output; 0: it is no terminal. */
int cli_terminal_width(void);

#endif
