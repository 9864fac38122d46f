/* SPDX-License-Identifier: MIT */
#include "receivers.h"

#include <string.h>

static const struct advice_receiver receivers[] = {
#define ADVICE_RECEIVER(ID, id_, verifiers_, profiles_, what_, file_, lines_)                      \
    { .remedy = { .id = id_, .what = what_ },                                                      \
      .verifiers = verifiers_,                                                                     \
      .profiles = profiles_,                                                                       \
      .file = file_,                                                                               \
      .lines = lines_ },
#include "receivers.def"
#undef ADVICE_RECEIVER
};

const struct advice_receiver *
advice_receiver_get(size_t n)
{
    return n < sizeof receivers / sizeof receivers[0] ? &receivers[n] : NULL;
}

static bool
lists(const char *names, const char *name)
{
    for (size_t n; *names != '\0'; names += n + (names[n] == ',')) {
        n = strcspn(names, ",");
        if (strlen(name) == n && memcmp(names, name, n) == 0)
            return true;
    }
    return false;
}

bool
advice_breaks_by_2017(const struct assess_result *r)
{
    if (r->forecast == NULL || r->forecast->changes_n == 0)
        return r->verdict == CERTCHECK_BREAKS;
    for (size_t i = 0; i < r->forecast->changes_n; i++)
        if (r->forecast->changes[i].id == CERTCHECK_CHANGE_DOTNET_2017)
            return r->forecast->changes[i].verdict == CERTCHECK_BREAKS;
    return false;
}

uint64_t
advice_breaks_at(const struct assess_result *r)
{
    uint64_t at = 0;

    for (size_t i = 0; r->forecast != NULL && i < r->forecast->changes_n; i++) {
        const struct certcheck_change_result *c = &r->forecast->changes[i];

        if (c->id != CERTCHECK_CHANGE_DOTNET_2017 && c->verdict == CERTCHECK_BREAKS)
            at |= (uint64_t)1 << c->verifier;
    }
    return at;
}

bool
advice_receiver_helps(const struct advice_receiver *row, const struct assess_result *r)
{
    uint64_t at = advice_breaks_at(r);

    if (at == 0 ||
        (row->profiles != NULL && (r->profile == NULL || !lists(row->profiles, r->profile->name))))
        return false;
    if (strcmp(row->verifiers, "*") == 0)
        return true;
    for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++)
        if ((at & (uint64_t)1 << i) != 0 &&
            lists(row->verifiers, certcheck_verifier_get((enum certcheck_verifier_id)i)->name))
            return true;
    return false;
}
