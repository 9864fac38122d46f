/* SPDX-License-Identifier: MIT */
/*
 * Results read back from NDJSON, so that every format can be made from them again exactly as
 * from a live run. A line is JSON as docs/result.schema.json has it; its `replay` holds what
 * the other keys only render: the certificates' DER and the findings' arguments.
 */
#ifndef REPORT_READ_H
#define REPORT_READ_H

#include <report/report.h>

#define REPORT_LINE_MAX (8u << 20) /* bytes of one line */

struct report_reader;

struct report_reader *report_reader_new(void);    /* NULL: no memory */
void report_reader_free(struct report_reader *r); /* NULL is fine */

/*
 * Read one line, with its newline or without. NULL: why is what is wrong with it. The result
 * is valid until the next call. A line is hostile: everything in it is checked.
 */
const struct report_result *report_read(struct report_reader *r, struct base_slice line,
                                        char why[REPORT_WHY_MAX]);

/* Will another run not know better: the target was not cut off by an interrupt? */
bool report_is_final(const struct report_result *result);

#endif
