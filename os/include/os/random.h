/* SPDX-License-Identifier: MIT */
#ifndef OS_RANDOM_H
#define OS_RANDOM_H

#include <stdbool.h>
#include <stddef.h>

/* From the system's generator. False: not to be had. */
bool os_random(void *out, size_t n);

#endif
