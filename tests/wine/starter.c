/* SPDX-License-Identifier: MIT */
/*
 * How Windows starts and stops programs, for tests/wine/test_windows.py:
 *   starter detached PROGRAM [ARGUMENT...]     without console and standard streams
 *   starter break|c FILE PROGRAM [ARGUMENT...] Ctrl-Break or Ctrl-C as soon as FILE is there
 * Prints "exit status N".
 */
#define _WIN32_WINNT 0x0602
#include <windows.h>

#include <shellapi.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#define DEADLINE_MS 20000
#define STOP_MS 10000 /* to end in, once it is told */
#define STEP_MS 20

/* All of the command line behind its first n words, quoted as it is. */
static wchar_t *
rest(int n)
{
    wchar_t *p = GetCommandLineW();
    BOOL quoted = FALSE;

    for (; *p != L'\0' && n > 0; p++) {
        if (*p == L'"')
            quoted = !quoted;
        else if (*p == L' ' && !quoted && p[1] != L' ')
            n--;
    }
    return p;
}

static BOOL
wait_for(const wchar_t *file)
{
    for (DWORD waited = 0; waited < DEADLINE_MS; waited += STEP_MS) {
        if (GetFileAttributesW(file) != INVALID_FILE_ATTRIBUTES)
            return TRUE;
        Sleep(STEP_MS);
    }
    return FALSE;
}

static BOOL WINAPI
not_for_us(DWORD event)
{
    (void)event;
    return TRUE;
}

int
main(void)
{
    int n;
    wchar_t **argv = CommandLineToArgvW(GetCommandLineW(), &n);
    BOOL detached = argv != NULL && n > 2 && wcscmp(argv[1], L"detached") == 0;
    STARTUPINFOW start = { .cb = sizeof start };
    PROCESS_INFORMATION child;
    DWORD status = 0;

    if (argv == NULL || n < (detached ? 3 : 4))
        return 64;
    if (!CreateProcessW(NULL, rest(detached ? 2 : 3), NULL, NULL, !detached,
                        detached ? DETACHED_PROCESS : 0, NULL, NULL, &start, &child))
        return 65;
    (void)SetConsoleCtrlHandler(not_for_us, TRUE);
    if (!detached && wait_for(argv[2])) /* to all who share the console */
        (void)GenerateConsoleCtrlEvent(
            wcscmp(argv[1], L"break") == 0 ? CTRL_BREAK_EVENT : CTRL_C_EVENT, 0);
    if (WaitForSingleObject(child.hProcess, detached ? DEADLINE_MS : STOP_MS) != WAIT_OBJECT_0)
        (void)TerminateProcess(child.hProcess, 99);
    (void)GetExitCodeProcess(child.hProcess, &status);
    (void)printf("exit status %lu\n", status);
    return 0;
}
