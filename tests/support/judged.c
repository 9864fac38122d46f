/* SPDX-License-Identifier: MIT */
#include "judged.h"

#include <base/text.h>

#include <stdlib.h>

void
judged_path(struct judged *d, const struct recipe *recipes, size_t n)
{
    *d = (struct judged){ .n = n };
    if (n > JUDGED_MAX)
        abort();
    d->policy =
        (struct certcheck_policy){ .required = BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH,
                                   .trust = true,
                                   .now_s = JUDGED_NOW };
    d->j.path.n = n;
    d->j.path.end = CERTCHECK_END_ROOT;
    for (size_t i = 0; i < n; i++) {
        recipe_make(&d->certs[i], &recipes[i]);
        d->j.path.at[i] = (struct certcheck_element){ .facts = &d->certs[i].facts,
                                                      .source = i + 1 == n ? CERTCHECK_SOURCE_TRUST
                                                                           : CERTCHECK_SOURCE_PEER,
                                                      .signed_by_next = CERTCHECK_YES };
    }
}

void
judged_clear(struct judged *d)
{
    for (size_t i = 0; i < d->n; i++)
        recipe_free(&d->certs[i]);
}

const char *
judged_text(const struct certcheck_judgement *j, char *out, size_t cap)
{
    struct base_text t;

    base_text_init(&t, out, cap);
    base_text_str(&t, certcheck_verdict_name(j->verdict));
    for (size_t i = 0; i < j->findings_n; i++) {
        const struct certcheck_rule *rule = certcheck_rule_get(j->findings[i].code);

        if (rule->severity == CERTCHECK_INFO)
            continue;
        base_text_byte(&t, ' ');
        base_text_str(&t, rule->code);
        base_text_byte(&t, '@');
        base_text_u64(&t, (uint64_t)j->findings[i].element);
    }
    return out;
}

const char *
judged_status(unsigned status, char *out, size_t cap)
{
    struct base_text t;

    base_text_init(&t, out, cap);
    for (unsigned i = 0; i < CERTCHECK_STATUSES; i++)
        if ((status & 1u << i) != 0) {
            base_text_str(&t, t.len > 0 ? "+" : "");
            base_text_str(&t, certcheck_chain_status_name(1u << i));
        }
    if (status == 0)
        base_text_byte(&t, '-');
    return out;
}

bool
judged_has(const struct certcheck_judgement *j, enum certcheck_code code, int element)
{
    for (size_t i = 0; i < j->findings_n; i++)
        if (j->findings[i].code == code && (element < 0 || j->findings[i].element == element))
            return true;
    return false;
}
