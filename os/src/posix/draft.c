/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_TMPFILE */
#include <os/draft.h>

#include <os/file.h>

#include <base/text.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRIES 100
#define FD_NAME_MAX 32

/*
 * DIR/.NAME.PID-N.tmp: hidden, and with an ending that collectors of *.prom or
 * *.xml do not pick up.
 */
static char *
temporary_name(const char *path, unsigned n)
{
    size_t dir = os_directory_len(path), cap = strlen(path) + 48;
    char *name = malloc(cap);
    struct base_text t;

    if (name == NULL)
        return NULL;
    base_text_init(&t, name, cap);
    base_text_bytes(&t, path, dir);
    base_text_byte(&t, '.');
    base_text_str(&t, path + dir);
    base_text_byte(&t, '.');
    base_text_u64(&t, (uint64_t)getpid());
    base_text_byte(&t, '-');
    base_text_u64(&t, n);
    base_text_str(&t, ".tmp");
    return name;
}

static const char *
fd_name(int fd, char out[FD_NAME_MAX])
{
    (void)snprintf(out, FD_NAME_MAX, "/proc/self/fd/%d", fd);
    return out;
}

/* The directory that path is in; NULL: no memory. */
static char *
directory_of(const char *path)
{
    size_t n = os_directory_len(path);

    return n == 0 ? strdup(".") : strndup(path, n);
}

/* A file without a name is gone with its process, whatever ends that. It gets its name through
 * /proc; false where that, the file system or the kernel has no such thing. */
static bool
open_nameless(struct os_draft *d, const char *final)
{
    char *dir = directory_of(final), name[FD_NAME_MAX];

    if (dir == NULL)
        return false;
    d->fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
    free(dir);
    if (d->fd >= 0 && access(fd_name(d->fd, name), F_OK) != 0) {
        (void)close(d->fd);
        d->fd = -1;
    }
    d->nameless = d->fd >= 0;
    return d->nameless;
}

static int
open_named(struct os_draft *d, const char *final)
{
    int err;

    for (unsigned n = 0; n < TRIES; n++) {
        free(d->temporary);
        d->temporary = temporary_name(final, n);
        if (d->temporary == NULL)
            return ENOMEM;
        d->fd = open(d->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (d->fd >= 0)
            return 0;
        if (errno != EEXIST)
            break;
    }
    err = errno;
    free(d->temporary); /* not ours to remove */
    d->temporary = NULL;
    return err;
}

int
os_draft_open(struct os_draft *d, const char *final)
{
    *d = (struct os_draft){ .fd = -1 };
    return open_nameless(d, final) ? 0 : open_named(d, final);
}

/* The name itself is on disk only once its directory is. */
static void
sync_directory(const char *path)
{
    char *dir = directory_of(path);
    int fd = dir == NULL ? -1 : open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
    free(dir);
}

int
os_draft_settle(const struct os_draft *d, int mode)
{
    if (mode >= 0 && fchmod(d->fd, (mode_t)mode) != 0)
        return errno;
    return fsync(d->fd) == 0 ? 0 : errno;
}

static int
write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t wrote = write(fd, p, n);

        if (wrote == 0 || (wrote < 0 && errno != EINTR))
            return wrote == 0 ? EIO : errno;
        p += wrote > 0 ? wrote : 0;
        n -= wrote > 0 ? (size_t)wrote : 0;
    }
    return 0;
}

/* Some file systems give a file without a name none later: then it is copied. */
static int
copy_named(struct os_draft *d, const char *final, int mode)
{
    char piece[65536];
    off_t at = 0;
    int from = d->fd, err = open_named(d, final);
    ssize_t n;

    d->nameless = false;
    while (err == 0 && (n = pread(from, piece, sizeof piece, at)) != 0) {
        err = n < 0 ? errno : write_all(d->fd, piece, (size_t)n);
        at += n;
    }
    (void)close(from);
    return err != 0 ? err : os_draft_settle(d, mode);
}

/* The name that the temporary file of an older way has from the start. */
static int
name_it(struct os_draft *d, const char *final, int mode)
{
    char name[FD_NAME_MAX];

    for (unsigned n = 0; n < TRIES; n++) {
        free(d->temporary);
        d->temporary = temporary_name(final, n);
        if (d->temporary == NULL)
            return ENOMEM;
        if (linkat(AT_FDCWD, fd_name(d->fd, name), AT_FDCWD, d->temporary, AT_SYMLINK_FOLLOW) == 0)
            return 0;
        if (errno != EEXIST)
            break;
    }
    free(d->temporary); /* not ours to remove */
    d->temporary = NULL;
    return copy_named(d, final, mode);
}

/* link(2) never replaces. Where it is not to be had (FAT, some network file
 * systems) a look must do. */
static int
put_in_place(const struct os_draft *d, const char *final, bool keep)
{
    struct stat st;

    if (keep && link(d->temporary, final) == 0)
        return unlink(d->temporary) == 0 ? 0 : errno;
    if (keep && (errno == EEXIST || lstat(final, &st) == 0))
        return EEXIST;
    return rename(d->temporary, final) == 0 ? 0 : errno;
}

static int
place(struct os_draft *d, const char *final, int mode, bool keep)
{
    int err = d->nameless ? name_it(d, final, mode) : 0, fd;

    if (err != 0)
        return err;
    fd = d->fd;
    d->fd = -1;
    if (close(fd) != 0)
        return errno;
    err = put_in_place(d, final, keep);
    if (err != 0)
        return err;
    free(d->temporary);
    d->temporary = NULL;
    return 0;
}

static void
forget_temporary(struct os_draft *d)
{
    if (d->temporary != NULL)
        (void)unlink(d->temporary);
    free(d->temporary);
    d->temporary = NULL;
}

/* No signal ends the program between a temporary name and the final one. */
int
os_draft_place(struct os_draft *d, const char *final, int mode, bool keep)
{
    sigset_t all, before;
    int err;

    (void)sigfillset(&all);
    (void)sigprocmask(SIG_BLOCK, &all, &before);
    err = place(d, final, mode, keep);
    if (err != 0)
        forget_temporary(d);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    if (err == 0)
        sync_directory(final);
    return err;
}

void
os_draft_drop(struct os_draft *d)
{
    if (d->fd >= 0)
        (void)close(d->fd);
    d->fd = -1;
    forget_temporary(d);
}
