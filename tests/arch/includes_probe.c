/* SPDX-License-Identifier: MIT */
#include <probe/result.h>

extern struct probe_result result;
