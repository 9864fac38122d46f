/* SPDX-License-Identifier: MIT */
/*
 * Every file of the folders named goes through the fuzz target once. Without clang it also
 * makes inputs: `--random N SEED` before the folders, N of at most 25 octets, for the targets
 * that read their input as a list of edits. A fault prints the input before it.
 */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX (4u << 20)
#define RANDOM_MAX 25

static int
replay_file(const char *path, uint8_t *buf)
{
    FILE *f = fopen(path, "rb");
    size_t n;

    if (f == NULL)
        return -1;
    n = fread(buf, 1, INPUT_MAX, f);
    (void)fclose(f);
    return LLVMFuzzerTestOneInput(buf, n);
}

static int
replay_folder(const char *dir, uint8_t *buf)
{
    DIR *d = opendir(dir);
    struct dirent *entry;
    char path[1024];
    int n = 0;

    while (d != NULL && (entry = readdir(d)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
        if (replay_file(path, buf) != 0)
            (void)fprintf(stderr, "%s: cannot be read\n", path);
        else
            n++;
    }
    if (d != NULL)
        (void)closedir(d);
    return n;
}

/* xorshift64: the same inputs for the same seed. */
static int
replay_random(int n, uint64_t seed, uint8_t *buf)
{
    uint64_t x = seed * 2685821657736338717u + 1;

    for (int i = 0; i < n; i++) {
        size_t len = 1 + (size_t)(x % RANDOM_MAX);

        (void)fprintf(stderr, "\r%d:", i);
        for (size_t at = 0; at < len; at++) {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            buf[at] = (uint8_t)(x >> 24);
            (void)fprintf(stderr, "%02x", buf[at]);
        }
        if (LLVMFuzzerTestOneInput(buf, len) != 0)
            return i;
    }
    (void)fputs("\r", stderr);
    return n;
}

int
main(int argc, char **argv)
{
    uint8_t *buf = malloc(INPUT_MAX);
    int n = 0, first = 1;

    if (buf != NULL && argc > 3 && strcmp(argv[1], "--random") == 0) {
        n = replay_random(atoi(argv[2]), strtoull(argv[3], NULL, 10), buf);
        first = 4;
    }
    for (int i = first; buf != NULL && i < argc; i++)
        n += replay_folder(argv[i], buf);
    free(buf);
    (void)printf("%d inputs\n", n);
    return n > 0 ? EXIT_SUCCESS : EXIT_FAILURE; /* an empty corpus proves nothing */
}
