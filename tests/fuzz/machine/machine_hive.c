/* SPDX-License-Identifier: MIT */
/* The input is a registry hive, read as each of the two. */
#include "fuzz.h"

#include <machine/hive.h>

#include <stdlib.h>
#include <string.h>

static bool
read_at(void *ctx, uint64_t at, void *to, size_t n)
{
    const struct base_slice *file = ctx;

    if (at > file->len || file->len - at < n)
        return false;
    memcpy(to, file->ptr + at, n);
    return true;
}

static void
check(bool ok)
{
    if (!ok)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct base_slice file = { data, size };
    const struct machine_hive hive = { .ctx = &file, .read = read_at };
    struct machine_registry r = { 0 };
    char line[128];
    struct base_text why;

    for (int i = 0; i < 2; i++) {
        base_text_init(&why, line, sizeof line);
        check(machine_hive_read(&hive, i == 0 ? "SOFTWARE" : "SYSTEM", &r, &why) == (why.len == 0));
    }
    for (unsigned k = 0; k < MACHINE_KEYS; k++)
        check(r.key[k].n <= MACHINE_VALUES_MAX &&
              (r.key[k].n == 0 || r.key[k].there == MACHINE_YES));
    machine_registry_clear(&r);
    return 0;
}
