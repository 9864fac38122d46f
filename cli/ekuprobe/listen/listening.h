/* SPDX-License-Identifier: MIT */
/* --listen: which ports, what is asked for, and that somebody may now connect. */
#ifndef CLI_LISTENING_H
#define CLI_LISTENING_H

#include <assess/inbound.h>

#include "options.h"

struct cli_listening {
    struct assess_listening listening;
    char (*addresses)[64];       /* of the ports; owned, as is all below */
    struct base_slice *ca_names; /* each owned */
};

/* Read --listen, --starttls and --ca-names. False: why is one line. */
bool cli_listening_load(struct cli_listening *l, const struct cli_options *o,
                        struct base_text *why);
void cli_listening_clear(struct cli_listening *l);

/* Bind. False: why is one line. */
bool cli_listening_open(struct cli_listening *l, struct assess *a, struct base_text *why);

/* On standard error, a line for each port: peers may come. */
void cli_listening_say(const struct assess_listening *l, const struct cli_options *o);

#endif
