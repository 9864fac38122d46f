/* SPDX-License-Identifier: MIT */
/* What the administrator will see in the event log, and what users will notice. */
#ifndef ADVICE_EVENT_H
#define ADVICE_EVENT_H

#include <base/declare.h>
#include <assess/result.h>

BASE_BEGIN_DECLS

struct advice_event {
    uint16_t number;
    const char *source; /* "LS Data MCU" */
    const char *level;
    const char *meaning;
    const char *sourced, *inferred; /* for --explain; "": nothing */
};

const struct advice_event *advice_event_get(uint16_t number); /* NULL: unknown */
const struct advice_event *advice_event_at(size_t n);         /* the n-th row, NULL at the end */

/* The events the judging side will log, in order; how many of the profile's two. */
size_t advice_events(const struct assess_result *r, uint16_t out[2]);

BASE_END_DECLS

#endif
