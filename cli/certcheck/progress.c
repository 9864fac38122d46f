/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include "clock.h"
#include "say.h"

#include <os/file.h>
#include <os/terminal.h>

#define FIRST_MS 200 /* short runs show nothing */
#define EVERY_MS 100
#define FILES_A_LOOK 64 /* the clock is not asked for each file */

void
cli_progress_open(struct cli_progress *p, bool quiet)
{
    *p = (struct cli_progress){ .wanted = !quiet && os_is_terminal(OS_STDERR) };
}

/* Is it time to show how far things are? n counts what is done. */
static bool
is_due(struct cli_progress *p, uint64_t n)
{
    int64_t now;

    if (!p->wanted || n % FILES_A_LOOK != 1)
        return false;
    now = cli_clock_ms();
    if (p->next_ms == 0)
        p->next_ms = now + FIRST_MS;
    if (now < p->next_ms)
        return false;
    p->next_ms = now + EVERY_MS;
    p->shown = true;
    return true;
}

/* "12 files found", "3 of 12 files" */
static void
show(uint64_t n, uint64_t of, const char *what)
{
    char line[64];
    struct base_text *t = BASE_TEXT_IN(line);

    base_text_u64(t, n);
    if (of > 0) {
        base_text_str(t, " of ");
        base_text_u64(t, of);
    }
    base_text_str(t, what);
    cli_show(line);
}

void
cli_progress_found(struct cli_progress *p)
{
    p->total++;
    if (is_due(p, p->total))
        show(p->total, 0, " files found");
}

void
cli_progress(struct cli_progress *p)
{
    p->files++;
    if (is_due(p, p->files))
        show(p->files, p->total, " files");
}

void
cli_progress_clear(struct cli_progress *p)
{
    if (p->shown)
        os_say("\r\033[K");
    p->shown = false;
}

void
cli_progress_end(struct cli_progress *p)
{
    cli_progress_clear(p);
    p->wanted = false;
}
