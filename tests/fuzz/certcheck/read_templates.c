/* SPDX-License-Identifier: MIT */
/* The input is LDIF or a dump of certutil with certificate templates. */
#include "fuzz.h"

#include <certcheck/template.h>

#include <stdlib.h>
#include <string.h>

/* A template is found by its name, as a person or a request gives it. */
static void
check_names(const struct certcheck_templates *set, const struct certcheck_template *t)
{
    uint8_t string[CERTCHECK_TEMPLATE_TEXT_MAX + 2] = { 0x0c, (uint8_t)strlen(t->name) };
    const struct certcheck_template_ref ref = { .name = { string, 2 + strlen(t->name) } };

    if (certcheck_template_named(set, base_slice_str(t->name)) == NULL)
        abort();
    memcpy(string + 2, t->name, strlen(t->name));
    if (strlen(t->name) < 128 && strchr(t->name, '\\') == NULL &&
        certcheck_template_by_ref(set, &ref) == NULL)
        abort();
}

static void
check(const struct certcheck_templates *set)
{
    for (size_t i = 0; i < set->n; i++) {
        struct certcheck_facts facts;
        const struct certcheck_template *t = &set->at[i];

        if (certcheck_read_as(CERTCHECK_KIND_TEMPLATE, t->der, &facts) != CERTCHECK_OK ||
            t->name[0] == '\0' || t->superseded_by == t)
            abort();
        check_names(set, t);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct base_slice bytes = { data, size };
    struct certcheck_templates set;
    char why[BASE_WHY_MAX];

    (void)certcheck_is_templates(bytes);
    if (certcheck_templates_read(bytes, &set, BASE_TEXT_IN(why)) == CERTCHECK_OK) {
        check(&set);
        certcheck_templates_clear(&set);
    } else if (why[0] == '\0') {
        abort();
    }
    return 0;
}
