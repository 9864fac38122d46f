/* SPDX-License-Identifier: MIT */
#include "run.h"

#include "interrupt.h"
#include "listen/listening.h"

#include <os/interrupt.h>

#include <stdlib.h>
#include <string.h>
#include <uv.h>

#define PLUGIN_MS 9000 /* monitoring systems wait 10 seconds */

/* The reports tell how much of the whole there is. */
static void
tell_interruption(struct cli_run *run)
{
    struct assess_run_info *r = &run->output->run;
    size_t begun = run->targets->all - run->targets->n + assess_done(run->assess);

    r->targets = run->targets->all;
    r->finished = begun > r->interrupted ? begun - r->interrupted : 0;
    if (r->interrupted == 0 && assess_done(run->assess) >= run->targets->n)
        r->targets = r->finished = 0; /* the signal came after the last target */
}

/* The first signal ends what is in flight and writes all reports; the second
 * ends the program at once. */
static void
on_signal(uv_signal_t *handle, int number)
{
    struct cli_run *run = handle->data;

    if (run->interrupted) {
        cli_output_abandon(run->output); /* no unfinished files */
        _Exit(128 + os_interrupt_meaning(number));
    }
    run->interrupted = true;
    if (run->listening == NULL) /* which is how listening ends */
        run->output->signal = os_interrupt_meaning(number);
    cli_run_progress_clear(&run->progress);
    cli_say(run->options, CLI_INTERRUPTED);
    assess_stop(run->assess);
}

/* --max-time: as a signal, but the program ends as usual. */
static void
on_time(uv_timer_t *timer)
{
    struct cli_run *run = timer->data;

    if (run->interrupted)
        return;
    run->interrupted = true;
    cli_run_progress_clear(&run->progress);
    cli_say(run->options, "--max-time is over: open connections are ended and the reports written");
    assess_stop(run->assess);
}

static void
watch_time(struct cli_run *run)
{
    unsigned ms = run->max_time_ms;

    if (ms == 0 && strcmp(run->options->format, "nagios") == 0)
        ms = PLUGIN_MS;
    (void)uv_timer_init(assess_loop(run->assess), run->timer);
    run->timer->data = run;
    if (ms > 0)
        (void)uv_timer_start(run->timer, on_time, ms, 0);
    uv_unref((uv_handle_t *)run->timer);
}

static void
watch_signals(struct cli_run *run, uv_signal_t signals[CLI_SIGNALS_MAX])
{
    for (size_t i = 0; os_interrupt_numbers[i] != 0; i++) {
        uv_signal_init(assess_loop(run->assess), &signals[i]);
        signals[i].data = run;
        if (os_interrupt_is_ignored(os_interrupt_numbers[i]))
            continue; /* nohup, or a shell's background */
        uv_signal_start(&signals[i], on_signal, os_interrupt_numbers[i]);
        uv_unref((uv_handle_t *)&signals[i]);
    }
}

static void
unwatch_signals(struct cli_run *run, uv_signal_t signals[CLI_SIGNALS_MAX])
{
    for (size_t i = 0; os_interrupt_numbers[i] != 0; i++)
        uv_close((uv_handle_t *)&signals[i], NULL);
    if (run->timer != NULL)
        uv_close((uv_handle_t *)run->timer, NULL);
    uv_run(assess_loop(run->assess), UV_RUN_NOWAIT);
}

/* What a report of results alone has for those that never came. */
static size_t
left(const struct cli_run *run)
{
    size_t all = run->listening != NULL ? run->listening->count : run->targets->n;
    size_t done = run->listening != NULL ? assess_listen_shown(run->assess)
                                         : assess_told(run->assess);

    return all > done ? all - done : 0;
}

static void
on_result(void *ctx, const struct assess_result *r)
{
    struct cli_run *run = ctx;

    run->output->run.left = left(run);
    cli_output_result(run->output, r);
    if (run->watch != NULL)
        cli_watch_result(run->watch, r);
    if (run->interrupted ||
        !(run->output->unread || (run->watch != NULL && cli_watch_has_ended(run->watch))))
        return;
    run->interrupted = true;
    assess_stop(run->assess);
}

static void
on_ended(void *ctx, size_t done)
{
    struct cli_run *run = ctx;

    cli_run_progress_clear(&run->progress); /* results may go to the same terminal */
    run->progress.done = done;
}

static void
on_closed(void *ctx)
{
    struct cli_run *run = ctx;

    run->progress.done = assess_done(run->assess);
    cli_run_progress_stop(&run->progress);
    unwatch_signals(run, run->signals);
    run->signals = NULL;
}

static void
on_note(void *ctx, const char *text)
{
    struct cli_run *run = ctx;

    cli_say(run->options, text);
}

bool
cli_run_open(struct cli_run *run, const struct assess_options *o, struct assess_store *store,
             struct base_text *why)
{
    const struct assess_events events = {
        .ctx = run, .result = on_result, .ended = on_ended, .closed = on_closed, .note = on_note
    };

    run->assess = assess_new(o, store, &events, why);
    return run->assess != NULL;
}

static void
on_duration(uv_timer_t *timer)
{
    const struct cli_run *run = timer->data;

    assess_stop(run->assess);
}

static void
start_duration(struct cli_run *run, uv_timer_t *timer)
{
    uv_update_time(assess_loop(run->assess));
    (void)uv_timer_init(assess_loop(run->assess), timer); /* cannot fail, nor can a start */
    timer->data = run;
    if (run->options->duration_ms > 0)
        (void)uv_timer_start(timer, on_duration, run->options->duration_ms, 0);
}

/* Peers that never connected are not known to be ready. */
static void
tell_missing(struct cli_run *run)
{
    size_t shown = assess_listen_shown(run->assess), wanted = run->listening->count;
    struct base_text t;

    if (shown > 0 && shown >= wanted)
        return;
    run->output->partly = true;
    if (shown < wanted) { /* every report is told, not the exit status alone */
        run->output->run.finished = shown;
        run->output->run.targets = wanted;
    }
    base_text_init(&t, run->missing, sizeof run->missing);
    if (shown == 0) {
        base_text_str(&t, "no peer connected that presented a certificate or declined to");
    } else {
        base_text_u64(&t, shown);
        base_text_str(&t, " of ");
        base_text_u64(&t, wanted);
        base_text_str(&t, " peers connected (--count)");
    }
    cli_output_note(run->output, run->missing);
    if (run->output->run.results == 0)
        cli_say(run->options, run->missing);
}

void
cli_run_listen(struct cli_run *run)
{
    uv_signal_t signals[CLI_SIGNALS_MAX];
    uv_timer_t duration;

    run->signals = signals;
    watch_signals(run, signals);
    start_duration(run, &duration);
    cli_run_progress_start(&run->progress, run->assess, run->output, 0);
    cli_listening_say(run->listening, run->options);
    assess_listen(run->assess);
    uv_close((uv_handle_t *)&duration, NULL);
    if (run->signals != NULL)
        on_closed(run);
    else
        uv_run(assess_loop(run->assess), UV_RUN_NOWAIT);
    tell_missing(run);
}

bool
cli_run(struct cli_run *run, struct base_text *why)
{
    uv_signal_t signals[CLI_SIGNALS_MAX];
    uv_timer_t timer;
    bool ok;

    run->signals = signals;
    run->timer = &timer;
    watch_signals(run, signals);
    watch_time(run);
    cli_run_progress_start(&run->progress, run->assess, run->output, run->targets->n);
    ok = assess_run(run->assess, run->targets->inventory, run->targets->left_out, why);
    if (run->signals != NULL)
        on_closed(run);
    if (run->interrupted)
        tell_interruption(run);
    return ok;
}
