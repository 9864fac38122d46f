/* SPDX-License-Identifier: MIT */
/*
 * Certificates split from the input by length prefixes, judged as they lie and
 * through the path search. The first octet is the policy, then for each
 * certificate two octets of length and one of flags. What may be called ready
 * is checked against an oracle that shares no code with the judge.
 */
#include "certcheck_check.h"
#include "naive.h"

#include <certcheck/path.h>

#define CERTS_MAX 12
#define NOW_S 1577836800 /* 2020-01-01T00:00:00Z */

struct input {
    struct certcheck_facts facts[CERTS_MAX];
    struct certcheck_candidate pool[CERTS_MAX];
    struct certcheck_property property;
    size_t n;
    uint8_t flags;
};

/* By its bytes, as a store knows its certificates: equal ones have equal properties. */
static bool
has_property_of(const struct certcheck_facts *f)
{
    return base_slice_hash(f->der) % 4 == 0;
}

static void
split(struct input *in, const uint8_t *data, size_t size)
{
    in->n = 0;
    in->flags = size > 0 ? data[0] : 0;
    in->property.allows = in->flags >> 6;
    for (size_t at = 1; in->n < CERTS_MAX && size - at >= 3 && at < size;) {
        size_t len = (size_t)data[at] << 8 | data[at + 1];
        uint8_t source = data[at + 2];
        struct certcheck_facts *f = &in->facts[in->n];

        at += 3;
        len = len < size - at ? len : size - at;
        if (certcheck_facts_read((struct base_slice){ data + at, len }, f) == CERTCHECK_OK)
            in->pool[in->n++] = (struct certcheck_candidate){
                .facts = f,
                .property = (in->flags & 32) != 0 && has_property_of(f) ? &in->property : NULL,
                .source = (enum certcheck_source)(source % 3),
            };
        at += len;
    }
}

static struct certcheck_policy
policy_of(const struct input *in)
{
    return (struct certcheck_policy){ .required = in->flags & 3u,
                                      .advised = ~in->flags & 3u,
                                      .opted_out = (in->flags & 4) != 0,
                                      .trust = (in->flags & 8) != 0,
                                      .now_s = NOW_S,
                                      .expires_s = 86400,
                                      .host = (in->flags & 16) != 0
                                                  ? base_slice_str("edge01.contoso.com")
                                                  : (struct base_slice){ 0 } };
}

/* No cryptography: any answer there is, but always the same for the same two. */
static enum certcheck_answer
verify(void *ctx, const struct certcheck_facts *subject, const struct certcheck_facts *issuer)
{
    unsigned *calls = ctx;
    uint64_t h = base_slice_hash(subject->signature) ^ base_slice_hash(issuer->spki);

    ++*calls;
    return h % 16 == 0 ? CERTCHECK_NO : h % 16 == 1 ? CERTCHECK_UNKNOWN : CERTCHECK_YES;
}

/* R3 to R9 by the oracle, for one usage over the path judged. */
static bool
oracle_allows(const struct certcheck_judgement *j, unsigned u)
{
    for (size_t i = 0; i < j->path.n; i++)
        if (naive_allows(j->path.at[i].facts->der, (uint8_t)(u + 1)) != NAIVE_ALLOWS)
            return false;
    return true;
}

static bool
has_property(const struct certcheck_judgement *j)
{
    for (size_t i = 0; i < j->path.n; i++)
        if (j->path.at[i].property != NULL)
            return true;
    return false;
}

static void
check_against_oracle(const struct certcheck_policy *p, const struct certcheck_judgement *j)
{
    bool all = true;

    for (size_t i = 0; i < j->path.n; i++)
        must(j->verdict != CERTCHECK_READY ||
             naive_allows(j->path.at[i].facts->der, 1) != NAIVE_ODD);
    for (unsigned u = 0; u < BASE_USAGES; u++) {
        bool required = (p->required & 1u << u) != 0 && !p->opted_out;

        all = all && (!required || oracle_allows(j, u));
        must(!required || j->verdict != CERTCHECK_READY || oracle_allows(j, u));
    }
    must(j->verdict != CERTCHECK_BREAKS || !all || has_property(j));
}

static void
check_judgement(const struct certcheck_policy *p, const struct certcheck_judgement *j)
{
    enum certcheck_verdict worst = certcheck_verdict_of(j->before.accepted, j->before.accepted);

    must(j->path.n >= 1 && j->path.n <= CERTCHECK_PATH_MAX);
    must(j->findings_n <= CERTCHECK_FINDINGS_MAX && j->verdict <= CERTCHECK_BROKEN);
    must((j->before.status & ~j->after.status) == 0); /* nothing gets better */
    must(j->required == p->required);
    for (unsigned u = 0; u < BASE_USAGES; u++)
        if ((j->required & 1u << u) != 0 && j->by_usage[u] > worst)
            worst = j->by_usage[u];
    must(j->verdict == worst);
    must(j->before.accepted != CERTCHECK_NO || j->verdict == CERTCHECK_BROKEN);
    for (size_t i = 0; i < j->findings_n; i++) {
        char text[512];
        struct base_text t;

        must(j->findings[i].element >= 0 && (size_t)j->findings[i].element < j->path.n);
        base_text_init(&t, text, sizeof text);
        certcheck_finding_text(&j->findings[i], &j->path, NULL, &t);
        check_text(&t);
    }
}

/* All of them as one path, in the order given. */
static void
judge_as_path(const struct input *in, const struct certcheck_policy *p,
              struct certcheck_judgement *j)
{
    j->path.n = in->n;
    j->path.end = (enum certcheck_path_end)((in->flags >> 6) % 3);
    for (size_t i = 0; i < in->n; i++)
        j->path.at[i] = (struct certcheck_element){
            .facts = in->pool[i].facts,
            .property = in->pool[i].property,
            .source = in->pool[i].source,
            .signed_by_next = CERTCHECK_YES,
        };
    certcheck_judge(p, j);
    check_judgement(p, j);
    check_against_oracle(p, j);
}

static void
evaluate(const struct input *in, const struct certcheck_policy *p, bool backwards,
         struct certcheck_judgement *j)
{
    struct certcheck_candidate pool[CERTS_MAX];
    unsigned calls = 0;

    for (size_t i = 0; i < in->n; i++)
        pool[i] = in->pool[backwards ? in->n - 1 - i : i];
    (void)certcheck_evaluate(p, &in->pool[0],
                             &(struct certcheck_pool){ .at = pool, .n = in->n, .sorted = false },
                             verify, &calls, j);
    must(calls <= CERTCHECK_SIGNATURES_MAX);
    check_judgement(p, j);
}

/* The same path by certificates: equal ones may stand for each other. */
static void
check_same(const struct certcheck_judgement *a, const struct certcheck_judgement *b)
{
    must(a->verdict == b->verdict && a->path.n == b->path.n && a->path.end == b->path.end);
    for (size_t i = 0; i < a->path.n; i++)
        must(certcheck_is_same(a->path.at[i].facts, b->path.at[i].facts));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct input in;
    static struct certcheck_judgement j, backwards;
    struct certcheck_policy p;

    split(&in, data, size);
    if (in.n == 0)
        return 0;
    p = policy_of(&in);
    judge_as_path(&in, &p, &j);
    evaluate(&in, &p, false, &j);
    if (j.required != 1 && j.required != 2) /* one usage alone: its path is the one shown */
        p.required = 1;
    evaluate(&in, &p, false, &j);
    check_against_oracle(&p, &j);
    evaluate(&in, &p, true, &backwards);
    check_same(&j, &backwards);
    return 0;
}
