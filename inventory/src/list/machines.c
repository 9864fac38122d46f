/* SPDX-License-Identifier: MIT */
/* A cell that lists machines: Computers of Get-CsPool. */
#include "row.h"

#include <string.h>

static bool
separates(uint8_t c)
{
    return c != '\0' && strchr(" \t\r\n,;{}", c) != NULL;
}

bool
inventory_machines_next(struct base_slice *rest, struct base_slice *name)
{
    size_t from = 0, to;

    while (from < rest->len && separates(rest->ptr[from]))
        from++;
    for (to = from; to < rest->len && !separates(rest->ptr[to]);)
        to++;
    *name = inventory_part(*rest, from, to);
    *rest = inventory_part(*rest, to, rest->len);
    return name->len > 0;
}

/* System.String[], System.Collections.Generic.List`1[System.String]: the bracket comes after a
 * name, while an IPv6 address begins with it. */
bool
inventory_machines_is_type(struct base_slice cell)
{
    return inventory_find(cell, 0, '[') < cell.len && cell.ptr[0] != '[';
}

static bool
holds(struct base_slice s, const char *text)
{
    size_t n = strlen(text);

    for (size_t i = 0; i + n <= s.len; i++)
        if (memcmp(s.ptr + i, text, n) == 0)
            return true;
    return false;
}

bool
inventory_machines_is_cut(struct base_slice cell)
{
    return holds(cell, "...") || holds(cell, "\xE2\x80\xA6") ||
           (cell.len > 0 && cell.ptr[0] == '{' && cell.ptr[cell.len - 1] != '}');
}
