/* SPDX-License-Identifier: MIT */
/* Other ports that show the same certificate, for when the PSOM port is firewalled. */
#include "internal.h"

size_t
inventory_fallback_ports(const struct inventory_target *t, uint16_t out[INVENTORY_FALLBACKS_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < INVENTORY_FALLBACKS_MAX; i++)
        if (t->profile->fallback[i] != 0 && t->profile->fallback[i] != t->port)
            out[n++] = t->profile->fallback[i];
    if (n > 0 && t->fallback_port != 0) /* the topology's replication port, for the first */
        out[0] = t->fallback_port;
    return n;
}
