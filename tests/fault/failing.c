/* SPDX-License-Identifier: MIT */
/*
 * Linked into a program with --wrap: one allocation fails, our own (FAULT_OWN=N,
 * the N-th) or one of OpenSSL's (FAULT_OPENSSL=N). FAULT_COUNTS names a file that
 * takes how many there were.
 */
#include <openssl/crypto.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static struct counter {
    unsigned long n, fail_at;
} own, theirs;

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);

static bool
fails(struct counter *c)
{
    return ++c->n == c->fail_at;
}

void *
__wrap_malloc(size_t n)
{
    return fails(&own) ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t n, size_t size)
{
    return fails(&own) ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *p, size_t n)
{
    return fails(&own) ? NULL : __real_realloc(p, n);
}

static void *
openssl_malloc(size_t n, const char *file, int line)
{
    (void)file;
    (void)line;
    return fails(&theirs) ? NULL : __real_malloc(n);
}

static void *
openssl_realloc(void *p, size_t n, const char *file, int line)
{
    (void)file;
    (void)line;
    return fails(&theirs) ? NULL : __real_realloc(p, n);
}

static void
openssl_free(void *p, const char *file, int line)
{
    (void)file;
    (void)line;
    free(p);
}

static unsigned long
wanted(const char *name)
{
    const char *text = getenv(name);

    return text == NULL ? 0 : strtoul(text, NULL, 10);
}

__attribute__((constructor)) static void
begin(void)
{
    own.fail_at = wanted("FAULT_OWN");
    theirs.fail_at = wanted("FAULT_OPENSSL");
    if (CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc, openssl_free) != 1)
        abort();
}

__attribute__((destructor)) static void
end(void)
{
    const char *path = getenv("FAULT_COUNTS");
    FILE *f = path == NULL ? NULL : fopen(path, "w");

    if (f == NULL)
        return;
    fprintf(f, "%lu %lu\n", own.n, theirs.n);
    fclose(f);
}
