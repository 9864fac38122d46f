/* SPDX-License-Identifier: MIT */
/*
 * Linked into a program with --wrap: the allocation number FAULT_AT fails, all
 * others do not. OpenSSL's are among them where the program watches those
 * (assess/src/store/memory.c). FAULT_COUNT names a file that takes how many there were.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static unsigned long n, fail_at;

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
char *__real_strdup(const char *s);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
char *__wrap_strdup(const char *s);
time_t __wrap_time(time_t *out);

static bool
fails(void)
{
    return ++n == fail_at;
}

void *
__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t items, size_t size)
{
    return fails() ? NULL : __real_calloc(items, size);
}

void *
__wrap_realloc(void *p, size_t size)
{
    return fails() ? NULL : __real_realloc(p, size);
}

char *
__wrap_strdup(const char *s)
{
    return fails() ? NULL : __real_strdup(s);
}

/* One clock for all runs, so that their outputs can be compared. */
time_t
__wrap_time(time_t *out)
{
    if (out != NULL)
        *out = 1577836800;
    return 1577836800;
}

__attribute__((constructor)) static void
begin(void)
{
    const char *text = getenv("FAULT_AT");

    fail_at = text == NULL ? 0 : strtoul(text, NULL, 10);
}

__attribute__((destructor)) static void
end(void)
{
    const char *path = getenv("FAULT_COUNT");
    FILE *f = path == NULL ? NULL : fopen(path, "w");

    if (f == NULL)
        return;
    fprintf(f, "%lu\n", n);
    fclose(f);
}
