/* SPDX-License-Identifier: MIT */
#include "objects_state.h"

#include <assess/memory.h>
#include <assess/policy.h>

#include <stdlib.h>

static const char fields[] = N_("dumps of certutil: judged by the usages they list, below any CA "
                                "given; dates and signatures were not checked");

struct assess_objects *
assess_objects_new(const struct assess_objects_options *o, struct assess_store *store,
                   const struct assess_objects_events *events)
{
    struct assess_objects *a = calloc(1, sizeof *a);

    if (a == NULL)
        return NULL;
    a->o = *o;
    a->events = *events;
    a->store = store;
    return a;
}

void
assess_objects_free(struct assess_objects *a)
{
    if (a == NULL)
        return;
    free(a->certs);
    assess_thumbprints_clear(&a->thumbprints);
    assess_copies_clear(&a->copies);
    assess_request_templates_clear(&a->templates);
    free(a);
}

static bool
reserve(struct assess_objects *a, size_t n)
{
    struct assess_certificate *certs;

    if (n <= a->certs_cap)
        return true;
    certs = realloc(a->certs, n * sizeof *certs);
    if (certs == NULL)
        return false;
    a->certs = certs;
    a->certs_cap = n;
    return true;
}

/* Judge every object that can be read; report the others. */
static void
read_objects(struct assess_objects *a, const char *file, const struct certcheck_bundle *b)
{
    char text[160];
    struct base_text t;

    for (size_t i = 0; i < b->n; i++) {
        struct assess_certificate *c = &a->certs[i];

        assess_object_read(a->store, &b->at[i], c);
        if (c->readable)
            continue;
        if (certcheck_crypto_failed(a->store->crypto)) {
            assess_objects_no_memory(a, file);
            continue;
        }
        base_text_init(&t, text, sizeof text);
        if (b->n > 1) {
            base_text_str(&t, certcheck_kind_name(b->at[i].kind));
            base_text_byte(&t, ' ');
            base_text_u64(&t, i + 1);
            base_text_str(&t, ": ");
        }
        certcheck_facts_why(b->at[i].der, &c->facts, &t);
        assess_objects_fault(a, file, text);
    }
}

static int
by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* The names that issue another certificate of the file, by hash, sorted. */
static uint64_t *
issuers_of(const struct assess_objects *a, size_t n)
{
    uint64_t *hashes = malloc((n + 1) * sizeof *hashes);

    if (hashes == NULL)
        return NULL;
    hashes[0] = 0;
    for (size_t i = 0; i < n; i++) {
        const struct certcheck_facts *f = &a->certs[i].facts;

        if (a->certs[i].readable && f->kind == CERTCHECK_KIND_CERTIFICATE &&
            !certcheck_is_self_issued(f))
            hashes[++hashes[0]] = f->issuer_hash;
    }
    qsort(hashes + 1, hashes[0], sizeof *hashes, by_value);
    return hashes;
}

static bool
is_issuer(const uint64_t *hashes, const struct certcheck_facts *f)
{
    return f->ca && f->kind == CERTCHECK_KIND_CERTIFICATE &&
           bsearch(&f->subject_hash, hashes + 1, hashes[0], sizeof *hashes, by_value) != NULL;
}

/* A dump does not hold what its issuer signed: whatever CA was given may be that. */
static void
judge_fields(struct assess_objects *a, const struct certcheck_policy *policy,
             const struct assess_certificate *c)
{
    assess_judge_below(a->store, policy, &c->facts, &a->judgement);
    assess_judgement_note(&a->judgement, CERTCHECK_F_FIELDS_OF_A_DUMP, (struct base_slice){ 0 });
    assess_objects_note(a, fields);
}

/* Certificates by their path; what is no certificate yet has none. False: told. */
static bool
judge(struct assess_objects *a, const char *file, const struct assess_certificate *c)
{
    struct certcheck_policy policy = assess_policy_for(&a->o.policy, a->o.profile);

    if (c->facts.kind == CERTCHECK_KIND_CERTIFICATE) {
        if (assess_store_judge(a->store, &policy, a->o.profile, c, CERTCHECK_SOURCE_FILE,
                               &a->judgement, &a->forecast))
            return true;
        assess_objects_no_memory(a, file);
        return false;
    }
    assess_forecast_policy(assess_forecast_plan(&a->store->forecast, a->o.profile), &policy);
    if (c->facts.kind == CERTCHECK_KIND_REQUEST)
        return assess_request_judge(a, file, &policy, c);
    judge_fields(a, &policy, c);
    return true;
}

static void
report(struct assess_objects *a, const char *file, const struct certcheck_object *object, size_t i)
{
    const struct certcheck_policy policy = assess_policy_for(&a->o.policy, a->o.profile);
    struct certcheck_judgement *j = &a->judgement;
    struct assess_certificate shown[CERTCHECK_PATH_MAX];
    uint8_t hashes[CERTCHECK_PATH_MAX][CERTCHECK_SHA256_LEN];
    char use[ASSESS_USE_MAX];
    struct assess_result r;

    if (object->kind != CERTCHECK_KIND_CERTIFICATE)
        assess_store_verify(a->store, &policy, a->o.profile, j, &a->forecast);
    assess_path_hashes(&j->path, hashes);
    for (size_t k = 0; k < j->path.n; k++)
        shown[k] = *assess_certificate_of(j->path.at[k].facts);
    r = assess_objects_result(a, file, i, shown, (const uint8_t(*)[CERTCHECK_SHA256_LEN])hashes);
    r.line = object->line;
    r.kind = certcheck_kind_name(object->kind);
    r.product = a->o.product;
    if (object->kind == CERTCHECK_KIND_REQUEST && a->issuing.template != NULL)
        r.issued_from = a->issuing.template->der;
    if (assess_thumbprints_find(&a->thumbprints, shown[0].sha1, use))
        r.use = use;
    a->events.result(a->events.ctx, &r);
}

static bool
is_copy(struct assess_objects *a, const struct assess_certificate *c)
{
    return a->events.copy != NULL && c->facts.kind == CERTCHECK_KIND_CERTIFICATE &&
           assess_copies_again(&a->copies, c, &a->judgement, &a->forecast);
}

static void
judge_objects(struct assess_objects *a, const char *file, const struct certcheck_bundle *b)
{
    uint64_t *issuers = NULL;

    read_objects(a, file, b);
    if (!assess_store_offer_objects(a->store, a->certs, b->at, b->n) ||
        (issuers = issuers_of(a, b->n)) == NULL) {
        assess_objects_no_memory(a, file);
        return;
    }
    for (size_t i = 0; i < b->n; i++) {
        if (assess_objects_stop(a, file, i))
            break;
        if (!a->certs[i].readable ||
            (!a->o.each && b->n > 1 && is_issuer(issuers, &a->certs[i].facts)))
            continue;
        if (!judge(a, file, &a->certs[i]))
            continue;
        if (is_copy(a, &a->certs[i]))
            a->events.copy(a->events.ctx, file, i);
        else
            report(a, file, &b->at[i], i);
    }
    free(issuers);
}

/* In a directory, keys and other files are no news; only a damaged file is worth a warning. */
static bool
is_beside_the_point(const struct assess_file *file, const struct certcheck_bundle *b)
{
    return file->found && b->n == 0 && !b->damaged &&
           b->skipped.keys + b->skipped.crls + b->skipped.others > 0;
}

static void
tell_skipped(struct assess_objects *a, const char *file, const struct certcheck_skipped *s)
{
    char what[128];
    struct base_text w;

    base_text_init(&w, what, sizeof what);
    certcheck_skipped_text(s, &w);
    if (w.len > 0 && a->events.skipped != NULL)
        a->events.skipped(a->events.ctx, file, what);
}

static void
judge_bundle(struct assess_objects *a, const struct assess_file *file,
             const struct certcheck_bundle *b, const char *why)
{
    if (b->n > 0 || is_beside_the_point(file, b))
        tell_skipped(a, file->name, &b->skipped);
    if (why[0] != '\0' && !is_beside_the_point(file, b))
        assess_objects_fault(a, file->name, why);
    if (b->n > 0 && !reserve(a, b->n))
        assess_objects_no_memory(a, file->name);
    else if (b->n > 0)
        judge_objects(a, file->name, b);
}

bool
assess_objects_judge(struct assess_objects *a, const struct assess_file *file)
{
    struct certcheck_bundle bundle;
    char line[BASE_WHY_MAX];
    struct base_text why;
    enum certcheck_status status;
    bool lists;

    if (certcheck_is_templates(file->bytes)) {
        assess_templates_file(a, file->name, file->bytes);
        return false;
    }
    base_text_init(&why, line, sizeof line);
    status = certcheck_bundle_open(file->bytes, file->password, &bundle, &why);
    lists = status == CERTCHECK_OK && bundle.mentions_n > 0;
    if (status == CERTCHECK_E_MEMORY || assess_memory_failed())
        assess_objects_no_memory(a, file->name);
    else if (status == CERTCHECK_OK)
        judge_bundle(a, file, &bundle, line);
    else if (!assess_objects_stop(a, file->name, 0)) /* while the password is asked for */
        assess_objects_fault(a, file->name, line);
    certcheck_bundle_clear(&bundle);
    return lists;
}

static void
report_missing(struct assess_objects *a, const struct assess_thumbprint *m)
{
    char thumbprint[2 * CERTCHECK_THUMBPRINT_LEN + 1];
    struct certcheck_finding finding = { .code = CERTCHECK_F_CERTIFICATE_NOT_GIVEN, .element = -1 };
    struct base_text t;

    base_text_init(&t, thumbprint, sizeof thumbprint);
    base_text_hex(&t, (struct base_slice){ m->m.thumbprint, CERTCHECK_THUMBPRINT_LEN });
    finding.arg = base_slice_str(thumbprint);
    a->events.result(a->events.ctx,
                     &(struct assess_result){ .file = m->file,
                                              .index = m->index,
                                              .line = m->m.line,
                                              .kind = "certificate",
                                              .use = m->m.use[0] != '\0' ? m->m.use : NULL,
                                              .profile = a->o.profile,
                                              .verdict = CERTCHECK_NO_CERTIFICATE,
                                              .findings = &finding,
                                              .findings_n = 1 });
}

void
assess_objects_missing(struct assess_objects *a)
{
    for (size_t i = 0; i < a->thumbprints.n; i++)
        if (!a->thumbprints.at[i].given)
            report_missing(a, &a->thumbprints.at[i]);
}
