/* SPDX-License-Identifier: MIT */
#include <assess/store.h>

#include <assess/memory.h>

#include <stdlib.h>
#include <string.h>

bool
assess_store_add_property(struct assess_store *s, const struct assess_property *p)
{
    struct assess_property *grown = realloc(s->properties, (s->properties_n + 1) * sizeof *grown);

    if (grown == NULL)
        return false;
    grown[s->properties_n++] = *p;
    s->properties = grown;
    return true;
}

/* From a serialized store. */
static bool
keep_property(struct assess_store *s, const struct assess_certificate *c,
              const struct certcheck_property *property)
{
    struct assess_property p = { .hash_len = CERTCHECK_SHA256_LEN, .property = *property };

    memcpy(p.hash, c->sha256, CERTCHECK_SHA256_LEN);
    return assess_store_add_property(s, &p);
}

static bool
no_memory(struct base_text *why)
{
    base_text_str(why, "out of memory");
    return false;
}

/* A certificate of its own, with its DER behind it in one allocation. */
bool
assess_store_add(struct assess_store *s, const struct certcheck_object *o,
                 enum certcheck_source source, struct base_text *why)
{
    struct base_slice der = o->der;
    struct assess_certificate *c = malloc(sizeof *c + der.len);
    struct assess_certificate **at =
        realloc(s->at, (s->n + 1) * sizeof(struct assess_certificate *));
    struct certcheck_candidate *own = realloc(s->own, (s->n + 1) * sizeof *own);

    if (at != NULL)
        s->at = at;
    if (own != NULL)
        s->own = own;
    if (c == NULL || at == NULL || own == NULL) {
        free(c);
        return no_memory(why);
    }
    memcpy(c + 1, der.ptr, der.len);
    assess_certificate_read(s, (struct base_slice){ (const uint8_t *)(c + 1), der.len }, c);
    if (!c->readable) {
        certcheck_facts_why(der, &c->facts, why);
        free(c);
        return false;
    }
    s->own[s->n] = (struct certcheck_candidate){ .facts = &c->facts, .source = source };
    s->at[s->n++] = c;
    s->trust = s->trust || source == CERTCHECK_SOURCE_TRUST;
    return !o->has_property || keep_property(s, c, &o->property) || no_memory(why);
}

const struct certcheck_property *
assess_store_property(const struct assess_store *s, const struct assess_certificate *c)
{
    for (size_t i = 0; i < s->properties_n; i++) {
        const struct assess_property *p = &s->properties[i];
        const uint8_t *hash = p->hash_len == CERTCHECK_SHA1_LEN ? c->sha1 : c->sha256;

        if (memcmp(p->hash, hash, p->hash_len) == 0)
            return &p->property;
    }
    if (s->objects != NULL && c >= s->offered && c < s->offered + s->offered_n &&
        s->objects[c - s->offered].has_property)
        return &s->objects[c - s->offered].property;
    return NULL;
}

bool
assess_store_init(struct assess_store *s)
{
    char line[80];
    struct base_text why;

    *s = (struct assess_store){ .crypto = certcheck_crypto_new() };
    base_text_init(&why, line, sizeof line);
    return assess_forecast_init(&s->forecast, NULL, NULL, (struct base_slice){ 0 }, &why) &&
           s->crypto != NULL;
}

void
assess_store_complete(struct assess_store *s)
{
    for (size_t i = 0; i < s->n; i++)
        s->own[i].property = assess_store_property(s, s->at[i]);
}

void
assess_store_clear(struct assess_store *s)
{
    for (size_t i = 0; i < s->n; i++)
        free(s->at[i]);
    free(s->at);
    free(s->own);
    free(s->pool);
    free(s->properties);
    certcheck_crypto_free(s->crypto);
    assess_forecast_clear(&s->forecast);
    *s = (struct assess_store){ 0 };
}

static bool
offer(struct assess_store *s, const struct assess_certificate *certs, size_t n,
      enum certcheck_source source)
{
    struct certcheck_candidate *pool = s->pool;

    if (s->n + n > s->pool_cap) {
        pool = realloc(s->pool, (s->n + n) * 2 * sizeof *pool);
        if (pool == NULL)
            return false;
        s->pool = pool;
        s->pool_cap = (s->n + n) * 2;
    }
    if (s->n > 0)
        memcpy(pool, s->own, s->n * sizeof *pool);
    s->pool_n = s->n;
    for (size_t i = 0; i < n; i++)
        if (certs[i].readable && certs[i].facts.kind == CERTCHECK_KIND_CERTIFICATE)
            pool[s->pool_n++] =
                (struct certcheck_candidate){ .facts = &certs[i].facts,
                                              .property = assess_store_property(s, &certs[i]),
                                              .source = source };
    if (s->pool_n > 1)
        qsort(pool, s->pool_n, sizeof *pool, certcheck_candidate_order);
    return true;
}

bool
assess_store_offer(struct assess_store *s, const struct assess_certificate *certs, size_t n,
                   enum certcheck_source source)
{
    s->objects = NULL;
    return offer(s, certs, n, source);
}

bool
assess_store_offer_objects(struct assess_store *s, const struct assess_certificate *certs,
                           const struct certcheck_object *objects, size_t n)
{
    s->offered = certs;
    s->objects = objects;
    s->offered_n = n;
    return offer(s, certs, n, CERTCHECK_SOURCE_FILE);
}

/* Those that are asked about: without a profile both. */
static unsigned
usages_of(const struct certcheck_policy *policy)
{
    return policy->required != 0 ? policy->required
                                 : BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH;
}

bool
assess_store_judge(struct assess_store *s, const struct certcheck_policy *policy,
                   const struct base_profile *profile, const struct assess_certificate *leaf,
                   enum certcheck_source source, struct certcheck_judgement *out,
                   struct certcheck_forecast *forecast)
{
    const struct certcheck_candidate first = { .facts = &leaf->facts,
                                               .property = assess_store_property(s, leaf),
                                               .source = source };
    const struct certcheck_pool pool = { .at = s->pool, .n = s->pool_n, .sorted = true };
    const struct assess_forecast_plan *plan = assess_forecast_plan(&s->forecast, profile);
    struct certcheck_policy rules = *policy;

    assess_forecast_policy(plan, &rules);
    forecast->verified.usages = usages_of(policy);
    forecast->verified.wanted = plan->request.verifiers;
    forecast->verified.needed = certcheck_forecast_needs(&plan->request);
    /* CERTCHECK_E_LIMIT is no error here: a finding says what was left out. */
    (void)certcheck_evaluate_for(&rules, &first, &pool, certcheck_crypto_verify, s->crypto,
                                 &forecast->verified, out);
    assess_forecast_judge(plan, out, policy, s->trust, forecast);
    return !certcheck_crypto_failed(s->crypto) && !assess_memory_failed();
}

void
assess_store_verify(const struct assess_store *s, const struct certcheck_policy *policy,
                    const struct base_profile *profile, struct certcheck_judgement *judgement,
                    struct certcheck_forecast *forecast)
{
    const struct assess_forecast_plan *plan = assess_forecast_plan(&s->forecast, profile);
    const uint64_t wanted = plan->request.verifiers,
                   rules = (uint64_t)1 << CERTCHECK_VERIFIER_DOTNET_FRAMEWORK;

    *forecast = (struct certcheck_forecast){ .verified = { .wanted = wanted == rules ? 0 : wanted,
                                                           .usages = usages_of(policy),
                                                           .quality = -1 } };
    certcheck_verified_add(&forecast->verified, &judgement->path, 0, false);
    assess_forecast_leave_open(plan, judgement, policy->required, forecast);
}

bool
assess_store_verifiers(struct assess_store *s, int64_t at_s, const struct assess_certificate *certs,
                       size_t n, struct certcheck_verified *out)
{
    const struct certcheck_policy policy = { .now_s = at_s, .trust = s->trust };
    const struct certcheck_candidate leaf = { .facts = &certs[0].facts,
                                              .source = CERTCHECK_SOURCE_FILE };
    struct certcheck_judgement *judgement = malloc(sizeof *judgement);
    struct certcheck_pool pool;

    if (judgement == NULL || !assess_store_offer(s, certs, n, CERTCHECK_SOURCE_FILE)) {
        free(judgement);
        return false;
    }
    *out = (struct certcheck_verified){ .wanted = ~(uint64_t)0 >> (64 - CERTCHECK_VERIFIERS),
                                        .usages = BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH,
                                        .quality = -1 };
    pool = (struct certcheck_pool){ .at = s->pool, .n = s->pool_n, .sorted = true };
    (void)certcheck_evaluate_for(&policy, &leaf, &pool, certcheck_crypto_verify, s->crypto, out,
                                 judgement);
    free(judgement);
    return !certcheck_crypto_failed(s->crypto);
}
