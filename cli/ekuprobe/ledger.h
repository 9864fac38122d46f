/* SPDX-License-Identifier: MIT */
/*
 * What NDJSON files say of which target, as an index into them: some fifty bytes a line, so
 * that files of any size can be resumed and merged. The last final result of a target counts;
 * one that an interrupt cut off counts only where there is nothing better. Lines are skimmed for
 * the index and read once, when they are told.
 */
#ifndef CLI_LEDGER_H
#define CLI_LEDGER_H

#include <base/text.h>
#include <inventory/inventory.h>
#include <record/read.h>

#define CLI_LEDGER_RUNS_MAX 4096u

struct assess_lookup;

struct cli_ledger_entry {
    uint64_t key, target, host; /* hashes */
    uint64_t at;                /* where the line begins */
    uint32_t len;
    uint16_t file;
    uint16_t run; /* entries with the same one were judged under the same policy */
    bool final;
    bool default_port; /* may be a note of its host's, no result */
    bool whole_host;   /* its host's other default ports are settled by it */
    bool chosen;       /* to be told */
};

struct cli_ledger {
    struct record_reader *reader;
    struct cli_ledger_file {
        const char *path; /* borrowed */
        int fd;
    } * files; /* open */
    size_t files_n;
    uint64_t *runs;              /* hashes of policies; an entry's run is an index */
    size_t runs_n;               /* at most CLI_LEDGER_RUNS_MAX */
    struct cli_ledger_entry *at; /* in the order of files and lines */
    size_t n, cap;
    char *line;
    size_t line_cap;
};

/* Index one file, whose path must live as long as l; end: where its last whole line ends; torn:
 * something came after that. False: why names the file, the line and the fault. */
bool cli_ledger_add(struct cli_ledger *l, const char *path, uint64_t *end, bool *torn,
                    struct base_text *why);

/* Mark what counts as chosen. False: no memory. */
bool cli_ledger_choose(struct cli_ledger *l);

/* To find targets in a ledger, which must not grow meanwhile. */
struct assess_lookup *assess_lookup_new(const struct cli_ledger *l); /* NULL: no memory */
void assess_lookup_free(struct assess_lookup *k);                    /* NULL is fine */

/* The last final result of t; NULL: none. */
struct cli_ledger_entry *assess_lookup_final(const struct assess_lookup *k,
                                             const struct inventory_target *t);

/* Does some result settle all default ports of t's host? */
bool assess_lookup_whole_host(const struct assess_lookup *k, const struct inventory_target *t);

/* Read an entry's line; the result is valid until the next. NULL: why names the line. */
const struct assess_result *cli_ledger_read(struct cli_ledger *l, const struct cli_ledger_entry *e,
                                            struct base_text *why);

/* "FILE:LINE: text" into why. Always false. */
bool cli_ledger_complain(const struct cli_ledger *l, const struct cli_ledger_entry *e,
                         struct base_text *why, const char *text);

/*
 * What the chosen entries were judged under; of the time, the latest. must: what this run judges
 * under, NULL where it judges nothing itself. False: why names the line that contradicts the
 * others, or must, and the option: no one report can tell both.
 */
bool cli_ledger_policy(struct cli_ledger *l, const struct assess_policy *must,
                       struct assess_policy *out, struct base_text *why);
void cli_ledger_clear(struct cli_ledger *l);

#endif
