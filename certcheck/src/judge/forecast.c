/* SPDX-License-Identifier: MIT */
#include <certcheck/forecast.h>

#include <base/text.h>
#include <certcheck/names.h>

#include <string.h>

static const struct certcheck_public_root *
root_named(const struct certcheck_public_cas *cas, struct base_slice name)
{
    char text[1024];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    certcheck_name_text(name, &t);
    return t.cut ? NULL : certcheck_public_cas_of_name(cas, text);
}

/* Whose root it is: known by its hash, or claimed by the last certificate's issuer. A root that
 * the table does not have is private, unless something says that it is not. */
static void
find_owner(const struct certcheck_public_cas *cas, const struct certcheck_path *path,
           const uint8_t (*path_sha256)[32], bool trust, struct certcheck_forecast *out)
{
    const struct certcheck_facts *last = path->at[path->n - 1].facts;
    const struct certcheck_public_root *root = root_named(cas, last->issuer);

    out->anchor = CERTCHECK_ANCHOR_UNKNOWN;
    out->owner = NULL;
    out->claimed = NULL;
    if (path->end == CERTCHECK_END_ROOT) {
        out->owner = certcheck_public_cas_of_root(cas, path_sha256[path->n - 1]);
        if (out->owner != NULL)
            out->anchor = CERTCHECK_ANCHOR_PUBLIC;
        else if (root == NULL && !certcheck_is_of_the_forum(path->at[0].facts))
            out->anchor = CERTCHECK_ANCHOR_PRIVATE;
        return;
    }
    if (root == NULL)
        return;
    out->claimed = trust ? NULL : root;
    out->owner = &cas->owners[root->owner];
    out->anchor = CERTCHECK_ANCHOR_PUBLIC;
}

/* The CA is certified by a public root and by a private one: what its next certificates will be
 * like depends on the path, and either path may be taken. */
static void
find_rivals(const struct certcheck_public_cas *cas, struct certcheck_forecast *out)
{
    const struct certcheck_verified *v = &out->verified;

    if (out->anchor == CERTCHECK_ANCHOR_UNKNOWN)
        return;
    for (size_t i = 0; i < v->roots_n; i++)
        out->anchors[root_named(cas, v->roots[i]->subject) == NULL] = v->roots[i];
    if (out->anchors[0] == NULL || out->anchors[1] == NULL)
        out->anchors[0] = out->anchors[1] = NULL;
    if (out->anchors[0] == NULL && !(v->roots_cut && out->anchor == CERTCHECK_ANCHOR_PRIVATE))
        return;
    out->anchor = CERTCHECK_ANCHOR_UNKNOWN;
    out->owner = NULL;
}

/* Who requires no usage takes the successor as it takes the certificate at hand. */
static const struct certcheck_verification *
exempt(struct certcheck_renewal *renewal)
{
    static const struct certcheck_verification any[BASE_USAGES] = {
        { CERTCHECK_YES, CERTCHECK_REASON_UNCHECKED, -1 },
        { CERTCHECK_YES, CERTCHECK_REASON_UNCHECKED, -1 },
    };

    renewal->anchor = CERTCHECK_ANCHOR_PRIVATE;
    return any;
}

static void
add(const struct certcheck_forecast_request *request, struct certcheck_forecast *out,
    const struct certcheck_change *change, enum certcheck_verifier_id verifier,
    const struct certcheck_judgement *judgement, unsigned required, bool trust)
{
    const struct certcheck_verification *today = out->verified.at[verifier];
    struct certcheck_change_result *r = &out->changes[out->changes_n++];
    struct certcheck_renewal renewal = { .anchor = out->anchor,
                                         .ended_s = CERTCHECK_NO_DATE,
                                         .last_s = CERTCHECK_NO_DATE };

    if (out->owner != NULL)
        renewal = certcheck_public_renewal(out->owner);
    if ((request->exempt & (uint64_t)1 << verifier) != 0)
        today = exempt(&renewal);
    certcheck_change_judge(change, certcheck_verifier_get(verifier), judgement, required, trust,
                           today, &renewal, r);
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
    out->claimed = NULL;
    out->anchor = CERTCHECK_ANCHOR_UNKNOWN;
    out->anchors[0] = out->anchors[1] = NULL;
    for (unsigned c = 0; c < CERTCHECK_CHANGES; c++) {
        const struct certcheck_change *change = certcheck_change_get((enum certcheck_change_id)c);

        if ((request->changes & 1u << c) == 0)
            continue;
        if (change->kind == CERTCHECK_CHANGE_OF_VERIFIER) {
            add(request, out, change, change->verifier, judgement, required, trust);
            continue;
        }
        find_owner(request->cas, &judgement->path, path_sha256, trust, out);
        find_rivals(request->cas, out);
        for (unsigned v = 0; v < CERTCHECK_VERIFIERS; v++)
            if ((request->receivers & (uint64_t)1 << v) != 0)
                add(request, out, change, (enum certcheck_verifier_id)v, judgement, required,
                    trust);
    }
}

uint64_t
certcheck_forecast_needs(const struct certcheck_forecast_request *request)
{
    uint64_t needs = request->verifiers;

    for (unsigned c = 0; c < CERTCHECK_CHANGES; c++) {
        const struct certcheck_change *change = certcheck_change_get((enum certcheck_change_id)c);

        if ((request->changes & 1u << c) != 0)
            needs |= change->kind == CERTCHECK_CHANGE_OF_VERIFIER ? (uint64_t)1 << change->verifier
                                                                  : request->receivers;
    }
    return needs;
}

bool
certcheck_forecast_root_finding(const struct certcheck_forecast *forecast, size_t n,
                                struct certcheck_finding *out)
{
    bool claimed = forecast->claimed != NULL,
         between = forecast->owner != NULL && forecast->owner->between[0] != '\0';

    *out = (struct certcheck_finding){ .element = 0 };
    if (claimed && n == 0) {
        out->code = CERTCHECK_F_RENEWAL_ROOT_CLAIMED;
        out->arg = forecast->claimed->subject;
        return true;
    }
    if (!between || n != (claimed ? 1u : 0u))
        return false;
    out->code = CERTCHECK_F_RENEWAL_DATES_CONFLICT;
    out->arg = base_slice_str(forecast->owner->between);
    return true;
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
             forecast->anchor == CERTCHECK_ANCHOR_UNKNOWN && forecast->anchors[0] == NULL)
        out->code = CERTCHECK_F_RENEWAL_ROOT_UNKNOWN;
    else
        return false;
    return true;
}
