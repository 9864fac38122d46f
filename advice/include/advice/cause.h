/* SPDX-License-Identifier: MIT */
/* What decided a result, and the few words that stand for all results it decided. */
#ifndef ADVICE_CAUSE_H
#define ADVICE_CAUSE_H

#include <assess/result.h>
#include <base/declare.h>

BASE_BEGIN_DECLS

/* Did this finding decide the verdict? Every other one is a remark. */
bool advice_decides(const struct assess_result *r, const struct certcheck_finding *f);

/* The first finding that decided, or NULL: none did, as where the peer could not be reached. */
const struct certcheck_finding *advice_deciding(const struct assess_result *r);

/* "the certificate lacks Client Authentication": English, to be translated; NULL: only the
 * finding's own sentence says it. */
const char *advice_cause_words(enum certcheck_code code);

BASE_END_DECLS

#endif
