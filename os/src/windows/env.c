/* SPDX-License-Identifier: MIT */
#include <os/env.h>

#include "wide.h"

#include <stdlib.h>
#include <string.h>

/* What was asked for, as long as the process; a handful of names. */
static struct known {
    struct known *next;
    char *name, *value;
} * known;

static char *
ask(const char *name)
{
    wchar_t *wide = os_wide(name), *value = NULL;
    DWORD n = wide == NULL ? 0 : GetEnvironmentVariableW(wide, NULL, 0);
    char *out = NULL;

    if (n > 0 && (value = malloc((size_t)n * sizeof *value)) != NULL &&
        GetEnvironmentVariableW(wide, value, n) < n)
        out = os_narrow(value);
    free(value);
    free(wide);
    return out;
}

const char *
os_env(const char *name)
{
    struct known *k = known;

    while (k != NULL && strcmp(k->name, name) != 0)
        k = k->next;
    if (k != NULL)
        return k->value;
    k = calloc(1, sizeof *k);
    if (k == NULL || (k->name = strdup(name)) == NULL) {
        free(k);
        return NULL;
    }
    k->value = ask(name);
    k->next = known;
    known = k;
    return k->value;
}
