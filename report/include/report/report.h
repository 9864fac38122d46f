/* SPDX-License-Identifier: MIT */
/*
 * Reports: a format is a row (begin, result, end) writing through a bounded
 * buffer to a file descriptor. Nothing of a whole run is held in memory by
 * formats that can do without.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <report/model.h>

#define REPORT_WHY_MAX 256

struct report_style {
    bool color;
    int width;   /* columns; 0: unlimited */
    int verbose; /* -v */
    bool quiet;  /* -q: only what is not ready */
};

struct report;

/*
 * "text", "json", "ndjson", ... ; path "-" is standard output. NDJSON streams;
 * every other format is written to a temporary file beside path, flushed to
 * disk and renamed when report_end succeeds (standard output: at the end).
 * NULL: why names the file or format and what is wrong.
 */
struct report *report_open(const char *format, const char *path, const struct report_style *style,
                           char why[REPORT_WHY_MAX]);
bool report_begin(struct report *r, const struct report_run *run);
bool report_result(struct report *r, const struct report_result *result);
/* Write the rest and put the file in place. False: why; the old file stays. */
bool report_end(struct report *r, const struct report_run *run, char why[REPORT_WHY_MAX]);
void report_free(struct report *r); /* NULL is fine; unfinished files are removed */

/* Every format's name, NULL at the end: for --help and for messages. */
const char *const *report_formats(void);

#endif
