/* SPDX-License-Identifier: MIT */
#include <os/start.h>

#include <os/file.h>

#include "wide.h"

#include <fcntl.h>
#include <io.h>
#include <shellapi.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct args {
    char **at;
    int n, cap;
};

static bool
add(struct args *a, char *text)
{
    if (text != NULL && a->n + 1 >= a->cap) {
        int cap = 2 * a->cap + 16;
        char **at = realloc(a->at, (size_t)cap * sizeof *at);

        if (at == NULL) {
            free(text);
            return false;
        }
        a->at = at;
        a->cap = cap;
    }
    if (text == NULL)
        return false;
    a->at[a->n++] = text;
    a->at[a->n] = NULL;
    return true;
}

static char *
joined(const char *pattern, const wchar_t *name)
{
    size_t dir = os_directory_len(pattern);
    char *narrow = os_narrow(name), *out = narrow == NULL ? NULL : malloc(dir + strlen(narrow) + 1);

    if (out != NULL) {
        memcpy(out, pattern, dir);
        memcpy(out + dir, narrow, strlen(narrow) + 1);
    }
    free(narrow);
    return out;
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* No shell here puts the names in that "*.cer" matches: programs do. Only in the last part of a
 * path; what matches nothing stays as it is. */
static bool
add_matching(struct args *a, const char *pattern)
{
    int before = a->n;
    wchar_t *wide = os_wide_path(pattern);
    WIN32_FIND_DATAW found;
    HANDLE find = wide == NULL ? INVALID_HANDLE_VALUE : FindFirstFileW(wide, &found);
    bool ok = true;

    free(wide);
    if (find != INVALID_HANDLE_VALUE) {
        do
            ok = (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ||
                 found.cFileName[0] == L'.' || add(a, joined(pattern, found.cFileName));
        while (ok && FindNextFileW(find, &found));
        (void)FindClose(find);
    }
    if (a->n > before)
        qsort(a->at + before, (size_t)(a->n - before), sizeof *a->at, by_text);
    return a->n > before ? ok : ok && add(a, strdup(pattern));
}

static bool
is_pattern(const char *text)
{
    return text[0] != '-' && strpbrk(text + os_directory_len(text), "*?") != NULL;
}

static bool
add_all(struct args *a, wchar_t **wide, int n)
{
    for (int i = 0; i < n; i++) {
        char *text = os_narrow(wide[i]);
        bool pattern = text != NULL && i > 0 && is_pattern(text);

        if (pattern ? !add_matching(a, text) : !add(a, text))
            return false;
        if (pattern)
            free(text);
    }
    return true;
}

static UINT output_page;

static void
restore_page(void)
{
    (void)SetConsoleOutputCP(output_page);
}

/* What is written is UTF-8; the console is given back as it was. */
static void
ready_console(void)
{
    output_page = GetConsoleOutputCP();
    if (output_page != 0 && output_page != CP_UTF8 && SetConsoleOutputCP(CP_UTF8))
        (void)atexit(restore_page);
}

/* A program without a console may have no standard streams at all. */
static void
open_standard(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (_get_osfhandle(fd) < 0) {
            int null = _open("NUL", fd == 0 ? _O_RDONLY : _O_WRONLY);

            if (null >= 0 && null != fd) {
                (void)_dup2(null, fd);
                (void)_close(null);
            }
        }
        (void)_setmode(fd, _O_BINARY);
    }
}

bool
os_start(int *argc, char ***argv)
{
    struct args a = { 0 };
    int n = 0;
    wchar_t **wide = CommandLineToArgvW(GetCommandLineW(), &n);
    bool ok = wide != NULL && add_all(&a, wide, n);

    (void)LocalFree(wide);
    (void)SetErrorMode(SEM_FAILCRITICALERRORS |
                       SEM_NOOPENFILEERRORBOX); /* no box for an empty drive */
    open_standard();
    ready_console();
    if (ok) {
        *argc = a.n;
        *argv = a.at; /* as long as the process */
    }
    return ok;
}

size_t
os_files_allowed(size_t wanted)
{
    return wanted; /* sockets are no descriptors here */
}

void
os_end_by(int signal_number)
{
    (void)fflush(NULL);
    exit(128 + signal_number);
}
