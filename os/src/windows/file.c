/* SPDX-License-Identifier: MIT */
/* Descriptors are the C library's, so that stdio and libraries take them; all else is asked of
 * the system itself, in UTF-16 and without its translation of lines. */
#include <os/file.h>

#include <os/terminal.h>

#include "wide.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

static HANDLE
open_handle(const wchar_t *path, enum os_open how)
{
    static const struct {
        DWORD access, creation;
    } ways[] = {
        [OS_OPEN_READ] = { GENERIC_READ, OPEN_EXISTING },
        [OS_OPEN_READ_NOW] = { GENERIC_READ, OPEN_EXISTING },
        [OS_OPEN_WRITE] = { GENERIC_WRITE, OPEN_EXISTING },
        [OS_OPEN_EMPTY] = { GENERIC_WRITE, CREATE_ALWAYS },
        [OS_OPEN_APPEND] = { FILE_APPEND_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE, OPEN_ALWAYS },
        [OS_OPEN_UPDATE] = { GENERIC_READ | GENERIC_WRITE, OPEN_ALWAYS },
    };

    return CreateFileW(path, ways[how].access, SHARE_ALL, NULL, ways[how].creation,
                       FILE_ATTRIBUTE_NORMAL, NULL);
}

/* The error for a directory does not say that it is one. */
static int
refused(const wchar_t *path)
{
    int err = os_last_error();
    DWORD attributes = err == EACCES ? GetFileAttributesW(path) : INVALID_FILE_ATTRIBUTES;

    if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0)
        err = EISDIR;
    return err;
}

/* A device that was opened by the name of a file; Windows 11 knows "com1.cer" as a file. */
static bool
is_device(const char *path, HANDLE h)
{
    return os_name_refused(path) == ENXIO &&
           (h == INVALID_HANDLE_VALUE || GetFileType(h) == FILE_TYPE_CHAR ||
            os_is_device_path(path));
}

/* No file can have such a name: most likely an argument "C:\dir\" took its closing mark along,
 * and what stands behind it. Patterns are another matter. */
static int
impossible(const char *path)
{
    return strpbrk(path, OS_NAME_NEVER) != NULL ? EILSEQ : 0;
}

int
os_open(const char *path, enum os_open how)
{
    bool reads = how == OS_OPEN_READ || how == OS_OPEN_READ_NOW;
    int err = reads ? impossible(path) : os_name_refused(path), fd = -1;
    wchar_t *wide = err != 0 ? NULL : os_wide_path(path);
    HANDLE h = wide == NULL ? INVALID_HANDLE_VALUE : open_handle(wide, how);

    if (err == 0)
        err = wide == NULL                ? errno
              : is_device(path, h)        ? ENXIO
              : h == INVALID_HANDLE_VALUE ? refused(wide)
                                          : 0;
    if (err == 0)
        fd = _open_osfhandle((intptr_t)h, _O_BINARY | _O_NOINHERIT);

    free(wide);
    if (err == 0 && fd < 0)
        err = errno;
    if (fd < 0 && h != INVALID_HANDLE_VALUE)
        CloseHandle(h);
    if (fd < 0)
        errno = err;
    return fd;
}

FILE *
os_open_stream(const char *path)
{
    int fd = os_open(path, OS_OPEN_READ);
    FILE *f = fd < 0 ? NULL : _fdopen(fd, "rb");

    if (fd >= 0 && f == NULL)
        (void)_close(fd);
    return f;
}

int
os_close(int fd)
{
    return _close(fd) == 0 ? 0 : errno;
}

/* A console gives characters; Ctrl-Z at the beginning of a line ends what is typed. */
static ptrdiff_t
read_console(HANDLE h, char *to, size_t n)
{
    wchar_t line[1024];
    DWORD want = (DWORD)(n / 3 < 1024 ? n / 3 : 1024), got = 0;

    if (want == 0 || !ReadConsoleW(h, line, want, &got, NULL)) {
        (void)os_last_error();
        return -1;
    }
    if (got == 0 && GetLastError() == ERROR_OPERATION_ABORTED) {
        errno = EINTR;
        return -1;
    }
    if (got == 0 || line[0] == 0x1A)
        return 0;
    return WideCharToMultiByte(CP_UTF8, 0, line, (int)got, to, (int)n, NULL, NULL);
}

ptrdiff_t
os_read(int fd, void *to, size_t n)
{
    HANDLE h = os_handle(fd);
    DWORD got = 0, want = n > 1u << 30 ? 1u << 30 : (DWORD)n;

    if (os_is_terminal(fd))
        return read_console(h, to, n);
    if (ReadFile(h, to, want, &got, NULL))
        return (ptrdiff_t)got;
    if (GetLastError() == ERROR_BROKEN_PIPE || GetLastError() == ERROR_HANDLE_EOF)
        return 0; /* the other end of a pipe is closed: the end */
    (void)os_last_error();
    return -1;
}

/* The place of reading is moved, too: what reads so reads all of it so. */
ptrdiff_t
os_read_at(int fd, void *to, size_t n, uint64_t at)
{
    OVERLAPPED place = { .Offset = (DWORD)at, .OffsetHigh = (DWORD)(at >> 32) };
    DWORD got = 0, want = n > 1u << 30 ? 1u << 30 : (DWORD)n;

    if (ReadFile(os_handle(fd), to, want, &got, &place))
        return (ptrdiff_t)got;
    if (GetLastError() == ERROR_HANDLE_EOF)
        return 0;
    (void)os_last_error();
    return -1;
}

ptrdiff_t
os_write(int fd, const void *from, size_t n)
{
    DWORD wrote = 0, want = n > 1u << 30 ? 1u << 30 : (DWORD)n;

    if (WriteFile(os_handle(fd), from, want, &wrote, NULL))
        return (ptrdiff_t)wrote;
    (void)os_last_error();
    return -1;
}

static bool
seek(int fd, uint64_t at)
{
    LARGE_INTEGER to = { .QuadPart = (LONGLONG)at };

    return GetFileType(os_handle(fd)) == FILE_TYPE_DISK &&
           SetFilePointerEx(os_handle(fd), to, NULL, FILE_BEGIN);
}

bool
os_rewind(int fd)
{
    return seek(fd, 0);
}

int
os_cut(int fd, uint64_t len)
{
    return seek(fd, len) && SetEndOfFile(os_handle(fd)) ? 0 : os_last_error();
}

int
os_info_of(int fd, struct os_info *out)
{
    BY_HANDLE_FILE_INFORMATION i;
    HANDLE h = os_handle(fd);

    *out = (struct os_info){ .kind = OS_OTHER };
    if (h == INVALID_HANDLE_VALUE)
        return EBADF;
    if (GetFileType(h) != FILE_TYPE_DISK)
        return 0;
    if (!GetFileInformationByHandle(h, &i))
        return os_last_error();
    out->kind = (i.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 ? OS_LINK
                : (i.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0   ? OS_DIRECTORY
                                                                         : OS_FILE;
    out->device = i.dwVolumeSerialNumber;
    out->id = (uint64_t)i.nFileIndexHigh << 32 | i.nFileIndexLow;
    out->size = (uint64_t)i.nFileSizeHigh << 32 | i.nFileSizeLow;
    return 0;
}

static int
info(const char *path, DWORD flags, struct os_info *out)
{
    wchar_t *wide;
    HANDLE h;
    int err, fd;

    wide = os_wide_path(path);
    h = wide == NULL ? INVALID_HANDLE_VALUE
                     : CreateFileW(wide, FILE_READ_ATTRIBUTES, SHARE_ALL, NULL, OPEN_EXISTING,
                                   FILE_FLAG_BACKUP_SEMANTICS | flags, NULL);
    err = wide == NULL ? errno : h == INVALID_HANDLE_VALUE ? os_last_error() : 0;
    if (wide != NULL && is_device(path, h))
        err = ENXIO;
    free(wide);
    if (err != 0) {
        if (h != INVALID_HANDLE_VALUE)
            CloseHandle(h);
        return err;
    }
    fd = _open_osfhandle((intptr_t)h, _O_NOINHERIT);
    if (fd < 0) {
        CloseHandle(h);
        return EMFILE;
    }
    err = os_info_of(fd, out);
    (void)_close(fd);
    if (err == 0 && flags == 0 && out->kind == OS_LINK)
        out->kind = OS_FILE; /* a placeholder of a cloud's: opened, it is a file */
    return err;
}

int
os_info(const char *path, struct os_info *out)
{
    return info(path, 0, out);
}

int
os_info_link(const char *path, struct os_info *out)
{
    return info(path, FILE_FLAG_OPEN_REPARSE_POINT, out);
}

/* Rights are found out by trying: access lists alone do not decide what is allowed here. */
static int
may(const char *path, DWORD access)
{
    wchar_t *wide = os_wide_path(path);
    HANDLE h = wide == NULL ? INVALID_HANDLE_VALUE
                            : CreateFileW(wide, access, SHARE_ALL, NULL, OPEN_EXISTING,
                                          FILE_FLAG_BACKUP_SEMANTICS, NULL);
    int err = wide == NULL ? errno : h == INVALID_HANDLE_VALUE ? os_last_error() : 0;

    if (h != INVALID_HANDLE_VALUE)
        CloseHandle(h);
    free(wide);
    return err;
}

int
os_may_read(const char *path)
{
    return may(path, GENERIC_READ);
}

int
os_may_write(const char *path)
{
    return may(path, GENERIC_WRITE);
}

int
os_remove(const char *path)
{
    wchar_t *wide = os_wide_path(path);
    int err = wide == NULL ? errno : DeleteFileW(wide) ? 0 : os_last_error();

    free(wide);
    return err;
}

static char *
final_name(HANDLE h)
{
    DWORD n = GetFinalPathNameByHandleW(h, NULL, 0, 0);
    wchar_t *wide = n == 0 ? NULL : malloc((size_t)n * sizeof *wide);
    char *out = NULL;

    if (wide != NULL && GetFinalPathNameByHandleW(h, wide, n, 0) < n)
        out = os_narrow(wide);
    free(wide);
    return out;
}

/* In the short form, where it has one: \\?\C:\dir\file is C:\dir\file. */
static void
shorten(char *path)
{
    if (strncmp(path, "\\\\?\\", 4) != 0)
        return;
    if (strncmp(path + 4, "UNC\\", 4) == 0)
        memmove(path + 1, path + 7, strlen(path + 7) + 1);
    else
        memmove(path, path + 4, strlen(path + 4) + 1);
}

char *
os_real_path(const char *path)
{
    wchar_t *wide = os_wide_path(path);
    HANDLE h = wide == NULL ? INVALID_HANDLE_VALUE
                            : CreateFileW(wide, FILE_READ_ATTRIBUTES, SHARE_ALL, NULL,
                                          OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    char *out = h == INVALID_HANDLE_VALUE ? NULL : final_name(h);

    if (out == NULL && wide != NULL)
        (void)os_last_error();
    else if (out != NULL)
        shorten(out);
    if (h != INVALID_HANDLE_VALUE)
        CloseHandle(h);
    free(wide);
    return out;
}

/* Links to what is not there are rare here, and those to what is are followed by os_info. */
bool
os_link_target(const char *path, char *out, size_t cap)
{
    (void)path;
    (void)out;
    (void)cap;
    return false;
}

bool
os_is_separator(char c)
{
    return c == '/' || c == '\\';
}

size_t
os_directory_len(const char *path)
{
    size_t n = strlen(path);

    while (n > 0 && !os_is_separator(path[n - 1]) && !(path[n - 1] == ':' && n == 2))
        n--;
    return n;
}

const char *
os_separator(const char *path)
{
    size_t n = strlen(path);

    if (n > 0 && (os_is_separator(path[n - 1]) || (path[n - 1] == ':' && n == 2)))
        return "";
    return strchr(path, '/') != NULL && strchr(path, '\\') == NULL ? "/" : "\\";
}

bool
os_is_absolute(const char *path)
{
    return os_is_separator(path[0]) ||
           (isalpha((unsigned char)path[0]) && path[1] == ':' && os_is_separator(path[2]));
}
