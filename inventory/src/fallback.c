/* SPDX-License-Identifier: MIT */
/* Other ports that show the same certificate, for when the PSOM port is firewalled. */
#include "internal.h"

/*
 * In order of preference. An Edge has one internal certificate for all its services. A Front End
 * shows its Default certificate to SIP and conferencing, but the Reach ports may have the web
 * services' certificates instead, so those come along.
 */
static const struct {
    enum base_profile_id profile;
    uint16_t ports[INVENTORY_FALLBACKS_MAX];
} fallbacks[] = {
    { BASE_PROFILE_EDGE_PSOM, { 4443, 5061, 5062 } },
    { BASE_PROFILE_FE_PSOM, { 5061, 444, 443, 4443 } },
};

size_t
inventory_fallback_ports(const struct inventory_target *t, uint16_t out[INVENTORY_FALLBACKS_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < sizeof fallbacks / sizeof fallbacks[0]; i++)
        for (size_t k = 0; t->profile->id == fallbacks[i].profile && k < INVENTORY_FALLBACKS_MAX &&
                           fallbacks[i].ports[k] != 0;
             k++)
            if (fallbacks[i].ports[k] != t->port)
                out[n++] = fallbacks[i].ports[k];
    if (n > 0 && t->fallback_port != 0) /* the topology's replication port, for the first */
        out[0] = t->fallback_port;
    return n;
}
