/* SPDX-License-Identifier: MIT */
/* A file beside the final one, whose name begins with a dot. It is flushed before it is moved, and
 * a move within a directory is one step. */
#include <os/draft.h>

#include <os/file.h>

#include "wide.h"

#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRIES 100
#define BUSY_TRIES 50 /* virus scanners and indexers hold new files for a moment */
#define BUSY_MS 20

static char *
temporary_name(const char *final, unsigned n)
{
    size_t dir = os_directory_len(final), cap = strlen(final) + 48;
    char *name = malloc(cap);

    if (name != NULL)
        (void)snprintf(name, cap, "%.*s.%s.%lu-%u.tmp", (int)dir, final, final + dir,
                       GetCurrentProcessId(), n);
    return name;
}

static HANDLE
make(const char *path)
{
    wchar_t *wide = os_wide_path(path);
    HANDLE h = wide == NULL ? INVALID_HANDLE_VALUE
                            : CreateFileW(wide, GENERIC_READ | GENERIC_WRITE | DELETE,
                                          FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, CREATE_NEW,
                                          FILE_ATTRIBUTE_NORMAL, NULL);

    if (wide != NULL && h == INVALID_HANDLE_VALUE)
        (void)os_last_error();
    free(wide);
    return h;
}

/* Whatever ends the program before it is placed removes it, too. */
static bool
set_fleeting(HANDLE h, bool fleeting)
{
    FILE_DISPOSITION_INFO info = { .DeleteFile = fleeting };

    return SetFileInformationByHandle(h, FileDispositionInfo, &info, sizeof info);
}

int
os_draft_open(struct os_draft *d, const char *final)
{
    HANDLE h = INVALID_HANDLE_VALUE;
    int err = os_name_refused(final);

    *d = (struct os_draft){ .fd = -1 };
    if (err != 0)
        return err;
    err = EEXIST;
    for (unsigned n = 0; n < TRIES && h == INVALID_HANDLE_VALUE && err == EEXIST; n++) {
        free(d->temporary);
        d->temporary = temporary_name(final, n);
        if (d->temporary == NULL)
            return ENOMEM;
        h = make(d->temporary);
        err = h == INVALID_HANDLE_VALUE ? errno : 0;
    }
    if (err == 0 && (d->fd = _open_osfhandle((intptr_t)h, _O_BINARY | _O_NOINHERIT)) < 0) {
        err = errno;
        CloseHandle(h);
        (void)os_remove(d->temporary);
    }
    if (err == 0)
        (void)set_fleeting(h, true); /* or its name stays: some file systems cannot do it */
    if (err != 0) {
        free(d->temporary); /* not ours to remove */
        d->temporary = NULL;
    }
    return err;
}

/* Who may do what is inherited from the directory, as for any new file here. */
int
os_draft_settle(const struct os_draft *d, int mode)
{
    (void)mode;
    return FlushFileBuffers(os_handle(d->fd)) ? 0 : os_last_error();
}

static int
move(const wchar_t *from, const wchar_t *to, bool keep)
{
    DWORD how = MOVEFILE_WRITE_THROUGH | (keep ? 0 : MOVEFILE_REPLACE_EXISTING);
    int err = 0;

    for (unsigned n = 0; n < BUSY_TRIES; n++) {
        if (MoveFileExW(from, to, how))
            return 0;
        err = os_last_error();
        if (err != EBUSY && err != EACCES)
            break;
        Sleep(BUSY_MS);
    }
    return err;
}

int
os_draft_place(struct os_draft *d, const char *final, int mode, bool keep)
{
    wchar_t *from = os_wide_path(d->temporary), *to = os_wide_path(final);
    int fd = d->fd, err;

    (void)mode;
    d->fd = -1;
    (void)set_fleeting(os_handle(fd), false);
    err = _close(fd) == 0 ? 0 : errno;
    if (err == 0)
        err = from == NULL || to == NULL ? ENOMEM : move(from, to, keep);
    free(from);
    free(to);
    if (err != 0)
        (void)os_remove(d->temporary);
    free(d->temporary);
    d->temporary = NULL;
    return err;
}

void
os_draft_drop(struct os_draft *d)
{
    if (d->fd >= 0)
        (void)_close(d->fd);
    d->fd = -1;
    if (d->temporary != NULL)
        (void)os_remove(d->temporary);
    free(d->temporary);
    d->temporary = NULL;
}
