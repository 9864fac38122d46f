/* SPDX-License-Identifier: MIT */
/* Directories and what is in them, in the order of the system, without "." and "..". */
#ifndef OS_DIR_H
#define OS_DIR_H

#include <os/file.h>

struct os_entry {
    const char *name;  /* until the next call */
    enum os_kind kind; /* OS_UNKNOWN: ask os_info_link */
};

struct os_dir;

struct os_dir *os_dir_open(const char *path); /* NULL: errno */

/* False: no more, and errno is 0, or an error. */
bool os_dir_next(struct os_dir *d, struct os_entry *out);
void os_dir_close(struct os_dir *d);

int os_dir_make(const char *path); /* 0 or an errno */
int os_dir_remove(const char *path);

/* Can files be made in it? 0 or an errno. */
int os_dir_may_write(const char *path);

#endif
