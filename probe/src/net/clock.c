/* SPDX-License-Identifier: MIT */
#include "clock.h"

#include <uv.h>

uint64_t
probe_now_us(void)
{
    return uv_hrtime() / 1000;
}

int32_t
probe_since_us(uint64_t then)
{
    uint64_t us = probe_now_us() - then;

    return us < INT32_MAX ? (int32_t)us : INT32_MAX;
}
