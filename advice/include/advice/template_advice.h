/* SPDX-License-Identifier: MIT */
/* Which of the templates that were looked at a server's certificate is to come from. */
#ifndef ADVICE_TEMPLATE_ADVICE_H
#define ADVICE_TEMPLATE_ADVICE_H

#include <assess/result.h>
#include <base/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/* For the product, "Skype for Business Server 2015"; local: in the user's language. */
void advice_template(const struct assess_template_survey *survey, const char *product, bool local,
                     struct base_text *out);

#ifdef __cplusplus
}
#endif

#endif
