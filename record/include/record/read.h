/* SPDX-License-Identifier: MIT */
/*
 * Results read back from NDJSON, so that every format can be made from them again exactly as
 * from a live run. A line is JSON as docs/result.schema.json has it; its `replay` holds what
 * the other keys only render, the certificates' DER and the findings' arguments, and what the run
 * judged under.
 */
#ifndef REPORT_READ_H
#define REPORT_READ_H

#include <assess/result.h>
#include <output/bytes.h>

#define REPORT_LINE_MAX (8u << 20) /* bytes of one line */

struct report_reader;

struct report_reader *report_reader_new(void);    /* NULL: no memory */
void report_reader_free(struct report_reader *r); /* NULL is fine */

/*
 * Read one line, with its newline or without. NULL: why is what is wrong with it. The result
 * is valid until the next call. A line is hostile: whatever is used of it is checked. Not used,
 * and so not checked: what `certificates` say of their DER, `events`, `remedies`.
 */
const struct report_result *report_read(struct report_reader *r, struct base_slice line,
                                        char why[REPORT_WHY_MAX]);

/*
 * What a line is about, at a fiftieth of the cost: enough for an index. Slices are borrowed from
 * the line, as they are written there (escapes stay).
 */
struct report_brief {
    struct base_slice target; /* or the file */
    struct base_slice host;   /* empty: none */
    struct base_slice policy; /* the same bytes in all lines of one run */
    struct base_slice findings;
    const struct base_profile *profile; /* NULL: none */
    uint32_t index;
    uint16_t port;          /* 0: none */
    enum probe_class error; /* PROBE_OK: none */
};

/* False: why; it is no result, not as a whole, or of a kind that is not known here. What is true
 * may still be refused by report_read. */
bool report_brief_read(struct base_slice line, struct report_brief *out, char why[REPORT_WHY_MAX]);

bool report_brief_has(const struct report_brief *b, enum certcheck_code code);

#endif
