/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* mremap */
#include <output/spool.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Bytes between two times of letting go. Few: each page read brings its neighbours. */
#define STEP (64u << 10)
#define MAPPINGS_MAX 64 /* of one thread; buffers beyond them stay in memory */

/* A report and its buffers belong to one thread. */
static _Thread_local struct mapping {
    void *at;
    size_t cap;
} mappings[MAPPINGS_MAX];

static struct mapping *
mapping_of(const void *at)
{
    for (size_t i = 0; i < MAPPINGS_MAX; i++)
        if (mappings[i].at == at)
            return &mappings[i];
    return NULL;
}

/* The bytes are the file's: dropped pages come back from it when they are looked at. */
void
output_spool_let_go(void)
{
    for (size_t i = 0; i < MAPPINGS_MAX; i++)
        if (mappings[i].at != NULL)
            (void)madvise(mappings[i].at, mappings[i].cap, MADV_DONTNEED);
}

static int
open_nameless(void)
{
    static const char *const folders[] = { OUTPUT_SPOOL_PLACES };
    int fd = -1;

    for (size_t i = 0; fd < 0 && i < sizeof folders / sizeof folders[0]; i++)
        fd = open(folders[i], O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    return fd;
}

/* Reserve all of it: a full disk must show here, not as a signal at some later write. */
static bool
reserve(int fd, size_t n)
{
    return n <= (size_t)1 << 46 && posix_fallocate(fd, 0, (off_t)n) == 0;
}

static void *
move_to_disk(void *old, size_t used, size_t n, int *fd)
{
    struct mapping *free_one = mapping_of(NULL);
    void *at = MAP_FAILED;
    int file = free_one == NULL ? -1 : open_nameless();

    if (file >= 0 && reserve(file, n))
        at = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (at == MAP_FAILED) {
        if (file >= 0)
            (void)close(file);
        return NULL;
    }
    if (used > 0)
        memcpy(at, old, used);
    free(old);
    *free_one = (struct mapping){ at, n };
    *fd = file;
    return at;
}

void *
output_spool_grow(void *old, size_t used, size_t want, size_t *cap, int *fd)
{
    size_t n = (want / STEP + 1) * STEP;
    void *at;

    if (*fd < 0) {
        at = move_to_disk(old, used, n, fd);
    } else {
        struct mapping *m = mapping_of(old);

        at = m != NULL && reserve(*fd, n) ? mremap(old, *cap, n, MREMAP_MAYMOVE) : MAP_FAILED;
        if (at == MAP_FAILED)
            return NULL;
        *m = (struct mapping){ at, n };
    }
    if (at != NULL) {
        *cap = n;
        output_spool_let_go();
    }
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
    struct mapping *m = mapping_of(at);

    if (m != NULL)
        *m = (struct mapping){ 0 };
    (void)munmap(at, cap);
    (void)close(fd);
}
