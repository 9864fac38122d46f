/* SPDX-License-Identifier: MIT */
#include <certcheck/change.h>

#include "judging.h"

static const struct certcheck_change changes[CERTCHECK_CHANGES] = {
#define CERTCHECK_CHANGE(id_, ...)                                                                 \
    [CERTCHECK_CHANGE_##id_] = { .id = CERTCHECK_CHANGE_##id_, __VA_ARGS__ },
#include <certcheck/changes.def>
#undef CERTCHECK_CHANGE
};

const struct certcheck_change *
certcheck_change_get(enum certcheck_change_id id)
{
    return &changes[id];
}

const struct certcheck_change *
certcheck_change_named(struct base_slice name)
{
    for (unsigned i = 0; i < CERTCHECK_CHANGES; i++)
        if (base_slice_eq(base_slice_str(changes[i].name), name))
            return &changes[i];
    return NULL;
}

/* KeyPurposeIds of the two usages, as contents of an ExtKeyUsageSyntax. */
static const uint8_t both_oids[] = { 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01,
                                     0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02 };

static void
set_usages(struct certcheck_facts *f, unsigned usages)
{
    const uint8_t every = BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH;

    f->app_policies = (struct certcheck_usage_set){
        .policies = true, .state = CERTCHECK_SET_ABSENT, .allows = every, .may_allow = every
    };
    f->eku = (struct certcheck_usage_set){
        .state = CERTCHECK_SET_LIST,
        .allows = (uint8_t)usages,
        .may_allow = (uint8_t)usages,
        .list = { both_oids, usages == every ? sizeof both_oids : sizeof both_oids / 2 },
    };
}

/* The path with other usages in the leaf and in its issuer, where that is no root. */
static void
with_usages(const struct certcheck_path *path, unsigned usages, struct certcheck_facts facts[2],
            struct certcheck_path *out)
{
    size_t n = path->n > 2 || (path->n == 2 && path->end != CERTCHECK_END_ROOT) ? 2 : 1;

    *out = *path;
    for (size_t i = 0; i < n; i++) {
        facts[i] = *path->at[i].facts;
        set_usages(&facts[i], usages);
        out->at[i].facts = &facts[i];
    }
}

void
certcheck_successor(const struct certcheck_path *path, struct certcheck_facts facts[2],
                    struct certcheck_path *out)
{
    with_usages(path, BASE_USAGE_SERVER_AUTH, facts, out);
}

struct step {
    struct certcheck_verification before, after;
    bool lost; /* the certificate at hand is the successor already */
};

/* The result for one usage. */
struct question {
    const struct certcheck_change *change;
    const struct certcheck_verifier *verifier;
    const struct certcheck_path *path;
    const struct certcheck_verification *today; /* NULL: of the path */
    const struct certcheck_renewal *renewal;
    unsigned usage;
    bool trust;
};

static struct certcheck_verification
now(const struct question *q)
{
    return q->today != NULL ? q->today[q->usage == BASE_USAGE_CLIENT_AUTH]
                            : certcheck_verify(q->verifier, q->path, q->usage, q->trust);
}

static struct step
renew(const struct question *q)
{
    struct certcheck_facts facts[2];
    struct certcheck_path other;
    struct step s = { .before = now(q) };

    s.after = s.before;
    if (q->usage != BASE_USAGE_CLIENT_AUTH || q->renewal->anchor == CERTCHECK_ANCHOR_PRIVATE)
        return s;
    certcheck_successor(q->path, facts, &other);
    s.after = certcheck_verify(q->verifier, &other, q->usage, q->trust);
    if (q->renewal->anchor == CERTCHECK_ANCHOR_UNKNOWN && s.before.accepted != CERTCHECK_NO) {
        if (s.after.accepted == CERTCHECK_NO)
            s.after.accepted = CERTCHECK_UNKNOWN;
        return s;
    }
    /* Whatever CA issued it: this is what a renewal looks like once it has happened. */
    if (s.before.accepted == CERTCHECK_NO) {
        with_usages(q->path, BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH, facts, &other);
        s.lost =
            certcheck_verify(q->verifier, &other, q->usage, q->trust).accepted == CERTCHECK_YES;
        if (s.lost)
            s.before.accepted = CERTCHECK_YES;
    }
    return s;
}

static struct step
compare(const struct question *q)
{
    struct step s = { .before = { CERTCHECK_YES, CERTCHECK_REASON_UNCHECKED, -1 } };
    bool touched = (q->change->usages & q->usage) != 0;

    if (touched && q->change->kind == CERTCHECK_CHANGE_OF_CERTIFICATE)
        return renew(q);
    /* neither the change nor the verifier concerns this usage */
    s.after = !touched && (q->verifier->usages & q->usage) == 0 ? s.before : now(q);
    if (!touched)
        s.before = s.after;
    return s;
}

/* A certificate issued before the CA stopped loses the usage with its first renewal; one issued
 * later got it on request. At the latest the usage is gone when the certificate expires. */
static void
date(const struct certcheck_facts *leaf, const struct certcheck_renewal *r,
     struct certcheck_change_result *out)
{
    if (out->lost) {
        out->from_s = out->by_s = leaf->not_before_s;
        return;
    }
    out->from_s =
        r->last_s != CERTCHECK_NO_DATE && leaf->not_before_s > r->ended_s ? r->last_s : r->ended_s;
    out->by_s = leaf->not_after_s < CERTCHECK_CLIENT_AUTH_GONE_S ? leaf->not_after_s
                                                                 : CERTCHECK_CLIENT_AUTH_GONE_S;
    if (out->from_s > out->by_s)
        out->from_s = out->by_s;
}

void
certcheck_change_judge(const struct certcheck_change *change,
                       const struct certcheck_verifier *verifier,
                       const struct certcheck_judgement *judgement, unsigned required, bool trust,
                       const struct certcheck_verification *today,
                       const struct certcheck_renewal *renewal, struct certcheck_change_result *out)
{
    struct question q = { change, verifier, &judgement->path, today, renewal, 0, trust };
    enum certcheck_answer sound = judgement->before.accepted;

    *out = (struct certcheck_change_result){ .id = change->id,
                                             .verifier = verifier->id,
                                             .verdict = certcheck_verdict_of(sound, sound),
                                             .before = sound,
                                             .after = sound,
                                             .why = { sound, CERTCHECK_REASON_UNCHECKED, -1 },
                                             .from_s = CERTCHECK_NO_DATE,
                                             .by_s = CERTCHECK_NO_DATE };
    for (unsigned u = 0; u < BASE_USAGES; u++) {
        struct step s;
        enum certcheck_answer before, after;
        enum certcheck_verdict verdict;

        if ((required & 1u << u) == 0)
            continue;
        q.usage = 1u << u;
        s = compare(&q);
        before = judging_both(sound, s.before.accepted);
        after = judging_both(sound, s.after.accepted);
        verdict = certcheck_verdict_of(before, after);
        out->by_usage[u] = verdict;
        if (out->usage != 0 && verdict <= out->verdict)
            continue;
        out->verdict = verdict > out->verdict ? verdict : out->verdict;
        out->before = before;
        out->after = after;
        out->why = s.after;
        out->usage = 1u << u;
        out->lost = s.lost;
    }
    if (change->kind == CERTCHECK_CHANGE_OF_CERTIFICATE && out->verdict == CERTCHECK_BREAKS)
        date(judgement->path.at[0].facts, renewal, out);
}
