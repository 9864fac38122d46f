/* SPDX-License-Identifier: MIT */
/* What holds for every certificate, whatever bytes came in. */
#ifndef TESTS_FUZZ_CERTCHECK_CHECK_H
#define TESTS_FUZZ_CERTCHECK_CHECK_H

#include "fuzz.h"

#include <certcheck/judge.h>
#include <certcheck/names.h>

#include <stdlib.h>
#include <string.h>

static inline void
must(bool holds)
{
    if (!holds)
        abort();
}

/* Text that any terminal may see: valid UTF-8 without controls, NUL-terminated. */
static inline void
check_text(const struct base_text *t)
{
    struct base_slice s = { (const uint8_t *)t->buf, t->len };
    bool valid;

    must(t->len < t->cap && t->buf[t->len] == '\0' && strlen(t->buf) == t->len);
    for (size_t at = 0; at < s.len;) {
        uint32_t rune = base_utf8_next(s, &at, &valid);

        must(!base_rune_is_unsafe(rune) && (valid || t->cut));
    }
}

static inline void
check_inside(struct base_slice part, struct base_slice whole)
{
    must(part.len == 0 || (part.ptr >= whole.ptr && part.len <= whole.len &&
                           (size_t)(part.ptr - whole.ptr) <= whole.len - part.len));
}

static inline void
check_slices(const struct certcheck_facts *f, struct base_slice whole)
{
    const struct base_slice parts[] = {
        f->der,
        f->tbs,
        f->serial,
        f->issuer,
        f->subject,
        f->spki,
        f->sig_alg,
        f->sig_oid,
        f->signature,
        f->ski,
        f->san,
        f->undecodable,
        f->duplicate,
        f->unknown_critical,
        f->policies,
        f->aki,
        f->aki_serial,
        f->eku.list,
        f->app_policies.list,
        f->key.oid,
        f->name_constraints,
        f->policy_mappings,
    };

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        check_inside(parts[i], whole);
}

#endif
