/* SPDX-License-Identifier: MIT */
/* Every file of the folders named goes through the fuzz target once. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#define INPUT_MAX (4u << 20)

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

int
main(int argc, char **argv)
{
    uint8_t *buf = malloc(INPUT_MAX);
    int n = 0;

    for (int i = 1; buf != NULL && i < argc; i++)
        n += replay_folder(argv[i], buf);
    free(buf);
    (void)printf("%d inputs\n", n);
    return n > 0 ? EXIT_SUCCESS : EXIT_FAILURE; /* an empty corpus proves nothing */
}
