/* SPDX-License-Identifier: MIT */
#include "platform.h"

#include <base/error.h>
#include <os/chain.h>

#include <stdlib.h>
#include <string.h>

struct cli_platform {
    const struct assess_store *store;
    struct assess_platform answer;
    char text[512]; /* of the finding */
    struct certcheck_finding *findings;
    size_t findings_cap;
    struct os_chain_certificate *others, *roots; /* room for the store and what a result has */
    size_t cap, others_n, roots_n;
};

bool
cli_platform_open(struct cli_platform **out, const struct cli_options *o,
                  const struct assess_store *store, struct base_text *why)
{
    *out = NULL;
    if (!o->platform)
        return true;
    if (!os_chain_is_here())
        return base_complain(
            why, "--platform",
            "requires Windows: it asks the chain engine of the machine it runs on");
    *out = calloc(1, sizeof **out);
    if (*out == NULL)
        return base_complain(why, "--platform", "out of memory");
    (*out)->store = store;
    return true;
}

void
cli_platform_free(struct cli_platform *p)
{
    if (p == NULL)
        return;
    free(p->findings);
    free(p->others);
    free(p->roots);
    free(p);
}

/* The property as Windows keeps it: an encoded list of the two usages that are judged here. */
static void
add_property(struct os_chain_certificate *c, const struct certcheck_property *property)
{
    static const uint8_t lists[4][22] = {
        { 0x30, 0 },
        { 0x30, 10, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 1 },
        { 0x30, 10, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 2 },
        { 0x30, 20, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 1, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 2 },
    };

    if (property == NULL)
        return;
    c->usages = lists[((property->allows & BASE_USAGE_SERVER_AUTH) != 0) +
                      2 * ((property->allows & BASE_USAGE_CLIENT_AUTH) != 0)];
    c->usages_len = 2u + c->usages[1];
}

static struct os_chain_certificate
certificate_of(const struct cli_platform *p, const struct assess_certificate *c)
{
    struct os_chain_certificate out = { .der = c->der.ptr, .len = c->der.len };

    add_property(&out, assess_store_property(p->store, c));
    return out;
}

static bool
make_room(struct cli_platform *p, size_t n)
{
    void *others, *roots;

    if (n <= p->cap)
        return true;
    others = realloc(p->others, n * sizeof *p->others);
    p->others = others != NULL ? others : p->others;
    roots = realloc(p->roots, n * sizeof *p->roots);
    p->roots = roots != NULL ? roots : p->roots;
    p->cap = others != NULL && roots != NULL ? n : p->cap;
    return p->cap == n;
}

/* Those that came with it, those of --chain, and the roots. */
static bool
gather(struct cli_platform *p, const struct assess_result *r)
{
    const struct assess_store *s = p->store;

    p->others_n = p->roots_n = 0;
    if (!make_room(p, s->n + r->certificates_n))
        return false;
    for (size_t i = 1; i < r->certificates_n; i++)
        if (r->certificates[i].readable)
            p->others[p->others_n++] = certificate_of(p, &r->certificates[i]);
    for (size_t i = 0; i < s->n; i++) {
        const struct os_chain_certificate c = certificate_of(p, s->at[i]);

        if (s->own[i].source == CERTCHECK_SOURCE_TRUST)
            p->roots[p->roots_n++] = c;
        else
            p->others[p->others_n++] = c;
    }
    return true;
}

static void
add_words(struct assess_platform *out, uint32_t status)
{
    const char *name;

    while ((name = os_chain_status_name(&status)) != NULL) {
        size_t i = 0;

        while (i < out->status_n && strcmp(out->status[i], name) != 0)
            i++;
        if (i == out->status_n && i < ASSESS_PLATFORM_STATUS_MAX)
            out->status[out->status_n++] = name;
    }
}

/* Each usage by itself, as SslStream asks. False: the engine could not say. */
static bool
ask(struct cli_platform *p, const struct assess_policy *policy, const struct assess_result *r,
    uint32_t *status)
{
    static const char *const oids[BASE_USAGES] = { "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2" };
    unsigned required = policy->opted_out ? 0 : r->judgement->required;
    struct os_chain_question q = { .leaf = certificate_of(p, &r->certificates[0]),
                                   .others = p->others,
                                   .others_n = p->others_n,
                                   .roots = p->roots,
                                   .roots_n = p->roots_n,
                                   .at_s = policy->at_s,
                                   .offline = true };
    struct os_chain_answer answer;

    *status = 0;
    for (unsigned u = 0; u < BASE_USAGES; u++) {
        if (required != 0 && (required & 1u << u) == 0)
            continue;
        q.usage = required == 0 ? NULL : oids[u];
        if (os_chain_ask(&q, &answer) != 0)
            return false;
        *status |= answer.status;
    }
    return true;
}

static void
add_status(struct base_text *t, const char *const *words, size_t n)
{
    base_text_str(t, n > 0 ? " (" : "");
    for (size_t i = 0; i < n; i++) {
        base_text_str(t, i > 0 ? ", " : "");
        base_text_str(t, words[i]);
    }
    base_text_str(t, n > 0 ? ")" : "");
}

/* "rejects it (NotValidForUsage), and this judgement accepts it" */
static void
make_text(struct cli_platform *p, const struct certcheck_outcome *ours, bool disagrees)
{
    const char *words[CERTCHECK_STATUSES];
    size_t n = 0;
    struct base_text t;

    base_text_init(&t, p->text, sizeof p->text);
    base_text_str(&t, p->answer.accepted ? "accepts it" : "rejects it");
    add_status(&t, p->answer.status, p->answer.status_n);
    if (!disagrees)
        return;
    for (unsigned i = 0; i < CERTCHECK_STATUSES; i++)
        if ((ours->status & 1u << i) != 0)
            words[n++] = certcheck_chain_status_name(1u << i);
    base_text_str(&t, ours->accepted == CERTCHECK_YES ? ", but by this judgement it is accepted"
                                                      : ", but by this judgement it is rejected");
    add_status(&t, words, n);
}

static void
add_finding(struct cli_platform *p, struct assess_result *r, bool disagrees)
{
    struct certcheck_finding *grown = p->findings;

    if (r->findings_n + 1 > p->findings_cap) {
        grown = realloc(p->findings, (r->findings_n + 1) * sizeof *grown);
        if (grown == NULL)
            return;
        p->findings = grown;
        p->findings_cap = r->findings_n + 1;
    }
    if (r->findings_n > 0)
        memcpy(grown, r->findings, r->findings_n * sizeof *grown);
    grown[r->findings_n++] = (struct certcheck_finding){
        .code = disagrees ? CERTCHECK_F_PLATFORM_DISAGREES : CERTCHECK_F_PLATFORM_ANSWER,
        .element = -1,
        .arg = base_slice_str(p->text),
    };
    r->findings = grown;
}

void
cli_platform_ask(struct cli_platform *p, const struct assess_policy *policy,
                 struct assess_result *r)
{
    const struct certcheck_outcome *ours = r->judgement == NULL ? NULL : &r->judgement->after;
    uint32_t status, counted;
    bool disagrees;

    if (p == NULL || ours == NULL || r->certificates_n == 0 || !r->certificates[0].readable ||
        r->certificates[0].facts.kind != CERTCHECK_KIND_CERTIFICATE || !gather(p, r) ||
        !ask(p, policy, r, &status))
        return;
    p->answer = (struct assess_platform){ .accepted = status == 0 };
    add_words(&p->answer, status);
    /* Without roots ours did not judge trust. */
    counted =
        policy->trust ? status : status & ~(uint32_t)(OS_CHAIN_UNTRUSTED_ROOT | OS_CHAIN_PARTIAL);
    disagrees =
        ours->accepted != CERTCHECK_UNKNOWN && (ours->accepted == CERTCHECK_YES) != (counted == 0);
    make_text(p, ours, disagrees);
    r->platform = &p->answer;
    add_finding(p, r, disagrees);
}
