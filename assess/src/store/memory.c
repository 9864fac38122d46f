/* SPDX-License-Identifier: MIT */
#include <assess/memory.h>

#include <openssl/crypto.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_bool failed; /* names and keys are resolved on threads */

static void *
noted(void *p, size_t n)
{
    if (p == NULL && n > 0)
        atomic_store_explicit(&failed, true, memory_order_relaxed);
    return p;
}

static void *
watched_malloc(size_t n, const char *file, int line)
{
    (void)file;
    (void)line;
    return noted(malloc(n), n);
}

static void *
watched_realloc(void *p, size_t n, const char *file, int line)
{
    (void)file;
    (void)line;
    return noted(realloc(p, n), n);
}

static void
watched_free(void *p, const char *file, int line)
{
    (void)file;
    (void)line;
    free(p);
}

void
assess_memory_watch(void)
{
    (void)CRYPTO_set_mem_functions(watched_malloc, watched_realloc, watched_free);
}

bool
assess_memory_failed(void)
{
    return atomic_load_explicit(&failed, memory_order_relaxed);
}
