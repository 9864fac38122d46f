/* SPDX-License-Identifier: MIT */
#include <advice/decision.h>

#include <advice/remedy.h>
#include <advice/sentences.h>
#include <output/translate.h>

#include <stdlib.h>
#include <string.h>

#define NAMES_MAX 2048   /* bytes of names that are kept to be told */
#define KEY_MASK 0xffffu /* what of a slot is the owner's */
#define REACHED 0x8000u
#define TIMES_MAX 0x7fffu /* how often it was not reached */
#define GENERAL CERTCHECK_CHANGES

/* FNV-1a, then mixed: the upper bits must differ, too. Never 0, which is an empty slot. */
static uint64_t
hash(const void *bytes, size_t n, uint64_t seed)
{
    uint64_t h = 14695981039346656037u ^ seed;

    for (size_t i = 0; i < n; i++)
        h = (h ^ ((const uint8_t *)bytes)[i]) * 1099511628211u;
    h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9u;
    h ^= h >> 32;
    return (h & ~(uint64_t)KEY_MASK) | (uint64_t)0x10000;
}

static uint64_t *
find(uint64_t *slots, size_t cap, uint64_t key)
{
    size_t at = (size_t)(key >> 20) & (cap - 1);

    while (slots[at] != 0 && (slots[at] ^ key) >> 16 != 0)
        at = (at + 1) & (cap - 1);
    return &slots[at];
}

static bool
grow(struct advice_set *s)
{
    size_t cap = s->cap == 0 ? 64 : 2 * s->cap;
    uint64_t *slots = calloc(cap, sizeof *slots);

    if (slots == NULL)
        return false;
    for (size_t i = 0; i < s->cap; i++)
        if (s->slots[i] != 0)
            *find(slots, cap, s->slots[i]) = s->slots[i];
    free(s->slots);
    s->slots = slots;
    s->cap = cap;
    return true;
}

/* NULL: no memory. *fresh: it was not there. */
static uint64_t *
put(struct advice_set *s, uint64_t key, bool *fresh)
{
    uint64_t *slot;

    if (4 * (s->n + 1) > 3 * s->cap && !grow(s))
        return NULL;
    slot = find(s->slots, s->cap, key);
    *fresh = *slot == 0;
    if (*fresh) {
        *slot = key;
        s->n++;
    }
    return slot;
}

static void
add_host(struct advice_decision *d, const struct assess_result *r)
{
    const char *host = r->host != NULL ? r->host : r->target;
    size_t n = strlen(host);
    bool fresh, reached = r->verdict != CERTCHECK_UNREACHABLE;
    uint64_t *slot = put(&d->hosts, hash(host, n, 0), &fresh);

    if (slot == NULL) {
        d->no_memory = true;
        return;
    }
    if (reached) {
        *slot |= REACHED;
        return;
    }
    if (assess_is_cut_short(r))
        return;
    if ((*slot & TIMES_MAX) == 0 && d->unreached.len + n < NAMES_MAX) {
        output_add(&d->unreached, host, n);
        output_add_char(&d->unreached, '\n');
    }
    *slot += (*slot & TIMES_MAX) < TIMES_MAX;
}

static bool
has_opt_out(const struct assess_result *r)
{
    const struct advice_remedy *remedies[ADVICE_REMEDIES_MAX];
    size_t n = advice_remedies(r, remedies);

    for (size_t i = 0; i < n; i++)
        if (strncmp(remedies[i]->id, "opt-out", 7) == 0)
            return true;
    return false;
}

static bool
data_mcu_judges(const struct base_profile *profile)
{
    return profile != NULL && profile->judges == BASE_JUDGE_DATA_MCU;
}

static unsigned
refused_usages(const struct assess_result *r)
{
    unsigned bits = 0;

    for (unsigned u = 0; r->judgement != NULL && u < BASE_USAGES; u++)
        if ((r->judgement->required & 1u << u) != 0 &&
            r->judgement->by_usage[u] == CERTCHECK_BREAKS)
            bits |= 1u << u;
    return bits;
}

/* Nobody named a profile for a port that these products use too, and the guess does not ask
 * for Client Authentication. */
static bool
is_guessed(const struct assess_result *r)
{
    if (r->profile == NULL || (r->profile->required & BASE_USAGE_CLIENT_AUTH) != 0)
        return false;
    for (size_t i = 0; i < r->findings_n; i++)
        if (r->findings[i].code == CERTCHECK_F_PROFILE_ASSUMED)
            return true;
    return false;
}

/* A request for which no template is known, and which leaves the usages to it. */
static bool
names_no_usages(const struct assess_result *r)
{
    bool wish = false, none = false;

    for (size_t i = 0; i < r->findings_n; i++) {
        wish = wish || r->findings[i].code == CERTCHECK_F_REQUEST_IS_A_WISH;
        none = none || (r->findings[i].code == CERTCHECK_F_NO_EKU_ALLOWS_ALL &&
                        r->findings[i].element == 0);
    }
    return wish && none;
}

static void
add_break(struct advice_decision *d, unsigned change, struct advice_tally *t,
          const struct assess_result *r)
{
    bool fresh = false;

    t->refused |= refused_usages(r);
    t->opt_out = t->opt_out || has_opt_out(r);
    if (data_mcu_judges(r->profile))
        t->psom = true;
    else
        t->others = true;
    if (r->certificates_n == 0)
        return;
    if (put(&d->certificates, hash(r->certificates[0].sha256, CERTCHECK_SHA256_LEN, change),
            &fresh) == NULL)
        d->no_memory = true;
    if (!fresh)
        return;
    t->reissue++;
    t->other_ca += advice_is_refused_by_issuer(r);
}

static enum advice_subject
subject_of(const struct assess_result *r)
{
    if (r->as_template != NULL)
        return ADVICE_TEMPLATES;
    if (r->profile != NULL && r->profile->plain)
        return ADVICE_APPLICATIONS;
    if (r->target != NULL)
        return ADVICE_CONNECTIONS;
    return r->kind != NULL && strcmp(r->kind, certcheck_kind_name(CERTCHECK_KIND_REQUEST)) == 0
               ? ADVICE_REQUESTS
               : ADVICE_CERTIFICATES;
}

static void
add_verdict(struct advice_decision *d, unsigned change, const struct assess_result *r,
            enum certcheck_verdict verdict, int64_t by_s)
{
    struct advice_tally *t = &d->tallies[change][subject_of(r)];

    if (t->all++ == 0)
        t->by_s = t->all_by_s = CERTCHECK_NO_DATE;
    if (assess_is_cut_short(r)) {
        t->interrupted++;
        return;
    }
    t->counts[verdict]++;
    t->unnamed += verdict == CERTCHECK_READY && names_no_usages(r);
    t->guessed += verdict == CERTCHECK_READY && is_guessed(r);
    if (r->as_template != NULL)
        t->fits[assess_template_fit(r->as_template)]++;
    else if (verdict == CERTCHECK_BREAKS)
        add_break(d, change, t, r);
    if (verdict != CERTCHECK_BREAKS || by_s == CERTCHECK_NO_DATE)
        return;
    if (t->by_s == CERTCHECK_NO_DATE || by_s < t->by_s)
        t->by_s = by_s;
    if (t->all_by_s == CERTCHECK_NO_DATE || by_s > t->all_by_s)
        t->all_by_s = by_s;
}

/* A change judged for several verifiers counts once, by the worst. A verdict that is none of the
 * changes' was given for another reason, and then stands for each. */
static void
add_changes(struct advice_decision *d, const struct assess_result *r)
{
    const struct certcheck_forecast *f = r->forecast;
    const struct certcheck_change_result *worst[CERTCHECK_CHANGES] = { NULL };
    bool said = false;

    for (size_t i = 0; i < f->changes_n; i++) {
        const struct certcheck_change_result *c = &f->changes[i];

        d->verifiers |= (uint64_t)1 << c->verifier;
        said = said || c->verdict == r->verdict;
        if (worst[c->id] == NULL || c->verdict > worst[c->id]->verdict)
            worst[c->id] = c;
    }
    for (unsigned i = 0; i < CERTCHECK_CHANGES; i++) {
        if (worst[i] == NULL)
            continue;
        d->changes |= 1u << i;
        add_verdict(d, i, r, said ? worst[i]->verdict : r->verdict, worst[i]->by_s);
    }
}

static void
add_expiry(struct advice_decision *d, const struct assess_result *r)
{
    bool soon = false;

    for (size_t i = 0; i < r->findings_n; i++) {
        if (r->findings[i].code != CERTCHECK_F_EXPIRES_SOON)
            continue;
        if (!soon && d->expiring++ == 0)
            d->expires_first_s = r->findings[i].number;
        soon = true;
        if (r->findings[i].number < d->expires_first_s)
            d->expires_first_s = r->findings[i].number;
    }
}

static void
add_template_name(struct advice_decision *d, const struct assess_template *t)
{
    enum assess_template_fit fit = assess_template_fit(t);
    struct output_bytes *names = fit == ASSESS_TEMPLATE_FITS_BOTH   ? &d->fitting[0]
                                 : fit == ASSESS_TEMPLATE_ADAPTABLE ? &d->fitting[1]
                                                                    : NULL;

    if (names == NULL || names->len + strlen(t->name) > NAMES_MAX)
        return;
    output_add_str(names, t->name);
    output_add_char(names, '\n');
}

void
advice_decision_add(struct advice_decision *d, const struct assess_result *r)
{
    d->asked[subject_of(r)]++;
    d->profiled = d->profiled || (r->target == NULL && r->profile != NULL);
    add_expiry(d, r);
    if (r->target != NULL)
        add_host(d, r);
    if (r->as_template != NULL)
        add_template_name(d, r->as_template);
    if (r->forecast != NULL)
        d->verifiers |= r->forecast->verified.wanted;
    if (r->forecast != NULL && r->forecast->changes_n > 0)
        add_changes(d, r);
    else
        add_verdict(d, GENERAL, r, r->verdict, CERTCHECK_NO_DATE);
    d->no_memory = d->no_memory || d->unreached.no_memory || d->fitting[0].no_memory ||
                   d->fitting[1].no_memory;
}

bool
advice_decision_is_of_psom(const struct advice_decision *d)
{
    for (size_t c = 0; c <= CERTCHECK_CHANGES; c++)
        for (unsigned s = 0; s < ADVICE_SUBJECTS; s++)
            if (d->tallies[c][s].psom)
                return true;
    return false;
}

const char *
advice_glossary(void)
{
    return N_("PSOM carries what is presented in meetings (PowerPoint, whiteboards, polls). The "
              "Data MCU (RTCDATAMCU) is the service on each Front End that speaks it and checks "
              "the certificates. Reach means Lync Web App.");
}

void
advice_decision_free(struct advice_decision *d)
{
    free(d->hosts.slots);
    free(d->certificates.slots);
    output_bytes_free(&d->unreached);
    output_bytes_free(&d->fitting[0]);
    output_bytes_free(&d->fitting[1]);
    *d = (struct advice_decision){ .no_memory = false };
}
