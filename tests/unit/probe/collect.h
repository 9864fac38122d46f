/* SPDX-License-Identifier: MIT */
/* Run a list of targets and keep what the results say. */
#ifndef TEST_COLLECT_H
#define TEST_COLLECT_H

#include <probe/probe.h>

struct collected {
    struct probe_result result; /* its slices are not to be used */
    size_t leaf_len;
    uint8_t leaf[4096];
    unsigned times; /* results for this target: must be 1 */
    unsigned order; /* when it ended, from 1 */
};

struct collector {
    const struct probe_target *targets;
    size_t n, pulled;
    struct collected *each;
    unsigned ended;
    struct probe *probe;
    unsigned stop_after; /* probe_stop after so many results; 0: never */
};

/* One collected a target, in the order given; free() it. */
struct collected *collect(const struct probe_options *o, const struct probe_target *targets,
                          size_t n);
struct collected collect_one(const struct probe_options *o, const char *host, uint16_t port,
                             bool reversed);
void collect_run(struct collector *c, const struct probe_options *o);

#endif
