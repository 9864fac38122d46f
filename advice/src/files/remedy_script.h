/* SPDX-License-Identifier: MIT */
/* optout.ps1, embedded at build time by cmake/embed.cmake. */
#ifndef ADVICE_REMEDY_SCRIPT_H
#define ADVICE_REMEDY_SCRIPT_H

#include <base/slice.h>

extern const struct base_slice remedy_part_optout;
extern const char remedy_part_optout_hash[];

#endif
