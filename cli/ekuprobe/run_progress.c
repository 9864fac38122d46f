/* SPDX-License-Identifier: MIT */
#include "run_progress.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <uv.h>

#define EVERY_MS 250
#define LINE_MAX_COLUMNS 200

enum { AUTO, ALWAYS, NEVER }; /* as --progress lists them */

/* A terminal that cannot go back to the line's beginning would fill with lines. */
static bool
is_wanted(const struct cli_options *o)
{
    const char *term = getenv("TERM");

    if (o->progress != AUTO)
        return o->progress == ALWAYS;
    return isatty(STDERR_FILENO) == 1 && (term == NULL || strcmp(term, "dumb") != 0);
}

static size_t
columns(void)
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20)
        return 80;
    return size.ws_col < LINE_MAX_COLUMNS ? size.ws_col : LINE_MAX_COLUMNS;
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
    char line[LINE_MAX_COLUMNS];
    struct base_text t;

    for (size_t v = 0; v < CERTCHECK_VERDICTS; v++)
        counts[v] = p->output->run.summary[v] - p->before[v];
    base_text_init(&t, line, columns()); /* its NUL leaves the last column free */
    cli_run_progress_text(&t, counts, p->done, p->targets, elapsed_ms(p));
    fprintf(stderr, "\r%s\033[K", line);
    p->shown = true;
}

static void
on_tick(uv_timer_t *timer)
{
    show(timer->data);
}

void
cli_run_progress_start(struct cli_run_progress *p, void *loop, const struct cli_output *output,
                       size_t targets)
{
    *p = (struct cli_run_progress){ .output = output, .targets = targets };
    memcpy(p->before, output->run.summary, sizeof p->before);
    if (!is_wanted(output->options) || (p->timer = calloc(1, sizeof *p->timer)) == NULL)
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
        fputs("\r\033[K", stderr);
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
    if (isatty(STDERR_FILENO) == 1)
        cli_run_progress_clear(p);
    else
        fputc('\n', stderr);
    uv_close((uv_handle_t *)p->timer, on_closed);
    p->timer = NULL;
    p->shown = false;
}
