/* SPDX-License-Identifier: MIT */
/* hello_corpus FLIGHTS CORPUS: the recorded flights as inputs of fuzz_hello. */
#include "flight.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
write_input(const struct flight *f, void *ctx)
{
    const char *name = strrchr(f->path, '/'), *dir = ctx;
    uint8_t how[2] = { (uint8_t)((f->reversed ? 1 : 0) | (f->hello == PROBE_HELLO_WIDE ? 2 : 0)),
                       63 };
    char path[1024];
    FILE *out;

    (void)snprintf(path, sizeof path, "%s/%.*s", dir, (int)strcspn(name + 1, "."), name + 1);
    out = fopen(path, "wb");
    if (out == NULL || fwrite(how, 1, sizeof how, out) != sizeof how ||
        fwrite(f->bytes, 1, f->len, out) != f->len || fclose(out) != 0) {
        perror(path);
        exit(EXIT_FAILURE);
    }
}

int
main(int argc, char **argv)
{
    if (argc != 3 || flight_each(argv[1], write_input, argv[2]) <= 0) {
        (void)fprintf(stderr, "usage: hello_corpus FLIGHTS CORPUS\n");
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
