/* SPDX-License-Identifier: MIT */
#ifndef OUTPUT_NATURAL_H
#define OUTPUT_NATURAL_H

#include <base/declare.h>
#include <base/slice.h>

BASE_BEGIN_DECLS

/* As memcmp, but numbers count as numbers: edge2 before edge10. */
int output_compare_natural(struct base_slice a, struct base_slice b);

BASE_END_DECLS

#endif
