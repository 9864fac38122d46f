/* SPDX-License-Identifier: MIT */
/* What is said in clear before TLS, as a talker. */
#ifndef PROBE_DIALOGUE_TALKER_H
#define PROBE_DIALOGUE_TALKER_H

#include "dialogue/dialogue.h"
#include "talker.h"

/* Makes the talker of the TLS that begins; NULL: no memory. */
typedef struct probe_talker *probe_talker_make_fn(void *ctx);

/*
 * Through a proxy, then a dialogue, then what make returns; one of the first two may be
 * NULL. names is copied, its strings and ctx are borrowed until the talker is freed.
 * NULL: no memory.
 */
struct probe_talker *probe_dialogue_talker(const struct dialogue_script *proxy,
                                           const struct dialogue_script *dialogue,
                                           const struct dialogue_names *names,
                                           probe_talker_make_fn *make, void *ctx);

/* Is the first part, a proxy's, behind us? */
bool probe_dialogue_is_through(const struct probe_talker *t);

#endif
