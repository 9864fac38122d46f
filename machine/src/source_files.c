/* SPDX-License-Identifier: MIT */
#include <machine/source.h>

#include "tree.h"

#include <base/error.h>
#include <machine/hive.h>
#include <machine/reg_text.h>
#include <os/dir.h>
#include <os/error.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT_MAX (1024u * 1048576u) /* bytes of a .reg file: all of a registry has fewer */
#define EXPORTS_MAX 64u               /* in a directory */
#define PIECE 65536u

struct looking {
    const char *where;
    struct machine_registry registry;
    struct machine_tree tree;
    unsigned found; /* hives, exports */
    struct base_text *why;
};

/* ---- .reg files ---- */

static bool
feed(int fd, struct machine_reg_text *t, const char *path, struct base_text *why)
{
    uint8_t *piece = malloc(PIECE);
    uint64_t total = 0;
    ptrdiff_t n = -1;
    bool ok = piece != NULL;

    while (ok && (n = os_read(fd, piece, PIECE)) > 0) {
        total += (uint64_t)n;
        ok = total <= EXPORT_MAX &&
             machine_reg_text_feed(t, (struct base_slice){ piece, (size_t)n });
    }
    free(piece);
    if (ok && n == 0 && machine_reg_text_end(t))
        return true;
    if (t->wrong != NULL)
        return base_complain_line(why, path, t->wrong_line, t->wrong);
    return base_complain(why, path,
                         piece == NULL        ? "out of memory"
                         : total > EXPORT_MAX ? "the file is too large"
                                              : os_error_text(errno));
}

static bool
read_export(struct looking *l, const char *path)
{
    struct machine_reg_text *t = malloc(sizeof *t);
    int fd = os_open(path, OS_OPEN_READ_NOW);
    struct os_info info;
    bool ok = false;

    if (t == NULL)
        (void)base_complain(l->why, path, "out of memory");
    else if (fd < 0 || os_info_of(fd, &info) != 0 || info.kind != OS_FILE)
        (void)base_complain(l->why, path, fd < 0 ? os_error_text(errno) : "not a regular file");
    else {
        machine_reg_text_begin(t, &l->registry);
        ok = feed(fd, t, path, l->why);
        l->found++;
    }
    if (fd >= 0)
        (void)os_close(fd);
    free(t);
    return ok;
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
is_export(const struct os_entry *entry)
{
    size_t n = strlen(entry->name);

    return n > 4 && entry->name[0] != '.' && entry->kind != OS_DIRECTORY &&
           base_slice_eq_nocase(base_slice_str(entry->name + n - 4), base_slice_str(".reg"));
}

static char *
joined(const char *directory, const char *name)
{
    size_t n = strlen(directory) + strlen(name) + 2;
    char *path = malloc(n);
    struct base_text t;

    if (path == NULL)
        return NULL;
    base_text_init(&t, path, n);
    base_text_str(&t, directory);
    base_text_str(&t, os_separator(directory));
    base_text_str(&t, name);
    return path;
}

/* All of a directory, in the order of their names. */
static bool
read_exports(struct looking *l)
{
    char *paths[EXPORTS_MAX];
    size_t n = 0;
    struct os_dir *d = os_dir_open(l->where);
    struct os_entry entry;
    bool ok = true;

    if (d == NULL)
        return base_complain(l->why, l->where, os_error_text(errno));
    while (ok && os_dir_next(d, &entry)) {
        if (!is_export(&entry))
            continue;
        ok = n < EXPORTS_MAX || base_complain(l->why, l->where, "more than 64 .reg files in it");
        if (ok && (paths[n] = joined(l->where, entry.name)) == NULL)
            ok = base_complain(l->why, l->where, "out of memory");
        n += ok;
    }
    os_dir_close(d);
    qsort(paths, n, sizeof paths[0], by_name);
    for (size_t i = 0; i < n; i++) {
        ok = ok && read_export(l, paths[i]);
        free(paths[i]);
    }
    return ok;
}

/* ---- hives ---- */

static bool
read_at(void *ctx, uint64_t at, void *to, size_t n)
{
    uint8_t *p = to;

    while (n > 0) {
        ptrdiff_t got = os_read_at(*(const int *)ctx, p, n, at);

        if (got <= 0)
            return false;
        p += got;
        at += (uint64_t)got;
        n -= (size_t)got;
    }
    return true;
}

/* False: it is there and cannot be read. */
static bool
read_hive(struct looking *l, const char *folder, const char *name)
{
    char path[128], line[128];
    struct base_text t, reason;
    struct machine_hive hive = { .read = read_at };
    int fd;
    bool ok;

    base_text_init(&t, path, sizeof path);
    base_text_init(&reason, line, sizeof line);
    base_text_str(&t, folder);
    base_text_str(&t, name);
    fd = machine_tree_open(&l->tree, path);
    if (fd < 0 && errno == ENOENT)
        return true;
    hive.ctx = &fd;
    ok = fd >= 0 && machine_hive_read(&hive, name, &l->registry, &reason);
    if (!ok) {
        base_text_str(l->why, path);
        base_text_str(l->why, " of ");
        (void)base_complain(l->why, l->where, fd < 0 ? os_error_text(errno) : line);
    }
    if (fd >= 0)
        (void)os_close(fd);
    l->found++;
    return ok;
}

static bool
read_hives(struct looking *l)
{
    static const char *const folders[] = { "Windows\\System32\\config\\", "" };

    for (size_t i = 0; i < 2; i++) {
        unsigned before = l->found;

        if (!read_hive(l, folders[i], "SOFTWARE") || !read_hive(l, folders[i], "SYSTEM"))
            return false;
        if (l->found > before)
            break;
    }
    return true;
}

/* Is this directory a drive, whose files count? */
static bool
is_drive(struct looking *l)
{
    int fd = machine_tree_open(&l->tree, "Windows"); /* a directory: never opened */

    if (fd >= 0)
        (void)os_close(fd);
    return fd < 0 && errno != ENOENT;
}

static bool
read_directory(struct looking *l)
{
    l->tree.root = l->where;
    if (!read_hives(l) || !read_exports(l))
        return false;
    if (is_drive(l))
        l->found++;
    else
        l->tree.root = NULL;
    return l->found > 0 ||
           base_complain(l->why, l->where,
                         "no Windows directory, registry hive or .reg file in it: give the root of "
                         "a mounted Windows drive, or a directory with exports of the registry");
}

/* The letter that the drive has on its own machine. */
static char
letter_of(const struct machine_registry *r)
{
    char root[MACHINE_PATH_MAX];

    if (machine_value_text(machine_registry_find(r, MACHINE_KEY_WINDOWS, "SystemRoot"), root,
                           sizeof root) &&
        root[0] != '\0' && root[1] == ':')
        return root[0];
    return 'C';
}

bool
machine_look_at_files(const char *where, struct machine_server *out, struct base_text *why)
{
    struct looking l = { .where = where, .why = why };
    const struct machine_files files = { .ctx = &l.tree, .read = machine_tree_read };
    struct os_info info;
    int error = os_info(where, &info);
    bool ok;

    if (error != 0)
        return base_complain(why, where, os_error_text(error));
    ok = info.kind == OS_DIRECTORY ? read_directory(&l) : read_export(&l, where);
    if (ok && l.registry.no_memory)
        ok = base_complain(why, where, "out of memory");
    l.tree.letter = letter_of(&l.registry);
    if (ok)
        machine_server_look(out, &l.registry, &files);
    machine_registry_clear(&l.registry);
    return ok;
}
