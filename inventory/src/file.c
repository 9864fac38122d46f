/* SPDX-License-Identifier: MIT */
/* Files: lists into memory, topologies in pieces; both bounded. */
#include "topology/topology.h"

#include <os/error.h>
#include <os/file.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 65536u
#define PIECE_LEN 16384u

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
    ptrdiff_t n;

    do {
        *error = ENOMEM;
        if (!make_room(b))
            return false;
        n = os_read(fd, b->ptr + b->len, b->cap - b->len);
        *error = errno;
        if (n < 0 && errno != EINTR)
            return false;
        b->len += n > 0 ? (size_t)n : 0;
    } while (n != 0 && b->len <= INVENTORY_LIST_MAX);
    return true;
}

static bool
is_stdin(const char *path)
{
    return strcmp(path, "-") == 0;
}

static bool
unreadable(const char *path, int error, struct base_text *why)
{
    return inventory_fail(why, base_slice_str(path), "cannot be read: %s", os_error_text(error));
}

/* "-" is standard input. -1: why. */
static int
open_path(const char *path, struct base_text *why)
{
    int fd = is_stdin(path) ? OS_STDIN : os_open(path, OS_OPEN_READ);

    if (fd < 0)
        (void)unreadable(path, errno, why);
    return fd;
}

static void
close_path(const char *path, int fd)
{
    if (!is_stdin(path))
        (void)os_close(fd);
}

static const char *
shown(const char *path)
{
    return is_stdin(path) ? "standard input" : path;
}

bool
inventory_add_list_file(struct inventory *inv, const char *path, struct base_text *why)
{
    int fd = open_path(path, why), error = 0;
    struct bytes b = { .ptr = NULL };
    bool ok;

    if (fd < 0)
        return false;
    ok = read_all(fd, &b, &error)
             ? inventory_add_list(inv, (struct base_slice){ b.ptr, b.len }, shown(path), why)
             : unreadable(path, error, why);
    free(b.ptr);
    close_path(path, fd);
    return ok;
}

static ptrdiff_t
read_piece(int fd, uint8_t *piece, size_t cap)
{
    ptrdiff_t n;

    do
        n = os_read(fd, piece, cap);
    while (n < 0 && errno == EINTR);
    return n;
}

static void
read_archive(struct inventory_document *d, int fd)
{
    struct os_info info;

    if (os_info_of(fd, &info) != 0 || !os_rewind(fd))
        (void)inventory_document_fault(d, "a ZIP archive must be a file, not a pipe");
    else
        (void)inventory_archive_read(d, (struct base_slice){ NULL, 0 }, fd, info.size);
}

static void
read_stream(struct inventory_document *d, int fd, uint8_t piece[PIECE_LEN], size_t first_n)
{
    struct inventory_stream *s = inventory_stream_new(d);
    ptrdiff_t n = (ptrdiff_t)first_n;

    if (s == NULL)
        return;
    while (n > 0 && inventory_stream_feed(s, (struct base_slice){ piece, (size_t)n }))
        n = read_piece(fd, piece, PIECE_LEN);
    if (n < 0)
        (void)inventory_document_fault(d, "cannot be read: %s", os_error_text(errno));
    (void)inventory_stream_finish(s);
}

bool
inventory_add_topology_file(struct inventory *inv, const char *path, struct base_text *why)
{
    struct inventory_document d;
    uint8_t piece[PIECE_LEN];
    int fd = open_path(path, why);
    ptrdiff_t n;

    if (fd < 0)
        return false;
    inventory_document_init(&d, inv, shown(path), why);
    n = read_piece(fd, piece, sizeof piece);
    if (n < 0)
        (void)inventory_document_fault(&d, "cannot be read: %s", os_error_text(errno));
    else if (n == 0)
        (void)inventory_document_fault(&d, "empty; give the output of Get-CsTopology -AsXml");
    else if (inventory_archive_is((struct base_slice){ piece, (size_t)n }))
        read_archive(&d, fd);
    else
        read_stream(&d, fd, piece, (size_t)n);
    close_path(path, fd);
    return inventory_document_finish(&d);
}
