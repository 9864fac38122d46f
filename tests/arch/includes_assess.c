/* SPDX-License-Identifier: MIT */
#include <assess/result.h>

extern struct report_result result;
