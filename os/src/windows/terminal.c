/* SPDX-License-Identifier: MIT */
#include <os/terminal.h>

#include <os/env.h>
#include <os/file.h>

#include "wide.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SAY_MAX 8192

/* The C library's isatty takes NUL for one. */
bool
os_is_terminal(int fd)
{
    DWORD mode;

    return GetConsoleMode(os_handle(fd), &mode);
}

unsigned
os_terminal_columns(int fd)
{
    CONSOLE_SCREEN_BUFFER_INFO i;

    if (!GetConsoleScreenBufferInfo(os_handle(fd), &i))
        return 0;
    return (unsigned)(i.srWindow.Right - i.srWindow.Left + 1);
}

/* Consoles before Windows 10 show escape sequences as they are. */
static bool
takes_escapes(int fd)
{
    DWORD mode;

    return !GetConsoleMode(os_handle(fd), &mode) ||
           (mode & ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0 ||
           SetConsoleMode(os_handle(fd), mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

bool
os_terminal_is_dumb(void)
{
    const char *term = os_env("TERM");

    return (term != NULL && strcmp(term, "dumb") == 0) || !takes_escapes(OS_STDOUT) ||
           !takes_escapes(OS_STDERR);
}

/* Nothing written to a pipe says whether it would be taken. */
bool
os_has_no_reader(int fd)
{
    HANDLE h = os_handle(fd);
    DWORD wrote;

    return GetFileType(h) == FILE_TYPE_PIPE && !WriteFile(h, "", 0, &wrote, NULL) &&
           (GetLastError() == ERROR_NO_DATA || GetLastError() == ERROR_BROKEN_PIPE);
}

/* The C library's stream is not buffered: a console would get half characters. */
void
os_say(const char *format, ...)
{
    char text[SAY_MAX];
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n > 0)
        (void)os_write(OS_STDERR, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
}
