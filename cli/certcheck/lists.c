/* SPDX-License-Identifier: MIT */
#include "lists.h"

#include "walk.h"

#include <os/file.h>
#include <os/interrupt.h>

#include <errno.h>
#include <string.h>

/* What was read of a file may be all of it; a pipe's is not. */
static void
keep(struct cli_certrun *run, const char *path, int fd, struct base_slice head)
{
    struct os_info info;

    if (run->in_directory && head.len < ASSESS_HEAD_LEN &&
        cli_kept_has_room(&run->kept, path, head.len) && os_info_of(fd, &info) == 0 &&
        info.kind == OS_FILE && info.size == head.len)
        cli_kept_add(&run->kept, path, head);
}

static bool
is_worth_a_look(struct cli_certrun *run, const char *path)
{
    uint8_t head[ASSESS_HEAD_LEN];
    int fd = os_open(path, run->in_directory ? OS_OPEN_READ_NOW : OS_OPEN_READ);
    ptrdiff_t n;
    bool worth;

    if (fd < 0)
        return false;
    n = os_read(fd, head, sizeof head);
    worth = n > 0 && assess_objects_wants((struct base_slice){ head, (size_t)n });
    if (n > 0 && !worth)
        keep(run, path, fd, (struct base_slice){ head, (size_t)n });
    (void)os_close(fd);
    return worth;
}

static void
on_failure(void *ctx, const char *path, int error)
{
    if (error == ENOMEM) /* all else is told when it is judged */
        cli_certrun_out_of_memory(ctx, path);
}

static void
look_at(void *ctx, const char *path)
{
    struct cli_certrun *run = ctx;
    struct base_slice bytes;
    char line[512];
    struct base_text ignored;

    cli_progress_found(&run->progress);
    if (os_interrupt() != 0)
        return;
    base_text_init(&ignored, line, sizeof line);
    if (strcmp(path, "-") != 0 && !is_worth_a_look(run, path))
        return;
    if (!cli_certrun_input(run, path, &bytes, &ignored)) {
        on_failure(run, path, errno);
        return;
    }
    if (!assess_objects_prescan(run->assess, path, bytes))
        cli_certrun_out_of_memory(run, path);
}

void
cli_lists_read(struct cli_certrun *run)
{
    const struct cli_texts *operands = &run->options->operands;
    const struct cli_walk walk = {
        .ctx = run, .file = look_at, .failed = on_failure, .recursive = run->options->recursive
    };

    for (size_t i = 0; i < operands->n; i++) {
        const char *path = operands->at[i];
        enum os_kind kind = cli_kind_of(path);

        run->in_directory = kind == OS_DIRECTORY;
        if (kind == OS_DIRECTORY)
            cli_walk(&walk, path);
        else if (kind == OS_FILE || strcmp(path, "-") == 0)
            look_at(run, path);
        else /* a pipe can be read but once */
            cli_progress_found(&run->progress);
    }
    run->in_directory = false;
}
