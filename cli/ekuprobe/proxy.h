/* SPDX-License-Identifier: MIT */
/* --proxy, and the variables of the environment that name one. */
#ifndef CLI_PROXY_H
#define CLI_PROXY_H

#include <base/text.h>
#include <probe/probe.h>

#include "options.h"

struct cli_proxy {
    char host[256], basic[256];
    char note[352]; /* for the reports; "": none is used */
    uint64_t mark;  /* which way targets are reached, without user and password; 0: directly */
};

/* False: why is one line. out borrows from p and the environment. */
bool cli_proxy_read(struct cli_proxy *p, const struct cli_options *o, struct probe_proxy *out,
                    struct base_text *why);

#endif
