/* SPDX-License-Identifier: MIT */
/*
 * Profiles: who judges the certificate of an endpoint, for which usage, and
 * which events the judging side logs when it refuses. One row in profile.def
 * each. Both programs read this table; it knows nothing of certificates.
 */
#ifndef BASE_PROFILE_H
#define BASE_PROFILE_H

#include <base/slice.h>

/* Extended key usages a judging side can require (rule R1). */
enum base_usage {
    BASE_USAGE_SERVER_AUTH = 1u, /* 1.3.6.1.5.5.7.3.1 */
    BASE_USAGE_CLIENT_AUTH = 2u, /* 1.3.6.1.5.5.7.3.2 */
};
#define BASE_USAGES 2                            /* bits above */
const char *base_usage_name(unsigned one_usage); /* "serverAuth" */

enum base_profile_id {
#define BASE_PROFILE(id, ...) BASE_PROFILE_##id,
#include <base/profile.def>
#undef BASE_PROFILE
    BASE_PROFILE_COUNT
};

struct base_profile {
    enum base_profile_id id;
    const char *name;
    uint16_t ports[2]; /* default ports; 0 = none */
    unsigned required; /* base_usage bits of the peer's certificate */
    unsigned advised;  /* missing ones are a warning */
    bool reversed;     /* the TLS roles are expected to be reversed */
    bool native;       /* the judging side is no .NET program: it compared usages before 2017 too */
    uint16_t events[2]; /* logged by the judging side, in order; 0 = none */
    const char *judge;  /* who judges, in words */
    const char *about;  /* one line for --explain and the manual */
};

const struct base_profile *base_profile_get(enum base_profile_id id);
const struct base_profile *base_profile_named(struct base_slice name); /* any case; NULL: none */

/* What a port means when nobody said: its profile, else tls-server. */
const struct base_profile *base_profile_of_port(uint16_t port);

/* Do other services use the port too, so that what it means must be said to be a guess? */
bool base_profile_is_guess(uint16_t port);

#endif
