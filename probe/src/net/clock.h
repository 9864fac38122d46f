/* SPDX-License-Identifier: MIT */
/* The monotonic clock, in microseconds. */
#ifndef PROBE_CLOCK_H
#define PROBE_CLOCK_H

#include <stdint.h>

uint64_t probe_now_us(void);
int32_t probe_since_us(uint64_t then); /* at most INT32_MAX */

#endif
