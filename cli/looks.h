/* SPDX-License-Identifier: MIT */
/*
 * Looking further at targets that answered: at the other addresses of a name, and for a second
 * certificate of a TLS server. Groups wait here meanwhile. All within the target's time.
 */
#ifndef CLI_LOOKS_H
#define CLI_LOOKS_H

#include "endpoint.h"
#include "groups.h"

#include <probe/probe.h>

struct cli_looking {
    struct cli_group group;
    size_t member, address, look; /* the next to look at */
    bool by_key, tls13;
    enum probe_key key;
    char text[64]; /* the address */
    bool waits, used;
};

struct cli_looks {
    struct cli_looking *at; /* slots, used again */
    size_t n, waiting;
    struct cli_endpoint *judge; /* is it ready? room that is free between results */
    const struct cli_options *options;
};

/* Is there anything further to look at? Notes with members what will not be seen. */
bool cli_looks_help(struct cli_looks *l, struct cli_group *g);

/* Take over a group that it helps. False: no memory; the caller goes on with it as it is. */
bool cli_looks_begin(struct cli_looks *l, struct cli_group *group);

bool cli_looks_pull(struct cli_looks *l, struct probe_target *out, size_t *slot);

/* Its result. True: the group is the caller's again; false: there is more to look at. */
bool cli_looks_done(struct cli_looks *l, size_t slot, const struct probe_result *probe,
                    struct cli_group *out);

/* Groups that an interrupt left waiting, one by one. */
bool cli_looks_pop(struct cli_looks *l, struct cli_group *out);
void cli_looks_clear(struct cli_looks *l);

/* Judge all looks at a member; e->result is the worst's, with what is to be said of the others.
 * one is room for it and lives as long as the result. */
void cli_looks_judge(struct cli_endpoint *e, const struct cli_member *m, struct cli_member *one,
                     const struct base_profile *profile, const char *product);

#endif
