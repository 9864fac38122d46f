/* SPDX-License-Identifier: MIT */
/* What the purity test is to find: it fails on this. */
#include <stdio.h>
#include <time.h>

int impure(void);

int
impure(void)
{
    return printf("%ld\n", (long)time(NULL));
}
