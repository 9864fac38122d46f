/* SPDX-License-Identifier: MIT */
#include <advice/event.h>

static const struct advice_event events[] = {
#define ADVICE_EVENT(number_, source_, level_, meaning_, sourced_, inferred_)                      \
    { .number = number_,                                                                           \
      .source = source_,                                                                           \
      .level = level_,                                                                             \
      .meaning = meaning_,                                                                         \
      .sourced = sourced_,                                                                         \
      .inferred = inferred_ },
#include "events.def"
#undef ADVICE_EVENT
};

const struct advice_event *
advice_event_at(size_t n)
{
    return n < sizeof events / sizeof events[0] ? &events[n] : NULL;
}

const struct advice_event *
advice_event_get(uint16_t number)
{
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
        if (events[i].number == number)
            return &events[i];
    return NULL;
}

/* Where only other changes were asked about, the events of 2017 will not be logged. */
static bool
is_of_2017(const struct assess_result *r)
{
    if (r->forecast == NULL || r->forecast->changes_n == 0)
        return true;
    for (size_t i = 0; i < r->forecast->changes_n; i++)
        if (r->forecast->changes[i].id == CERTCHECK_CHANGE_DOTNET_2017)
            return true;
    return false;
}

size_t
advice_events(const struct assess_result *r, uint16_t out[2])
{
    size_t n = 0;

    if (r->profile == NULL || (r->verdict != CERTCHECK_BREAKS && r->verdict != CERTCHECK_BROKEN))
        return 0;
    if (!is_of_2017(r))
        return 0;
    for (size_t i = 0; i < 2; i++)
        if (r->profile->events[i] != 0)
            out[n++] = r->profile->events[i];
    return n;
}
