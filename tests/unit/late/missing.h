/* SPDX-License-Identifier: MIT */
/* A machine without the library: loading it is wrapped by the linker. */
#ifndef MISSING_H
#define MISSING_H

#include <os/library.h>

static bool missing;

bool __real_os_library_load(struct os_library *library);
bool __wrap_os_library_load(struct os_library *library);

bool
__wrap_os_library_load(struct os_library *library)
{
    return !missing && __real_os_library_load(library);
}

#endif
