/* SPDX-License-Identifier: MIT */
/*
 * Trusted applications over plain TCP (KB3141114): not about usages at all. A Front End of
 * Skype for Business Server 2015 before 6.0.9319.235 crashes when its peer speaks plain TCP.
 */
#ifndef ASSESS_TRUSTED_APP_H
#define ASSESS_TRUSTED_APP_H

#include "endpoint.h"

/* The verdict and the findings of a peer that was connected to. */
void assess_trusted_app_judge(struct assess_endpoint *e, const struct probe_result *probe);

#endif
