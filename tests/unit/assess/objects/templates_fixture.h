/* SPDX-License-Identifier: MIT */
/* Templates as LDIF, requests that name them, and a run that keeps what it is told. */
#ifndef TESTS_ASSESS_TEMPLATES_FIXTURE_H
#define TESTS_ASSESS_TEMPLATES_FIXTURE_H

#include "fixture.h"

#include <assess/objects.h>

#define TEMPLATE_WITH(name, version, flags, usages)                                                \
    "dn: CN=" name ",CN=Certificate Templates,CN=Public Key Services,CN=Services,"                 \
    "CN=Configuration,DC=contoso,DC=com\n"                                                         \
    "objectClass: pKICertificateTemplate\n"                                                        \
    "cn: " name "\n"                                                                               \
    "flags: 131649\n"                                                                              \
    "msPKI-Template-Schema-Version: " version "\n"                                                 \
    "msPKI-Certificate-Name-Flag: " flags "\n"                                                     \
    "pKIKeyUsage:: oAA=\n" usages "\n"
#define USAGE_SERVER "pKIExtendedKeyUsage: 1.3.6.1.5.5.7.3.1\n"
#define USAGE_BOTH USAGE_SERVER "pKIExtendedKeyUsage: 1.3.6.1.5.5.7.3.2\n"
#define TEMPLATE_SERVER TEMPLATE_WITH("WebServer", "1", "1", USAGE_SERVER)
#define TEMPLATE_BOTH TEMPLATE_WITH("OfficeWeb", "1", "1", USAGE_BOTH)

/* What a run told: codes of its last result, and how many there were. */
struct heard {
    size_t results, faults, skipped, notes;
    enum certcheck_verdict verdict;
    enum assess_fault fault;
    char text[512];
    char use[64], kind[32];
    struct assess_template shown;
    struct certcheck_finding findings[CERTCHECK_FINDINGS_MAX];
    size_t findings_n;
    size_t stop_after; /* objects; SIZE_MAX: never */
};

static inline void
heard_result(void *ctx, const struct assess_result *r)
{
    struct heard *h = ctx;

    h->results++;
    h->verdict = r->verdict;
    (void)snprintf(h->kind, sizeof h->kind, "%s", r->kind);
    (void)snprintf(h->use, sizeof h->use, "%s", r->use == NULL ? "" : r->use);
    h->findings_n = r->findings_n;
    memcpy(h->findings, r->findings, r->findings_n * sizeof r->findings[0]);
    if (r->as_template != NULL)
        h->shown = *r->as_template;
}

static inline void
heard_fault(void *ctx, const char *file, enum assess_fault kind, const char *text)
{
    struct heard *h = ctx;

    h->faults++;
    h->fault = kind;
    (void)snprintf(h->text, sizeof h->text, "%s: %s", file, text);
}

static inline void
heard_skipped(void *ctx, const char *file, const char *text)
{
    struct heard *h = ctx;

    (void)file;
    h->skipped++;
    (void)snprintf(h->text, sizeof h->text, "%s", text);
}

static inline void
heard_note(void *ctx, const char *text)
{
    struct heard *h = ctx;

    h->notes++;
    (void)snprintf(h->text, sizeof h->text, "%s", text);
}

static inline bool
heard_stop(void *ctx, const char *file, size_t object)
{
    const struct heard *h = ctx;

    (void)file;
    return object >= h->stop_after;
}

static inline struct assess_objects *
heard_run(struct heard *h, struct assess_store *store, const struct assess_objects_options *o)
{
    const struct assess_objects_events events = { .ctx = h,
                                                  .result = heard_result,
                                                  .fault = heard_fault,
                                                  .skipped = heard_skipped,
                                                  .note = heard_note,
                                                  .stop = heard_stop };
    struct assess_objects *a;

    *h = (struct heard){ .stop_after = SIZE_MAX };
    assert_true(assess_store_init(store));
    a = assess_objects_new(o, store, &events);
    assert_non_null(a);
    return a;
}

static inline bool
heard_code(const struct heard *h, enum certcheck_code code)
{
    return fixture_has(h->findings, h->findings_n, code);
}

/* A set of templates, to be given away. */
static inline struct certcheck_templates
templates_of(const char *ldif)
{
    struct certcheck_templates set;
    char why[BASE_WHY_MAX];

    assert_int_equal(certcheck_templates_read(base_slice_str(ldif), &set, BASE_TEXT_IN(why)),
                     CERTCHECK_OK);
    assert_string_equal(why, "");
    return set;
}

#endif
