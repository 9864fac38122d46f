/* SPDX-License-Identifier: MIT */
/* A file in %TEMP% that the system deletes when its last handle is closed, however the program
 * ends. A view cannot grow: it is made anew, and may move. */
#include <output/spool.h>

#include <windows.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define STEP (64u << 10)
#define FILES_MAX 64 /* of one thread; buffers beyond them stay in memory */

/* A report and its buffers belong to one thread; a buffer's number stands for a descriptor. */
static _Thread_local struct mapping {
    HANDLE file;
    void *at;
    size_t cap;
} mappings[FILES_MAX];

/* To unlock what is not locked takes it out of the working set; the file has it. */
void
output_spool_let_go(void)
{
    for (size_t i = 0; i < FILES_MAX; i++)
        if (mappings[i].at != NULL)
            (void)VirtualUnlock(mappings[i].at, mappings[i].cap);
}

static HANDLE
open_nameless(void)
{
    wchar_t folder[MAX_PATH + 1], path[MAX_PATH + 1];

    if (GetTempPathW(MAX_PATH, folder) == 0 || GetTempFileNameW(folder, L"eku", 0, path) == 0)
        return INVALID_HANDLE_VALUE;
    return CreateFileW(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                       FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE, NULL);
}

/* A section larger than the file makes the file larger: a full disk shows here. */
static void *
map(HANDLE file, size_t n)
{
    HANDLE section =
        CreateFileMappingW(file, NULL, PAGE_READWRITE, (DWORD)((uint64_t)n >> 32), (DWORD)n, NULL);
    void *at = section == NULL ? NULL : MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, n);

    if (section != NULL)
        CloseHandle(section);
    return at;
}

static void *
move_to_disk(void *old, size_t used, size_t n, int *fd)
{
    size_t i = 0;
    void *at;

    while (i < FILES_MAX && mappings[i].at != NULL)
        i++;
    if (i == FILES_MAX || (mappings[i].file = open_nameless()) == INVALID_HANDLE_VALUE)
        return NULL;
    at = map(mappings[i].file, n);
    if (at == NULL) {
        CloseHandle(mappings[i].file);
        return NULL;
    }
    if (used > 0)
        memcpy(at, old, used);
    free(old);
    mappings[i].at = at;
    mappings[i].cap = n;
    *fd = (int)i;
    return at;
}

static void *
grow(void *old, size_t n, int fd)
{
    void *at = map(mappings[fd].file, n); /* both views show the same pages */

    if (at == NULL)
        return NULL;
    (void)UnmapViewOfFile(old);
    mappings[fd].at = at;
    mappings[fd].cap = n;
    return at;
}

void *
output_spool_grow(void *old, size_t used, size_t want, size_t *cap, int *fd)
{
    size_t n = (want / STEP + 1) * STEP;
    void *at = *fd < 0 ? move_to_disk(old, used, n, fd) : grow(old, n, *fd);

    if (at == NULL)
        return NULL;
    *cap = n;
    output_spool_let_go();
    return at;
}

void *
output_spool_leave(void *old, size_t used, size_t want, size_t cap, int *fd)
{
    void *at = malloc(want);

    if (at == NULL)
        return NULL;
    memcpy(at, old, used);
    output_spool_free(old, cap, *fd);
    *fd = -1;
    return at;
}

void
output_spool_free(void *at, size_t cap, int fd)
{
    (void)cap;
    (void)UnmapViewOfFile(at);
    CloseHandle(mappings[fd].file);
    mappings[fd] = (struct mapping){ 0 };
}
