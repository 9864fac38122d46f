/* SPDX-License-Identifier: MIT */
/* The files of a directory, in the order of their names. */
#ifndef CLI_WALK_H
#define CLI_WALK_H

#include <base/text.h>
#include <os/file.h>

struct cli_walk {
    void *ctx;
    void (*file)(void *ctx, const char *path);
    /* An errno; ENXIO: a FIFO, a socket or a device (cli_file_error). */
    void (*failed)(void *ctx, const char *path, int error);
    /* A directory that is not entered, or a link to one; may be NULL. */
    void (*left)(void *ctx, bool link);
    bool recursive;
};

/* Of what a link leads to; OS_UNKNOWN: it cannot be had. Windows opens a file for it, and may open a
 * pipe only so often: ask no more than is needed. */
enum os_kind cli_kind_of(const char *path);
bool cli_is_directory(const char *path);

/*
 * Calls file for every regular file, links to files too; names that begin with
 * a dot are passed over, and so, told to failed, is what is neither file nor
 * directory. Links to directories are not followed: told to left. Memory: the names of the
 * directories open.
 */
void cli_walk(const struct cli_walk *w, const char *path);

#endif
