/* SPDX-License-Identifier: MIT */
/* What the tests of map and tree draw: results of ports of hosts. */
#ifndef PLACED_H
#define PLACED_H

#include "html/made.h"

static inline void
add(const char *host, uint16_t port, enum certcheck_verdict verdict, enum base_profile_id profile)
{
    const struct assess_result r = { .target = host,
                                     .host = host,
                                     .port = port,
                                     .verdict = verdict,
                                     .profile = base_profile_get(profile) };

    add_result(&r);
}

static inline uint32_t
host_of(const struct html_record *r)
{
    return r->host;
}

#endif
