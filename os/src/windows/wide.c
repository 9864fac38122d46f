/* SPDX-License-Identifier: MIT */
#include "wide.h"

#include <errno.h>
#include <io.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* MAX_PATH, less what a directory leaves for a name of the old kind in it. */
#define SHORT_MAX 247

wchar_t *
os_wide(const char *text)
{
    int n = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, NULL, 0);
    wchar_t *wide = n <= 0 ? NULL : malloc((size_t)n * sizeof *wide);

    if (wide != NULL)
        (void)MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, wide, n);
    return wide;
}

char *
os_narrow(const wchar_t *text)
{
    int n = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
    char *narrow = n <= 0 ? NULL : malloc((size_t)n);

    if (narrow != NULL)
        (void)WideCharToMultiByte(CP_UTF8, 0, text, -1, narrow, n, NULL, NULL);
    return narrow;
}

/* \\?\C:\... or \\?\UNC\server\share\...: no limit but 32767, and nothing else is read into it. */
static wchar_t *
prefixed(const wchar_t *whole)
{
    bool share = whole[0] == L'\\' && whole[1] == L'\\';
    const wchar_t *prefix = share ? L"\\\\?\\UNC\\" : L"\\\\?\\";
    size_t n = wcslen(prefix), len = wcslen(whole + (share ? 2 : 0));
    wchar_t *out = malloc((n + len + 1) * sizeof *out);

    if (out == NULL)
        return NULL;
    memcpy(out, prefix, n * sizeof *out);
    memcpy(out + n, whole + (share ? 2 : 0), (len + 1) * sizeof *out);
    return out;
}

static wchar_t *
lengthened(const wchar_t *wide)
{
    DWORD n = GetFullPathNameW(wide, 0, NULL, NULL);
    wchar_t *whole = n == 0 ? NULL : malloc((size_t)n * sizeof *whole), *out = NULL;

    if (whole != NULL && GetFullPathNameW(wide, n, whole, NULL) < n)
        out = prefixed(whole);
    free(whole);
    return out;
}

wchar_t *
os_wide_path(const char *path)
{
    wchar_t *wide = os_wide(path), *longer;

    if (wide == NULL) {
        errno = GetLastError() == ERROR_NO_UNICODE_TRANSLATION ? ENOENT : ENOMEM;
        return NULL;
    }
    if (wcslen(wide) <= SHORT_MAX || wcsncmp(wide, L"\\\\?\\", 4) == 0)
        return wide;
    longer = lengthened(wide);
    free(wide);
    if (longer == NULL)
        errno = ENOMEM;
    return longer;
}

static const struct {
    DWORD error;
    int number;
} errors[] = {
    { ERROR_FILE_NOT_FOUND, ENOENT },
    { ERROR_PATH_NOT_FOUND, ENOENT },
    { ERROR_INVALID_DRIVE, ENOENT },
    { ERROR_BAD_NETPATH, ENOENT },
    { ERROR_BAD_NET_NAME, ENOENT },
    { ERROR_BAD_PATHNAME, ENOENT },
    { ERROR_INVALID_NAME, ENOENT },
    { ERROR_NO_MORE_FILES, ENOENT },
    { ERROR_ACCESS_DENIED, EACCES },
    { ERROR_SHARING_VIOLATION, EBUSY },
    { ERROR_LOCK_VIOLATION, EBUSY },
    { ERROR_DELETE_PENDING, EBUSY },
    { ERROR_WRITE_PROTECT, EROFS },
    { ERROR_TOO_MANY_OPEN_FILES, EMFILE },
    { ERROR_NOT_ENOUGH_MEMORY, ENOMEM },
    { ERROR_OUTOFMEMORY, ENOMEM },
    { ERROR_COMMITMENT_LIMIT, ENOMEM },
    { ERROR_FILE_EXISTS, EEXIST },
    { ERROR_ALREADY_EXISTS, EEXIST },
    { ERROR_DIRECTORY, ENOTDIR },
    { ERROR_DIR_NOT_EMPTY, ENOTEMPTY },
    { ERROR_FILENAME_EXCED_RANGE, ENAMETOOLONG },
    { ERROR_BUFFER_OVERFLOW, ENAMETOOLONG },
    { ERROR_DISK_FULL, ENOSPC },
    { ERROR_HANDLE_DISK_FULL, ENOSPC },
    { ERROR_BROKEN_PIPE, EPIPE },
    { ERROR_NO_DATA, EPIPE },
    { ERROR_PIPE_NOT_CONNECTED, EPIPE },
    { ERROR_INVALID_HANDLE, EBADF },
    { ERROR_OPERATION_ABORTED, EINTR },
    { ERROR_NOT_READY, EIO },
    { ERROR_PRIVILEGE_NOT_HELD, EPERM },
    { ERROR_NOT_SAME_DEVICE, EXDEV },
    { ERROR_INVALID_FUNCTION, ENOSYS },
    { ERROR_NOT_SUPPORTED, ENOSYS },
    { ERROR_INVALID_PARAMETER, EINVAL },
};

int
os_error_of(DWORD error)
{
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (errors[i].error == error)
            return errors[i].number;
    return error == ERROR_SUCCESS ? 0 : EIO;
}

int
os_last_error(void)
{
    return errno = os_error_of(GetLastError());
}

HANDLE
os_handle(int fd)
{
    return (HANDLE)_get_osfhandle(fd);
}
