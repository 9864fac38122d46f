/* SPDX-License-Identifier: MIT */
#include <certcheck/forecast.h>

#include <base/text.h>
#include <certcheck/names.h>

/* Whose root it is: known by its hash, or claimed by the last certificate's issuer. */
static void
find_owner(const struct certcheck_public_cas *cas, const struct certcheck_path *path,
           const uint8_t (*path_sha256)[32], struct certcheck_forecast *out)
{
    const struct certcheck_facts *last = path->at[path->n - 1].facts;
    char name[1024];
    struct base_text t;

    out->anchor = CERTCHECK_ANCHOR_UNKNOWN;
    out->owner = NULL;
    if (path->end == CERTCHECK_END_ROOT) {
        out->owner = certcheck_public_cas_of_root(cas, path_sha256[path->n - 1]);
        out->anchor = out->owner != NULL ? CERTCHECK_ANCHOR_PUBLIC : CERTCHECK_ANCHOR_PRIVATE;
        return;
    }
    base_text_init(&t, name, sizeof name);
    certcheck_name_text(last->issuer, &t);
    out->owner = t.cut ? NULL : certcheck_public_cas_of_name(cas, name);
    if (out->owner != NULL)
        out->anchor = CERTCHECK_ANCHOR_PUBLIC;
}

static void
add(struct certcheck_forecast *out, const struct certcheck_change *change,
    enum certcheck_verifier_id verifier, const struct certcheck_judgement *judgement,
    unsigned required, bool trust)
{
    struct certcheck_change_result *r = &out->changes[out->changes_n++];
    struct certcheck_renewal renewal = { .anchor = out->anchor,
                                         .ended_s = CERTCHECK_NO_DATE,
                                         .last_s = CERTCHECK_NO_DATE };

    if (out->owner != NULL)
        renewal = certcheck_public_renewal(out->owner);
    certcheck_change_judge(change, certcheck_verifier_get(verifier), judgement, required, trust,
                           &renewal, r);
    if (r->verdict > out->verdict)
        out->verdict = r->verdict;
}

void
certcheck_forecast_judge(const struct certcheck_forecast_request *request,
                         const struct certcheck_judgement *judgement, unsigned required, bool trust,
                         const uint8_t (*path_sha256)[32], struct certcheck_forecast *out)
{
    out->changes_n = 0;
    out->verdict = CERTCHECK_READY;
    out->owner = NULL;
    out->anchor = CERTCHECK_ANCHOR_UNKNOWN;
    for (unsigned c = 0; c < CERTCHECK_CHANGES; c++) {
        const struct certcheck_change *change = certcheck_change_get((enum certcheck_change_id)c);

        if ((request->changes & 1u << c) == 0)
            continue;
        if (change->kind == CERTCHECK_CHANGE_OF_VERIFIER) {
            add(out, change, change->verifier, judgement, required, trust);
            continue;
        }
        find_owner(request->cas, &judgement->path, path_sha256, out);
        for (unsigned v = 0; v < CERTCHECK_VERIFIERS; v++)
            if ((request->receivers & (uint64_t)1 << v) != 0)
                add(out, change, (enum certcheck_verifier_id)v, judgement, required, trust);
    }
}

bool
certcheck_forecast_finding(const struct certcheck_forecast *forecast,
                           const struct certcheck_change_result *change,
                           struct certcheck_finding *out)
{
    const struct certcheck_change *row = certcheck_change_get(change->id);
    const char *verifier = certcheck_verifier_get(change->verifier)->title;

    *out = (struct certcheck_finding){ .element = 0, .arg = base_slice_str(verifier) };
    if (row->kind == CERTCHECK_CHANGE_OF_VERIFIER) {
        /* dotnet-2017 has findings of its own, from the rules */
        if (change->verdict != CERTCHECK_BREAKS || row->id == CERTCHECK_CHANGE_DOTNET_2017)
            return false;
        out->code = CERTCHECK_F_UPDATE_WILL_REFUSE;
        return true;
    }
    out->number = change->by_s;
    if (change->verdict == CERTCHECK_BREAKS)
        out->code =
            change->from_s == change->by_s && change->from_s != CERTCHECK_NO_DATE && change->lost
                ? CERTCHECK_F_RENEWED_WITHOUT_CLIENT_AUTH
                : CERTCHECK_F_RENEWAL_LOSES_CLIENT_AUTH;
    else if (change->verdict == CERTCHECK_INDETERMINATE &&
             forecast->anchor == CERTCHECK_ANCHOR_UNKNOWN)
        out->code = CERTCHECK_F_RENEWAL_ROOT_UNKNOWN;
    else
        return false;
    return true;
}
