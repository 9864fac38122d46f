/* SPDX-License-Identifier: MIT */
#include <base/profile.h>

#define S BASE_USAGE_SERVER_AUTH
#define C BASE_USAGE_CLIENT_AUTH

static const struct base_profile profiles[BASE_PROFILE_COUNT] = {
#define BASE_PROFILE(id_, name_, port0, port1, required_, advised_, reversed_, event0, event1,     \
                     judge_, about_)                                                               \
    [BASE_PROFILE_##id_] = { .id = BASE_PROFILE_##id_,                                             \
                             .name = name_,                                                        \
                             .ports = { port0, port1 },                                            \
                             .required = required_,                                                \
                             .advised = advised_,                                                  \
                             .reversed = reversed_,                                                \
                             .events = { event0, event1 },                                         \
                             .judge = judge_,                                                      \
                             .about = about_ },
#include <base/profile.def>
#undef BASE_PROFILE
};

const char *
base_usage_name(unsigned one_usage)
{
    switch (one_usage) {
    case BASE_USAGE_SERVER_AUTH:
        return "serverAuth";
    case BASE_USAGE_CLIENT_AUTH:
        return "clientAuth";
    default:
        return "";
    }
}

const struct base_profile *
base_profile_get(enum base_profile_id id)
{
    return (unsigned)id < BASE_PROFILE_COUNT ? &profiles[id] : NULL;
}

const struct base_profile *
base_profile_named(struct base_slice name)
{
    for (size_t i = 0; i < BASE_PROFILE_COUNT; i++)
        if (base_slice_eq_str(name, profiles[i].name))
            return &profiles[i];
    return NULL;
}

const struct base_profile *
base_profile_of_port(uint16_t port)
{
    for (size_t i = 0; port != 0 && i < BASE_PROFILE_COUNT; i++)
        if (profiles[i].ports[0] == port || profiles[i].ports[1] == port)
            return &profiles[i];
    return &profiles[BASE_PROFILE_TLS_SERVER];
}
