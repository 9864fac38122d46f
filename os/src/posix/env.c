/* SPDX-License-Identifier: MIT */
#include <os/env.h>

#include <stdlib.h>

const char *
os_env(const char *name)
{
    return getenv(name);
}
