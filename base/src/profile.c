/* SPDX-License-Identifier: MIT */
#include <base/profile.h>

#include <string.h>

#define S BASE_USAGE_SERVER_AUTH
#define C BASE_USAGE_CLIENT_AUTH

static const struct base_profile profiles[BASE_PROFILE_COUNT] = {
#define BASE_PROFILE(id_, ...) [BASE_PROFILE_##id_] = { .id = BASE_PROFILE_##id_, __VA_ARGS__ },
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

const struct base_profile *
base_profile_on_front_end(const struct base_profile *p)
{
    return p->turns_into == NULL ? p : base_profile_named(base_slice_str(p->turns_into));
}

const struct base_profile *
base_profile_before(const struct base_profile *p)
{
    for (size_t i = 0; i < BASE_PROFILE_COUNT; i++)
        if (profiles[i].turns_into != NULL && strcmp(profiles[i].turns_into, p->name) == 0)
            return &profiles[i];
    return p;
}

static bool
has(const uint16_t ports[BASE_PROFILE_PORTS], uint16_t port)
{
    for (size_t i = 0; port != 0 && i < BASE_PROFILE_PORTS; i++)
        if (ports[i] == port)
            return true;
    return false;
}

bool
base_profile_has_port(const struct base_profile *p, uint16_t port)
{
    return has(p->ports, port);
}

const char *
base_profile_dialogue(const struct base_profile *p, uint16_t port)
{
    return has(p->direct, port) ? NULL : p->dialogue;
}

bool
base_profile_is_of_2017(const struct base_profile *p)
{
    return p->changes != NULL && strcmp(p->changes, "dotnet-2017") == 0;
}

/* The internal side of an Edge Server presents the certificate of 8057 on its replication, SIP and
 * A/V authentication ports too, which other services also use. Port 443 is any web server's first
 * of all. */
static const struct base_profile *
sharing(uint16_t port)
{
    for (size_t i = 0; i < BASE_PROFILE_COUNT; i++)
        if (has(profiles[i].shared, port))
            return &profiles[i];
    return NULL;
}

bool
base_profile_is_guess(uint16_t port)
{
    return sharing(port) != NULL;
}

const struct base_profile *
base_profile_of_port(uint16_t port)
{
    const struct base_profile *p = sharing(port);

    for (size_t i = 0; p == NULL && i < BASE_PROFILE_COUNT; i++)
        if (profiles[i].bare && has(profiles[i].ports, port))
            p = &profiles[i];
    return p != NULL ? p : &profiles[BASE_PROFILE_TLS_SERVER];
}
