/* SPDX-License-Identifier: MIT */
#include "run_progress.h"

#include <os/file.h>
#include <os/terminal.h>

#include <stdlib.h>
#include <string.h>
#include <uv.h>

#define EVERY_MS 250
#define LINE_MAX_COLUMNS 200

enum { AUTO, ALWAYS, NEVER }; /* as --progress lists them */

/* A terminal that cannot go back to the line's beginning would fill with lines. */
bool
cli_run_progress_is_wanted(const struct cli_options *o)
{
    if (o->progress != AUTO)
        return o->progress == ALWAYS;
    return os_is_terminal(OS_STDERR) && !os_terminal_is_dumb();
}

static size_t
columns(void)
{
    unsigned n = os_terminal_columns(OS_STDERR);

    if (n < 20)
        return 80;
    return n < LINE_MAX_COLUMNS ? n : LINE_MAX_COLUMNS;
}

/* A run that is over within the clock's least step has a speed, too. */
static uint64_t
elapsed_ms(const struct cli_run_progress *p)
{
    uint64_t ms = uv_now(p->timer->loop) - p->started_ms;

    return ms > 0 ? ms : 1;
}

static void
show(struct cli_run_progress *p)
{
    unsigned counts[CERTCHECK_VERDICTS];
    char line[4 * LINE_MAX_COLUMNS];
    struct probe_waiting waiting;
    bool waits = assess_waits_for(p->run, &waiting);
    struct base_text t;

    for (size_t v = 0; v < CERTCHECK_VERDICTS; v++)
        counts[v] = p->output->run.summary[v] - p->before[v];
    base_text_init(&t, line, sizeof line);
    cli_run_progress_text(&t, counts, p->done, p->targets, elapsed_ms(p), waits ? &waiting : NULL,
                          columns()); /* less than that: the last one stays free */
    cli_show(line);
    p->shown = true;
}

static void
on_tick(uv_timer_t *timer)
{
    show(timer->data);
}

void
cli_run_progress_start(struct cli_run_progress *p, struct assess *run,
                       const struct cli_output *output, size_t targets)
{
    uv_loop_t *loop = assess_loop(run);

    *p = (struct cli_run_progress){ .output = output, .run = run, .targets = targets };
    memcpy(p->before, output->run.summary, sizeof p->before);
    if (!cli_run_progress_is_wanted(output->options) ||
        (p->timer = calloc(1, sizeof *p->timer)) == NULL)
        return;
    uv_update_time(loop);
    p->started_ms = uv_now(loop);
    (void)uv_timer_init(loop, p->timer); /* cannot fail */
    p->timer->data = p;
    (void)uv_timer_start(p->timer, on_tick, EVERY_MS, EVERY_MS);
    uv_unref((uv_handle_t *)p->timer);
}

void
cli_run_progress_clear(struct cli_run_progress *p)
{
    if (p->shown)
        os_say("\r\033[K");
    p->shown = false;
}

static void
on_closed(uv_handle_t *handle)
{
    free(handle);
}

/* A last look, so that a short run shows its end too, where it was asked for. */
void
cli_run_progress_stop(struct cli_run_progress *p)
{
    if (p->timer == NULL)
        return;
    uv_update_time(p->timer->loop);
    show(p);
    if (os_is_terminal(OS_STDERR))
        cli_run_progress_clear(p);
    else
        os_say("\n");
    uv_close((uv_handle_t *)p->timer, on_closed);
    p->timer = NULL;
    p->shown = false;
}
