/* SPDX-License-Identifier: MIT */
/*
 * A hand-made estate: one result for each thing a report must get right. No
 * clock, no key, no file: the same bytes on each machine, for golden files.
 */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <assess/result.h>

#define FIXTURE_MAX 64

struct fixture {
    struct assess_run_info run; /* counts filled in */
    struct assess_result results[FIXTURE_MAX];
    size_t n;
};

/* Built once; live for the whole program. */
const struct fixture *fixture_endpoints(void);
const struct fixture *fixture_files(void);
const struct fixture *fixture_hostile(void);
const struct fixture *fixture_crowd(void); /* more servers than a map can show */

/* The result of a fixture for this target or file; fails the test if there is none. */
const struct assess_result *fixture_find(const struct fixture *f, const char *name);

#endif
