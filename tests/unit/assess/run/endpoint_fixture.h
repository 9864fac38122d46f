/* SPDX-License-Identifier: MIT */
/* An endpoint that one Edge Server's results are judged by. */
#ifndef TESTS_ASSESS_ENDPOINT_FIXTURE_H
#define TESTS_ASSESS_ENDPOINT_FIXTURE_H

#include "fixture.h"

#include "run/endpoint.h"

static struct inventory *targets;
static struct assess_options options;
static struct assess_store store;
static struct assess_endpoint endpoint;

static int
setup(void **state)
{
    static const char *const words[] = { "edge01.contoso.com:8057/edge-psom", NULL };

    (void)state;
    targets = fixture_targets(words);
    assess_options_init(&options);
    options.policy.at_s = FIXTURE_AT_S;
    endpoint = (struct assess_endpoint){ .options = &options, .store = &store };
    return assess_store_init(&store) ? 0 : -1;
}

static int
teardown(void **state)
{
    (void)state;
    assess_store_clear(&store);
    inventory_free(targets);
    return 0;
}

#endif
