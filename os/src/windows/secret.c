/* SPDX-License-Identifier: MIT */
#include <os/secret.h>

#include "wide.h"

#include <stdbool.h>
#include <stdlib.h>
#include <wchar.h>

#define LINE_MAX_CHARS 2048 /* a line as long as this was cut off, and has no LF */

static enum os_secret
take(wchar_t *line, DWORD n, char *out, size_t cap)
{
    bool whole = n > 0 && line[n - 1] == L'\n';
    int len;

    while (n > 0 && (line[n - 1] == L'\n' || line[n - 1] == L'\r'))
        n--;
    len = n == 0 ? 0 : WideCharToMultiByte(CP_UTF8, 0, line, (int)n, out, (int)cap - 1, NULL, NULL);
    if (!whole || (n > 0 && len <= 0))
        len = 0;
    out[len] = '\0';
    return whole && (n == 0 || len > 0) ? OS_SECRET_GIVEN : OS_SECRET_REFUSED;
}

static enum os_secret
read_line(HANDLE in, HANDLE to, const char *prompt, char *out, size_t cap)
{
    wchar_t line[LINE_MAX_CHARS], *wide = os_wide(prompt);
    DWORD mode, n = 0, wrote;
    enum os_secret answer = OS_SECRET_INTERRUPTED;

    if (wide != NULL)
        (void)WriteConsoleW(to, wide, (DWORD)wcslen(wide), &wrote, NULL);
    free(wide);
    (void)GetConsoleMode(in, &mode);
    (void)SetConsoleMode(in, (mode | ENABLE_LINE_INPUT | ENABLE_PROCESSED_INPUT) &
                                 ~(DWORD)ENABLE_ECHO_INPUT);
    SetLastError(ERROR_SUCCESS);
    if (ReadConsoleW(in, line, LINE_MAX_CHARS, &n, NULL) && n > 0)
        answer = take(line, n, out, cap);
    /* What stayed would be a command for the shell. */
    while (n == LINE_MAX_CHARS && line[n - 1] != L'\n' &&
           ReadConsoleW(in, line, LINE_MAX_CHARS, &n, NULL))
        continue;
    (void)SetConsoleMode(in, mode);
    (void)WriteConsoleW(to, L"\r\n", 2, &wrote, NULL);
    os_secret_forget(line, sizeof line);
    return answer;
}

/* The console itself, wherever the standard streams go. */
enum os_secret
os_secret_ask(const char *prompt, char *out, size_t cap)
{
    HANDLE in = CreateFileW(L"CONIN$", GENERIC_READ | GENERIC_WRITE,
                            FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    HANDLE to = CreateFileW(L"CONOUT$", GENERIC_READ | GENERIC_WRITE,
                            FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    enum os_secret answer = OS_SECRET_NOBODY;

    if (cap > 0)
        out[0] = '\0';
    if (in != INVALID_HANDLE_VALUE && to != INVALID_HANDLE_VALUE && cap > 0)
        answer = read_line(in, to, prompt, out, cap);
    if (in != INVALID_HANDLE_VALUE)
        CloseHandle(in);
    if (to != INVALID_HANDLE_VALUE)
        CloseHandle(to);
    return answer;
}

void
os_secret_forget(void *at, size_t n)
{
    (void)SecureZeroMemory(at, n);
}
