/* SPDX-License-Identifier: MIT */
#ifndef OUTPUT_NATURAL_H
#define OUTPUT_NATURAL_H

#include <base/slice.h>

#ifdef __cplusplus
extern "C" {
#endif

/* As memcmp, but numbers count as numbers: edge2 before edge10. */
int output_compare_natural(struct base_slice a, struct base_slice b);

#ifdef __cplusplus
}
#endif

#endif
