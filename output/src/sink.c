/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* strdup */
#include <output/sink.h>

#include <os/draft.h>
#include <os/file.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int
open_fd(struct output_sink *s, const char *path, enum os_open how)
{
    s->fd = os_open(path, how);
    s->owned = s->fd >= 0;
    return s->fd < 0 ? errno : 0;
}

/* What will be replaced, and how; a device or a pipe must not be replaced by a file. */
static int
open_path(struct output_sink *s, const char *path)
{
    struct os_info info;
    int err = os_info(path, &info);

    if (err == 0) {
        if (info.kind == OS_DIRECTORY)
            return EISDIR;
        if (info.kind != OS_FILE)
            return open_fd(s, path, OS_OPEN_WRITE);
        err = os_may_write(path);
        if (err != 0)
            return err;
        s->replaces = true;
        s->mode = (int)info.mode;
        s->final = os_real_path(path);
        if (s->final == NULL)
            return errno;
    } else if (err != ENOENT) {
        return err;
    } else if ((s->final = strdup(path)) == NULL) {
        return ENOMEM;
    }
    s->draft = malloc(sizeof *s->draft);
    if (s->draft == NULL)
        return ENOMEM;
    err = os_draft_open(s->draft, s->final);
    s->fd = s->draft->fd;
    return err;
}

static int
open_mode(struct output_sink *s, const char *path, enum output_sink_mode mode)
{
    if (*path == '\0')
        return ENOENT;
    switch (mode) {
    case OUTPUT_SINK_STREAM:
        return open_fd(s, path, OS_OPEN_EMPTY);
    case OUTPUT_SINK_APPEND:
        return open_fd(s, path, OS_OPEN_APPEND);
    case OUTPUT_SINK_REPLACE:
    default:
        return open_path(s, path);
    }
}

static void
clear(struct output_sink *s)
{
    *s = (struct output_sink){ .fd = -1, .mode = -1 };
}

int
output_sink_open(struct output_sink *s, const char *path, enum output_sink_mode mode)
{
    clear(s);
    s->path = strdup(strcmp(path, "-") == 0 ? "standard output" : path);
    if (s->path == NULL)
        return ENOMEM;
    if (strcmp(path, "-") == 0)
        s->fd = OS_STDOUT;
    else
        s->failed = open_mode(s, path, mode);
    return s->failed;
}

int
output_sink_write(struct output_sink *s, const char *p, size_t n)
{
    while (n > 0 && s->failed == 0) {
        ptrdiff_t wrote = os_write(s->fd, p, n);

        if (wrote > 0) {
            p += wrote;
            n -= (size_t)wrote;
        } else if (wrote == 0 || errno != EINTR) {
            s->failed = wrote == 0 ? EIO : errno;
        }
    }
    return s->failed;
}

/* What takes its time comes first, while a signal may still end it. */
int
output_sink_commit(struct output_sink *s)
{
    if (s->failed != 0 || s->draft == NULL)
        return s->failed;
    s->failed = os_draft_settle(s->draft, s->mode);
    if (s->failed == 0)
        s->failed = os_draft_place(s->draft, s->final, s->mode, s->keep);
    s->fd = -1;
    return s->failed;
}

void
output_sink_free(struct output_sink *s)
{
    if (s->owned && s->fd >= 0)
        (void)os_close(s->fd);
    if (s->draft != NULL)
        os_draft_drop(s->draft);
    free(s->draft);
    free(s->final);
    free(s->path);
    clear(s);
}
