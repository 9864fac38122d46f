/* SPDX-License-Identifier: MIT */
/* Causes as numbers: a finding's code, or behind all codes the class of an error. */
#include "html.h"

#include <advice/cause.h>
#include <advice/sentences.h>

size_t
html_causes_n(void)
{
    return (size_t)CERTCHECK_CODES + PROBE_CLASSES;
}

size_t
html_cause(const struct assess_result *r)
{
    const struct certcheck_finding *f = advice_deciding(r);

    for (size_t i = 0; f == NULL && i < r->findings_n; i++)
        if (advice_rule(&r->findings[i])->severity != CERTCHECK_INFO)
            f = &r->findings[i];
    if (f != NULL)
        return f->code;
    return (size_t)CERTCHECK_CODES + (r->error != NULL ? (size_t)r->error->kind : 0);
}

bool
html_add_cause(struct output_bytes *out, size_t cause)
{
    const char *words;
    bool is_code = cause < CERTCHECK_CODES;

    if (is_code)
        words = advice_cause_words((enum certcheck_code)cause);
    else
        words = cause == CERTCHECK_CODES
                    ? NULL
                    : probe_class_about((enum probe_class)(cause - CERTCHECK_CODES));
    if (words == NULL)
        return false;
    html_add_words(out, words);
    if (is_code) {
        const char *code = certcheck_rule_get((enum certcheck_code)cause)->code;

        output_add_str(out, " <span class=\"code\">");
        output_add_str(out, code);
        output_add_str(out, "</span>");
    }
    return true;
}

void
html_link_cause(struct output_bytes *out, size_t cause)
{
    const char *code;

    if (cause >= CERTCHECK_CODES)
        return;
    code = certcheck_rule_get((enum certcheck_code)cause)->code;
    output_add_str(out, "<p><a class=\"code\" href=\"#");
    output_add_str(out, code);
    output_add_str(out, "\">");
    html_add_words(out, N_("What it means"));
    output_add_str(out, "</a></p>");
}
