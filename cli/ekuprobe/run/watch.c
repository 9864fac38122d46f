/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include <base/error.h>
#include <output/charset.h>
#include <os/file.h>
#include <os/interrupt.h>
#include <os/terminal.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <uv.h>

#include "changes.h"
#include "run.h"

#define TICK_MS 1000

struct cli_watch {
    const struct cli_options *options;
    struct cli_changes changes;
    struct output_bytes lines; /* of changes, not yet written */
    uv_loop_t loop;            /* hears signals, also while no run is going on */
    uv_signal_t signals[CLI_SIGNALS_MAX];
    uv_timer_t pause, tick;
    uint64_t ends_ms; /* of --max-time, on the clock of uv_hrtime; 0: no end */
    uint64_t wakes_ms;
    bool shows; /* the pause is told on the terminal */
    bool ended; /* by a signal, by --max-time or because nobody reads */
    char note[96];
};

static uint64_t
now_ms(void)
{
    return uv_hrtime() / 1000000;
}

static void
on_signal(uv_signal_t *handle, int number)
{
    struct cli_watch *w = handle->data;

    (void)number;
    w->ended = true;
    uv_stop(&w->loop);
}

static void
on_pause(uv_timer_t *timer)
{
    uv_stop(timer->loop);
}

/* "run 3 is over, nothing changed; the next begins in 12 s" */
static void
on_tick(uv_timer_t *timer)
{
    const struct cli_watch *w = timer->data;
    uint64_t now = now_ms(), left = w->wakes_ms > now ? w->wakes_ms - now : 0;
    char line[128];

    (void)snprintf(line, sizeof line, "run %u has ended, %s; the next begins in %u s",
                   w->changes.round,
                   w->changes.changed > 0 ? "something changed" : "nothing changed",
                   (unsigned)((left + 999) / 1000));
    cli_show(line);
}

struct cli_watch *
cli_watch_open(const struct cli_options *o, struct base_text *why)
{
    struct cli_watch *w = calloc(1, sizeof *w);

    if (w == NULL || uv_loop_init(&w->loop) != 0) {
        free(w);
        (void)base_complain(why, "--watch", "out of memory");
        return NULL;
    }
    w->options = o;
    w->shows = cli_run_progress_is_wanted(o);
    if (o->max_time_ms > 0)
        w->ends_ms = now_ms() + o->max_time_ms;
    (void)uv_timer_init(&w->loop, &w->pause); /* cannot fail */
    (void)uv_timer_init(&w->loop, &w->tick);
    w->tick.data = w;
    for (size_t i = 0; os_interrupt_numbers[i] != 0; i++) {
        (void)uv_signal_init(&w->loop, &w->signals[i]);
        w->signals[i].data = w;
        if (!os_interrupt_is_ignored(os_interrupt_numbers[i]))
            (void)uv_signal_start(&w->signals[i], on_signal, os_interrupt_numbers[i]);
    }
    return w;
}

static void
close_handle(uv_handle_t *handle, void *ctx)
{
    (void)ctx;
    uv_close(handle, NULL);
}

void
cli_watch_close(struct cli_watch *w)
{
    if (w->changes.round > 0 && !w->options->quiet && strcmp(w->options->format, "text") == 0)
        (void)os_write(OS_STDOUT, "\n", 1); /* the report is next */
    uv_walk(&w->loop, close_handle, NULL);
    (void)uv_run(&w->loop, UV_RUN_DEFAULT);
    (void)uv_loop_close(&w->loop);
}

void
cli_watch_free(struct cli_watch *w)
{
    cli_changes_free(&w->changes);
    output_bytes_free(&w->lines);
    free(w);
}

bool
cli_watch_is_first(const struct cli_watch *w)
{
    return w->changes.round == 0;
}

bool
cli_watch_has_ended(const struct cli_watch *w)
{
    return w->ended;
}

/* What is left of --max-time; 0: there is no end. */
static unsigned
left_ms(const struct cli_watch *w)
{
    uint64_t now = now_ms();

    if (w->ends_ms == 0)
        return 0;
    return w->ends_ms > now ? (unsigned)(w->ends_ms - now) : 1;
}

/* To people before the report to come, else where no report is. */
static void
write_lines(struct cli_watch *w)
{
    bool text = strcmp(w->options->format, "text") == 0;
    struct output_bytes *b = &w->lines;

    if (text)
        output_charset_apply(b);
    for (size_t at = 0; at < b->len && !b->no_memory;) {
        ptrdiff_t n = os_write(text ? OS_STDOUT : OS_STDERR, b->ptr + at, b->len - at);

        if (n <= 0) {
            w->ended = w->ended || text; /* nobody reads */
            break;
        }
        at += (size_t)n;
    }
    b->len = 0;
}

void
cli_watch_begin(struct cli_watch *w, struct cli_run *run)
{
    cli_changes_begin(&w->changes);
    run->watch = w;
    run->max_time_ms = left_ms(w);
}

bool
cli_watch_saw_all(const struct cli_watch *w, struct base_text *why)
{
    return !cli_changes_no_memory(&w->changes) || base_complain(why, "--watch", "out of memory");
}

void
cli_watch_result(struct cli_watch *w, const struct assess_result *r)
{
    cli_changes_add(&w->changes, r, (int64_t)time(NULL), &w->lines);
    write_lines(w);
}

void
cli_watch_round(struct cli_watch *w, struct cli_output *out)
{
    struct base_text note;
    size_t before = w->lines.len;

    cli_changes_end(&w->changes, (int64_t)time(NULL), &w->lines);
    if (w->options->quiet && w->changes.changed == 0)
        w->lines.len = before;
    write_lines(w);
    base_text_init(&note, w->note, sizeof w->note);
    base_text_str(&note, "--watch: this is run ");
    base_text_u64(&note, w->changes.round);
    cli_output_note_made(out, w->note, NULL);
    cli_output_close_files(out, (int64_t)time(NULL));
}

bool
cli_watch_wait(struct cli_watch *w)
{
    uint64_t pause = w->options->watch_ms;
    unsigned left = left_ms(w);
    bool last = left > 0 && left <= pause;

    (void)uv_run(&w->loop, UV_RUN_NOWAIT); /* a signal that came during the run */
    if (w->ended)
        return false;
    w->wakes_ms = now_ms() + (last ? left : pause);
    uv_update_time(&w->loop);
    (void)uv_timer_start(&w->pause, on_pause, last ? left : pause, 0);
    if (w->shows)
        (void)uv_timer_start(&w->tick, on_tick, 0, TICK_MS);
    (void)uv_run(&w->loop, UV_RUN_DEFAULT);
    (void)uv_timer_stop(&w->tick);
    (void)uv_timer_stop(&w->pause);
    if (w->shows)
        os_say("\r\033[K");
    w->ended = w->ended || last;
    return !w->ended;
}

bool
cli_watch_check(const struct cli_options *o, struct base_text *why)
{
    const struct {
        bool given;
        const char *name;
    } others[] = {
        { o->merge, "--merge" },
        { o->dry_run, "--dry-run" },
        { o->listens.n > 0, "--listen" },
        { o->resume != NULL, "--resume" },
        { strcmp(o->format, "nagios") == 0, "--format nagios" },
    };

    for (size_t i = 0; o->watch_ms > 0 && i < sizeof others / sizeof others[0]; i++)
        if (others[i].given) {
            base_text_str(why, "--watch repeats a run: it cannot be combined with ");
            base_text_str(why, others[i].name);
            return false;
        }
    return true;
}
