/* SPDX-License-Identifier: MIT */
/*
 * Large buffers on disk: a temporary file, nameless and mapped, in which pages that are not
 * looked at take no memory. A report of a hundred thousand results sorts and counts what it has
 * to say before it says it; this is where that waits.
 */
#ifndef OUTPUT_SPOOL_H
#define OUTPUT_SPOOL_H

#include <base/declare.h>

#include <stdbool.h>
#include <stddef.h>

BASE_BEGIN_DECLS

#define OUTPUT_SPOOL_FROM (1u << 18) /* buffers beyond this many bytes */

/* Where the files are made, on disk if any is; the first that can be written to. Not on Windows,
 * whose temporary folder is the user's. */
#define OUTPUT_SPOOL_PLACES "/var/tmp", "/tmp"

/*
 * Room for at least want bytes that begins with the used bytes at old, which was of cap bytes
 * from malloc (fd < 0) or from here, and is gone then. cap and fd are set. Growing any buffer
 * of a thread lets go of the pages of all. NULL: no disk to be had, old is as it was.
 */
void *output_spool_grow(void *old, size_t used, size_t want, size_t *cap, int *fd);

/* Back into memory, of want bytes: where the disk is full. NULL: no memory, old is as it was. */
void *output_spool_leave(void *old, size_t used, size_t want, size_t cap, int *fd);
/* Take the pages of all buffers of this thread out of memory. */
void output_spool_let_go(void);
void output_spool_free(void *at, size_t cap, int fd);

BASE_END_DECLS

#endif
