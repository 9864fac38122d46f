/* SPDX-License-Identifier: MIT */
/*
 * A server is looked at. The module in the order of a look: source_files.c and source_system.c
 * open what there is (a mounted drive, .reg files, hives; this machine or another), reg_text.c,
 * hive.c and the system fill in the few keys of keys.def (registry.c), image.c reads programs and
 * assemblies, config.c their configuration. Here and in data_mcu.c and opt_outs.c it is put
 * together, conclude.c says whether the server checks, tell_*.c tell it. What was not looked at
 * stays unknown, and nothing that is read is trusted: bounds come before contents.
 */
#include "look.h"

#include <machine/image.h>

#include <stdlib.h>
#include <string.h>

/* The text of a value, or "". */
static bool
text_of(const struct machine_looking *l, enum machine_key k, const char *name, char *out,
        size_t cap)
{
    if (machine_value_text(machine_registry_find(l->registry, k, name), out, cap) && out[0] != '\0')
        return true;
    out[0] = '\0';
    return false;
}

/* ---- Windows, .NET, the computer ---- */

/* Microsoft's documentation: "How to: Determine which .NET Framework versions are installed". */
static const struct {
    uint32_t from;
    const char *name;
} releases[] = {
    { 533320, "4.8.1" }, { 528040, "4.8" },   { 461808, "4.7.2" }, { 461308, "4.7.1" },
    { 460798, "4.7" },   { 394802, "4.6.2" }, { 394254, "4.6.1" }, { 393295, "4.6" },
    { 379893, "4.5.2" }, { 378675, "4.5.1" }, { 378389, "4.5" },
};

const char *
machine_release_name(uint32_t release)
{
    for (size_t i = 0; i < sizeof releases / sizeof releases[0]; i++)
        if (release >= releases[i].from)
            return releases[i].name;
    return NULL;
}

static void
look_name(struct machine_looking *l)
{
    char host[MACHINE_TEXT_MAX], domain[MACHINE_TEXT_MAX];
    struct base_text t;

    base_text_init(&t, l->out->name, sizeof l->out->name);
    if (!text_of(l, MACHINE_KEY_COMPUTER, "ComputerName", host, sizeof host) &&
        !text_of(l, MACHINE_KEY_DOMAIN, "Hostname", host, sizeof host))
        return;
    base_text_str(&t, host);
    if (text_of(l, MACHINE_KEY_DOMAIN, "Domain", domain, sizeof domain) ||
        text_of(l, MACHINE_KEY_DOMAIN, "NV Domain", domain, sizeof domain)) {
        base_text_byte(&t, '.');
        base_text_str(&t, domain);
    }
}

void
machine_look_names(struct machine_looking *l)
{
    struct machine_server *s = l->out;
    const char *release;

    look_name(l);
    (void)text_of(l, MACHINE_KEY_WINDOWS, "ProductName", s->windows, sizeof s->windows);
    if (!text_of(l, MACHINE_KEY_WINDOWS, "SystemRoot", s->root, sizeof s->root)) {
        struct base_text t;

        base_text_init(&t, s->root, sizeof s->root);
        base_text_str(&t, "C:\\Windows");
    }
    (void)text_of(l, MACHINE_KEY_NDP35, "Version", s->dotnet35, sizeof s->dotnet35);
    (void)text_of(l, MACHINE_KEY_NDP4, "Version", s->dotnet4, sizeof s->dotnet4);
    if (machine_value_number(machine_registry_find(l->registry, MACHINE_KEY_NDP4, "Release"),
                             &s->release) &&
        (release = machine_release_name(s->release)) != NULL) {
        struct base_text t;

        base_text_init(&t, s->dotnet4, sizeof s->dotnet4);
        base_text_str(&t, release);
    }
}

/* ---- System.dll ---- */

/* %SystemRoot%\Microsoft.NET\Framework64\v4.0.30319\System.dll */
static void
path_of(const struct machine_server *s, const struct machine_runtime *r, struct base_text *out)
{
    base_text_str(out, s->root);
    base_text_str(out, "\\Microsoft.NET\\Framework");
    base_text_str(out, r->bits == 64 ? "64\\" : "\\");
    base_text_str(out, r->clr);
    base_text_str(out, "\\System.dll");
}

static void
look_runtime(struct machine_looking *l, struct machine_runtime *r)
{
    struct machine_image image;
    struct base_text path;
    uint8_t *bytes = NULL;
    size_t len = 0;
    const char *why = NULL;

    base_text_init(&path, r->path, sizeof r->path);
    path_of(l->out, r, &path);
    r->installed = l->files->read(l->files->ctx, r->path, MACHINE_IMAGE_MAX, &bytes, &len, &why);
    r->has_check = MACHINE_UNKNOWN;
    if (r->installed == MACHINE_UNKNOWN && why != NULL)
        machine_note(l->out, r->path, why);
    if (r->installed == MACHINE_YES) {
        machine_image_read((struct base_slice){ bytes, len }, &image);
        if (image.is_image && image.clr[0] != '\0')
            r->has_check = machine_image_has_check((struct base_slice){ bytes, len }) ? MACHINE_YES
                                                                                      : MACHINE_NO;
        else
            machine_note(l->out, r->path, "not a .NET assembly");
        r->version.known = image.has_version;
        memcpy(r->version.part, image.version, sizeof image.version);
    }
    free(bytes);
}

void
machine_look_runtimes(struct machine_looking *l)
{
    for (unsigned i = 0; i < MACHINE_RUNTIMES; i++)
        look_runtime(l, &l->out->runtimes[i]);
}

/* What would have to be looked at for a conclusion. */
static void
note_open_questions(struct machine_server *s)
{
    const struct machine_runtime *r =
        s->runtime < MACHINE_RUNTIMES ? &s->runtimes[s->runtime] : NULL;

    if (s->data_mcu == MACHINE_UNKNOWN)
        machine_note(s, NULL,
                     "not known: whether a Data MCU is installed (its service RTCDATAMCU, below "
                     "HKLM\\SYSTEM\\CurrentControlSet\\Services)");
    if (r == NULL)
        machine_note(s, NULL, "not known: which CLR the Data MCU runs on");
    else if (r->has_check == MACHINE_UNKNOWN)
        machine_note(s, r->path, "not known: whether the check is in it");
    for (size_t i = 0; i < s->opt_outs_n; i++)
        if (s->opt_outs[i].set == MACHINE_UNKNOWN && r != NULL &&
            s->opt_outs[i].runtime == s->runtime)
            machine_note(s, s->opt_outs[i].where, "not known: whether it opts out");
}

void
machine_server_look(struct machine_server *out, const struct machine_registry *r,
                    const struct machine_files *files)
{
    struct machine_looking l = { .out = out, .registry = r, .files = files };

    *out = (struct machine_server){ .runtime = MACHINE_RUNTIMES };
    for (unsigned i = 0; i < MACHINE_RUNTIMES; i++) {
        out->runtimes[i].major = i < 2 ? 4 : 2;
        out->runtimes[i].clr = i < 2 ? "v4.0.30319" : "v2.0.50727";
        out->runtimes[i].bits = i % 2 == 0 ? 64 : 32;
    }
    machine_look_names(&l);
    machine_look_data_mcu(&l);
    machine_look_runtimes(&l);
    machine_look_opt_outs(&l);
    if (r->stale)
        machine_note(out, NULL,
                     "the registry was not closed cleanly: the latest changes may be only in its "
                     "logs, so a value that is missing here may still be set");
    if (r->cut)
        machine_note(out, NULL, "parts of the registry were too large to be read");
    out->conclusion = machine_server_conclude(out);
    if (out->conclusion == MACHINE_NOT_KNOWN)
        note_open_questions(out);
}
