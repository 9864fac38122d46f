/* SPDX-License-Identifier: MIT */
/* EKU and Application Policies: from an extension's value to a set. */
#ifndef CERTCHECK_USAGE_SET_H
#define CERTCHECK_USAGE_SET_H

#include <certcheck/facts.h>

#define USAGE_ALL (BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH)

/* No extension: every usage (R5). */
void usage_set_absent(struct certcheck_usage_set *set, bool policies);

/* One occurrence of the extension; a second one makes the set a duplicate. */
void usage_set_add(struct certcheck_usage_set *set, struct base_slice value, bool critical);

#endif
