/* SPDX-License-Identifier: MIT */
#include "hello_internal.h"

#include <string.h>

static const struct hello_alert alerts[] = {
#define HELLO_ALERT(number_, name_, light_, wide_, after_)                                         \
    { .number = number_,                                                                           \
      .light = PROBE_OUTCOME_##light_,                                                             \
      .wide = PROBE_OUTCOME_##wide_,                                                               \
      .after = PROBE_##after_,                                                                     \
      .name = #name_ },
#include "hello_alerts.def"
};

static const struct {
    size_t offset, len;
    const char *bytes, *name;
} greetings[] = {
#define HELLO_GREETING(offset_, bytes_, name_) { offset_, sizeof bytes_ - 1, bytes_, name_ },
#include "hello_greetings.def"
};

const struct hello_alert *
hello_alert(int number)
{
    for (size_t i = 0; i < sizeof alerts / sizeof alerts[0]; i++)
        if (alerts[i].number == number)
            return &alerts[i];
    return NULL;
}

const char *
probe_alert_name(int alert)
{
    const struct hello_alert *a = hello_alert(alert);

    return a != NULL ? a->name : NULL;
}

const char *
hello_greeting_known(struct base_slice s)
{
    for (size_t i = 0; i < sizeof greetings / sizeof greetings[0]; i++)
        if (s.len >= greetings[i].offset + greetings[i].len &&
            memcmp(s.ptr + greetings[i].offset, greetings[i].bytes, greetings[i].len) == 0)
            return greetings[i].name;
    return NULL;
}

const char *
hello_greeting_name(struct base_slice s)
{
    const char *known = hello_greeting_known(s);

    return known != NULL ? known : "bytes that are not TLS";
}

const char *
hello_event_words(enum hello_event event)
{
    static const char *const words[HELLO_EVENTS] = {
#define HELLO_EVENT(id, words_) [HELLO_EVENT_##id] = words_,
#include "hello_states.def"
    };

    return words[event];
}

const char *
hello_state_words(enum hello_state state)
{
    static const char *const words[HELLO_STATES] = {
#define HELLO_STATE(id, words_) [HELLO_STATE_##id] = words_,
#include "hello_states.def"
    };

    return words[state];
}

bool
probe_alert_wants_more(int alert)
{
    const struct hello_alert *a = hello_alert(alert);

    return a != NULL && a->wide == PROBE_OUTCOME_OPENSSL;
}

enum probe_class
probe_alert_class(int alert)
{
    const struct hello_alert *a = hello_alert(alert);

    return a != NULL ? (enum probe_class)a->after : PROBE_PEER_REFUSED_US;
}
