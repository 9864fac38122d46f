/* SPDX-License-Identifier: MIT */
/* A folder for --remedy that a test has for itself, and what is in it. */
#ifndef FOLDER_H
#define FOLDER_H

#include <advice/remedy_files.h>

#include <os/dir.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmocka_prelude.h"

static char folder[] = "/tmp/remedy-XXXXXX";
static char line[1024];
static struct base_text why;

static inline const char *
in_folder(const char *name)
{
    static char path[512];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* Its name is nobody else's; that it is made is part of what is tested. */
static inline int
begin_folder(void **state)
{
    int fd;

    (void)state;
    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    fd = mkstemp(folder);
    base_text_init(&why, line, sizeof line);
    return fd < 0 || close(fd) != 0 || unlink(folder) != 0 ? -1 : 0;
}

/* How many files; the names of those that begin so are counted in *like. */
static inline size_t
files_in_folder(const char *begin, size_t *like)
{
    struct os_dir *d = os_dir_open(folder);
    struct os_entry entry;
    size_t n = 0;

    *like = 0;
    if (d == NULL)
        return 0;
    for (; os_dir_next(d, &entry); n++)
        *like += strncmp(entry.name, begin, strlen(begin)) == 0;
    os_dir_close(d);
    return n;
}

static inline int
end_folder(void **state)
{
    struct os_entry entry;
    struct os_dir *d;

    (void)state;
    if ((d = os_dir_open(folder)) == NULL)
        return 0;
    while (os_dir_next(d, &entry))
        (void)unlink(in_folder(entry.name));
    os_dir_close(d);
    return os_dir_remove(folder);
}

static inline void
put_file(const char *name, const char *text)
{
    FILE *f = fopen(in_folder(name), "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
}

/* The bytes of a file, and a NUL behind them. */
static inline size_t
get_file(const char *name, char *text, size_t cap)
{
    FILE *f = fopen(in_folder(name), "rb");
    size_t n;

    if (f == NULL)
        fail_msg("there is no %s", name);
    n = fread(text, 1, cap - 1, f);
    (void)fclose(f);
    text[n] = '\0';
    return n;
}

#endif
