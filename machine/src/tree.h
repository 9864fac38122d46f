/* SPDX-License-Identifier: MIT */
/* The files of a Windows drive below a directory of this machine: names count in any case. */
#ifndef MACHINE_TREE_H
#define MACHINE_TREE_H

#include <machine/server.h>

struct machine_tree {
    const char *root; /* the directory; NULL: there is none */
    char letter;      /* that the drive has on its machine */
};

/* "Windows\System32\config" below the root, to be read. -1: errno; ENOENT: it is not there. */
int machine_tree_open(const struct machine_tree *t, const char *path);

/* For machine_files: ctx is a struct machine_tree. */
enum machine_answer machine_tree_read(void *ctx, const char *path, size_t max, uint8_t **bytes,
                                      size_t *len, const char **why);

/* All of an open file, which is closed. */
enum machine_answer machine_read_whole(int fd, size_t max, uint8_t **bytes, size_t *len,
                                       const char **why);

/* The same for what could not be opened. */
enum machine_answer machine_read_failed(int error, const char **why);

#endif
