/* SPDX-License-Identifier: MIT */
/* Files: lists into memory, topologies in pieces; both bounded. */
#define _POSIX_C_SOURCE 200809L
#include "topology/topology.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
is_stdin(const char *path)
{
    return strcmp(path, "-") == 0;
}

static bool
unreadable(const char *path, int error, char why[INVENTORY_WHY_MAX])
{
    return inventory_fail(why, base_slice_str(path), "cannot be read: %s", strerror(error));
}

/* "-" is standard input. -1: why. */
static int
open_path(const char *path, char why[INVENTORY_WHY_MAX])
{
    int fd = is_stdin(path) ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        (void)unreadable(path, errno, why);
    return fd;
}

static void
close_path(const char *path, int fd)
{
    if (!is_stdin(path))
        (void)close(fd);
}

static const char *
shown(const char *path)
{
    return is_stdin(path) ? "standard input" : path;
}

bool
inventory_add_list_file(struct inventory *inv, const char *path, char why[INVENTORY_WHY_MAX])
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

static ssize_t
read_piece(int fd, uint8_t *piece, size_t cap)
{
    ssize_t n;

    do
        n = read(fd, piece, cap);
    while (n < 0 && errno == EINTR);
    return n;
}

static void
read_archive(struct inventory_document *d, int fd)
{
    struct stat st;

    if (fstat(fd, &st) != 0 || lseek(fd, 0, SEEK_SET) != 0)
        (void)inventory_document_fault(d, "a ZIP archive must be a file, not a pipe");
    else
        (void)inventory_archive_read(d, (struct base_slice){ NULL, 0 }, fd,
                                     (uint64_t)(st.st_size > 0 ? st.st_size : 0));
}

static void
read_stream(struct inventory_document *d, int fd, uint8_t piece[PIECE_LEN], size_t first_n)
{
    struct inventory_stream *s = inventory_stream_new(d);
    ssize_t n = (ssize_t)first_n;

    if (s == NULL)
        return;
    while (n > 0 && inventory_stream_feed(s, (struct base_slice){ piece, (size_t)n }))
        n = read_piece(fd, piece, PIECE_LEN);
    if (n < 0)
        (void)inventory_document_fault(d, "cannot be read: %s", strerror(errno));
    (void)inventory_stream_finish(s);
}

bool
inventory_add_topology_file(struct inventory *inv, const char *path, char why[INVENTORY_WHY_MAX])
{
    struct inventory_document d;
    uint8_t piece[PIECE_LEN];
    int fd = open_path(path, why);
    ssize_t n;

    if (fd < 0)
        return false;
    inventory_document_init(&d, inv, shown(path), why);
    n = read_piece(fd, piece, sizeof piece);
    if (n < 0)
        (void)inventory_document_fault(&d, "cannot be read: %s", strerror(errno));
    else if (n == 0)
        (void)inventory_document_fault(&d, "empty; give the output of Get-CsTopology -AsXml");
    else if (inventory_archive_is((struct base_slice){ piece, (size_t)n }))
        read_archive(&d, fd);
    else
        read_stream(&d, fd, piece, (size_t)n);
    close_path(path, fd);
    return inventory_document_finish(&d);
}
