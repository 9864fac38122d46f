/* SPDX-License-Identifier: MIT */
/*
 * What NDJSON files say of which target, as an index into them: some fifty bytes a line, so
 * that files of any size can be resumed and merged. The last final result of a target counts;
 * one that an interrupt cut off counts only where there is nothing better. Lines are skimmed for
 * the index and read once, when they are told.
 */
#ifndef RECORD_INDEX_H
#define RECORD_INDEX_H

#include <base/declare.h>
#include <base/text.h>
#include <record/read.h>

BASE_BEGIN_DECLS

#define RECORD_INDEX_RUNS_MAX 4096u

struct record_index_entry {
    uint64_t key, target, host; /* hashes */
    uint64_t at;                /* where the line begins */
    uint32_t len;
    uint32_t best;    /* once chosen: which of its target is; its own index where it is itself */
    uint32_t until_h; /* a certificate of what is ready ends in this hour since 1970; or no hour */
    uint16_t file;
    uint16_t run; /* entries with the same one were judged under the same policy */
    bool of_file; /* certcheck's */
    bool final;
    bool default_port; /* may be a note of its host's, no result */
    bool whole_host;   /* its host's other default ports are settled by it */
    bool chosen;       /* to be told */
};

/* What the runs of the files did not look at. */
struct record_missing {
    uint64_t unread;        /* inputs that could not be read */
    uint64_t left;          /* targets of runs that ended early; of each file: its `left` */
    uint32_t share, shares; /* all there is is one share; 0: it is not */
    uint64_t shares_n;      /* shares that are in no file, where some others are */
    uint64_t empty;         /* files without a result that no share without targets explains */
};

struct record_share {
    uint32_t share, shares;
    uint64_t targets, all; /* of it, and of all of them */
};

/* The lines so far, run by run. */
struct record_runs {
    struct record_missing sum;   /* of the runs before the last */
    uint64_t unread_of_shares;   /* the most: shares read the same inputs */
    struct record_rest last;     /* of the run that the last line is of */
    uint16_t file, run;          /* likewise */
    bool any, unshared;          /* a line was seen; a run had no share */
    struct record_share *shares; /* each once where lines follow each other */
    size_t shares_n, shares_cap;
};

/* Zeroed at first; record_index_clear at the end. */
struct record_index {
    struct record_reader *reader;
    struct record_index_file {
        const char *path; /* borrowed */
        int fd;
        bool empty;    /* no whole line is in it */
        uint64_t left; /* targets that its runs did not get to: see record_index_missing */
        bool of_files; /* ... or files: its last line is of certcheck */
    } * files;         /* open */
    size_t files_n;
    uint64_t *runs;                /* hashes of policies; an entry's run is an index */
    size_t runs_n;                 /* at most RECORD_INDEX_RUNS_MAX */
    struct record_index_entry *at; /* in the order of files and lines */
    size_t n, cap;
    struct record_runs rests;
    char *line;
    size_t line_cap;
};

/* Index one file, whose path must live as long as l; end: where its last whole line ends; torn:
 * something came after that. False: why names the file, the line and the fault. */
bool record_index_add(struct record_index *l, const char *path, uint64_t *end, bool *torn,
                      struct base_text *why);

/* Mark what counts as chosen. False: no memory. */
bool record_index_choose(struct record_index *l);

/* To find targets in an index, which must not grow meanwhile. */
struct record_lookup;
struct record_lookup *record_lookup_new(const struct record_index *l); /* NULL: no memory */
void record_lookup_free(struct record_lookup *k);                      /* NULL is fine */

/* Is it still what it was, now that it is later? A certificate may have ended since. */
static inline bool
record_index_stands(const struct record_index_entry *e, int64_t at_s)
{
    return e->until_h == UINT32_MAX || at_s / 3600 < (int64_t)e->until_h;
}

/* The last final result of a target, "edge01.contoso.com:8057", of this profile, as this machine
 * saw it (--seen-from; empty: not named); NULL: none. */
struct record_index_entry *record_lookup_final(const struct record_lookup *k,
                                               struct base_slice target,
                                               struct base_slice seen_from,
                                               const struct base_profile *profile);

/* Does some result settle all default ports of the host? */
bool record_lookup_whole_host(const struct record_lookup *k, struct base_slice host,
                              struct base_slice seen_from);

/* Read an entry's line; the result is valid until the next. NULL: why names the line. */
const struct assess_result *record_index_read(struct record_index *l,
                                              const struct record_index_entry *e,
                                              struct base_text *why);

/* "FILE:LINE: text" into why. Always false. */
bool record_index_complain(const struct record_index *l, const struct record_index_entry *e,
                           struct base_text *why, const char *text);

/*
 * What the chosen entries were judged under; of the time, the latest. must: what this run judges
 * under, NULL where it judges nothing itself. False: why names the line that contradicts the
 * others, or must, and the option: no one report can tell both.
 */
bool record_index_policy(struct record_index *l, const struct assess_policy *must,
                         struct assess_policy *out, struct base_text *why);

/* Does a chosen entry stand in the place of one that was judged under other options? */
bool record_index_hides(struct record_index *l);

/* What a report of these files must not be silent about. */
struct record_missing record_index_missing(struct record_index *l);

void record_index_clear(struct record_index *l);

BASE_END_DECLS

#endif
