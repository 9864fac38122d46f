/* SPDX-License-Identifier: MIT */
/*
 * A file that is seen under its name only when it is whole: until then it has no name at all,
 * where the system can do that, or a hidden one beside the final one. Calls give 0 or an errno.
 */
#ifndef OS_DRAFT_H
#define OS_DRAFT_H

#include <stdbool.h>

struct os_draft {
    int fd;          /* -1: closed */
    char *temporary; /* its name so far; NULL: it has none */
    bool nameless;   /* until os_draft_place */
};

/* For a file that will be called final. */
int os_draft_open(struct os_draft *d, const char *final);

/* All bytes are on disk when it returns; mode: the permissions of the file that is replaced, or
 * negative where there is none. */
int os_draft_settle(const struct os_draft *d, int mode);

/* Closed and given its name, not to be interrupted in between. keep: a file that is there already
 * stays there, EEXIST. */
int os_draft_place(struct os_draft *d, const char *final, int mode, bool keep);

/* Closed and removed, unless it was placed. */
void os_draft_drop(struct os_draft *d);

#endif
