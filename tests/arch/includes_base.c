/* SPDX-License-Identifier: MIT */
/* Every module may include base: the control of the forbidden includes. */
#include <base/slice.h>

extern struct base_slice slice;
