/* SPDX-License-Identifier: MIT */
#include <os/error.h>

#include <string.h>

const char *
os_error_text(int error)
{
    return strerror(error);
}
