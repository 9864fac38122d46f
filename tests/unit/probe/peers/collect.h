/* SPDX-License-Identifier: MIT */
/* Run a list of targets and keep what the results say. */
#ifndef TEST_COLLECT_H
#define TEST_COLLECT_H

#include "peer.h"

#include <probe/probe.h>

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>

#include <cmocka.h>

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

/* Its halves, for who runs a probe himself; ctx is a struct collector. */
probe_next_fn collect_next;
probe_done_fn collect_done;

/* Options for tests: patient, without retries. */
struct probe_options test_options(void);

/* The TLS versions, and which engine is to have spoken one. */
#define VERSIONS 4
extern const int versions[VERSIONS];
enum probe_engine engine_for(enum probe_engine asked, int version);

/* One probe of one peer, which must have seen all of its connections. */
struct collected against(peer_fn *fn, struct peer_tls tls, bool reversed,
                         const struct probe_options *o);

/* The test estate's chain, and nothing to complain about. */
void expect_chain(const struct collected *c, enum probe_role role);

/* An argument names the tests to run, with wildcards. */
int test_main(int argc, char **argv, const struct CMUnitTest *tests, size_t n);

#endif
