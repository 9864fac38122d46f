/* SPDX-License-Identifier: MIT */
#include "tree.h"

#include <os/dir.h>
#include <os/error.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define TREE_PATH_MAX 4096
#define ENTRIES_MAX 100000u /* looked at in a directory */

/* The name in a directory that is this one in another case. */
static bool
find_entry(const char *directory, struct base_slice name, struct base_text *out)
{
    struct os_dir *d = os_dir_open(directory);
    struct os_entry entry;
    bool found = false;

    for (unsigned i = 0; d != NULL && !found && i < ENTRIES_MAX && os_dir_next(d, &entry); i++) {
        found = base_slice_eq_nocase(name, base_slice_str(entry.name));
        if (found)
            base_text_str(out, entry.name);
    }
    if (d != NULL)
        os_dir_close(d);
    return found;
}

/* The entry's name as the directory has it; 0 or an errno. */
static int
name_of(struct base_text *path, struct base_slice name)
{
    char directory[TREE_PATH_MAX];
    struct os_info info;
    size_t len = path->len;
    int error;

    memcpy(directory, path->buf, len + 1);
    base_text_byte(path, '/');
    base_text_bytes(path, name.ptr, name.len);
    error = path->cut ? ENAMETOOLONG : os_info_link(path->buf, &info);
    if (error != ENOENT)
        return error;
    path->len = len + 1;
    return find_entry(directory, name, path) && !path->cut ? 0 : ENOENT;
}

/* One step down. Links are not followed: on a drive they name places of its own machine. */
static int
step(struct base_text *path, struct base_slice name)
{
    struct os_info info;
    int error;

    if (base_slice_eq_str(name, ".") || base_slice_eq_str(name, ".."))
        return EINVAL;
    error = name_of(path, name);
    if (error == 0)
        error = os_info_link(path->buf, &info);
    if (error == 0 && info.kind == OS_LINK)
        error = ELOOP;
    return error == ENOTDIR ? ENOENT : error;
}

int
machine_tree_open(const struct machine_tree *t, const char *path)
{
    char full[TREE_PATH_MAX];
    struct base_text at;
    struct os_info info;
    int fd;

    base_text_init(&at, full, sizeof full);
    base_text_str(&at, t->root);
    while (*path != '\0') {
        size_t n = strcspn(path, "\\/");
        int error = n == 0 ? 0 : step(&at, (struct base_slice){ (const uint8_t *)path, n });

        if (error != 0) {
            errno = error;
            return -1;
        }
        path += n + (path[n] != '\0');
    }
    fd = os_open(full, OS_OPEN_READ_NOW);
    if (fd >= 0 && (os_info_of(fd, &info) != 0 || info.kind != OS_FILE)) {
        (void)os_close(fd);
        errno = ENXIO;
        return -1;
    }
    return fd;
}

enum machine_answer
machine_read_failed(int error, const char **why)
{
    if (error == ENOENT)
        return MACHINE_NO;
    *why = error == ENXIO ? "not a regular file" : os_error_text(error);
    return MACHINE_UNKNOWN;
}

enum machine_answer
machine_read_whole(int fd, size_t max, uint8_t **bytes, size_t *len, const char **why)
{
    struct os_info info;
    ptrdiff_t n = 1;

    *len = 0;
    *bytes = NULL;
    if (os_info_of(fd, &info) != 0 || info.size > max)
        *why = "the file is too large";
    else if ((*bytes = malloc((size_t)info.size + 1)) == NULL)
        *why = "out of memory";
    while (*bytes != NULL && n > 0 && *len < info.size) {
        n = os_read(fd, *bytes + *len, (size_t)info.size - *len);
        *len += n > 0 ? (size_t)n : 0;
    }
    if (n < 0) {
        *why = os_error_text(errno);
        free(*bytes);
        *bytes = NULL;
    }
    (void)os_close(fd);
    return *bytes == NULL ? MACHINE_UNKNOWN : MACHINE_YES;
}

enum machine_answer
machine_tree_read(void *ctx, const char *path, size_t max, uint8_t **bytes, size_t *len,
                  const char **why)
{
    const struct machine_tree *t = ctx;
    int fd;

    if (t->root == NULL)
        return MACHINE_UNKNOWN;
    if (((unsigned)path[0] | 0x20) != ((unsigned)t->letter | 0x20) || path[1] != ':') {
        *why = "on another drive, which is not available";
        return MACHINE_UNKNOWN;
    }
    fd = machine_tree_open(t, path + 2);
    return fd < 0 ? machine_read_failed(errno, why) : machine_read_whole(fd, max, bytes, len, why);
}
