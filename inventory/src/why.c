/* SPDX-License-Identifier: MIT */
#include "internal.h"

#include <stdarg.h>
#include <stdio.h>

bool
inventory_fail(char why[INVENTORY_WHY_MAX], struct base_slice thing, const char *format, ...)
{
    char shown[96];
    struct base_text t;
    va_list ap;
    int n;

    base_text_init(&t, shown, sizeof shown);
    base_text_safe(&t,
                   inventory_part(thing, 0, thing.len < sizeof shown ? thing.len : sizeof shown));
    n = snprintf(why, INVENTORY_WHY_MAX, "'%s%s': ", shown, t.cut ? "..." : "");
    if (n < 0 || n >= INVENTORY_WHY_MAX)
        return false;
    va_start(ap, format);
    (void)vsnprintf(why + n, INVENTORY_WHY_MAX - (size_t)n, format, ap);
    va_end(ap);
    return false;
}
