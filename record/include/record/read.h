/* SPDX-License-Identifier: MIT */
/*
 * Results read back from NDJSON, so that every format can be made from them again exactly as
 * from a live run. A line is JSON as docs/result.schema.json has it; its `replay` holds what
 * the other keys only render, the certificates' DER and the findings' arguments, and what the run
 * judged under.
 */
#ifndef RECORD_READ_H
#define RECORD_READ_H

#include <base/declare.h>
#include <assess/result.h>
#include <base/text.h>

BASE_BEGIN_DECLS

#define RECORD_LINE_MAX (8u << 20) /* bytes of one line */

/* ", Jansson 2.14" */
void record_libraries(struct base_text *out);

struct record_reader;

struct record_reader *record_reader_new(void);    /* NULL: no memory */
void record_reader_free(struct record_reader *r); /* NULL is fine */

/*
 * Read one line, with its newline or without. NULL: why is what is wrong with it. The result
 * is valid until the next call. A line is hostile: whatever is used of it is checked. Not used,
 * and so not checked: what `certificates` say of their DER, `events`, `remedies`.
 */
const struct assess_result *record_read(struct record_reader *r, struct base_slice line,
                                        struct base_text *why);

/* What a run had not looked at when it wrote a line. */
struct record_rest {
    uint64_t unread;                     /* inputs that could not be read */
    uint64_t left;                       /* targets that were still to be done */
    uint32_t share, shares;              /* --shard; 0: of all */
    uint64_t share_targets, all_targets; /* of the share, and of all shares together */
    bool resumed;                        /* it went on with the file of an earlier run */
    uint64_t merged; /* when several runs were merged, whose lines are of one; 0: none */
};

/*
 * What a line is about, at a fiftieth of the cost: enough for an index. Slices are borrowed from
 * the line, as they are written there (escapes stay).
 */
struct record_summary {
    struct base_slice target; /* or the file */
    bool of_file;
    struct base_slice host;      /* empty: none */
    struct base_slice seen_from; /* the machine that looked; empty: not named */
    struct base_slice peer;      /* that connected to us; empty: we to it */
    struct base_slice leaf;      /* SHA-256 of what that peer presented; empty: nothing */
    struct base_slice policy;    /* the same bytes in all lines of one run */
    struct base_slice findings;
    int64_t until_s; /* where ready: the first end of what was presented; INT64_MAX: not told */
    const struct base_profile *profile; /* NULL: none */
    enum certcheck_verdict verdict;
    uint32_t index;
    uint16_t port;          /* 0: none */
    enum probe_class error; /* PROBE_OK: none */
    struct record_rest rest;
};

/* False: why; it is no result, not as a whole, or of a kind that is not known here. What is true
 * may still be refused by record_read. */
bool record_summary_read(struct base_slice line, struct record_summary *out, struct base_text *why);

/* Is it a line, or the beginning of one, of an octet at least? What comes after the last line end
 * may be cut off. */
bool record_is_beginning(struct base_slice line);

bool record_summary_has(const struct record_summary *b, enum certcheck_code code);

/* The mark of what an option stood at in its run, as in struct assess_policy; 0: not given. */
uint64_t record_summary_setting(const struct record_summary *b, enum assess_setting s);

BASE_END_DECLS

#endif
