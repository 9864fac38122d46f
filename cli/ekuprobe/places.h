/* SPDX-License-Identifier: MIT */
/* Names and addresses that are values of options: what they must look like. */
#ifndef CLI_PLACES_H
#define CLI_PLACES_H

#include <base/text.h>

#include "options.h"

bool cli_places_check(const struct cli_options *o, struct base_text *why);

#endif
