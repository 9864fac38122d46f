/* SPDX-License-Identifier: MIT */
#include <certcheck/facts.h>

extern struct certcheck_facts facts;
