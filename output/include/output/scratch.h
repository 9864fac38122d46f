/* SPDX-License-Identifier: MIT */
/* Room for one text at a time, on its way into a report. */
#ifndef REPORT_SCRATCH_H
#define REPORT_SCRATCH_H

#include <base/text.h>

#define REPORT_SCRATCH 65536

struct report_scratch {
    char room[REPORT_SCRATCH];
};

/* An empty text in the room; what it held before is gone. */
struct base_text report_scratch(struct report_scratch *s);

/* What was written; what was cut ends in an ellipsis. Valid until the room is used again. */
struct base_slice report_scratch_done(struct base_text *t);

#endif
