/* SPDX-License-Identifier: MIT */
#include "fail.h"

#include <stdarg.h>
#include <stdio.h>

void
probe_fail_set(struct probe_error *e, enum probe_class class, enum probe_stage stage,
               const char *format, ...)
{
    va_list ap;

    *e = (struct probe_error){ .class = class, .stage = stage, .alert = -1 };
    va_start(ap, format);
    (void)vsnprintf(e->text, sizeof e->text, format, ap);
    va_end(ap);
}

void
probe_fail_duration(uint64_t us, char out[PROBE_DURATION_TEXT])
{
    uint64_t ms = (us + 500) / 1000, tenths = (ms + 50) / 100;

    if (ms < 1000)
        (void)snprintf(out, PROBE_DURATION_TEXT, "%u ms", (unsigned)ms);
    else if (tenths % 10 == 0)
        (void)snprintf(out, PROBE_DURATION_TEXT, "%llu s", (unsigned long long)(tenths / 10));
    else
        (void)snprintf(out, PROBE_DURATION_TEXT, "%llu.%u s", (unsigned long long)(tenths / 10),
                       (unsigned)(tenths % 10));
}
