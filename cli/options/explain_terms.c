/* SPDX-License-Identifier: MIT */
#include "explain.h"

#include <advice/reference.h>
#include <advice/remedy.h>
#include <base/profile.h>
#include <output/translate.h>
#include <probe/result.h>

#include <string.h>
#include <strings.h>

#define _(text) output_translate(text)

/* Which profiles judge what a port presents. */
static void
explain_profiles_of(const char *word, FILE *out)
{
    uint64_t port;

    if (!base_parse_u64(word, 1, UINT16_MAX, &port))
        return;
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
        const struct base_profile *p = base_profile_get((enum base_profile_id)i);

        if (base_profile_has_port(p, (uint16_t)port))
            explain_put(out, _("Profile:"), p->name);
    }
}

static void
explain_opt_outs(FILE *out)
{
    const char *product;
    char key[256], value[256];

    for (size_t i = 0; advice_opt_out_at(i, &product, key, value); i++)
        fprintf(out, "\n%s:\n  %s\n  \"%s\"=dword:00000000\n", product, key, value);
}

void
cli_explain_term(const struct advice_term *t, FILE *out)
{
    fprintf(out, "%s%s%s\n\n", t->word, *t->title != '\0' ? ": " : "", _(t->title));
    explain_say(out, t->text);
    if (t->kind == ADVICE_PORT)
        explain_profiles_of(t->word, out);
    explain_put(out, _("Source:"), t->source);
    explain_marks(t->source, out);
    if (strcmp(t->word, "opt-out") == 0)
        explain_opt_outs(out);
}

/* Which of them helps depends on what was tried and on what listens there. */
static void
explain_error_remedies(enum probe_class c, FILE *out)
{
    const struct advice_remedy *remedies[ADVICE_REMEDIES_MAX];
    size_t n = advice_remedies_for_error(c, remedies);

    if (n == 0)
        return;
    fprintf(out, "\n%s\n",
            n == 1 ? _(N_("What to do:"))
                   : _(N_("What to do, by what was tried and what listens there:")));
    for (size_t i = 0; i < n; i++)
        explain_put(out, "  -", remedies[i]->what);
}

bool
cli_explain_error(const char *word, FILE *out)
{
    for (unsigned c = PROBE_OK + 1; c < PROBE_CLASSES; c++) {
        if (strcasecmp(word, probe_class_name((enum probe_class)c)) != 0)
            continue;
        fprintf(out, "%s\n\n", probe_class_name((enum probe_class)c));
        explain_say(out, probe_class_about((enum probe_class)c));
        explain_put(out, "",
                    N_("A class of error (error.class in JSON). The verdict is unreachable if the "
                       "error occurred before a connection was made, otherwise no-certificate."));
        explain_error_remedies((enum probe_class)c, out);
        return true;
    }
    return false;
}
