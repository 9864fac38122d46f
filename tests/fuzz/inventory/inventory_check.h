/* SPDX-License-Identifier: MIT */
/* What holds for every inventory and every refusal, whatever bytes came in. */
#ifndef TESTS_FUZZ_INVENTORY_CHECK_H
#define TESTS_FUZZ_INVENTORY_CHECK_H

#include "fuzz.h"

#include <inventory/inventory.h>

#include <stdlib.h>
#include <string.h>

#define FUZZ_TARGETS_MAX 4096

static inline void
must(bool holds)
{
    if (!holds)
        abort();
}

/* One line of safe text. */
static inline void
check_text(const char *text)
{
    struct base_slice s = base_slice_str(text);
    bool valid;

    must(s.len > 0);
    for (size_t at = 0; at < s.len;)
        must(!base_rune_is_unsafe(base_utf8_next(s, &at, &valid)));
}

/* A target written as text is the same target when read again. */
static inline void
check_again(struct inventory *inv, const struct inventory_target *t)
{
    char key[INVENTORY_TEXT_MAX], why[BASE_WHY_MAX];
    size_t folded = inventory_folded(inv);
    struct base_text text;

    base_text_init(&text, key, sizeof key);
    inventory_target_key(t, &text);
    must(!text.cut);
    must(inventory_add(inv, key, "again", BASE_TEXT_IN(why)));
    must(inventory_folded(inv) == folded + 1);
}

static inline void
check_inventory(struct inventory *inv)
{
    size_t n = inventory_count(inv);

    must(n <= FUZZ_TARGETS_MAX);
    must(inventory_complete(inv));
    must(inventory_shuffle(inv));
    for (size_t i = 0; i < n; i++) {
        const struct inventory_target *t = inventory_at(inv, i);

        must(t->port != 0 && t->profile != NULL);
        must(strlen(t->host) <= INVENTORY_HOST_MAX);
        check_text(t->host);
        check_text(t->origin); /* a line is a number */
        must(t->group == 0 || t->port_named || inventory_group_size(inv, t) > 0);
        must(inventory_shard(t, 7) < 7);
        check_again(inv, t);
    }
    must(inventory_count(inv) == n);
    for (size_t i = 0; i < inventory_notes(inv); i++)
        check_text(inventory_note(inv, i));
}

static inline struct inventory *
fuzz_inventory(void)
{
    struct inventory *inv =
        inventory_new(&(struct inventory_options){ .max_targets = FUZZ_TARGETS_MAX });

    must(inv != NULL);
    return inv;
}

#endif
