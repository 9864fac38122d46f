/* SPDX-License-Identifier: MIT */
/* A server that a test makes: values in its registry, and files by their names on it. */
#ifndef FAKE_H
#define FAKE_H

#include <machine/server.h>

#include <stdlib.h>
#include <string.h>

#include "cmocka_prelude.h"

static struct machine_registry registry;

/* ASCII as UTF-16LE with its NUL. */
static inline void
set_text(enum machine_key k, const char *name, const char *text)
{
    uint8_t wide[2 * MACHINE_PATH_MAX] = { 0 };
    size_t n = strlen(text);

    assert_true(n < MACHINE_PATH_MAX);
    for (size_t i = 0; i < n; i++)
        wide[2 * i] = (uint8_t)text[i];
    machine_registry_looked(&registry, k, true);
    machine_registry_add(
        &registry, k,
        &(struct machine_value){ .name = name, .type = MACHINE_SZ, .data = { wide, 2 * n + 2 } });
}

static inline void
set_number(enum machine_key k, const char *name, uint32_t n)
{
    const uint8_t bytes[] = { (uint8_t)n, (uint8_t)(n >> 8), (uint8_t)(n >> 16),
                              (uint8_t)(n >> 24) };

    machine_registry_looked(&registry, k, true);
    machine_registry_add(
        &registry, k,
        &(struct machine_value){ .name = name, .type = MACHINE_DWORD, .data = { bytes, 4 } });
}

/* All keys were looked for, and none is there: so far. */
static inline void
look_everywhere(void)
{
    for (unsigned k = 0; k < MACHINE_KEYS; k++)
        machine_registry_looked(&registry, (enum machine_key)k, false);
}

struct fake_file {
    const char *path;
    const void *bytes; /* NULL: it cannot be read */
    size_t len;
};

static const struct fake_file *fake_files; /* up to one without a path */
static enum machine_answer fake_others = MACHINE_NO;

static inline enum machine_answer
fake_read(void *ctx, const char *path, size_t max, uint8_t **bytes, size_t *len, const char **why)
{
    (void)ctx;
    for (const struct fake_file *f = fake_files; f != NULL && f->path != NULL; f++)
        if (strcmp(f->path, path) == 0) {
            if (f->bytes == NULL || f->len > max) {
                *why = "it cannot be read";
                return MACHINE_UNKNOWN;
            }
            *bytes = malloc(f->len + 1);
            assert_non_null(*bytes);
            memcpy(*bytes, f->bytes, f->len);
            *len = f->len;
            return MACHINE_YES;
        }
    return fake_others;
}

static const struct machine_files files = { .read = fake_read };

static inline int
end_fake(void **state)
{
    (void)state;
    machine_registry_clear(&registry);
    fake_files = NULL;
    fake_others = MACHINE_NO;
    return 0;
}

/* Does a note say it? */
static inline bool
noted(const struct machine_server *s, const char *part)
{
    for (size_t i = 0; i < s->notes_n; i++)
        if (strstr(s->notes[i], part) != NULL)
            return true;
    return false;
}

#endif
