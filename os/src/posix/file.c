/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* realpath and the like */
#include <os/file.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
os_open(const char *path, enum os_open how)
{
    static const int flags[] = {
        [OS_OPEN_READ] = O_RDONLY,
        [OS_OPEN_READ_NOW] = O_RDONLY | O_NONBLOCK,
        [OS_OPEN_WRITE] = O_WRONLY,
        [OS_OPEN_EMPTY] = O_WRONLY | O_CREAT | O_TRUNC,
        [OS_OPEN_APPEND] = O_WRONLY | O_CREAT | O_APPEND,
        [OS_OPEN_UPDATE] = O_RDWR | O_CREAT,
    };

    return open(path, flags[how] | O_CLOEXEC | O_NOCTTY, 0666);
}

FILE *
os_open_stream(const char *path)
{
    return fopen(path, "re");
}

int
os_close(int fd)
{
    return close(fd) == 0 ? 0 : errno;
}

ptrdiff_t
os_read(int fd, void *to, size_t n)
{
    return read(fd, to, n);
}

ptrdiff_t
os_read_at(int fd, void *to, size_t n, uint64_t at)
{
    return pread(fd, to, n, (off_t)at);
}

ptrdiff_t
os_write(int fd, const void *from, size_t n)
{
    return write(fd, from, n);
}

bool
os_rewind(int fd)
{
    return lseek(fd, 0, SEEK_SET) == 0;
}

int
os_cut(int fd, uint64_t len)
{
    return ftruncate(fd, (off_t)len) == 0 ? 0 : errno;
}

static enum os_kind
kind_of(mode_t mode)
{
    return S_ISREG(mode)   ? OS_FILE
           : S_ISDIR(mode) ? OS_DIRECTORY
           : S_ISLNK(mode) ? OS_LINK
                           : OS_OTHER;
}

static int
tell(int result, const struct stat *st, struct os_info *out)
{
    if (result != 0)
        return errno;
    *out = (struct os_info){ .kind = kind_of(st->st_mode),
                             .device = st->st_dev,
                             .id = st->st_ino,
                             .size = st->st_size > 0 ? (uint64_t)st->st_size : 0,
                             .mode = st->st_mode & 07777 };
    return 0;
}

int
os_info(const char *path, struct os_info *out)
{
    struct stat st;

    return tell(stat(path, &st), &st, out);
}

int
os_info_link(const char *path, struct os_info *out)
{
    struct stat st;

    return tell(lstat(path, &st), &st, out);
}

int
os_info_of(int fd, struct os_info *out)
{
    struct stat st;

    return tell(fstat(fd, &st), &st, out);
}

int
os_may_read(const char *path)
{
    return access(path, R_OK) == 0 ? 0 : errno;
}

int
os_may_write(const char *path)
{
    return access(path, W_OK) == 0 ? 0 : errno;
}

int
os_remove(const char *path)
{
    return unlink(path) == 0 ? 0 : errno;
}

char *
os_real_path(const char *path)
{
    return realpath(path, NULL);
}

bool
os_link_target(const char *path, char *out, size_t cap)
{
    ssize_t n = readlink(path, out, cap - 1);

    if (n <= 0 || (size_t)n >= cap - 1)
        return false;
    out[n] = '\0';
    return true;
}

bool
os_same_name(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

size_t
os_directory_len(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

const char *
os_separator(const char *path)
{
    size_t n = strlen(path);

    return n > 0 && path[n - 1] == '/' ? "" : "/";
}

bool
os_is_absolute(const char *path)
{
    return path[0] == '/';
}
