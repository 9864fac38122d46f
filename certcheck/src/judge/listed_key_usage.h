/* SPDX-License-Identifier: MIT */
/* Whether a certificate's key usage fits every usage that its list names, as Erlang/OTP 27 asks. */
#ifndef CERTCHECK_LISTED_KEY_USAGE_H
#define CERTCHECK_LISTED_KEY_USAGE_H

#include <certcheck/judge.h>

bool listed_key_usage_fits(const struct certcheck_facts *f, bool is_leaf);

#endif
