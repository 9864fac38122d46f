/* SPDX-License-Identifier: MIT */
/* A directory that a test has for itself, with files of a drive in it. */
#ifndef DRIVE_H
#define DRIVE_H

#include <base/text.h>
#include <os/dir.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmocka_prelude.h"

static char drive[] = "/tmp/drive-XXXXXX";

static inline int
begin_drive(void **state)
{
    (void)state;
    memcpy(drive + sizeof drive - 7, "XXXXXX", 6);
    return mkdtemp(drive) == NULL ? -1 : 0;
}

static inline const char *
on_drive(const char *name)
{
    static char path[1024];

    (void)snprintf(path, sizeof path, "%s/%s", drive, name);
    return path;
}

/* Directories on its way are made. */
static inline void
put_on_drive(const char *name, const char *text)
{
    FILE *f;

    for (const char *at = name; (at = strchr(at, '/')) != NULL; at++) {
        char folder[512] = "";

        memcpy(folder, name, (size_t)(at - name));
        (void)os_dir_make(on_drive(folder));
    }
    if (text == NULL) /* a directory alone */
        return;
    f = fopen(on_drive(name), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
}

static inline void
empty_folder(const char *folder)
{
    struct os_dir *d = os_dir_open(folder);
    struct os_entry entry;

    if (d == NULL)
        return;
    while (os_dir_next(d, &entry)) {
        char path[1024];
        struct base_text t;

        base_text_init(&t, path, sizeof path);
        base_text_str(&t, folder);
        base_text_byte(&t, '/');
        base_text_str(&t, entry.name);
        if (unlink(path) != 0) {
            empty_folder(path);
            (void)os_dir_remove(path);
        }
    }
    os_dir_close(d);
}

static inline int
end_drive(void **state)
{
    (void)state;
    empty_folder(drive);
    return os_dir_remove(drive);
}

#endif
