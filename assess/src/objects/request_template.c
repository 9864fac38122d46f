/* SPDX-License-Identifier: MIT */
#include "objects_state.h"

#include <certcheck/names.h>

#include <stdlib.h>
#include <string.h>

/* Takes ownership of the set, even if it fails. */
bool
assess_request_templates_add(struct assess_request_templates *s, struct certcheck_templates *set,
                             const char *from)
{
    struct assess_template_set *at = realloc(s->at, (s->n + 1) * sizeof *at);
    char *name = at == NULL ? NULL : strdup(from);

    if (at != NULL)
        s->at = at;
    if (name == NULL) {
        certcheck_templates_clear(set);
        return false;
    }
    s->at[s->n++] = (struct assess_template_set){ .set = *set, .from = name };
    return true;
}

static void
list_names(const struct certcheck_templates *set, struct base_text *out)
{
    for (size_t i = 0; i < set->n; i++) {
        if (out->cap - out->len < CERTCHECK_TEMPLATE_TEXT_MAX + 8) {
            base_text_str(out, ", ...");
            return;
        }
        base_text_str(out, i == 0 ? ": " : ", ");
        base_text_str(out, set->at[i].name);
    }
}

bool
assess_request_templates_demand(struct assess_request_templates *s, const char *name,
                                struct base_text *why)
{
    const struct certcheck_templates *set = &s->at[0].set;

    s->demanded = true;
    if (name == NULL && set->n == 1)
        s->fixed = &set->at[0];
    else if (name != NULL)
        s->fixed = certcheck_template_named(set, base_slice_str(name));
    if (name == NULL || s->fixed != NULL)
        return true;
    base_text_str(why, "no template of this name; known");
    list_names(set, why);
    return false;
}

bool
assess_request_templates_offer(struct assess_request_templates *s, const char *from,
                               struct base_slice bytes)
{
    struct certcheck_templates set;
    char reason[BASE_WHY_MAX];
    enum certcheck_status status =
        s->demanded ? CERTCHECK_E_DER : certcheck_templates_read(bytes, &set, BASE_TEXT_IN(reason));

    return status == CERTCHECK_OK ? assess_request_templates_add(s, &set, from)
                                  : status != CERTCHECK_E_MEMORY;
}

static const struct certcheck_template *
find(const struct assess_request_templates *s, const struct certcheck_template_ref *ref)
{
    const struct certcheck_template *found = NULL;

    for (size_t i = 0; found == NULL && i < s->n; i++)
        found = certcheck_template_by_ref(&s->at[i].set, ref);
    return found;
}

static bool
complain(const struct assess_request_templates *s, const struct assess_request_template *stamp,
         struct base_text *why)
{
    bool named = stamp->ref[0] != '\0';

    base_text_str(why, named ? "the request names the template " : "the request names no template");
    base_text_str(why, stamp->ref);
    base_text_str(why, named ? ", which is not in " : "; say which of ");
    base_text_safe(why, base_slice_str(s->at[0].from));
    base_text_str(why, named ? "" : " will issue it (--template FILE:NAME)");
    list_names(&s->at[0].set, why);
    return false;
}

bool
assess_request_template_find(const struct assess_request_templates *s,
                             const struct certcheck_facts *request,
                             struct assess_request_template *out, struct base_text *why)
{
    struct base_text t;
    const struct certcheck_template *named = find(s, &request->template_ref);

    base_text_init(&t, out->ref, sizeof out->ref);
    (void)certcheck_template_ref_text(&request->template_ref, &t);
    out->template = s->fixed != NULL ? s->fixed : named;
    out->ref_code = s->fixed != NULL && named != s->fixed
                        ? CERTCHECK_F_REQUEST_NAMES_ANOTHER_TEMPLATE
                    : s->n > 0 && named == NULL ? CERTCHECK_F_TEMPLATE_NOT_GIVEN
                                                : CERTCHECK_F_REQUEST_NAMES_TEMPLATE;
    return out->template != NULL || !s->demanded || complain(s, out, why);
}

void
assess_request_templates_clear(struct assess_request_templates *s)
{
    for (size_t i = 0; i < s->n; i++) {
        certcheck_templates_clear(&s->at[i].set);
        free(s->at[i].from);
    }
    free(s->at);
    *s = (struct assess_request_templates){ 0 };
}

bool
assess_objects_add_templates(struct assess_objects *a, struct certcheck_templates *set,
                             const char *from)
{
    return assess_request_templates_add(&a->templates, set, from);
}

bool
assess_objects_demand(struct assess_objects *a, const char *name, struct base_text *why)
{
    return assess_request_templates_demand(&a->templates, name, why);
}
