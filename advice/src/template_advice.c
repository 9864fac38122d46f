/* SPDX-License-Identifier: MIT */
#include <advice/template_advice.h>

#include <output/translate.h>

#include <string.h>

#define NAMES_MAX 4160 /* a list of names and the words around it */

/* english or its translation, with a in place of %a and b of %b. */
static void
fill(struct base_text *out, bool local, const char *english, const char *a, const char *b)
{
    const char *s = local ? output_translate(english) : english;

    for (; *s != '\0'; s++) {
        if (s[0] == '%' && (s[1] == 'a' || s[1] == 'b'))
            base_text_str(out, *++s == 'a' ? a : b);
        else
            base_text_byte(out, *s);
    }
}

/* A server's template is never changed in place: others may enrol from it. */
static void
add_changes(const struct assess_template_survey *s, bool local, struct base_text *out)
{
    static const char *const changes[ASSESS_LACKS_ALL] = {
        [ASSESS_LACKS_CLIENT] =
            N_("duplicate %a and add Client Authentication to its Application Policies"),
        [ASSESS_LACKS_SUBJECT] = N_("duplicate %a and let the request supply the subject"),
        [ASSESS_LACKS_CLIENT | ASSESS_LACKS_SUBJECT] =
            N_("duplicate %a, add Client Authentication to its Application Policies and let "
               "the request supply the subject"),
    };
    const char *sentence = N_(" To make one: %a.");

    for (unsigned i = 1; i < ASSESS_LACKS_ALL; i++) {
        const char *list = s->names[i];
        char names[NAMES_MAX], change[NAMES_MAX + 512];
        struct base_text t;

        if (list[0] == '\0')
            continue;
        base_text_init(&t, names, sizeof names);
        fill(&t, local, strchr(list, ',') != NULL ? N_("one of %a") : "%a", list, "");
        base_text_str(&t, s->cut[i] ? " ..." : "");
        base_text_init(&t, change, sizeof change);
        fill(&t, local, changes[i], names, "");
        fill(out, local, sentence, change, "");
        sentence = N_(" Or: %a.");
    }
}

static const char *
fits(const struct assess_template_survey *s)
{
    if (s->templates == 0)
        return N_("for %a: no templates were given (--ldap, or an export of them).");
    if (s->names[0][0] == '\0')
        return N_("for %a: none of these templates fits; a template with Server and Client "
                  "Authentication whose subject is supplied in the request is needed.");
    return N_("for %a: request every server's certificate from a template with Server and "
              "Client Authentication whose subject is supplied in the request: %b.");
}

void
advice_template(const struct assess_template_survey *s, const char *product, bool local,
                struct base_text *out)
{
    fill(out, local, fits(s), product, s->names[0]);
    add_changes(s, local, out);
}
