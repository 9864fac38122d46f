/* SPDX-License-Identifier: MIT */
#include <report/model.h>

extern struct report_result result;
