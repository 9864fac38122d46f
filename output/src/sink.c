/* SPDX-License-Identifier: MIT */
/*
 * Where bytes go in the end: a file that is put in place as a whole, a stream, a terminal.
 * output_bytes (bytes.c) collects, escape.c and quote.c make text safe for the place it goes to,
 * width.c counts columns, charset.c writes what the terminal can show, json_writer.c writes JSON,
 * spool.c keeps on disk what must wait, intern.c each text once, translate.c the user's language.
 */
#define _GNU_SOURCE /* O_TMPFILE, realpath */
#include <output/sink.h>

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

/* The directory of path with its slash; "./" when it names none. */
static size_t
directory_len(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

/*
 * DIR/.NAME.PID-N.tmp: hidden, and with an ending that collectors of *.prom or
 * *.xml do not pick up.
 */
static char *
temporary_name(const char *path, unsigned n)
{
    size_t dir = directory_len(path), cap = strlen(path) + 48;
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

#define FD_NAME_MAX 32

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
    size_t n = directory_len(path);

    return n == 0 ? strdup(".") : strndup(path, n);
}

/* A file without a name is gone with its process, whatever ends that. It gets its name through
 * /proc; false where that, the file system or the kernel has no such thing. */
static bool
open_nameless(struct output_sink *s)
{
    char *dir = directory_of(s->final), name[FD_NAME_MAX];

    if (dir == NULL)
        return false;
    s->fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
    free(dir);
    if (s->fd >= 0 && access(fd_name(s->fd, name), F_OK) != 0) {
        (void)close(s->fd);
        s->fd = -1;
    }
    s->owned = s->nameless = s->fd >= 0;
    return s->nameless;
}

static int
open_named(struct output_sink *s)
{
    int err;

    for (unsigned n = 0; n < TRIES; n++) {
        free(s->temporary);
        s->temporary = temporary_name(s->final, n);
        if (s->temporary == NULL)
            return ENOMEM;
        s->fd = open(s->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (s->fd >= 0) {
            s->owned = true;
            return 0;
        }
        if (errno != EEXIST)
            break;
    }
    err = errno;
    free(s->temporary); /* not ours to remove */
    s->temporary = NULL;
    return err;
}

static int
open_temporary(struct output_sink *s)
{
    return open_nameless(s) ? 0 : open_named(s);
}

/* A device or a pipe must not be replaced by a file. */
static int
open_in_place(struct output_sink *s, const char *path)
{
    s->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    s->owned = s->fd >= 0;
    return s->fd < 0 ? errno : 0;
}

static int
open_path(struct output_sink *s, const char *path)
{
    struct stat st;

    if (stat(path, &st) == 0) {
        if (S_ISDIR(st.st_mode))
            return EISDIR;
        if (!S_ISREG(st.st_mode))
            return open_in_place(s, path);
        if (access(path, W_OK) != 0)
            return errno;
        s->replaces = true;
        s->mode = st.st_mode & 07777;
        s->final = realpath(path, NULL);
        if (s->final == NULL)
            return errno;
    } else if (errno != ENOENT) {
        return errno;
    } else if ((s->final = strdup(path)) == NULL) {
        return ENOMEM;
    }
    return open_temporary(s);
}

static int
open_stream(struct output_sink *s, const char *path, int how)
{
    s->fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | how, 0666);
    s->owned = s->fd >= 0;
    return s->fd < 0 ? errno : 0;
}

static int
open_mode(struct output_sink *s, const char *path, enum output_sink_mode mode)
{
    if (*path == '\0')
        return ENOENT;
    switch (mode) {
    case OUTPUT_SINK_STREAM:
        return open_stream(s, path, O_TRUNC);
    case OUTPUT_SINK_APPEND:
        return open_stream(s, path, O_APPEND);
    case OUTPUT_SINK_REPLACE:
    default:
        return open_path(s, path);
    }
}

int
output_sink_open(struct output_sink *s, const char *path, enum output_sink_mode mode)
{
    *s = (struct output_sink){ .fd = -1 };
    s->path = strdup(strcmp(path, "-") == 0 ? "standard output" : path);
    if (s->path == NULL)
        return ENOMEM;
    if (strcmp(path, "-") == 0)
        s->fd = STDOUT_FILENO;
    else
        s->failed = open_mode(s, path, mode);
    return s->failed;
}

int
output_sink_write(struct output_sink *s, const char *p, size_t n)
{
    while (n > 0 && s->failed == 0) {
        ssize_t wrote = write(s->fd, p, n);

        if (wrote > 0) {
            p += wrote;
            n -= (size_t)wrote;
        } else if (wrote == 0 || errno != EINTR) {
            s->failed = wrote == 0 ? EIO : errno;
        }
    }
    return s->failed;
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

/* All that takes its time, while a signal may still end it. */
static int
settle(const struct output_sink *s)
{
    if (s->replaces && fchmod(s->fd, s->mode) != 0)
        return errno;
    return fsync(s->fd) == 0 ? 0 : errno;
}

/* Some file systems give a file without a name none later: then it is copied. */
static int
copy_named(struct output_sink *s)
{
    char piece[65536];
    off_t at = 0;
    int from = s->fd, err = open_named(s);
    ssize_t n;

    s->nameless = false;
    while (err == 0 && (n = pread(from, piece, sizeof piece, at)) != 0) {
        err = n < 0 ? errno : output_sink_write(s, piece, (size_t)n);
        at += n;
    }
    (void)close(from);
    return err != 0 ? err : settle(s);
}

/* The name that the temporary file of an older way has from the start. */
static int
name_it(struct output_sink *s)
{
    char name[FD_NAME_MAX];

    for (unsigned n = 0; n < TRIES; n++) {
        free(s->temporary);
        s->temporary = temporary_name(s->final, n);
        if (s->temporary == NULL)
            return ENOMEM;
        if (linkat(AT_FDCWD, fd_name(s->fd, name), AT_FDCWD, s->temporary, AT_SYMLINK_FOLLOW) == 0)
            return 0;
        if (errno != EEXIST)
            break;
    }
    free(s->temporary); /* not ours to remove */
    s->temporary = NULL;
    return copy_named(s);
}

/* link(2) never replaces. Where it is not to be had (FAT, some network file
 * systems) a look must do. */
static int
put_in_place(const struct output_sink *s)
{
    struct stat st;

    if (s->keep && link(s->temporary, s->final) == 0)
        return unlink(s->temporary) == 0 ? 0 : errno;
    if (s->keep && (errno == EEXIST || lstat(s->final, &st) == 0))
        return EEXIST;
    return rename(s->temporary, s->final) == 0 ? 0 : errno;
}

static int
replace(struct output_sink *s)
{
    int err = s->nameless ? name_it(s) : 0;

    if (err != 0)
        return err;
    s->owned = false;
    if (close(s->fd) != 0)
        return errno;
    s->fd = -1;
    err = put_in_place(s);
    if (err != 0)
        return err;
    free(s->temporary);
    s->temporary = NULL;
    return 0;
}

static void
forget_temporary(struct output_sink *s)
{
    if (s->temporary != NULL)
        (void)unlink(s->temporary);
    free(s->temporary);
    s->temporary = NULL;
}

/* No signal ends the program between a temporary name and the final one. */
static int
replace_undisturbed(struct output_sink *s)
{
    sigset_t all, before;
    int err;

    (void)sigfillset(&all);
    (void)sigprocmask(SIG_BLOCK, &all, &before);
    err = replace(s);
    if (err != 0)
        forget_temporary(s);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    return err;
}

static int
commit(struct output_sink *s)
{
    int err = settle(s);

    if (err == 0)
        err = replace_undisturbed(s);
    if (err == 0)
        sync_directory(s->final);
    return err;
}

int
output_sink_commit(struct output_sink *s)
{
    if (s->failed == 0 && (s->nameless || s->temporary != NULL))
        s->failed = commit(s);
    return s->failed;
}

void
output_sink_free(struct output_sink *s)
{
    if (s->owned && s->fd >= 0)
        (void)close(s->fd);
    forget_temporary(s);
    free(s->final);
    free(s->path);
    *s = (struct output_sink){ .fd = -1 };
}
