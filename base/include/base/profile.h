/* SPDX-License-Identifier: MIT */
/*
 * Profiles: who judges the certificate of an endpoint, for which usage, and
 * which events the judging side logs when it refuses. One row in profile.def
 * each. Both programs read this table; it knows nothing of certificates.
 */
#ifndef BASE_PROFILE_H
#define BASE_PROFILE_H

#include <base/declare.h>
#include <base/slice.h>

BASE_BEGIN_DECLS

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

/* On which of the products' servers the port is. */
enum base_zone { BASE_ZONE_OTHER, BASE_ZONE_EDGE, BASE_ZONE_FRONT_END };

/* Which kind of program judges; base_profile.judge has it in words. */
enum base_judge {
    BASE_JUDGE_OTHER,
    BASE_JUDGE_DATA_MCU,
    BASE_JUDGE_CLIENTS, /* of conferences */
    BASE_JUDGE_DOTNET,  /* any .NET program */
    BASE_JUDGE_RTCSRV,
};

#define BASE_PROFILE_PORTS 4

struct base_profile {
    enum base_profile_id id;
    const char *name;
    const char *judge;              /* who judges, in words */
    const char *about;              /* one line for --explain and the manual */
    const char *users;              /* who notices what when a connection breaks */
    const char *sourced, *inferred; /* about the profile, for --explain; inferred may be NULL */

    uint16_t ports[BASE_PROFILE_PORTS];  /* default ports; 0 = none */
    uint16_t shared[BASE_PROFILE_PORTS]; /* others that mean it, but which other services use too */
    bool bare;                           /* a host without port and profile means its ports */
    const char *role; /* of the service that has it: "EdgeServer" of EdgeServer:POOL; or NULL */
    enum base_zone zone;

    unsigned required; /* base_usage bits of the peer's certificate */
    unsigned advised;  /* missing ones are a warning */
    enum base_judge judges;
    bool native; /* the judging side is no .NET program: it compared usages before 2017 too */
    bool names;  /* it compares the host name */
    bool plain;  /* what counts is whether the port speaks TLS: no certificate is judged */
    uint16_t events[2]; /* logged by the judging side, in order; 0 = none */

    const char *verifiers; /* who judges, and at which changes, where the user says neither: the */
    const char *changes;   /* names that --verifier and --change take, parted by commas */

    const char *dialogue; /* said in clear before TLS: a name that --starttls takes */
    uint16_t direct[BASE_PROFILE_PORTS]; /* where TLS begins at once all the same */

    bool reversed; /* the TLS roles are expected to be reversed */
    bool pooled;   /* a name with several addresses is several machines: each is probed */
    bool alike;    /* the members of a pool have one certificate */
    bool indirect; /* stands in for another port, which shows the same certificate */
    uint16_t fallback[BASE_PROFILE_PORTS]; /* ports that show the same certificate, best first */
    bool fallback_asked;    /* ... only where the user asks: the certificates may differ */
    bool front_end;         /* a host that speaks TLS there is a Front End */
    const char *turns_into; /* the profile that it is on a Front End, or NULL */
};

const struct base_profile *base_profile_get(enum base_profile_id id);
const struct base_profile *base_profile_named(struct base_slice name); /* any case; NULL: none */

/* What the profile becomes on a Front End: itself, or what it turns into. */
const struct base_profile *base_profile_on_front_end(const struct base_profile *p);
/* What a target of the profile was before it was known to be a Front End's: itself, or what
 * turns into it. */
const struct base_profile *base_profile_before(const struct base_profile *p);

/* What is said in clear before TLS on the port, or NULL. */
const char *base_profile_dialogue(const struct base_profile *p, uint16_t port);

/* Is it judged by the rule of the updates of May 2017? */
bool base_profile_is_of_2017(const struct base_profile *p);

bool base_profile_has_port(const struct base_profile *p, uint16_t port); /* by default; not 0 */

/* What a port means when nobody said: its profile, else tls-server. */
const struct base_profile *base_profile_of_port(uint16_t port);

/* Do other services use the port too, so that what it means must be said to be a guess? */
bool base_profile_is_guess(uint16_t port);

BASE_END_DECLS

#endif
