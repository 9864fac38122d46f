/* SPDX-License-Identifier: MIT */
#ifndef CLI_CLOCK_H
#define CLI_CLOCK_H

#include <stdint.h>

/* Milliseconds since some moment in the past, whatever is done to the time of day. */
int64_t cli_clock_ms(void);

#endif
