/* SPDX-License-Identifier: MIT */
/*
 * Civil time without a clock: seconds since the Unix epoch, UTC, proleptic
 * Gregorian calendar, years 0000 to 9999. The caller owns the clock.
 */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include <base/declare.h>

#include <stdbool.h>
#include <stdint.h>

BASE_BEGIN_DECLS

struct base_civil {
    int year;
    int month; /* 1..12 */
    int day;   /* 1..31 */
    int hour, minute, second;
};

/* False when a field is out of range (30 February, hour 24, second 60). */
bool base_time_from_civil(const struct base_civil *c, int64_t *out_s);
void base_time_to_civil(int64_t s, struct base_civil *out);

#define BASE_TIME_TEXT 21 /* "2017-05-09T00:00:00Z" and its NUL */

/* RFC 3339, UTC, whole seconds. */
void base_time_format(int64_t s, char out[BASE_TIME_TEXT]);

/* RFC 3339 date-time with Z or an offset, a bare date, or @SECONDS. */
bool base_time_parse(const char *text, int64_t *out_s);

BASE_END_DECLS

#endif
