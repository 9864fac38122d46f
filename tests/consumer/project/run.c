/* SPDX-License-Identifier: MIT */
/* The whole run, in another program: run TOPOLOGY ADDRESS REPORT.html. All of the topology's hosts
 * are reached at ADDRESS; verdicts on standard output. */
#include <assess/assess.h>
#include <report/report.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>

struct told {
    struct report *report;
    struct assess_run_info info;
};

static void
on_result(void *ctx, const struct assess_result *r)
{
    struct told *told = ctx;

    assess_count(&told->info, r);
    (void)report_result(told->report, r); /* an error is kept for report_end */
    printf("%s: %s\n", r->target, certcheck_verdict_name(r->verdict));
}

static bool
run(struct inventory *targets, struct assess_store *store, const char *address, const char *path,
    struct base_text *why)
{
    static const char *const notes[] = { "from another program" };
    struct probe_override everywhere = { .host = "edge01.contoso.com", .address = address };
    struct assess_options o;
    struct told told = { .info = {
                             .tool = "consumer", .version = "1", .notes = notes, .notes_n = 1 } };
    struct assess_events events = { .ctx = &told, .result = on_result };
    struct assess *a;
    bool ok;

    assess_options_init(&o);
    o.policy.at_s = told.info.started_s = told.info.finished_s = 1767225600;
    o.probe.overrides = &everywhere;
    o.probe.overrides_n = 1;
    told.info.policy = o.policy;
    told.report = report_open("html", path, &(struct report_style){ .width = 0 }, why);
    a = told.report == NULL ? NULL : assess_new(&o, store, &events, why);
    ok = a != NULL && report_begin(told.report, &told.info) && assess_run(a, targets, NULL, why) &&
         report_end(told.report, &told.info, why);
    report_free(told.report);
    assess_free(a);
    return ok;
}

int
main(int argc, char **argv)
{
    struct inventory *targets = inventory_new(NULL);
    struct assess_store store;
    char line[BASE_WHY_MAX];
    struct base_text why;
    bool ok = argc == 4 && assess_store_init(&store);

    if (!ok || targets == NULL)
        return 2;
    (void)signal(SIGPIPE, SIG_IGN);
    base_text_init(&why, line, sizeof line);
    ok = inventory_add_topology_file(targets, argv[1], &why) && inventory_complete(targets);
    ok = ok && run(targets, &store, argv[2], argv[3], &why);
    if (!ok)
        fprintf(stderr, "%s\n", line);
    assess_store_clear(&store);
    inventory_free(targets);
    return ok ? 0 : 2;
}
