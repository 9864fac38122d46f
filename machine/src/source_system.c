/* SPDX-License-Identifier: MIT */
/* This machine, or another of the network: its registry, and its drives as \\NAME\C$. */
#include <machine/source.h>

#include "tree.h"

#include <base/error.h>
#include <os/error.h>
#include <os/file.h>
#include <os/registry.h>

#include <errno.h>

struct adding {
    struct os_registry *from;
    struct machine_registry *to;
    enum machine_key key;
    unsigned subkey;
};

static void
add_value(void *ctx, const struct os_registry_value *v)
{
    struct adding *a = ctx;
    const struct machine_value value = {
        .name = v->name, .subkey = a->subkey, .type = v->type, .data = { v->data, v->len }
    };

    machine_registry_add(a->to, a->key, &value); /* what is too large is said to be */
}

static void
path_of(enum machine_key k, const char *subkey, struct base_text *out)
{
    base_text_str(out, machine_key_hive(k));
    base_text_str(out, machine_key_hive(k)[1] == 'Y' ? "\\CurrentControlSet\\" : "\\");
    base_text_str(out, machine_key_path(k));
    if (subkey != NULL) {
        base_text_byte(out, '\\');
        base_text_str(out, subkey);
    }
}

static void
add_subkey(void *ctx, const char *name)
{
    struct adding *a = ctx;
    char path[MACHINE_KEY_PATH_MAX];
    struct base_text t;

    base_text_init(&t, path, sizeof path);
    path_of(a->key, name, &t);
    a->subkey++;
    if (!t.cut)
        (void)os_registry_values(a->from, path, add_value, a);
}

/* What is refused is unknown. */
static void
read_key(struct os_registry *from, enum machine_key k, struct machine_registry *to)
{
    struct adding a = { .from = from, .to = to, .key = k };
    char path[MACHINE_KEY_PATH_MAX];
    struct base_text t;
    int error;

    base_text_init(&t, path, sizeof path);
    path_of(k, NULL, &t);
    error = machine_key_has_subkeys(k) ? os_registry_subkeys(from, path, add_subkey, &a)
                                       : os_registry_values(from, path, add_value, &a);
    if (error == 0 || error == ENOENT)
        machine_registry_looked(to, k, error == 0);
}

/* "C:\Windows\..." is \\NAME\C$\Windows\... of another machine. */
static void
share_path(const char *name, const char *path, struct base_text *out)
{
    if (name[0] != '\0' && path[0] != '\0' && path[1] == ':') {
        base_text_str(out, "\\\\");
        base_text_str(out, name);
        base_text_byte(out, '\\');
        base_text_byte(out, path[0]);
        base_text_byte(out, '$');
        path += 2;
    }
    base_text_str(out, path);
}

/* Windows has one error for a file and for a share that are not there. */
static bool
reaches_drive(const char *name, const char *path)
{
    const char root[] = { path[0], ':', '\\', '\0' };
    char shared[MACHINE_TEXT_MAX + 300];
    struct base_text t;
    struct os_info info;

    base_text_init(&t, shared, sizeof shared);
    share_path(name, root, &t);
    return !t.cut && os_info(shared, &info) == 0;
}

static enum machine_answer
read_file(void *ctx, const char *path, size_t max, uint8_t **bytes, size_t *len, const char **why)
{
    const char *name = ctx;
    char shared[MACHINE_PATH_MAX + 300];
    struct base_text t;
    int fd;

    base_text_init(&t, shared, sizeof shared);
    share_path(name, path, &t);
    fd = os_open(shared, OS_OPEN_READ_NOW);
    if (fd >= 0)
        return machine_read_whole(fd, max, bytes, len, why);
    if (errno != ENOENT || reaches_drive(name, path))
        return machine_read_failed(errno, why);
    *why = "the drive cannot be reached (\\\\NAME\\C$ requires an administrator of that machine)";
    return MACHINE_UNKNOWN;
}

static bool
refuse(const char *name, int error, struct base_text *why)
{
    base_text_str(why, "--this-server");
    if (name[0] != '\0') {
        base_text_byte(why, ' ');
        base_text_safe(why, base_slice_str(name));
    }
    base_text_str(why, ": ");
    base_text_str(why, error == ENOSYS ? "asking a server itself requires Windows; give the "
                                         "directory of a mounted Windows drive, or of .reg files "
                                         "exported from it"
                                       : os_error_text(error));
    return false;
}

bool
machine_look_at_system(const char *name, struct machine_server *out, struct base_text *why)
{
    struct machine_registry found = { 0 };
    struct machine_files files = { .read = read_file };
    struct os_registry *r;
    bool ok;

    name += name[0] == '\\' && name[1] == '\\' ? 2 : 0;
    files.ctx = (void *)(uintptr_t)name;
    r = os_registry_open(name);
    if (r == NULL)
        return refuse(name, errno, why);
    for (unsigned k = 0; k < MACHINE_KEYS; k++)
        read_key(r, (enum machine_key)k, &found);
    os_registry_close(r);
    ok = !found.no_memory || base_complain(why, "the registry", "out of memory");
    if (ok)
        machine_server_look(out, &found, &files);
    machine_registry_clear(&found);
    return ok;
}
