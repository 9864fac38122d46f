/* SPDX-License-Identifier: MIT */
/* The state table of one target (states.def) as data. Pure. */
#ifndef PROBE_MACHINE_H
#define PROBE_MACHINE_H

#include <probe/result.h>

enum probe_state {
#define PROBE_STATE(id, ...) PROBE_STATE_##id,
#include "states.def"
    PROBE_STATES
};

enum probe_event {
#define PROBE_EVENT(id, ...) PROBE_EVENT_##id,
#include "states.def"
    PROBE_EVENTS
};

enum probe_do {
    PROBE_DO_NOTHING, /* the pair has no row */
    PROBE_DO_RESOLVE,
    PROBE_DO_QUEUE,
    PROBE_DO_CONNECT,
    PROBE_DO_STARVE,
    PROBE_DO_LISTEN,
    PROBE_DO_SPEAK,
    PROBE_DO_ANSWER,
    PROBE_DO_MAKE_KEY,
    PROBE_DO_SLEEP,
    PROBE_DO_FINISH,
    PROBE_DO_TIME_OUT,
    PROBE_DO_INTERRUPT,
    PROBE_DOS
};

struct probe_step {
    enum probe_do act;
    enum probe_state next;
};

/* For a pair without a row: PROBE_DO_NOTHING and the same state. */
struct probe_step probe_machine_step(enum probe_state s, enum probe_event e);

enum probe_stage probe_state_stage(enum probe_state s);
const char *probe_state_name(enum probe_state s);
const char *probe_event_name(enum probe_event e);

#endif
