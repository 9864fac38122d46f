/* SPDX-License-Identifier: MIT */
#include <advice/event.h>

static const struct report_event events[] = {
#define REPORT_IMPACT(...)
#define REPORT_EVENT(number_, source_, level_, meaning_, sourced_, inferred_)                      \
    { .number = number_,                                                                           \
      .source = source_,                                                                           \
      .level = level_,                                                                             \
      .meaning = meaning_,                                                                         \
      .sourced = sourced_,                                                                         \
      .inferred = inferred_ },
#include "events.def"
#undef REPORT_EVENT
#undef REPORT_IMPACT
};

static const struct {
    enum base_profile_id profile;
    struct report_impact impact;
} impacts[] = {
#define REPORT_EVENT(...)
#define REPORT_IMPACT(profile_, users_, sourced_, inferred_)                                       \
    { BASE_PROFILE_##profile_, { .users = users_, .sourced = sourced_, .inferred = inferred_ } },
#include "events.def"
#undef REPORT_EVENT
#undef REPORT_IMPACT
};

const struct report_event *
report_event_at(size_t n)
{
    return n < sizeof events / sizeof events[0] ? &events[n] : NULL;
}

const struct report_event *
report_event_get(uint16_t number)
{
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
        if (events[i].number == number)
            return &events[i];
    return NULL;
}

const struct report_impact *
report_impact(const struct base_profile *profile)
{
    static const struct report_impact nothing = { "", "", "" };

    for (size_t i = 0; i < sizeof impacts / sizeof impacts[0]; i++)
        if (impacts[i].profile == profile->id)
            return &impacts[i].impact;
    return &nothing;
}

size_t
report_events(const struct report_result *r, uint16_t out[2])
{
    size_t n = 0;

    if (r->profile == NULL || (r->verdict != CERTCHECK_BREAKS && r->verdict != CERTCHECK_BROKEN))
        return 0;
    for (size_t i = 0; i < 2; i++)
        if (r->profile->events[i] != 0)
            out[n++] = r->profile->events[i];
    return n;
}
