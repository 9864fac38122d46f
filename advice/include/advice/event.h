/* SPDX-License-Identifier: MIT */
/* What the administrator will see in the event log, and what users will notice. */
#ifndef REPORT_EVENT_H
#define REPORT_EVENT_H

#include <assess/result.h>

struct report_event {
    uint16_t number;
    const char *source; /* "LS Data MCU" */
    const char *level;
    const char *meaning;
    const char *sourced, *inferred; /* for --explain; "": nothing */
};

const struct report_event *report_event_get(uint16_t number); /* NULL: unknown */
const struct report_event *report_event_at(size_t n);         /* the n-th row, NULL at the end */

/* The events the judging side will log, in order; how many of the profile's two. */
size_t report_events(const struct report_result *r, uint16_t out[2]);

struct report_impact {
    const char *users;              /* who notices what when a connection breaks */
    const char *sourced, *inferred; /* about the profile, for --explain; "": nothing */
};

/* Never NULL: a profile without a row has "" in all. */
const struct report_impact *report_impact(const struct base_profile *profile);

#endif
