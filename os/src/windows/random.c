/* SPDX-License-Identifier: MIT */
#include <os/random.h>

#include "wide.h"

#include <bcrypt.h>

bool
os_random(void *out, size_t n)
{
    return n <= ULONG_MAX &&
           BCryptGenRandom(NULL, out, (ULONG)n, BCRYPT_USE_SYSTEM_PREFERRED_RNG) >= 0;
}
