/* SPDX-License-Identifier: MIT */
/* A cursor over a text, as the kinds of lists get it, and what came of it. */
#ifndef TESTS_INVENTORY_LISTS_H
#define TESTS_INVENTORY_LISTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "dump.h"
#include "list/kinds.h"

static char said[BASE_WHY_MAX];     /* the last fault */
static char told[4 * BASE_WHY_MAX]; /* all that the list went on after, a line each */
static struct base_text said_text, told_text;

static inline void
tell(void *ctx, const char *why)
{
    (void)ctx;
    base_text_str(&told_text, why);
    base_text_byte(&told_text, '\n');
}

/* goes_on: a fault of a row does not end the list. */
static inline struct inventory_list
list_begin(struct base_slice text, bool goes_on)
{
    const struct inventory_options options = { .fault = goes_on ? tell : NULL };
    struct inventory_list l = { .inv = inventory_new(&options),
                                .lines = { .text = text, .next = 1 },
                                .name = "list",
                                .why = &said_text };

    assert_non_null(l.inv);
    base_text_init(&said_text, said, sizeof said);
    base_text_init(&told_text, told, sizeof told);
    return l;
}

/* The targets are want, and so many rows named something. */
static inline void
list_end(struct inventory_list *l, const char *want, size_t rows)
{
    static char got[4096];

    assert_string_equal(dump(l->inv, got, sizeof got), want);
    assert_int_equal(l->rows, rows);
    inventory_free(l->inv);
}

#endif
