/* SPDX-License-Identifier: MIT */
/* Consoles are set to UTF-8 at the start (os/start.h), so there is nothing to convert to. */
#include <output/charset.h>

bool
output_charset_open(const char *name)
{
    (void)name;
    return true;
}

void
output_charset_apply(struct output_bytes *b)
{
    (void)b;
}
