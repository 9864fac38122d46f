/* SPDX-License-Identifier: MIT */
#include "machine.h"

static const struct probe_step table[PROBE_STATES][PROBE_EVENTS] = {
#define PROBE_STEP(state, event, act, next)                                                        \
    [PROBE_STATE_##state][PROBE_EVENT_##event] = { PROBE_DO_##act, PROBE_STATE_##next },
#include "states.def"
};

struct probe_step
probe_machine_step(enum probe_state s, enum probe_event e)
{
    struct probe_step step = table[s][e];

    if (step.act == PROBE_DO_NOTHING)
        step.next = s;
    return step;
}

enum probe_stage
probe_state_stage(enum probe_state s)
{
    static const enum probe_stage stages[PROBE_STATES] = {
#define PROBE_STATE(id, name, stage) [PROBE_STATE_##id] = PROBE_STAGE_##stage,
#include "states.def"
    };

    return stages[s];
}

const char *
probe_state_name(enum probe_state s)
{
    static const char *const names[PROBE_STATES] = {
#define PROBE_STATE(id, name, ...) [PROBE_STATE_##id] = name,
#include "states.def"
    };

    return names[s];
}

const char *
probe_event_name(enum probe_event e)
{
    static const char *const names[PROBE_EVENTS] = {
#define PROBE_EVENT(id, name) [PROBE_EVENT_##id] = name,
#include "states.def"
    };

    return names[e];
}
