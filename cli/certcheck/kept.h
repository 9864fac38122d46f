/* SPDX-License-Identifier: MIT */
/*
 * Small files of directories, which are looked at before anything is judged (lists.h), kept until
 * they are judged: the first thousand or so are opened and read but once.
 */
#ifndef CLI_KEPT_H
#define CLI_KEPT_H

#include <base/slice.h>

/* Zeroed at first. */
struct cli_kept {
    uint8_t *at; /* owned; of each file the length of its path and its own, and both */
    size_t len, next;
    bool full;
};

/* Is there room for a file of so many octets? */
bool cli_kept_has_room(struct cli_kept *k, const char *path, size_t len);

/* Behind those added before; where there is room. */
void cli_kept_add(struct cli_kept *k, const char *path, struct base_slice bytes);

/* The bytes of the next file, if that is this one: valid until cli_kept_free. */
bool cli_kept_take(struct cli_kept *k, const char *path, struct base_slice *out);

void cli_kept_free(struct cli_kept *k);

#endif
