/* SPDX-License-Identifier: MIT */
/* What the administrator will see in the event log, and what users will notice. */
#ifndef REPORT_EVENT_H
#define REPORT_EVENT_H

#include <base/profile.h>

struct report_event {
    uint16_t number;
    const char *source; /* "LS Data MCU" */
    const char *level;
    const char *meaning;
    const char *sourced, *inferred; /* for --explain; "": nothing */
};

const struct report_event *report_event_get(uint16_t number); /* NULL: unknown */
const struct report_event *report_event_at(size_t n);         /* the n-th row, NULL at the end */

/* Who notices what when a connection of this profile breaks; never NULL. */
const char *report_impact(const struct base_profile *profile);

#endif
