/* SPDX-License-Identifier: MIT */
/* Through a file that is gone when it is closed: streams in memory are not to be had here. */
#include <os/capture.h>

#include "wide.h"

#include <fcntl.h>
#include <io.h>
#include <stdint.h>
#include <stdlib.h>

bool
os_capture_open(struct os_capture *c)
{
    wchar_t folder[MAX_PATH + 1], path[MAX_PATH + 1];
    HANDLE h = INVALID_HANDLE_VALUE;
    int fd = -1;

    *c = (struct os_capture){ .stream = NULL };
    if (GetTempPathW(MAX_PATH, folder) != 0 && GetTempFileNameW(folder, L"eku", 0, path) != 0)
        h = CreateFileW(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                        FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE, NULL);
    if (h != INVALID_HANDLE_VALUE)
        fd = _open_osfhandle((intptr_t)h, _O_BINARY | _O_NOINHERIT);
    if (fd >= 0)
        c->stream = _fdopen(fd, "w+b");
    return c->stream != NULL;
}

bool
os_capture_close(struct os_capture *c)
{
    long n = fseek(c->stream, 0, SEEK_END) == 0 ? ftell(c->stream) : -1;
    bool whole = n >= 0 && (c->at = malloc((size_t)n + 1)) != NULL;

    rewind(c->stream);
    whole = whole && fread(c->at, 1, (size_t)n, c->stream) == (size_t)n;
    c->len = whole ? (size_t)n : 0;
    return fclose(c->stream) == 0 && whole;
}
