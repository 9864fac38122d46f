/* SPDX-License-Identifier: MIT */
/* Which of the templates that were looked at a server's certificate is to come from. */
#ifndef ADVICE_TEMPLATE_ADVICE_H
#define ADVICE_TEMPLATE_ADVICE_H

#include <base/declare.h>
#include <assess/result.h>
#include <base/text.h>

BASE_BEGIN_DECLS

/* For the product, "Skype for Business Server 2015"; local: in the user's language. */
void advice_template(const struct assess_template_survey *survey, const char *product, bool local,
                     struct base_text *out);

BASE_END_DECLS

#endif
