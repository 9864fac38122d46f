/* SPDX-License-Identifier: MIT */
#include "cert_store.h"

#include <os/error.h>
#include <os/file.h>
#include <os/interrupt.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 65536

static bool
grow(struct cli_buffer *b)
{
    size_t cap = b->cap == 0 ? FIRST_CAP : 2 * b->cap;
    uint8_t *at = realloc(b->at, cap);

    if (at == NULL)
        return false;
    b->at = at;
    b->cap = cap;
    return true;
}

/* errno, or 0. EFBIG: more than max. size: where the file ends, or 0 where that is not known. */
static int
slurp(int fd, uint64_t size, size_t max, struct cli_buffer *b)
{
    ptrdiff_t n;

    b->len = 0;
    do {
        if (size > 0 && b->len == size && size <= max)
            return 0;
        if (b->len > max)
            return EFBIG;
        if (b->len == b->cap && !grow(b))
            return ENOMEM;
        n = os_read(fd, b->at + b->len, b->cap - b->len);
        if (n > 0)
            b->len += (size_t)n;
    } while (n > 0 || (n < 0 && errno == EINTR && os_interrupt() == 0));
    return n < 0 ? errno : 0;
}

/* Where a path comes from: who names a FIFO wants it read (process substitution); in a directory
 * nobody asked for it, and to open or read it may wait for ever or do things to a device. */
enum origin { NAMED, IN_DIRECTORY };

/* To be read; in a directory ENXIO for what is no regular file, and no read(2) waits. size: where
 * it ends, or 0 where that is not known. -1: errno. */
static int
open_file(const char *path, enum origin origin, uint64_t *size)
{
    int fd = os_open(path, origin == IN_DIRECTORY ? OS_OPEN_READ_NOW : OS_OPEN_READ);
    struct os_info info;

    *size = 0;
    if (fd < 0 || origin == NAMED)
        return fd;
    if (os_info_of(fd, &info) == 0 && info.kind == OS_FILE) {
        *size = info.size;
        return fd;
    }
    (void)os_close(fd);
    errno = ENXIO;
    return -1;
}

const char *
cli_file_error(int error)
{
    switch (error) {
    case EFBIG:
        return "the file is too large";
    case ENXIO: /* also what open(2) says of a socket */
        return "a FIFO, a socket or a device: skipped";
    case EAGAIN: /* some files of /proc */
        return "reading this file would block: skipped";
    default:
        return os_error_text(error);
    }
}

static bool
read_path(const char *path, enum origin origin, size_t max, struct cli_buffer *out,
          struct base_text *why)
{
    bool standard = strcmp(path, "-") == 0;
    uint64_t size = 0;
    int fd = standard ? OS_STDIN : open_file(path, origin, &size);
    int error = fd < 0 ? errno : slurp(fd, size, max, out);

    if (fd >= 0 && !standard)
        (void)os_close(fd);
    if (error == 0)
        return true;
    (void)base_complain(why, standard ? "standard input" : path,
                        origin == NAMED && error != EFBIG ? os_error_text(error)
                                                          : cli_file_error(error));
    errno = error;
    return false;
}

bool
cli_read_file(const char *path, size_t max, struct cli_buffer *out, struct base_text *why)
{
    if (cli_is_cert_store(path))
        return cli_cert_store_read(path, out, why);
    return read_path(path, NAMED, max, out, why);
}

bool
cli_read_entry(const char *path, size_t max, struct cli_buffer *out, struct base_text *why)
{
    return read_path(path, IN_DIRECTORY, max, out, why);
}

char *
cli_copy(const char *from, size_t n)
{
    char *copy = malloc(n + 1);

    if (copy == NULL)
        return NULL;
    memcpy(copy, from, n);
    copy[n] = '\0';
    return copy;
}

void
cli_buffer_free(struct cli_buffer *b)
{
    free(b->at);
    *b = (struct cli_buffer){ 0 };
}
