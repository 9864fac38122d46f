/* SPDX-License-Identifier: MIT */
#include <assess/result.h>

extern struct assess_result result;
