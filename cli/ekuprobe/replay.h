/* SPDX-License-Identifier: MIT */
/* Results that files have already: --resume leaves their targets out, --merge tells them. */
#ifndef CLI_REPLAY_H
#define CLI_REPLAY_H

#include <record/index.h>
#include "output.h"
#include "targets.h"

struct cli_resume {
    struct record_index index; /* chosen: what this run has of it */
    int fd;                    /* the file, locked against another run; -1: none */
    size_t n;                  /* chosen */
    void (*told)(void *ctx, const struct assess_result *r); /* of each; NULL: nobody asks */
    void *told_ctx;
};

/*
 * Read the file of --resume, cut off a torn last line, lock the file and leave out of targets
 * what is done (NULL: there are none, and all that was told is chosen). False: why is one line;
 * cli_resume_clear all the same.
 */
bool cli_resume_load(struct cli_resume *r, const struct cli_options *o, struct cli_targets *targets,
                     struct base_text *why);

/* Tell the chosen results to all reports but the file itself. */
bool cli_resume_tell(struct cli_resume *r, struct cli_output *out, struct base_text *why);
void cli_resume_clear(struct cli_resume *r);

/* --merge: the exit status of the reports made from the operands. */
int cli_merge(const struct cli_options *o, struct base_text *why);

#endif
