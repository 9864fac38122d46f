/* SPDX-License-Identifier: MIT */
/* The columns and properties that are understood, and the products. */
#include <base/product.h>

#include "row.h"

#include <string.h>

static const struct inventory_column columns[] = {
#define INVENTORY_COLUMN(name_, field_, rank_, holds_)                                             \
    { .name = name_,                                                                               \
      .field = INVENTORY_FIELD_##field_,                                                           \
      .rank = rank_,                                                                               \
      .holds = INVENTORY_##holds_ },
#include "columns.def"
#undef INVENTORY_COLUMN
};

static bool
is_filler(uint8_t c)
{
    return c != '\0' && strchr(" \t-_./()[]:", c) != NULL;
}

static bool
column_is(struct base_slice text, const char *name)
{
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];

        if (is_filler(c))
            continue;
        if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != (uint8_t)*name)
            return false;
        name++;
    }
    return *name == '\0';
}

const struct inventory_column *
inventory_column_named(struct base_slice name)
{
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        if (column_is(name, columns[i].name))
            return &columns[i];
    return NULL;
}

#define NAMED_RANK 7 /* the usual ones, for messages: all of them do not fit in a line */

const char *
inventory_host_columns(char *buf, size_t cap)
{
    struct base_text t;

    base_text_init(&t, buf, cap);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        if (columns[i].field != INVENTORY_FIELD_HOST || columns[i].rank > NAMED_RANK)
            continue;
        base_text_str(&t, t.len == 0 ? "" : ", ");
        base_text_str(&t, columns[i].name);
    }
    return buf;
}

const char *
inventory_product_named(struct base_slice text)
{
    const struct base_product *product = text.len == 0 ? NULL : base_product_named(text);

    return product == NULL ? NULL : product->name;
}
