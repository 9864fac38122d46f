/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include <os/random.h>

#include <sys/random.h>

bool
os_random(void *out, size_t n)
{
    return getrandom(out, n, 0) == (ssize_t)n;
}
