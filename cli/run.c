/* SPDX-License-Identifier: MIT */
#include "run.h"

#include "files.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

#define SIGNALS 3

static size_t
count_of(const struct cli_run *run)
{
    return inventory_count(run->targets->inventory);
}

/* A tag is a target's number or, beyond those, a slot: even ones of fallbacks, odd
 * ones of further looks. These go first, so that
 * few groups wait. */
static bool
pull(void *ctx, struct probe_target *out)
{
    struct cli_run *run = ctx;
    const struct inventory_target *t;
    size_t slot;

    if (cli_fallbacks_pull(&run->fallbacks, out, &slot)) {
        out->tag = (void *)(uintptr_t)(count_of(run) + 2 * slot);
        return true;
    }
    if (cli_looks_pull(&run->looks, out, &slot)) {
        out->tag = (void *)(uintptr_t)(count_of(run) + 2 * slot + 1);
        return true;
    }
    while (run->next < count_of(run) && run->targets->left_out[run->next])
        run->next++;
    if (run->next == count_of(run))
        return false;
    t = inventory_at(run->targets->inventory, run->next);
    *out = (struct probe_target){ .host = t->host,
                                  .port = t->port,
                                  .reversed = t->profile->reversed,
                                  .reserve_ms = cli_fallbacks_reserve_ms(run->options, t),
                                  .tag = (void *)(uintptr_t)run->next++ };
    return true;
}

/* The default ports that refuse, as a list. */
static void
list_refused(const struct cli_group *g, struct base_text *out)
{
    for (size_t i = 0; i < g->n; i++)
        if (cli_group_is_note(g, i) && g->at[i].probe.error.class == PROBE_REFUSED) {
            base_text_str(out, out->len > 0 ? ", " : "");
            base_text_u64(out, g->at[i].target->port);
        }
}

/* What the profile was made of, where nobody named it. */
static void
note_guesses(struct cli_run *run, const struct cli_member *m)
{
    char ports[32];
    struct base_text t;

    if (m->target->guessed && run->endpoint.result.certificates_n > 0)
        cli_endpoint_note(&run->endpoint, CERTCHECK_PROFILE_ASSUMED,
                          run->endpoint.result.profile->name);
    base_text_init(&t, ports, sizeof ports);
    for (size_t i = 0; i < CLI_SILENT_PORTS && m->silent[i] != 0; i++) {
        base_text_str(&t, i > 0 ? ", " : "");
        base_text_u64(&t, m->silent[i]);
    }
    if (t.len > 0)
        cli_endpoint_note(&run->endpoint, CERTCHECK_FRONT_END_PORTS_SILENT, ports);
}

/* The note about default ports comes with the last result: where a file has it, it has the
 * whole host (--resume). */
static void
emit_group(struct cli_run *run, const struct cli_group *g, bool differs)
{
    char refused[64];
    struct base_text t;
    size_t last = 0;

    base_text_init(&t, refused, sizeof refused);
    list_refused(g, &t);
    for (size_t i = 0; i < g->n; i++)
        if (!cli_group_is_note(g, i))
            last = i;
    for (size_t i = 0; i < g->n; i++) {
        const struct inventory_target *target = g->at[i].target;

        if (cli_group_is_note(g, i))
            continue;
        cli_looks_judge(&run->endpoint, &g->at[i], &run->shown, cli_group_profile(g, i),
                        cli_targets_product(run->targets, target));
        note_guesses(run, &g->at[i]);
        if (i == last && t.len > 0)
            cli_endpoint_note(&run->endpoint, CERTCHECK_DEFAULT_PORTS_SILENT, refused);
        if (differs && cli_pool_has(g, i))
            cli_endpoint_note(&run->endpoint, CERTCHECK_POOL_CERTIFICATES_DIFFER, target->pool);
        cli_output_result(run->output, &run->endpoint.result);
    }
}

static void
emit_pool(struct cli_run *run, struct cli_pool *pool)
{
    bool differs = cli_pool_differs(pool);

    for (size_t i = 0; i < pool->n; i++)
        emit_group(run, &pool->at[i], differs);
    cli_pool_clear(pool);
}

/* A group that has all it waits for, but for its pool. Its members are released. */
static void
finish_looked(struct cli_run *run, struct cli_group *g)
{
    struct cli_pool *pool = cli_pools_add(run->pools, g);

    if (pool == NULL) {
        emit_group(run, g, false);
        cli_group_release(g);
    } else if (pool->arrived >= pool->members) {
        emit_pool(run, pool);
    }
}

/* Not before all that answered has been looked at. */
static void
finish_group(struct cli_run *run, struct cli_group *g)
{
    if (!run->interrupted && cli_looks_help(&run->looks, g) && cli_looks_begin(&run->looks, g))
        probe_more(run->probe);
    else
        finish_looked(run, g);
}

/* Where there is no memory to wait; NULL: what it is judged as is the target's. */
static void
emit_alone(struct cli_run *run, const struct cli_member *m, const struct base_profile *profile)
{
    struct cli_member copy = *m;

    copy.profile = profile != NULL ? profile : m->profile;
    emit_group(run, &(struct cli_group){ .at = &copy, .n = 1 }, false);
}

/* Look elsewhere first, where that may help. */
static void
settle(struct cli_run *run, struct cli_group *g)
{
    bool elsewhere = cli_fallbacks_help(run->options, g);

    if (run->interrupted && (elsewhere || cli_group_is_open(g)))
        cli_group_cut_short(g);
    else if (elsewhere && cli_fallbacks_begin(&run->fallbacks, run->options, g)) {
        probe_more(run->probe);
        return;
    }
    finish_group(run, g);
}

/* Ports that were named are told one by one, now that it is known what they are. */
static void
settle_each(struct cli_run *run, struct cli_group *g)
{
    struct cli_group alone;

    for (size_t i = 0; i < g->n; i++)
        if (cli_group_take(g, i, &alone))
            settle(run, &alone);
        else
            emit_alone(run, &g->at[i], cli_group_profile(g, i));
    cli_group_release(g);
}

static void
settle_alone(struct cli_run *run, const struct cli_member *m)
{
    struct cli_group alone;

    struct cli_member seen = *m;

    if (m->probe.connected && m->target->pool == NULL &&
        !cli_looks_help(&run->looks, &(struct cli_group){ .at = &seen, .n = 1 }))
        emit_alone(run, &seen, NULL); /* it waits for nothing: no copy */
    else if (cli_group_of(m, &alone))
        settle(run, &alone);
    else
        emit_alone(run, m, NULL);
}

static void
settle_group(struct cli_run *run, struct cli_group *g)
{
    cli_group_doubt(g);
    if (run->interrupted && cli_group_is_open(g))
        settle(run, g); /* what they are may never be known */
    else if (cli_group_is_named(g))
        settle_each(run, g);
    else
        settle(run, g);
}

static void
done(void *ctx, const struct probe_target *probed, const struct probe_result *probe)
{
    struct cli_run *run = ctx;
    size_t index = (size_t)(uintptr_t)probed->tag, size;
    struct cli_member m = { .probe = *probe };
    struct cli_group group;

    cli_run_progress_clear(&run->progress); /* results may go to the same terminal */
    if (index >= count_of(run) && (index - count_of(run)) % 2 == 1) {
        if (cli_looks_done(&run->looks, (index - count_of(run)) / 2, probe, &group))
            finish_looked(run, &group);
        else
            probe_more(run->probe);
        return;
    }
    if (index >= count_of(run)) {
        if (cli_fallbacks_done(&run->fallbacks, (index - count_of(run)) / 2, probe, &group))
            finish_group(run, &group);
        else
            probe_more(run->probe);
        return;
    }
    run->progress.done++;
    m.target = inventory_at(run->targets->inventory, index);
    size = inventory_group_size(run->targets->inventory, m.target);
    if (size < 2) {
        settle_alone(run, &m);
        return;
    }
    switch (cli_groups_add(run->hosts, m.target->group, size, &m, &group)) {
    case CLI_GROUP_COMPLETE:
        settle_group(run, &group);
        break;
    case CLI_GROUP_NO_MEMORY:
        emit_alone(run, &m, NULL);
        break;
    case CLI_GROUP_WAITS:
        break;
    }
}

/* A run that was cut short has a result that says so, even if nothing was in flight just then:
 * formats of results alone (NDJSON) have no other place for it. */
static void
tell_the_next(struct cli_run *run)
{
    struct probe_target next;
    struct cli_member m = { .probe = { .accepted_us = PROBE_UNKNOWN,
                                       .client_certificate_requested = PROBE_UNKNOWN,
                                       .error.alert = -1,
                                       .timing = { -1, -1, -1, -1 } } };
    struct cli_group alone;

    if (run->output->run.interrupted > 0 || !pull(run, &next))
        return;
    m.target = inventory_at(run->targets->inventory, (size_t)(uintptr_t)next.tag);
    if (!cli_group_of(&m, &alone))
        return;
    cli_group_cut_short(&alone);
    finish_group(run, &alone);
}

/* The reports tell how much of the whole there is. */
static void
tell_interruption(struct cli_run *run)
{
    struct report_run *r = &run->output->run;
    size_t begun = run->targets->all - run->targets->n + run->progress.done;

    r->targets = run->targets->all;
    r->finished = begun > r->interrupted ? begun - r->interrupted : 0;
    if (r->interrupted == 0 && run->progress.done >= run->targets->n)
        r->targets = r->finished = 0; /* it came when all was done */
}

/* What an interrupt left waiting. */
static void
finish_all(struct cli_run *run)
{
    struct cli_group group;
    struct cli_pool *pool;

    while (cli_groups_pop(run->hosts, &group)) {
        cli_group_cut_short(&group);
        finish_group(run, &group);
    }
    while (cli_fallbacks_pop(&run->fallbacks, &group))
        finish_group(run, &group);
    while (cli_looks_pop(&run->looks, &group))
        finish_looked(run, &group);
    while ((pool = cli_pools_pop(run->pools)) != NULL)
        emit_pool(run, pool);
    if (run->interrupted) {
        tell_the_next(run);
        tell_interruption(run);
    }
}

/* The first signal ends what is in flight and writes all reports; the second
 * ends the program at once. */
static void
on_signal(uv_signal_t *handle, int number)
{
    struct cli_run *run = handle->data;

    if (run->interrupted) {
        cli_output_abandon(run->output); /* no unfinished files */
        _exit(128 + number);
    }
    run->interrupted = true;
    run->output->signal = number;
    cli_run_progress_clear(&run->progress);
    cli_say(run->options,
            "interrupted: writing the reports; press Ctrl-C again to stop immediately");
    probe_stop(run->probe);
}

static void
watch_signals(struct cli_run *run, uv_signal_t signals[SIGNALS])
{
    static const int numbers[SIGNALS] = { SIGINT, SIGTERM, SIGHUP };

    for (size_t i = 0; i < SIGNALS; i++) {
        struct sigaction before;

        uv_signal_init(probe_loop(run->probe), &signals[i]);
        signals[i].data = run;
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler == SIG_IGN)
            continue; /* nohup, or a shell's background */
        uv_signal_start(&signals[i], on_signal, numbers[i]);
        uv_unref((uv_handle_t *)&signals[i]);
    }
}

static void
unwatch_signals(struct cli_run *run, uv_signal_t signals[SIGNALS])
{
    for (size_t i = 0; i < SIGNALS; i++)
        uv_close((uv_handle_t *)&signals[i], NULL);
    uv_run(probe_loop(run->probe), UV_RUN_NOWAIT);
}

bool
cli_run(struct cli_run *run, struct base_text *why)
{
    uv_signal_t signals[SIGNALS];
    bool ok;

    run->looks.judge = &run->endpoint;
    run->looks.options = run->options;
    run->hosts = cli_groups_new();
    run->pools = cli_pools_new(run->targets, run->options);
    ok = run->hosts != NULL && run->pools != NULL;
    if (ok) {
        watch_signals(run, signals);
        cli_run_progress_start(&run->progress, probe_loop(run->probe), run->output,
                               run->targets->n);
        probe_run(run->probe, pull, done, run);
        cli_run_progress_stop(&run->progress);
        unwatch_signals(run, signals);
        finish_all(run);
    } else {
        (void)cli_complain(why, "targets", "out of memory");
    }
    cli_groups_free(run->hosts);
    cli_pools_free(run->pools);
    cli_fallbacks_clear(&run->fallbacks);
    cli_looks_clear(&run->looks);
    return ok;
}
