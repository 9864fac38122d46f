/* SPDX-License-Identifier: MIT */
/* Which targets are reached through the proxy of the options. Pure. */
#ifndef PROBE_PROXY_H
#define PROBE_PROXY_H

#include <probe/probe.h>

#include "dialogue/dialogue.h"

/* Is there a proxy, and is the host not among those of no_proxy? */
bool probe_proxy_is_for(const struct probe_options *o, const char *host);

/* NULL: there is none. */
const struct dialogue_script *probe_proxy_script(const struct probe_options *o);

/* "proxy HOST:PORT: " and e's text, in its place. */
void probe_proxy_blame(const struct probe_options *o, struct probe_error *e);

#endif
