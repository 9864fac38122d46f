/* SPDX-License-Identifier: MIT */
/* A question answered: a store of what is trusted, a run, a report into memory. */
#include "question.h"

#include <assess/assess.h>
#include <assess/objects.h>
#include <assess/policy.h>
#include <base/error.h>
#include <base/version.h>
#include <certcheck/bundle.h>

#include <stdlib.h>
#include <time.h>

struct answer {
    struct binding *b;
    struct assess_store store;
    struct assess_run_info run;
    const char *notes[2];
};

static bool
init_forecast(struct answer *a, struct base_text *why)
{
    struct base_slice table = { NULL, 0 };

    for (size_t i = 0; i < a->b->given_n; i++)
        if (a->b->given[i].part == PART_PUBLIC_CAS)
            table = a->b->given[i].bytes;
    assess_forecast_clear(&a->store.forecast);
    return assess_forecast_init(&a->store.forecast, a->b->verifier, a->b->change, table, why);
}

/* What stands for trust must be whole. */
static bool
add_known(struct answer *a, const struct given *g, struct base_text *why)
{
    struct certcheck_bundle bundle = { 0 };
    enum certcheck_source source =
        g->part == PART_ROOT ? CERTCHECK_SOURCE_TRUST : CERTCHECK_SOURCE_FILE;
    bool ok = certcheck_bundle_read(g->bytes, &bundle, why) == CERTCHECK_OK && why->len == 0;
    size_t before = a->store.n;

    for (size_t i = 0; ok && i < bundle.n; i++)
        if (bundle.at[i].kind == CERTCHECK_KIND_CERTIFICATE)
            ok = assess_store_add(&a->store, &bundle.at[i], source, why);
    if (ok && a->store.n == before)
        ok = base_complain(why, g->name, "no certificate in it");
    else if (!ok)
        (void)base_complain_about(why, g->name);
    certcheck_bundle_clear(&bundle);
    return ok;
}

static bool
init_store(struct answer *a, struct base_text *why)
{
    bool ok =
        assess_store_init(&a->store) || base_complain(why, "OpenSSL", "cannot be initialised");

    ok = ok && init_forecast(a, why);
    for (size_t i = 0; ok && i < a->b->given_n; i++)
        if (a->b->given[i].part == PART_ROOT || a->b->given[i].part == PART_ISSUER)
            ok = add_known(a, &a->b->given[i], why);
    if (ok)
        assess_store_complete(&a->store);
    return ok;
}

static void
init_run(struct answer *a, const char *tool, unsigned usages)
{
    struct binding *b = a->b;
    int64_t now_s = (int64_t)time(NULL);

    a->run = (struct assess_run_info){
        .tool = tool,
        .version = EKUPROBE_VERSION,
        .started_s = now_s,
        .policy = { .required = usages,
                    .opted_out = b->opted_out,
                    .trust = a->store.trust,
                    .at_s = b->at_given ? b->at_s : now_s,
                    .expires_s = (int64_t)b->expires_days * 86400 },
        .notes = a->notes,
    };
    a->notes[a->run.notes_n++] = "only the certificates given were checked; revocation, AIA "
                                 "downloads and Windows store settings were not";
    if (!a->store.trust)
        a->notes[a->run.notes_n++] = "trust was not checked: no root was given";
    if (b->change != NULL || b->profile != NULL)
        a->run.changes = assess_forecast_plan(&a->store.forecast, b->profile)->request.changes;
}

static bool
begin(struct answer *a, const char *tool, unsigned usages, struct base_text *why)
{
    const struct report_style style = { 0 };
    struct binding *b = a->b;

    output_bytes_free(&b->faults);
    output_bytes_free(&b->answer);
    report_free(b->report);
    b->report = NULL;
    b->faults = b->answer = (struct output_bytes){ 0 };
    if (!init_store(a, why))
        return false;
    init_run(a, tool, usages);
    b->report = report_open_memory("json", &style, why);
    if (b->report != NULL && report_begin(b->report, &a->run))
        return true;
    return b->report != NULL && base_complain(why, "report", report_error(b->report));
}

/* The document as a text of C. */
static const char *
end(struct answer *a, bool ok, struct base_text *why)
{
    struct binding *b = a->b;
    struct base_slice text;

    a->run.finished_s = (int64_t)time(NULL);
    ok = ok && report_end(b->report, &a->run, why);
    if (ok) {
        text = report_text(b->report);
        output_add(&b->answer, text.ptr, text.len);
        output_add_char(&b->answer, '\0');
        ok = !b->answer.no_memory || base_complain(why, "report", "out of memory");
    }
    output_add_char(&b->faults, '\0');
    report_free(b->report);
    b->report = NULL;
    assess_store_clear(&a->store);
    return ok ? b->answer.ptr : NULL;
}

const char *
binding_faults(const struct binding *b)
{
    return b->faults.ptr == NULL ? "" : b->faults.ptr;
}

static void
on_result(void *ctx, const struct assess_result *r)
{
    struct answer *a = ctx;

    assess_count(&a->run, r);
    (void)report_result(a->b->report, r);
}

static void
on_fault(void *ctx, const char *file, enum assess_fault kind, const char *text)
{
    struct answer *a = ctx;

    (void)kind;
    a->run.unread++;
    question_fault(a->b, file, text);
}

static bool
judge_files(struct answer *a, struct base_text *why)
{
    struct binding *b = a->b;
    const struct assess_objects_options o = { .policy = a->run.policy,
                                              .profile = b->profile,
                                              .product = b->product };
    const struct assess_objects_events events = { .ctx = a,
                                                  .result = on_result,
                                                  .fault = on_fault };
    const struct certcheck_password password = { .given = b->password };
    struct assess_objects *objects = assess_objects_new(&o, &a->store, &events);
    bool ok = objects != NULL;

    for (size_t i = 0; ok && i < b->given_n; i++)
        if (b->given[i].part == PART_FILE)
            ok = assess_objects_prescan(objects, b->given[i].name, b->given[i].bytes);
    for (size_t i = 0; ok && i < b->given_n; i++)
        if (b->given[i].part == PART_FILE)
            (void)assess_objects_judge(objects, &(struct assess_file){ .name = b->given[i].name,
                                                                       .bytes = b->given[i].bytes,
                                                                       .password = &password });
    if (ok)
        assess_objects_missing(objects);
    assess_objects_free(objects);
    return ok || base_complain(why, "files", "out of memory");
}

const char *
binding_judge(struct binding *b)
{
    struct answer a = { .b = b };
    struct base_text why = question_error(b);
    unsigned usages = b->usages;

    if (usages == 0 && b->profile == NULL)
        usages = BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH;
    return end(&a, begin(&a, "certcheck", usages, &why) && judge_files(&a, &why), &why);
}

/* What a topology names and nobody probes leaves it undecided; the notes say what. */
static void
tell_unread(struct answer *a, const struct inventory *targets)
{
    a->run.unread = inventory_unread(targets);
    for (size_t i = 0; a->run.unread > 0 && i < inventory_notes(targets); i++)
        question_fault(a->b, "targets", inventory_note(targets, i));
}

static bool
add_targets(struct answer *a, struct inventory *targets, struct base_text *why)
{
    struct binding *b = a->b;
    bool ok = targets != NULL || base_complain(why, "targets", "out of memory");

    for (size_t i = 0; ok && i < b->targets_n; i++)
        ok = inventory_add(targets, b->targets[i], "argument", why);
    for (size_t i = 0; ok && i < b->given_n; i++) {
        const struct given *g = &b->given[i];

        if (g->part == PART_LIST)
            ok = inventory_add_list(targets, g->bytes, g->name, why);
        else if (g->part == PART_TOPOLOGY)
            ok = inventory_add_topology(targets, g->bytes, g->name, why);
    }
    if (ok)
        tell_unread(a, targets);
    return ok && (inventory_complete(targets) || base_complain(why, "targets", "out of memory"));
}

static bool
probe_targets(struct answer *a, struct base_text *why)
{
    struct binding *b = a->b;
    struct inventory *targets = inventory_new(NULL);
    const struct assess_events events = { .ctx = a, .result = on_result };
    struct assess_options o;
    struct assess *run = NULL;
    bool ok;

    assess_options_init(&o);
    o.policy = a->run.policy;
    o.product = b->product;
    o.build = b->build;
    if (b->timeout_ms != 0)
        o.probe.timeout_ms = b->timeout_ms;
    if (b->concurrency != 0)
        o.probe.concurrency = b->concurrency;
    ok = add_targets(a, targets, why) && (run = assess_new(&o, &a->store, &events, why)) != NULL &&
         assess_run(run, targets, NULL, why);
    assess_free(run);
    inventory_free(targets);
    return ok;
}

const char *
binding_probe(struct binding *b)
{
    struct answer a = { .b = b };
    struct base_text why = question_error(b);

    return end(&a, begin(&a, "ekuprobe", b->usages, &why) && probe_targets(&a, &why), &why);
}
