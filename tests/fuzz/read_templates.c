/* SPDX-License-Identifier: MIT */
/* The input is LDIF or a dump of certutil with certificate templates. */
#include "fuzz.h"

#include <certcheck/template.h>

#include <stdlib.h>

static void
check(const struct certcheck_templates *set)
{
    for (size_t i = 0; i < set->n; i++) {
        struct certcheck_facts facts;
        const struct certcheck_template *t = &set->at[i];

        if (certcheck_read_as(CERTCHECK_KIND_TEMPLATE, t->der, &facts) != CERTCHECK_OK ||
            t->name[0] == '\0' || t->superseded_by == t)
            abort();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct base_slice bytes = { data, size };
    struct certcheck_templates set;
    char why[CERTCHECK_TEMPLATE_WHY_MAX];

    (void)certcheck_is_templates(bytes);
    if (certcheck_templates_read(bytes, &set, why)) {
        check(&set);
        certcheck_templates_clear(&set);
    } else if (why[0] == '\0') {
        abort();
    }
    return 0;
}
