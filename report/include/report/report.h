/* SPDX-License-Identifier: MIT */
/*
 * Reports: a format is a row (begin, result, end) writing through a bounded
 * buffer to a file descriptor. Nothing of a whole run is held in memory by
 * formats that can do without.
 *
 * A closed pipe is an error like any other (EPIPE): the caller ignores
 * SIGPIPE. Not thread-safe: one report belongs to one thread.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <base/declare.h>
#include <assess/result.h>
#include <base/text.h>
#include <output/bytes.h>

BASE_BEGIN_DECLS

/* report_style.fail_on when nobody said: breaks, broken. */
#define REPORT_FAIL_ON (1u << CERTCHECK_BREAKS | 1u << CERTCHECK_BROKEN)

/* ... and where no verdict is to fail: a bit that is none of them. */
#define REPORT_FAIL_ON_NONE (1u << CERTCHECK_VERDICTS)

struct report_style {
    bool color;
    int width;                 /* columns; 0: no name is cut, and sentences wrap at 80 */
    int verbose;               /* -v */
    bool quiet;                /* -q: only what is not ready */
    const char *const *labels; /* of prometheus: KEY=VALUE, KEY a label's name; borrowed */
    size_t labels_n;
    bool held;        /* nothing is written before report_end: it may never come */
    bool one_behind;  /* ndjson: a line is written when it is known whether it is the last */
    unsigned fail_on; /* --fail-on: 1u << verdict; 0: REPORT_FAIL_ON */
};

struct report;

/*
 * "text", "json", "ndjson", ... ; path "-" is standard output. NDJSON streams,
 * one write(2) a line, into the file itself. Every other format is written to a temporary file
 * beside path, flushed to disk and renamed when report_end succeeds; where
 * path is standard output, a device or a pipe, it is written as it is made.
 * A path that cannot be written is refused here. style is copied.
 * NULL: why names the file or format and what is wrong.
 */
struct report *report_open(const char *format, const char *path, const struct report_style *style,
                           struct base_text *why);

/* NDJSON behind what the file holds already (--resume). */
struct report *report_open_append(const char *path, const struct report_style *style,
                                  struct base_text *why);

/* Into memory, for report_text, instead of a file. */
struct report *report_open_memory(const char *format, const struct report_style *style,
                                  struct base_text *why);

/* What such a report holds since report_end: borrowed, until report_free. */
struct base_slice report_text(const struct report *r);

/* First of all; run is borrowed until the end. False once something could not be written: see
 * report_error. */
bool report_begin(struct report *r, const struct assess_run_info *run);
bool report_result(struct report *r, const struct assess_result *result);

/* The next result may be long in coming: write what style.one_behind keeps, as not the last.
 * run->left must be above 0. */
bool report_settle(struct report *r);

/* Write the rest and put the file in place. False: why; the old file stays. */
bool report_end(struct report *r, const struct assess_run_info *run, struct base_text *why);

/* The first thing that went wrong: the file and the system's word; "" = nothing. */
const char *report_error(const struct report *r);

/* Does it go to standard output? */
bool report_is_standard(const struct report *r);

void report_free(struct report *r); /* NULL is fine; unfinished files are removed */

/*
 * The exit code of --format nagios: 2 where a verdict is breaks, broken or one
 * of fail_on; else 1 where a certificate expires within the time asked for;
 * else 0 where everything is ready, 3 where not (or nothing was judged, or not all was read).
 */
int report_nagios_status(const struct assess_run_info *run, unsigned fail_on);

/* For manuals: what a format is for; the columns of csv and the metrics of prometheus, NULL behind
 * the last. */
const char *report_format_about(const char *name);
const char *report_csv_column(size_t i);
const char *report_metric(size_t i, const char **help);

/* Every format's name, NULL at the end: for --help and for messages. */
const char *const *report_formats(void);

BASE_END_DECLS

#endif
