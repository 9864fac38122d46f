/* SPDX-License-Identifier: MIT */
/* Octets in a test's tables. */
#ifndef SUPPORT_BYTES_H
#define SUPPORT_BYTES_H

#include <base/slice.h>

/* A string literal with all its octets, NULs too: as an initializer, as a value. */
#define BYTES(literal)                                                                             \
    {                                                                                              \
        (const uint8_t *)(literal), sizeof(literal) - 1                                            \
    }
#define SLICE(literal) ((struct base_slice)BYTES(literal))

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

#endif
