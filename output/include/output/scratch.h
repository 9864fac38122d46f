/* SPDX-License-Identifier: MIT */
/* Room for one text at a time, on its way into a report. */
#ifndef OUTPUT_SCRATCH_H
#define OUTPUT_SCRATCH_H

#include <base/declare.h>
#include <base/text.h>

BASE_BEGIN_DECLS

#define OUTPUT_SCRATCH 65536

struct output_scratch {
    char room[OUTPUT_SCRATCH];
};

/* An empty text in the room; what it held before is gone. */
struct base_text output_scratch(struct output_scratch *s);

/* What was written; what was cut ends in an ellipsis. Valid until the room is used again. */
struct base_slice output_scratch_done(struct base_text *t);

BASE_END_DECLS

#endif
