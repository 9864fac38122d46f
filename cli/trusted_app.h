/* SPDX-License-Identifier: MIT */
/*
 * Trusted applications over plain TCP (KB3141114): not about usages at all. A Front End of
 * Skype for Business Server 2015 before 6.0.9319.235 crashes when its peer speaks plain TCP.
 */
#ifndef CLI_TRUSTED_APP_H
#define CLI_TRUSTED_APP_H

#include "endpoint.h"

/* The verdict and the findings of a peer that was connected to. */
void cli_trusted_app_judge(struct cli_endpoint *e, const struct probe_result *probe);

/* --build: a build of the product named, or of one of those known. False: why. */
bool cli_build_check(const struct cli_options *o, struct base_text *why);

#endif
