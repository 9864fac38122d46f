/* SPDX-License-Identifier: MIT */
#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEPTH_MAX 64

/* Names one behind the other, each after the octet of its d_type, and where each
 * begins: a few bytes a file. */
struct names {
    char *text;
    size_t len, cap;
    uint32_t *at;
    size_t n, at_cap;
};

bool
cli_is_directory(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool
keep(struct names *names, const struct dirent *entry)
{
    size_t len = strlen(entry->d_name) + 2;

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
    names->text[names->len] = (char)entry->d_type;
    memcpy(names->text + names->len + 1, entry->d_name, len - 1);
    names->len += len;
    return true;
}

static int
by_name(const void *a, const void *b, void *text)
{
    return strcmp((const char *)text + *(const uint32_t *)a + 1,
                  (const char *)text + *(const uint32_t *)b + 1);
}

/* NULL with errno 0: no more. */
static struct dirent *
next_entry(DIR *dir)
{
    errno = 0;
    return readdir(dir);
}

/* errno, or 0. */
static int
read_names(const char *path, struct names *names)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    int error = 0;

    if (dir == NULL)
        return errno;
    while (error == 0 && (entry = next_entry(dir)) != NULL)
        if (entry->d_name[0] != '.' && !keep(names, entry))
            error = ENOMEM;
    if (error == 0)
        error = errno;
    closedir(dir);
    if (names->n > 1)
        qsort_r(names->at, names->n, sizeof *names->at, by_name, names->text);
    return error;
}

static void walk(const struct cli_walk *w, const char *path, unsigned depth);

/* DT_UNKNOWN: to be passed over, DT_FIFO: and told, for it is neither file nor directory. Links to
 * files are files; file systems may leave the type out. */
static unsigned char
type_of(const struct cli_walk *w, const char *path, unsigned char type)
{
    struct stat st;

    if (type == DT_REG || type == DT_DIR)
        return type;
    if (type != DT_UNKNOWN && type != DT_LNK)
        return DT_FIFO;
    if (lstat(path, &st) != 0) {
        w->failed(w->ctx, path, errno);
        return DT_UNKNOWN;
    }
    if (S_ISDIR(st.st_mode))
        return DT_DIR;
    if (S_ISLNK(st.st_mode) && (stat(path, &st) != 0 || S_ISDIR(st.st_mode)))
        return DT_UNKNOWN;
    return S_ISREG(st.st_mode) ? DT_REG : DT_FIFO;
}

static void
visit(const struct cli_walk *w, const char *path, unsigned char type, unsigned depth)
{
    type = type_of(w, path, type);
    if (type == DT_REG)
        w->file(w->ctx, path);
    else if (type == DT_DIR && w->recursive)
        walk(w, path, depth + 1);
    else if (type == DT_FIFO)
        w->failed(w->ctx, path, ENXIO);
}

static void
walk(const struct cli_walk *w, const char *path, unsigned depth)
{
    struct names names = { 0 };
    char file[PATH_MAX];
    int error = depth > DEPTH_MAX ? ELOOP : read_names(path, &names);
    size_t len = strlen(path);
    const char *slash = len > 0 && path[len - 1] == '/' ? "" : "/";

    if (error != 0)
        w->failed(w->ctx, path, error);
    for (size_t i = 0; i < names.n; i++) {
        struct base_text t;

        base_text_init(&t, file, sizeof file);
        base_text_str(&t, path);
        base_text_str(&t, slash);
        base_text_str(&t, names.text + names.at[i] + 1);
        if (t.cut)
            w->failed(w->ctx, path, ENAMETOOLONG);
        else
            visit(w, file, (unsigned char)names.text[names.at[i]], depth);
    }
    free(names.text);
    free(names.at);
}

void
cli_walk(const struct cli_walk *w, const char *path)
{
    walk(w, path, 0);
}
