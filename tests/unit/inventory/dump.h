/* SPDX-License-Identifier: MIT */
/* A list of targets as one string, for tests to compare. */
#ifndef TESTS_INVENTORY_DUMP_H
#define TESTS_INVENTORY_DUMP_H

#include <inventory/inventory.h>

/* "host:port/profile host:port/profile ...", in order. */
static inline const char *
dump(const struct inventory *inv, char *buf, size_t cap)
{
    struct base_text out;

    base_text_init(&out, buf, cap);
    for (size_t i = 0; i < inventory_count(inv); i++) {
        const struct inventory_target *t = inventory_at(inv, i);

        base_text_str(&out, i == 0 ? "" : " ");
        inventory_target_text(t, &out);
        base_text_byte(&out, '/');
        base_text_str(&out, t->profile->name);
    }
    return buf;
}

/* Valid until the next call. */
static inline const char *
origin_of(const struct inventory_target *t)
{
    static char buf[INVENTORY_ORIGIN_MAX];
    struct base_text out;

    base_text_init(&out, buf, sizeof buf);
    inventory_target_origin(t, &out);
    return buf;
}

#define EDGE(h) h ":8057/edge-psom"
#define BARE(h) EDGE(h) " " h ":8060/fe-psom " h ":8061/fe-psom"

#endif
