/* SPDX-License-Identifier: MIT */
#include <base/version.h>

const char *
base_version(void)
{
    return EKUPROBE_VERSION;
}
