/* SPDX-License-Identifier: MIT */
#include "file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct base_slice
file_read(const char *path)
{
    FILE *f = fopen(path, "rb");
    size_t cap = 65536, len = 0, n;
    uint8_t *at = malloc(cap);

    if (f == NULL) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        abort();
    }
    while (at != NULL && (n = fread(at + len, 1, cap - len, f)) > 0)
        if ((len += n) == cap)
            at = realloc(at, cap *= 2);
    if (at == NULL || ferror(f)) {
        fprintf(stderr, "%s: cannot be read\n", path);
        abort();
    }
    fclose(f);
    return (struct base_slice){ at, len };
}
