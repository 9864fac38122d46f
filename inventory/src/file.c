/* SPDX-License-Identifier: MIT */
/* Files into memory, bounded. */
#define _POSIX_C_SOURCE 200809L
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_CAP 65536u

struct bytes {
    uint8_t *ptr;
    size_t len, cap;
};

/* One byte beyond the limit is read, so that the caller sees it was passed. */
static bool
make_room(struct bytes *b)
{
    size_t cap = b->cap == 0 ? FIRST_CAP : b->cap * 2;
    uint8_t *p;

    if (b->len < b->cap)
        return true;
    cap = cap > INVENTORY_LIST_MAX + 1u ? INVENTORY_LIST_MAX + 1u : cap;
    p = realloc(b->ptr, cap);
    if (p == NULL)
        return false;
    b->ptr = p;
    b->cap = cap;
    return true;
}

static bool
read_all(int fd, struct bytes *b, int *error)
{
    ssize_t n;

    do {
        *error = ENOMEM;
        if (!make_room(b))
            return false;
        n = read(fd, b->ptr + b->len, b->cap - b->len);
        *error = errno;
        if (n < 0 && errno != EINTR)
            return false;
        b->len += n > 0 ? (size_t)n : 0;
    } while (n != 0 && b->len <= INVENTORY_LIST_MAX);
    return true;
}

static bool
unreadable(const char *path, int error, char why[INVENTORY_WHY_MAX])
{
    return inventory_fail(why, base_slice_str(path), "cannot be read: %s", strerror(error));
}

bool
inventory_add_list_file(struct inventory *inv, const char *path, char why[INVENTORY_WHY_MAX])
{
    bool is_stdin = strcmp(path, "-") == 0, ok;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC), error = 0;
    struct bytes b = { .ptr = NULL };

    if (fd < 0)
        return unreadable(path, errno, why);
    ok = read_all(fd, &b, &error) ? inventory_add_list(inv, (struct base_slice){ b.ptr, b.len },
                                                       is_stdin ? "standard input" : path, why)
                                  : unreadable(path, error, why);
    free(b.ptr);
    if (!is_stdin)
        (void)close(fd);
    return ok;
}
