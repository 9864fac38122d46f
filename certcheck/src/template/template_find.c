/* SPDX-License-Identifier: MIT */
#include "template.h"

#include <certcheck/names.h>

static const struct certcheck_template *
by_cn(const struct certcheck_templates *t, struct base_slice name)
{
    for (size_t i = 0; i < t->n; i++)
        if (base_slice_eq_nocase(base_slice_str(t->at[i].name), name))
            return &t->at[i];
    return NULL;
}

static const struct certcheck_template *
by_oid(const struct certcheck_templates *t, struct base_slice dotted)
{
    for (size_t i = 0; i < t->n; i++)
        if (base_slice_eq(base_slice_str(t->at[i].oid), dotted))
            return &t->at[i];
    return NULL;
}

const struct certcheck_template *
certcheck_template_named(const struct certcheck_templates *t, struct base_slice name)
{
    const struct certcheck_template *found = by_cn(t, name);

    for (size_t i = 0; found == NULL && i < t->n; i++)
        if (base_slice_eq_nocase(base_slice_str(t->at[i].display), name))
            found = &t->at[i];
    return found;
}

/* A template's name and its OID are unique in the forest. The OID stays when the template is
 * renamed, so a CA looks at it first. Display names mean nothing to a CA. */
const struct certcheck_template *
certcheck_template_by_ref(const struct certcheck_templates *t,
                          const struct certcheck_template_ref *ref)
{
    char text[CERTCHECK_TEMPLATE_TEXT_MAX];
    const struct certcheck_template *found = NULL;
    struct base_text out;

    base_text_init(&out, text, sizeof text);
    certcheck_oid_text(ref->oid, &out);
    if (ref->oid.len > 0 && !out.cut)
        found = by_oid(t, base_slice_str(text));
    base_text_init(&out, text, sizeof text);
    certcheck_string_text(ref->name, &out);
    if (found == NULL && out.len > 0 && !out.cut)
        found = by_cn(t, base_slice_str(text));
    return found;
}
