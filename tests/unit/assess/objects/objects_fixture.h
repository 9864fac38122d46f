/* SPDX-License-Identifier: MIT */
/* One run over files and what was heard of it, for each test anew. */
#ifndef ASSESS_OBJECTS_FIXTURE_H
#define ASSESS_OBJECTS_FIXTURE_H

#include "templates_fixture.h"

static struct heard heard;
static struct assess_store store;
static struct assess_objects *run;

static void
open_objects(const struct assess_objects_options *o)
{
    run = heard_run(&heard, &store, o);
}

static int
teardown(void **state)
{
    (void)state;
    assess_objects_free(run);
    assess_store_clear(&store);
    return 0;
}

#endif
