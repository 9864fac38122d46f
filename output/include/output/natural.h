/* SPDX-License-Identifier: MIT */
#ifndef REPORT_NATURAL_H
#define REPORT_NATURAL_H

#include <base/slice.h>

/* As memcmp, but numbers count as numbers: edge2 before edge10. */
int report_compare_natural(struct base_slice a, struct base_slice b);

#endif
