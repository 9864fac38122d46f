/* SPDX-License-Identifier: MIT */
#include <os/registry.h>

#include "wide.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#define NAME_UNITS 16384 /* of a value, with a NUL: what Windows allows */
#define DATA_MAX 65536
#define KEYS_MAX 100000

struct os_registry {
    HKEY root;
    bool remote;
};

struct os_registry *
os_registry_open(const char *name)
{
    struct os_registry *r = calloc(1, sizeof *r);
    wchar_t *wide = NULL;
    char server[300];
    LSTATUS status = ERROR_OUTOFMEMORY;

    if (r == NULL)
        return NULL;
    r->root = HKEY_LOCAL_MACHINE;
    if (name[0] == '\0')
        return r;
    (void)snprintf(server, sizeof server, "\\\\%s", name);
    wide = os_wide(server);
    if (wide != NULL)
        status = RegConnectRegistryW(wide, HKEY_LOCAL_MACHINE, &r->root);
    free(wide);
    r->remote = true;
    if (status == ERROR_SUCCESS)
        return r;
    free(r);
    errno = os_error_of((DWORD)status);
    return NULL;
}

void
os_registry_close(struct os_registry *r)
{
    if (r != NULL && r->remote)
        (void)RegCloseKey(r->root);
    free(r);
}

/* 0 or an errno. */
static int
open_key(const struct os_registry *r, const char *key, HKEY *out)
{
    wchar_t *wide = os_wide(key);
    LSTATUS status = wide == NULL
                         ? ERROR_OUTOFMEMORY
                         : RegOpenKeyExW(r->root, wide, 0, KEY_READ | KEY_WOW64_64KEY, out);

    free(wide);
    return status == ERROR_SUCCESS ? 0 : os_error_of((DWORD)status);
}

struct room {
    wchar_t name[NAME_UNITS];
    BYTE data[DATA_MAX];
};

/* False: no more, or an error. */
static LSTATUS
next_value(HKEY key, DWORD i, struct room *room, struct os_registry_value *v)
{
    DWORD name = NAME_UNITS, type = 0, len = DATA_MAX;
    LSTATUS status = RegEnumValueW(key, i, room->name, &name, NULL, &type, room->data, &len);

    if (status != ERROR_SUCCESS && status != ERROR_MORE_DATA)
        return status;
    v->type = type;
    v->data = room->data;
    v->len = status == ERROR_MORE_DATA ? SIZE_MAX : len;
    return ERROR_SUCCESS;
}

int
os_registry_values(struct os_registry *r, const char *key,
                   void (*each)(void *ctx, const struct os_registry_value *v), void *ctx)
{
    struct room *room = malloc(sizeof *room);
    LSTATUS status = ERROR_SUCCESS;
    HKEY opened;
    int error = room == NULL ? ENOMEM : open_key(r, key, &opened);

    for (DWORD i = 0; error == 0 && i < KEYS_MAX && status == ERROR_SUCCESS; i++) {
        struct os_registry_value v;
        char *name;

        status = next_value(opened, i, room, &v);
        if (status != ERROR_SUCCESS)
            continue;
        v.name = name = os_narrow(room->name);
        if (name == NULL)
            status = ERROR_OUTOFMEMORY;
        else
            each(ctx, &v);
        free(name);
    }
    if (error == 0)
        (void)RegCloseKey(opened);
    free(room);
    return error != 0 || status == ERROR_NO_MORE_ITEMS ? error : os_error_of((DWORD)status);
}

int
os_registry_subkeys(struct os_registry *r, const char *key,
                    void (*each)(void *ctx, const char *name), void *ctx)
{
    LSTATUS status = ERROR_SUCCESS;
    wchar_t wide[256]; /* of a key, with a NUL: what Windows allows */
    HKEY opened;
    int error = open_key(r, key, &opened);

    for (DWORD i = 0; error == 0 && i < KEYS_MAX && status == ERROR_SUCCESS; i++) {
        DWORD n = 256;
        char *name;

        status = RegEnumKeyExW(opened, i, wide, &n, NULL, NULL, NULL, NULL);
        if (status != ERROR_SUCCESS)
            continue;
        name = os_narrow(wide);
        if (name == NULL)
            status = ERROR_OUTOFMEMORY;
        else
            each(ctx, name);
        free(name);
    }
    if (error == 0)
        (void)RegCloseKey(opened);
    return error != 0 || status == ERROR_NO_MORE_ITEMS ? error : os_error_of((DWORD)status);
}
