/* SPDX-License-Identifier: MIT */
/* Why a target has no certificate, in words. Pure. */
#ifndef PROBE_FAIL_H
#define PROBE_FAIL_H

#include <probe/result.h>

#define PROBE_DURATION_TEXT 24

/* Overwrite e; text is printf's and must be safe to print. */
void probe_fail_set(struct probe_error *e, enum probe_class kind, enum probe_stage stage,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));

/*
 * Words for an ending that class, alert and the circumstances say all about, the
 * same for both engines: alerts, refusals, closes. Others keep their text.
 */
struct probe_circumstances {
    bool peer_is_client;
    bool heard; /* the peer said something */
    bool shown; /* a certificate, before the end */
};
void probe_fail_describe(struct probe_error *e, const struct probe_circumstances *c);

/* "7.5 s", "300 ms" */
void probe_fail_duration(uint64_t us, char out[PROBE_DURATION_TEXT]);

#endif
