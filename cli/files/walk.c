/* SPDX-License-Identifier: MIT */
#include "walk.h"

#include <os/dir.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 64
#define PATH_TEXT_MAX 4096

/* Names one behind the other, each after the octet of its kind, and where each
 * begins: a few bytes a file. */
struct names {
    char *text;
    size_t len, cap;
    uint32_t *at;
    size_t n, at_cap;
};

enum os_kind
cli_kind_of(const char *path)
{
    struct os_info info;

    return os_info(path, &info) == 0 ? info.kind : OS_UNKNOWN;
}

bool
cli_is_directory(const char *path)
{
    return cli_kind_of(path) == OS_DIRECTORY;
}

static bool
keep(struct names *names, const struct os_entry *entry)
{
    size_t len = strlen(entry->name) + 2;

    if (names->len + len > UINT32_MAX)
        return false;
    if (names->len + len > names->cap) {
        size_t cap = 2 * (names->cap + len) + 4096;
        char *text = realloc(names->text, cap);

        if (text == NULL)
            return false;
        names->text = text;
        names->cap = cap;
    }
    if (names->n == names->at_cap) {
        size_t cap = 2 * names->at_cap + 256;
        uint32_t *at = realloc(names->at, cap * sizeof *at);

        if (at == NULL)
            return false;
        names->at = at;
        names->at_cap = cap;
    }
    names->at[names->n++] = (uint32_t)names->len;
    names->text[names->len] = (char)entry->kind;
    memcpy(names->text + names->len + 1, entry->name, len - 1);
    names->len += len;
    return true;
}

static _Thread_local const char *sorted; /* the text, for by_name: qsort_r is not everywhere */

static int
by_name(const void *a, const void *b)
{
    return strcmp(sorted + *(const uint32_t *)a + 1, sorted + *(const uint32_t *)b + 1);
}

/* errno, or 0. */
static int
read_names(const char *path, struct names *names)
{
    struct os_dir *dir = os_dir_open(path);
    struct os_entry entry;
    int error = 0;

    if (dir == NULL)
        return errno;
    while (error == 0 && os_dir_next(dir, &entry))
        if (entry.name[0] != '.' && !keep(names, &entry))
            error = ENOMEM;
    if (error == 0)
        error = errno;
    os_dir_close(dir);
    sorted = names->text;
    if (names->n > 1)
        qsort(names->at, names->n, sizeof *names->at, by_name);
    return error;
}

static void walk(const struct cli_walk *w, const char *path, unsigned depth);

static void
leave(const struct cli_walk *w, bool link)
{
    if (w->left != NULL)
        w->left(w->ctx, link);
}

/* OS_UNKNOWN: to be passed over, OS_OTHER: and told, for it is neither file nor directory. Links to
 * files are files; file systems may leave the kind out. */
static enum os_kind
kind_of(const struct cli_walk *w, const char *path, enum os_kind kind)
{
    struct os_info info;
    int err;

    if (kind != OS_UNKNOWN && kind != OS_LINK)
        return kind;
    err = os_info_link(path, &info);
    if (err != 0) {
        w->failed(w->ctx, path, err);
        return OS_UNKNOWN;
    }
    if (info.kind != OS_LINK)
        return info.kind;
    if (os_info(path, &info) != 0)
        return OS_UNKNOWN;
    if (info.kind != OS_DIRECTORY)
        return info.kind;
    leave(w, true);
    return OS_UNKNOWN;
}

static void
visit(const struct cli_walk *w, const char *path, enum os_kind kind, unsigned depth)
{
    kind = kind_of(w, path, kind);
    if (kind == OS_FILE)
        w->file(w->ctx, path);
    else if (kind == OS_DIRECTORY && w->recursive)
        walk(w, path, depth + 1);
    else if (kind == OS_DIRECTORY)
        leave(w, false);
    else if (kind == OS_OTHER)
        w->failed(w->ctx, path, ENXIO);
}

static void
walk(const struct cli_walk *w, const char *path, unsigned depth)
{
    struct names names = { 0 };
    char file[PATH_TEXT_MAX];
    int error = depth > DEPTH_MAX ? ELOOP : read_names(path, &names);

    if (error != 0)
        w->failed(w->ctx, path, error);
    for (size_t i = 0; i < names.n; i++) {
        struct base_text t;

        base_text_init(&t, file, sizeof file);
        base_text_str(&t, path);
        base_text_str(&t, os_separator(path));
        base_text_str(&t, names.text + names.at[i] + 1);
        if (t.cut)
            w->failed(w->ctx, path, ENAMETOOLONG);
        else
            visit(w, file, (enum os_kind)names.text[names.at[i]], depth);
    }
    free(names.text);
    free(names.at);
}

void
cli_walk(const struct cli_walk *w, const char *path)
{
    walk(w, path, 0);
}
