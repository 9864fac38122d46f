/* SPDX-License-Identifier: MIT */
/* How a run connects and judges, as the options say: what struct assess_options borrows from. */
#ifndef CLI_CONNECTING_H
#define CLI_CONNECTING_H

#include "options.h"
#include "present/keystore.h"
#include "present/trial.h"
#include "proxy.h"

struct cli_connecting {
    struct assess_options assess; /* all but the policy, which has the time */
    struct cli_proxy proxy;
    struct cli_keystore keystore;
    struct cli_trial trial;
    struct probe_override *overrides; /* of --resolve; owned, as are their texts */
    size_t overrides_n;
};

/* c is zeroed; product: of targets whose source does not say. False: why; clear it all the same. */
bool cli_connecting_prepare(struct cli_connecting *c, const struct cli_options *o,
                            const char *product, struct base_text *why);
void cli_connecting_clear(struct cli_connecting *c);

/* How many who connect to us can be served at once: the limit of open files says so. */
unsigned cli_affordable_peers(const struct cli_options *o);

#endif
