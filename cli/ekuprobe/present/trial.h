/* SPDX-License-Identifier: MIT */
/* --trial-certs: certificates to present to peers in turn. */
#ifndef CLI_TRIAL_H
#define CLI_TRIAL_H

#include <assess/assess.h>
#include <probe/identity.h>

#include "options.h"

struct cli_trial {
    struct assess_trial_certificate at[ASSESS_TRIAL_MAX];
    struct probe_identity *identities[ASSESS_TRIAL_MAX]; /* owned, as are the names */
    size_t n;
    char note[192]; /* for the reports: what is done; "" without a trial */
};

/* Read the directory; without the option nothing is done. False: why is one line; clear all the
 * same. What is there without a key is told on standard error. */
bool cli_trial_load(struct cli_trial *t, const struct cli_options *o, struct base_text *why);
void cli_trial_clear(struct cli_trial *t);

#endif
