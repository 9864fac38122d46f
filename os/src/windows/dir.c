/* SPDX-License-Identifier: MIT */
#include <os/dir.h>

#include "wide.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

struct os_dir {
    HANDLE find;
    WIN32_FIND_DATAW data;
    bool first;
    char *name;
};

/* PATH\*: what a search wants; NULL with errno. */
static wchar_t *
pattern_of(const char *path)
{
    size_t n = strlen(path);
    char *all = malloc(n + 3);
    wchar_t *wide;

    if (all == NULL)
        return NULL;
    (void)snprintf(all, n + 3, "%s%s*", path, os_separator(path));
    wide = os_wide_path(all);
    free(all);
    return wide;
}

/* Of a file, the search says that the path is not there. */
static int
refused(const char *path)
{
    int err = os_last_error();
    struct os_info info;

    return os_info(path, &info) == 0 && info.kind != OS_DIRECTORY ? ENOTDIR : err;
}

struct os_dir *
os_dir_open(const char *path)
{
    struct os_dir *d = calloc(1, sizeof *d);
    wchar_t *pattern = d == NULL ? NULL : pattern_of(path);

    if (pattern == NULL) {
        errno = errno == 0 ? ENOMEM : errno;
        free(d);
        return NULL;
    }
    d->first = true;
    d->find = FindFirstFileW(pattern, &d->data);
    free(pattern);
    if (d->find != INVALID_HANDLE_VALUE)
        return d;
    if (GetLastError() == ERROR_FILE_NOT_FOUND) /* an empty root of a drive has no "." either */
        return d;
    errno = refused(path);
    free(d);
    return NULL;
}

static bool
advance(struct os_dir *d)
{
    if (d->find == INVALID_HANDLE_VALUE)
        return false;
    if (d->first) {
        d->first = false;
        return true;
    }
    return FindNextFileW(d->find, &d->data);
}

/* Devices cannot be in a directory here. */
static enum os_kind
kind_of(DWORD attributes)
{
    if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0)
        return OS_LINK;
    return (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? OS_DIRECTORY : OS_FILE;
}

bool
os_dir_next(struct os_dir *d, struct os_entry *out)
{
    bool more;

    do {
        SetLastError(ERROR_NO_MORE_FILES);
        more = advance(d);
    } while (more &&
             (wcscmp(d->data.cFileName, L".") == 0 || wcscmp(d->data.cFileName, L"..") == 0));
    if (!more) {
        errno = GetLastError() == ERROR_NO_MORE_FILES ? 0 : os_last_error();
        return false;
    }
    free(d->name);
    d->name = os_narrow(d->data.cFileName);
    if (d->name == NULL) {
        errno = ENOMEM;
        return false;
    }
    *out = (struct os_entry){ .name = d->name, .kind = kind_of(d->data.dwFileAttributes) };
    return true;
}

void
os_dir_close(struct os_dir *d)
{
    if (d->find != INVALID_HANDLE_VALUE)
        (void)FindClose(d->find);
    free(d->name);
    free(d);
}

int
os_dir_make(const char *path)
{
    int err = os_name_refused(path);
    wchar_t *wide = err != 0 ? NULL : os_wide_path(path);

    if (err == 0)
        err = wide == NULL ? errno : CreateDirectoryW(wide, NULL) ? 0 : os_last_error();

    free(wide);
    return err;
}

int
os_dir_remove(const char *path)
{
    wchar_t *wide = os_wide_path(path);
    int err = wide == NULL ? errno : RemoveDirectoryW(wide) ? 0 : os_last_error();

    free(wide);
    return err;
}

/* Whether files may be made is told by making one, which is gone when it is closed. */
int
os_dir_may_write(const char *path)
{
    size_t n = strlen(path) + 64;
    char *name = malloc(n);
    wchar_t *wide = NULL;
    HANDLE h = INVALID_HANDLE_VALUE;
    int err = 0;

    if (name != NULL) {
        (void)snprintf(name, n, "%s%s.%lu.tmp", path, os_separator(path), GetCurrentProcessId());
        wide = os_wide_path(name);
    }
    if (wide != NULL)
        h = CreateFileW(wide, GENERIC_WRITE | DELETE, 0, NULL, CREATE_NEW,
                        FILE_FLAG_DELETE_ON_CLOSE | FILE_ATTRIBUTE_HIDDEN, NULL);
    if (h == INVALID_HANDLE_VALUE)
        err = wide == NULL ? ENOMEM : os_last_error();
    else
        CloseHandle(h);
    free(wide);
    free(name);
    return err;
}
