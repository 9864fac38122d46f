/* SPDX-License-Identifier: MIT */
/* A trial of three certificates at one receiver. */
#ifndef TESTS_ASSESS_TRIALS_FIXTURE_H
#define TESTS_ASSESS_TRIALS_FIXTURE_H

#include "fixture.h"

#include "run/trials.h"

static struct inventory *targets;
static struct assess_options options;
static struct assess_store store;
static struct assess_endpoint endpoint;
static struct assess_trials trials;
static struct base_slice leaves[3];
static struct assess_trial_certificate set[3];

static int
setup(void **state)
{
    static const char *const words[] = { "web.contoso.com:443/tls-server", NULL };
    static const char *const files[] = { "both/leaf.der", "webserver/leaf.der", "any/leaf.der" };

    (void)state;
    targets = fixture_targets(words);
    assess_options_init(&options);
    options.policy.at_s = FIXTURE_AT_S;
    for (size_t i = 0; i < 3; i++) {
        leaves[i] = fixture_file(files[i]);
        set[i] = (struct assess_trial_certificate){ .name = files[i],
                                                    .chain = &leaves[i],
                                                    .chain_n = 1 };
    }
    options.trial = set;
    options.trial_n = 3;
    endpoint = (struct assess_endpoint){ .options = &options, .store = &store };
    return assess_store_init(&store) && assess_trials_init(&trials, &options, &store) ? 0 : -1;
}

static int
teardown(void **state)
{
    (void)state;
    assess_trials_clear(&trials);
    assess_store_clear(&store);
    inventory_free(targets);
    return 0;
}

#endif
