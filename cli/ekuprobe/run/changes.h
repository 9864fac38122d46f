/* SPDX-License-Identifier: MIT */
/*
 * What changed between two runs over the same targets (--watch). Memory: the name of each result
 * that any round has had, and about 100 bytes.
 */
#ifndef CLI_CHANGES_H
#define CLI_CHANGES_H

#include <assess/result.h>
#include <output/bytes.h>
#include <output/intern.h>

struct cli_changes {
    struct output_intern names;           /* "edge01:4443/edge-replication" */
    struct output_bytes last;             /* of each name its struct cli_seen */
    unsigned round;                       /* from 1 */
    size_t changed;                       /* in this round */
    unsigned summary[CERTCHECK_VERDICTS]; /* of this round */
};

/* A round begins. Zeroed before the first. */
void cli_changes_begin(struct cli_changes *c);

/* Append a line to out where r is not as it was; in the first round, where it is not ready. */
void cli_changes_add(struct cli_changes *c, const struct assess_result *r, int64_t now_s,
                     struct output_bytes *out);

/* The round is over, and whole: a line for each result that it did not have, then one of counts
 * where anything changed. */
void cli_changes_end(struct cli_changes *c, int64_t now_s, struct output_bytes *out);

bool cli_changes_no_memory(const struct cli_changes *c);
void cli_changes_free(struct cli_changes *c);

#endif
