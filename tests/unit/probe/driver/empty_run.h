/* SPDX-License-Identifier: MIT */
/* A run of which nothing is set yet, for each test. */
#ifndef EMPTY_RUN_H
#define EMPTY_RUN_H

#include "driver/run.h"

#include <stdlib.h>

static struct probe *run;

static int
begin(void **state)
{
    (void)state;
    run = calloc(1, sizeof *run);
    return run == NULL;
}

static int
end(void **state)
{
    (void)state;
    free(run);
    return 0;
}

#endif
