/* SPDX-License-Identifier: MIT */
#include <base/profile.h>

#define S BASE_USAGE_SERVER_AUTH
#define C BASE_USAGE_CLIENT_AUTH

static const struct base_profile profiles[BASE_PROFILE_COUNT] = {
#define BASE_PROFILE(id_, name_, port0, port1, required_, advised_, reversed_, native_, event0,    \
                     event1, judge_, about_)                                                       \
    [BASE_PROFILE_##id_] = { .id = BASE_PROFILE_##id_,                                             \
                             .name = name_,                                                        \
                             .ports = { port0, port1 },                                            \
                             .required = required_,                                                \
                             .advised = advised_,                                                  \
                             .reversed = reversed_,                                                \
                             .native = native_,                                                    \
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
        if (base_slice_eq_nocase(name, base_slice_str(profiles[i].name)))
            return &profiles[i];
    return NULL;
}

/*
 * Ports on which an Edge's internal side shows the certificate that 8057 has (replication, SIP,
 * A/V authentication), but which other services use as well. 443 is any web server's first.
 */
static const struct {
    uint16_t port;
    enum base_profile_id id;
} shared[] = {
    { 4443, BASE_PROFILE_EDGE_REPLICATION },
    { 5061, BASE_PROFILE_EDGE_REPLICATION },
    { 5062, BASE_PROFILE_EDGE_REPLICATION },
    { 443, BASE_PROFILE_TLS_SERVER },
};
#define SHARED (sizeof shared / sizeof shared[0])

static size_t
shared_port(uint16_t port)
{
    size_t i = 0;

    while (i < SHARED && shared[i].port != port)
        i++;
    return i;
}

bool
base_profile_is_guess(uint16_t port)
{
    return shared_port(port) < SHARED;
}

const struct base_profile *
base_profile_of_port(uint16_t port)
{
    size_t at = shared_port(port);

    if (at < SHARED)
        return &profiles[shared[at].id];
    for (size_t i = 0; port != 0 && i < BASE_PROFILE_COUNT; i++)
        if (profiles[i].ports[0] == port || profiles[i].ports[1] == port)
            return &profiles[i];
    return &profiles[BASE_PROFILE_TLS_SERVER];
}
