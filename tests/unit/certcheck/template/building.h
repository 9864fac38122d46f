/* SPDX-License-Identifier: MIT */
/* A builder of templates by itself: what it needs around it, and what came of it. */
#ifndef UNIT_CERTCHECK_BUILDING_H
#define UNIT_CERTCHECK_BUILDING_H

#include "template/template.h"

#include <certcheck/names.h>

#include <stdlib.h>
#include <string.h>

#include "cmocka_prelude.h"

#include "bytes.h"

#define SERVER "1.3.6.1.5.5.7.3.1"
#define CLIENT "1.3.6.1.5.5.7.3.2"

struct building {
    struct builder b;
    struct certcheck_templates out;
    char why[BASE_WHY_MAX];
    struct base_text text;
};

static inline void
building_begin(struct building *x)
{
    *x = (struct building){ .b = { .out = NULL } };
    x->b.out = &x->out;
    x->b.why = &x->text;
    base_text_init(&x->text, x->why, sizeof x->why);
    builder_begin(&x->b, 1);
}

static inline void
building_end(struct building *x)
{
    certcheck_templates_clear(&x->out);
    free(x->b.t.supersedes);
}

/* Usages of EKU and of Application Policies; 3 where there are none. */
static inline struct certcheck_facts
building_facts(const struct certcheck_template *t)
{
    struct certcheck_facts f;

    assert_int_equal(certcheck_read_as(CERTCHECK_KIND_TEMPLATE, t->der, &f), CERTCHECK_OK);
    return f;
}

/* "Web 1/3, line 1; ...": name, the usages, and "?" where the export shows too little of it. */
static inline const char *
building_told(const struct certcheck_templates *all)
{
    static char told[1024];
    struct base_text t;

    base_text_init(&t, told, sizeof told);
    told[0] = '\0';
    for (size_t i = 0; i < all->n; i++) {
        struct certcheck_facts f = building_facts(&all->at[i]);

        base_text_str(&t, all->at[i].name);
        base_text_byte(&t, ' ');
        base_text_u64(&t, f.eku.allows);
        base_text_byte(&t, '/');
        base_text_u64(&t, f.app_policies.allows);
        base_text_str(&t, certcheck_template_is_doubtful(&all->at[i]) ? "?, line " : ", line ");
        base_text_u64(&t, all->at[i].line);
        base_text_str(&t, "; ");
    }
    return told;
}

#endif
