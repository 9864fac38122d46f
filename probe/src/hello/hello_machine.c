/* SPDX-License-Identifier: MIT */
/* The table walk. */
#include "hello_internal.h"

static const struct hello_move moves[HELLO_STATES][HELLO_EVENTS] = {
#define HELLO_MOVE(state_, event_, body_, limit_, action_, next_)                                  \
    [HELLO_STATE_##state_][HELLO_EVENT_##event_] = {                                               \
        .body = HELLO_##body_, .next = HELLO_STATE_##next_, .limit = limit_, .action = action_     \
    },
#include "hello_states.def"
};

const struct hello_move *
hello_move(const struct probe_hello_engine *e, enum hello_event event)
{
    return &moves[e->state][event];
}

void
hello_event(struct probe_hello_engine *e, enum hello_event event, const struct hello_input *in)
{
    const struct hello_move *move = hello_move(e, event);

    if (move->body == HELLO_UNEXPECTED) {
        hello_unexpected(e, event);
        return;
    }
    move->action(e, in);
    if (e->outcome != PROBE_OUTCOME_MORE)
        return;
    e->state = move->next;
    if (e->state == HELLO_STATE_OVER)
        hello_over(e, PROBE_OUTCOME_DONE, ALERT_CLOSE_NOTIFY);
}

void
hello_unexpected(struct probe_hello_engine *e, enum hello_event event)
{
    struct base_text t = hello_error(e, PROBE_PROTOCOL, -1);

    base_text_str(&t, hello_event_words(event));
    if (event == HELLO_EVENT_OTHER_MESSAGE || event == HELLO_EVENT_OTHER_RECORD) {
        base_text_str(&t, " (");
        base_text_u64(&t, event == HELLO_EVENT_OTHER_RECORD ? e->record_type : e->message[0]);
        base_text_byte(&t, ')');
    }
    base_text_str(&t, " arrived where ");
    base_text_str(&t, hello_state_words((enum hello_state)e->state));
    base_text_str(&t, " was expected");
    hello_ended(e, ALERT_UNEXPECTED_MESSAGE);
}
