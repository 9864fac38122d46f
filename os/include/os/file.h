/* SPDX-License-Identifier: MIT */
/*
 * Files by name and by descriptor. Names are UTF-8 on every system. What gives a descriptor or
 * a count says -1 with errno set; what does something says 0 or an errno. Descriptors are not
 * inherited, and reading and writing changes no byte.
 *
 * The module: what differs between POSIX systems and Windows, so that nothing above it tests for
 * one. A header here says what is promised, src/posix/ and src/windows/ keep it, file for file, and
 * CMake takes one of the two. Files: this, dir.h, draft.h (written beside its name and put in its
 * place), lock.h. The process: start.h, env.h, interrupt.h (Ctrl-C and signals), capture.h,
 * error.h. People: terminal.h, secret.h (passwords). The machine: registry.h, certificates.h and
 * chain.h (its stores and its judgement of a chain), address.h, random.h. Sockets, readiness and
 * spools have halves of their own, beside what they are for.
 */
#ifndef OS_FILE_H
#define OS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum os_standard { OS_STDIN, OS_STDOUT, OS_STDERR }; /* descriptors */

enum os_open {
    OS_OPEN_READ,
    OS_OPEN_READ_NOW, /* the same, without waiting for the other end of a FIFO */
    OS_OPEN_WRITE,    /* what is there, from its beginning */
    OS_OPEN_EMPTY,    /* made, or emptied */
    OS_OPEN_APPEND,   /* made, or written behind what is there */
    OS_OPEN_UPDATE,   /* made if it is not there; read and written */
};

int os_open(const char *path, enum os_open how);

/* A stream for reading; NULL with errno. The caller closes it. */
FILE *os_open_stream(const char *path);
int os_close(int fd);

ptrdiff_t os_read(int fd, void *to, size_t n);
ptrdiff_t os_read_at(int fd, void *to, size_t n, uint64_t at);
ptrdiff_t os_write(int fd, const void *from, size_t n);

/* To the beginning. False: what cannot be read again. */
bool os_rewind(int fd);
int os_cut(int fd, uint64_t len); /* what is behind len is gone */

enum os_kind { OS_UNKNOWN, OS_FILE, OS_DIRECTORY, OS_LINK, OS_OTHER };

struct os_info {
    enum os_kind kind;
    uint64_t device, id; /* equal for one and the same file only */
    uint64_t size;
    unsigned mode; /* permissions, where the system has such; 0 elsewhere */
};

int os_info(const char *path, struct os_info *out);      /* of what a link leads to */
int os_info_link(const char *path, struct os_info *out); /* of the link itself */
int os_info_of(int fd, struct os_info *out);

/* May this user do it? An errno if not. */
int os_may_read(const char *path);
int os_may_write(const char *path);

int os_remove(const char *path);

/* Where the file really is, links followed; NULL with errno. The caller frees it. */
char *os_real_path(const char *path);

/* What the link at path says; false: it is none, or what it says is too long. */
bool os_link_target(const char *path, char *out, size_t cap);

/* Do both name one file, in one directory? Windows takes no notice of upper and lower case. */
bool os_same_name(const char *a, const char *b);

/* Of the directory that path names, its last separator included; 0: none. */
size_t os_directory_len(const char *path);

/* What stands between a directory and a name in it, in the style that path is written in: "",
 * where it ends in one. */
const char *os_separator(const char *path);

/* Does it begin at a root, whatever the working directory? */
bool os_is_absolute(const char *path);

#endif
