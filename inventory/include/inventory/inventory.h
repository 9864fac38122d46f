/* SPDX-License-Identifier: MIT */
/*
 * Targets: what the user asked for, from the command line and from files, as
 * a list of endpoints in order, duplicates folded.
 */
#ifndef INVENTORY_INVENTORY_H
#define INVENTORY_INVENTORY_H

#include <base/profile.h>

#define INVENTORY_WHY_MAX 256
#define INVENTORY_HOST_MAX 253 /* RFC 1035 2.3.4, without the final dot */

struct inventory_target {
    const char *host;   /* owned by the inventory; IPv6 without brackets */
    const char *origin; /* "argument", "hosts.txt:12", "topology.xml: pool01.contoso.com" */
    const char *product; /* "lync2010" "lync2013" "sfb2015" "sfb2019", or NULL */
    const struct base_profile *profile;
    uint32_t group;     /* targets made from one bare host share a number; 0: none */
    uint16_t port;
    bool fallback;      /* may be read through another port (--fallback) */
};

struct inventory;

struct inventory_options {
    size_t max_targets;
    uint16_t ports[64]; /* --ports: for targets that name none */
    size_t ports_n;     /* 0: bare hosts mean 8057, 8060 and 8061 */
    unsigned require;   /* not used here; profiles are kept as given */
};

struct inventory *inventory_new(const struct inventory_options *o); /* NULL: no memory */
void inventory_free(struct inventory *inv);                         /* NULL is fine */

/*
 * HOST[:PORT][/PROFILE], [IPv6][:PORT][/PROFILE], ADDRESS/BITS[:PORT][/PROFILE].
 * False: why names the thing, what is wrong with it and what is right.
 */
bool inventory_add(struct inventory *inv, const char *target, const char *origin,
                   char why[INVENTORY_WHY_MAX]);

size_t inventory_count(const struct inventory *inv);
size_t inventory_folded(const struct inventory *inv); /* duplicates dropped */
const struct inventory_target *inventory_at(const struct inventory *inv, size_t i);

#endif
