/* SPDX-License-Identifier: MIT */
/* share/public-cas.txt as it was when this library was built. */
#ifndef PUBLIC_CAS_BUILTIN_H
#define PUBLIC_CAS_BUILTIN_H

#include <base/slice.h>

extern const struct base_slice builtin_public_cas;
extern const char builtin_public_cas_hash[];

#endif
