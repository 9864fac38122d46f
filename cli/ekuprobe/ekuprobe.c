/* SPDX-License-Identifier: MIT */
/* ekuprobe: targets in, connections made, verdicts out. */
#include <record/read.h>

#include <stdlib.h>
#include <time.h>

#include "connecting.h"
#include "contradictions.h"
#include "listen/listening.h"
#include "load_store.h"
#include "main.h"
#include "replay.h"
#include "run/run.h"
#include "run/watch.h"
#include "sandbox/sandbox.h"
#include "this_server.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

struct program {
    const struct cli_options *options;
    struct assess_store store;
    struct cli_targets targets;
    struct cli_output outputs[2]; /* of --watch: the last whole run's, and the present one's */
    struct cli_output *output;    /* the present run's */
    struct cli_resume resume;
    struct cli_connecting connecting;
    struct cli_run run;
    struct cli_listening listening;
};

static bool
open_run(struct program *p, int64_t now_s, struct base_text *why)
{
    p->connecting.assess.policy = cli_policy(p->options, &p->store, now_s);
    p->connecting.assess.policy.settings[ASSESS_SETTING_PROXY] = p->connecting.proxy.mark;
    p->run = (struct cli_run){ .options = p->options,
                               .targets = &p->targets,
                               .output = p->output,
                               .max_time_ms = p->options->max_time_ms };
    return cli_run_open(&p->run, &p->connecting.assess, &p->store, why);
}

static void
clear(struct program *p)
{
    for (size_t i = 0; i < sizeof p->outputs / sizeof p->outputs[0]; i++)
        cli_output_abandon(&p->outputs[i]);
    assess_free(p->run.assess);
    cli_connecting_clear(&p->connecting);
    cli_resume_clear(&p->resume);
    cli_targets_clear(&p->targets);
    cli_listening_clear(&p->listening);
    assess_store_clear(&p->store);
}

/* The age of the table of public CAs, where some target's profile asks it. */
static void
note_stale(struct program *p)
{
    const struct inventory *targets = p->targets.inventory;
    struct base_text stale;

    if (p->output->stale[0] != '\0')
        return;
    base_text_init(&stale, p->output->stale, sizeof p->output->stale);
    for (size_t i = 0; i < inventory_count(targets); i++)
        if (assess_forecast_note(&p->store.forecast, inventory_at(targets, i)->profile,
                                 p->output->run.policy.at_s, &stale)) {
            cli_output_note(p->output, p->output->stale);
            return;
        }
}

/* All files are read and all reports begun. */
static void
give_up_rights(const struct cli_options *o)
{
    char line[160];
    struct base_text why;

    base_text_init(&why, line, sizeof line);
    if (o->no_sandbox || cli_sandbox_enter(o, &why))
        return;
    base_text_str(&why, ": the probe keeps rights it does not need (--no-sandbox: do not tell)");
    cli_say(o, line);
}

static bool
open_reports(struct program *p, struct base_text *why)
{
    const struct cli_options *o = p->options;
    int64_t now_s = (int64_t)time(NULL);

    if (!open_run(p, now_s, why) ||
        !cli_output_open(p->output, o, &p->store, &p->connecting.assess.policy, now_s, why))
        return false;
    p->output->run.share = o->shard;
    p->output->run.shares = o->shards;
    p->output->run.share_targets = o->shards > 1 ? p->targets.all : 0;
    p->output->run.all_targets = o->shards > 1 ? inventory_count(p->targets.inventory) : 0;
    p->output->run.left = p->targets.n;
    p->output->run.resumed = p->resume.index.n > 0;
    cli_targets_tell_unread(&p->targets, p->output);
    if (!cli_resume_tell(&p->resume, p->output, why))
        return false;
    note_stale(p);
    if (p->connecting.trial.note[0] != '\0')
        cli_output_note(p->output, p->connecting.trial.note);
    if (p->connecting.proxy.note[0] != '\0')
        cli_output_note(p->output, p->connecting.proxy.note);
    return true;
}

/* Run again and again. The reports of a run are kept back until it is known to be the last; an
 * interrupted run counts only where there is no complete one. */
static int
watch_targets(struct program *p, struct cli_watch *w, struct base_text *why)
{
    struct cli_output *whole = NULL;
    bool ok;
    int status;

    do {
        p->output = &p->outputs[whole == &p->outputs[0]];
        ok = open_reports(p, why);
        if (ok && cli_watch_is_first(w))
            give_up_rights(p->options);
        if (ok)
            cli_watch_begin(w, &p->run);
        ok = ok && cli_run(&p->run, why) && cli_watch_saw_all(w, why);
        assess_free(p->run.assess);
        p->run.assess = NULL;
        if (!ok || p->run.interrupted)
            break;
        cli_watch_round(w, p->output);
        if (whole != NULL)
            cli_output_abandon(whole);
        whole = p->output;
    } while (cli_watch_wait(w));
    cli_watch_close(w);
    status = ok || whole != NULL
                 ? cli_output_close(whole != NULL ? whole : p->output, (int64_t)time(NULL))
                 : CLI_EXIT_ERROR;
    cli_watch_free(w);
    return ok ? status : CLI_EXIT_ERROR;
}

static int
probe_targets(struct program *p, struct base_text *why)
{
    const struct cli_options *o = p->options;
    struct cli_watch *watch;

    if (!cli_store_load(&p->store, o, why) ||
        !cli_connecting_prepare(&p->connecting, o, p->targets.product, why))
        return CLI_EXIT_ERROR;
    if (o->watch_ms > 0)
        return (watch = cli_watch_open(o, why)) != NULL ? watch_targets(p, watch, why)
                                                        : CLI_EXIT_ERROR;
    if (!open_reports(p, why))
        return CLI_EXIT_ERROR;
    give_up_rights(o);
    if (!cli_run(&p->run, why))
        return CLI_EXIT_ERROR;
    return cli_output_close(p->output, (int64_t)time(NULL));
}

static void
count_known(void *ctx, const struct assess_result *r)
{
    assess_listen_known(ctx, r);
}

static int
listen_for_peers(struct program *p, struct base_text *why)
{
    const struct cli_options *o = p->options;
    int64_t now_s = (int64_t)time(NULL);
    struct cli_run *run = &p->run;

    if (!cli_listening_load(&p->listening, o, why) || !cli_resume_load(&p->resume, o, NULL, why) ||
        !cli_store_load(&p->store, o, why) ||
        !cli_connecting_prepare(&p->connecting, o, p->targets.product, why) ||
        !open_run(p, now_s, why) ||
        !cli_output_open(p->output, o, &p->store, &p->connecting.assess.policy, now_s, why))
        return CLI_EXIT_ERROR;
    run->listening = &p->listening.listening;
    p->listening.listening.connections = cli_affordable_peers(o);
    p->resume.told = count_known;
    p->resume.told_ctx = run->assess;
    p->output->run.left = o->count > p->resume.index.n ? o->count - p->resume.index.n : 0;
    p->output->run.resumed = p->resume.index.n > 0;
    if (!cli_resume_tell(&p->resume, p->output, why) ||
        !cli_listening_open(&p->listening, run->assess, why))
        return CLI_EXIT_ERROR;
    give_up_rights(o);
    cli_run_listen(run);
    return cli_output_close(p->output, (int64_t)time(NULL));
}

static int
run_targets(const struct cli_options *o, struct base_text *why)
{
    struct program *p;
    int status = CLI_EXIT_ERROR;

    if (o->this_server != NULL)
        return cli_this_server(o, why);
    if (!cli_contradictions_check(o, why))
        return status;
    if (o->merge)
        return cli_merge(o, why);
    p = calloc(1, sizeof *p);
    if (p == NULL) {
        base_text_str(why, "out of memory");
        return status;
    }
    p->options = o;
    p->output = &p->outputs[0];
    p->resume.fd = -1;
    if (o->listens.n > 0)
        status = listen_for_peers(p, why);
    else if (cli_targets_load(&p->targets, o, why) &&
             cli_resume_load(&p->resume, o, &p->targets, why))
        status = o->dry_run ? cli_flushed(o->program, cli_targets_print(&p->targets))
                            : probe_targets(p, why);
    clear(p);
    free(p);
    return status;
}

/* Give the memory of large lists back at once: the C library would keep it for later use, and there
 * is none. */
static void
return_memory(void)
{
#ifdef __GLIBC__
    (void)mallopt(M_MMAP_THRESHOLD, 131072);
#endif
}

static void
libraries(struct base_text *out)
{
    probe_libraries(out);
    inventory_libraries(out);
    record_libraries(out);
}

int
main(int argc, char **argv)
{
    static const struct cli_parts parts = { .run = run_targets, .libraries = libraries };

    return_memory();
    return cli_main(CLI_EKUPROBE, argc, argv, &parts);
}
